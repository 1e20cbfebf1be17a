"""Zip files from strangers: bounded in number, size and ratio, without entities, never unpacked to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from bindery.importing.refusal import Refused

ENTRIES = 5_000
ENTRY = 64 * 1024 * 1024
XML = 24 * 1024 * 1024
"""Bytes of the largest XML entry: its tree takes many times as much."""
TOTAL = 256 * 1024 * 1024
_RATIO, _SMALL = 150, 4 * 1024 * 1024
_MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip file whose directory was looked at; entries are read one by one."""

    data: bytes
    names: tuple[str, ...]

    def read(self, name: str) -> bytes | None:
        """The bytes of an entry; None when there is none."""
        if name not in self.names:
            return None
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive, archive.open(name) as file:
                content = file.read(ENTRY + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise Refused(
                f"the entry '{name}' is damaged: {str(error).lower() or 'it ends too soon'}"
            ) from None
        if len(content) > ENTRY:
            raise Refused(f"the entry '{name}' unpacks to more than {ENTRY // _MB} MiB")
        return content

    def xml(self, name: str) -> Element | None:
        """The tree of an XML entry; None when there is none. Entities are refused."""
        content = self.read(name)
        if content is None:
            return None
        if len(content) > XML:
            raise Refused(f"the entry '{name}' is larger than {XML // _MB} MiB")
        refuse_entities(content, name)
        try:
            return ET.fromstring(content)
        except (ET.ParseError, ValueError, LookupError) as error:
            raise Refused(f"the entry '{name}' is not well-formed: {error}") from None


def opened(data: bytes) -> Archive:
    """The archive of a file's bytes; raises `Refused` for a bomb, an encrypted or a damaged one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, UnicodeDecodeError):
        raise Refused("the file is damaged or was cut short: its zip directory is missing") from None
    if len(entries) > ENTRIES:
        raise Refused(f"the file holds {len(entries)} entries; {ENTRIES} are read")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("the file is encrypted; import a copy without a password")
    if sum(entry.file_size for entry in entries) > TOTAL or any(map(_is_bomb, entries)):
        raise Refused(f"the file unpacks to far more than it is; at most {TOTAL // _MB} MiB are read")
    return Archive(data, tuple(entry.filename for entry in entries))


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > _SMALL and entry.file_size > _RATIO * max(entry.compress_size, 1)


def refuse_entities(content: bytes, name: str, *, doctype: bool = False) -> None:
    """Raise `Refused` when XML declares entities (and a document type, unless that may be)."""
    plain = content.replace(b"\0", b"") if b"\0" in content[:200] else content
    words = (b"<!ENTITY",) if doctype else (b"<!ENTITY", b"<!DOCTYPE")
    if any(word in plain for word in words):
        raise Refused(f"the entry '{name}' declares entities, which no manuscript needs")
