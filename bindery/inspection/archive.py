"""The zip of an EPUB, opened within bounds: a stranger's file may lie about its sizes, or be a bomb."""

from __future__ import annotations

import html
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from bindery.decoding import tidy

ONE = 16 * 1024 * 1024
"""Bytes that one text of the EPUB may have when it is unpacked."""
ALL = 128 * 1024 * 1024
"""Bytes that are unpacked of one EPUB altogether."""
DIRECTORY = 4 * 1024 * 1024
"""Bytes of the zip's directory: room for some 40,000 files."""
LONGEST = 2000
"""Letters of one value that are kept."""
_END = b"PK\x05\x06"
_REFUSALS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError)
"""What a damaged, encrypted or strangely packed file makes `zipfile` raise."""
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_OF_XML = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})


class Unreadable(Exception):
    """Raised with the reason when nothing can be said of a file; `hint`: it may not be an EPUB at all."""

    def __init__(self, why: str, *, hint: bool = True) -> None:
        super().__init__(why)
        self.hint = hint


class Archive:
    """The files of an EPUB by their paths. What cannot be read is None, and a line in `faults`."""

    def __init__(self, zipped: zipfile.ZipFile) -> None:
        self._zipped = zipped
        self._left = ALL
        self.faults: list[str] = []
        self._entries = {words(e.filename): e for e in zipped.infolist() if not e.is_dir()}
        self.sizes = {name: entry.file_size for name, entry in self._entries.items()}

    def read(self, path: str, most: int = ONE) -> bytes | None:
        """The bytes of a file, no more than `most`; a longer one is refused."""
        data = self.beginning(path, most + 1)
        if data is not None and len(data) > most:
            self.faults.append(f"{path}: larger than {most // 1024 // 1024} MB, not read")
            return None
        return data

    def beginning(self, path: str, most: int) -> bytes | None:
        """The first bytes of a file."""
        if path not in self.sizes:
            self.faults.append(f"{path}: not in the file")
            return None
        if self._left <= 0:
            self.faults.append(f"{path}: not read, there is too much in this file")
            return None
        try:
            with self._zipped.open(self._entries[path]) as file:
                data = file.read(min(most, self._left))
        except (*_REFUSALS, KeyError) as fault:
            self.faults.append(f"{path}: cannot be unpacked ({words(str(fault)) or type(fault).__name__})")
            return None
        self._left -= len(data)
        return data

    def tree(self, path: str) -> Element | None:
        """A file as XML; names for characters that HTML knows may stand in it."""
        data = self.read(path)
        if data is None:
            return None
        if b"<!ENTITY" in data or b"<\0!\0E\0N\0T" in data or b"\0<\0!\0E\0N\0T" in data:
            self.faults.append(f"{path}: declares entities, which can hide anything; not read")
            return None
        try:
            return ET.fromstring(_ENTITY.sub(_character, data))
        except (ET.ParseError, ValueError, LookupError) as fault:
            self.faults.append(f"{path}: not well-formed XML ({words(str(fault))})")
            return None


def words(text: str | None) -> str:
    """A text of the file as one line without anything that a terminal would obey."""
    return " ".join(tidy(text or "").split())[:LONGEST]


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """The archive of a file. Raises `Unreadable`."""
    try:
        with path.open("rb") as file:
            _look_at_directory(file)
            with zipfile.ZipFile(file) as zipped:
                yield Archive(zipped)
    except OSError as fault:
        raise Unreadable(f"cannot be read: {(fault.strerror or str(fault)).lower()}", hint=False) from fault
    except (zipfile.BadZipFile, NotImplementedError, UnicodeDecodeError, struct.error) as fault:
        raise Unreadable(f"is not a zip file, or a damaged one ({words(str(fault))})") from fault


def _look_at_directory(file: IO[bytes]) -> None:
    """Refuse a directory that would fill the memory before a single file is opened."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise Unreadable("is not a zip file, or a damaged one")
    (length,) = struct.unpack_from("<I", tail, end + 12)
    if length > DIRECTORY:
        raise Unreadable("has too many files", hint=False)
    file.seek(0)


def _character(match: re.Match[bytes]) -> bytes:
    """A named character as its number."""
    if match[1] in _OF_XML:
        return match[0]
    found = html.unescape(match[0].decode("ascii"))
    return "".join(f"&#{ord(char)};" for char in found).encode() if not found.startswith("&") else match[0]
