"""The one door to the world outside: files of the book's folder, and the date of the book.

All stages read through it, so that nothing outside the folder is read and a build repeats.
"""

from __future__ import annotations

import datetime as dt
import difflib
import os
import stat
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bindery.decoding import Misread, decode
from bindery.problems import Place, Problem

FILE_LIMIT = 8 * 1024 * 1024
BOOK_LIMIT = 64 * 1024 * 1024
FILES_LIMIT = 5_000
STORES = frozenset({".git", ".hg", ".svn"})
"""Folders of version control, which are never part of a book: they hold its past, and who may write to it."""
DATE_KEY = "SOURCE_DATE_EPOCH"
_UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read; `line` is set when the fault lies within the file itself."""

    code: str
    message: str
    hint: str = ""
    line: int = 0

    def problem(self, path: str, at: Place | None = None) -> Problem:
        """The problem of reading `path`, which `at` asked for."""
        own = Place(path, self.line)
        return Problem(self.code, self.message, own if self.line or at is None else at, self.hint)


@dataclass(slots=True)
class Reader:
    """Reads files of one folder and of nowhere else, within limits of size and number."""

    root: Path
    file_limit: int = FILE_LIMIT
    book_limit: int = BOOK_LIMIT
    files_limit: int = FILES_LIMIT
    _spent: int = field(default=0, repr=False)
    _seen: dict[Path, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.root = self.root.resolve()

    def find(self, path: str, *, folder: bool = False) -> Path | Refusal:
        """The absolute path of a file (or folder) of the book's folder, symbolic links followed."""
        try:
            return self._find(path, folder=folder)
        except (
            OSError,
            ValueError,
            RuntimeError,
        ) as error:  # no right to look, NUL in the name, loop of links
            return Refusal("file-unreadable", f"cannot read '{_short(path)}': {_reason(error)}")

    def _find(self, path: str, *, folder: bool) -> Path | Refusal:
        found: Path | None = (self.root / path).resolve()
        if found and not found.exists() and found.is_relative_to(self.root):
            found = _twin(found)
        if found is None:
            what = "folder" if folder else "file"
            return Refusal("file-missing", f"no {what} '{path}'", self._nearest(path))
        if Path(path).is_absolute() or not found.is_relative_to(self.root):
            hint = "Only files of the book's own folder are read; copy it there."
            return Refusal("file-unreadable", f"'{path}' lies outside the book's folder", hint)
        if STORES.intersection(found.relative_to(self.root).parts):
            return Refusal("file-unreadable", f"'{path}' belongs to version control, not to the book")
        mode = found.stat().st_mode
        if stat.S_ISDIR(mode) if folder else stat.S_ISREG(mode):
            return found
        what = "a folder" if stat.S_ISDIR(mode) else "not a folder" if folder else "not an ordinary file"
        return Refusal("file-unreadable", f"'{path}' is {what}")

    def read_bytes(self, path: str) -> bytes | Refusal:
        """The bytes of a file; each file counts once towards the book's limits."""
        found = self.find(path)
        if isinstance(found, Refusal):
            return found
        try:
            with found.open("rb") as file:
                data = file.read(self.file_limit + 1)
        except OSError as error:
            return Refusal("file-unreadable", f"cannot read '{path}': {_reason(error)}")
        if len(data) > self.file_limit:
            message = f"'{path}' is larger than {_megabytes(self.file_limit)}"
            return Refusal("file-unreadable", message, "Split it into several files.")
        return self._counted(found, data)

    def read_text(self, path: str) -> str | Refusal:
        """The text of a UTF-8 file, cleaned: NFC, LF, no BOM, no control characters."""
        data = self.read_bytes(path)
        if isinstance(data, Refusal):
            return data
        text = decode(data)
        if isinstance(text, Misread):
            like = f"; it looks like {text.looks_like}" if text.looks_like else ""
            return Refusal(
                "file-encoding", f"not UTF-8{like}", _encoding_hint(path, text.looks_like), text.line
            )
        return text

    def exists(self, path: str) -> bool:
        """Whether there is such a file in the folder."""
        return isinstance(self.find(path), Path)

    def _counted(self, found: Path, data: bytes) -> bytes | Refusal:
        self._spent += max(0, len(data) - self._seen.get(found, 0))
        self._seen[found] = len(data)
        if self._spent > self.book_limit:
            return Refusal(
                "too-much", f"the book's files are larger than {_megabytes(self.book_limit)} together"
            )
        if len(self._seen) > self.files_limit:
            return Refusal("too-much", f"the book has more than {self.files_limit} files")
        return data

    def _nearest(self, path: str) -> str:
        folder = (self.root / path).parent
        if not folder.is_dir():
            return ""
        names = {item.name.casefold(): item.name for item in folder.iterdir() if item.is_file()}
        close = difflib.get_close_matches(Path(path).name.casefold(), list(names), n=1, cutoff=0.7)
        return f"Did you mean '{names[close[0]]}'?" if close else ""


def _twin(path: Path) -> Path | None:
    """The file whose name differs in Unicode normalisation only (archives made on a Mac have such)."""
    if not path.parent.is_dir():
        return None
    wanted = unicodedata.normalize("NFC", path.name)
    twins = (item for item in path.parent.iterdir() if unicodedata.normalize("NFC", item.name) == wanted)
    twin = next(twins, None)
    return twin.resolve() if twin and twin.exists() else None


def source_date(date: str, environment: Mapping[str, str] = os.environ) -> dt.datetime:
    """The one date that a build writes into its files, the same on every day and in every clone.

    ``SOURCE_DATE_EPOCH`` when it is set to a usable number, else the first moment of ``[book] date``
    (a year, month or day), else the year 2000. Never a file's time: a fresh clone gives new ones.
    """
    epoch = environment.get(DATE_KEY, "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return dt.datetime.fromtimestamp(int(epoch), tz=dt.UTC)
    if date:
        return dt.datetime.fromisoformat(date + "-01-01"[len(date) - 4 :]).replace(tzinfo=dt.UTC)
    return _UNDATED


def _reason(error: Exception) -> str:
    return (getattr(error, "strerror", None) or str(error)).lower()


def _short(path: str) -> str:
    return path if len(path) <= 80 else path[:79] + "\u2026"


def _megabytes(size: int) -> str:
    return f"{size // (1024 * 1024)} MiB"


def _encoding_hint(path: str, encoding: str) -> str:
    if not encoding:
        return "Save the file as UTF-8."
    codec = {"Windows-1252": "CP1252", "Shift JIS": "SHIFT_JIS"}.get(encoding, encoding.upper())
    return f"Save it as UTF-8, for example: iconv -f {codec} -t UTF-8 {Path(path).name} > new.md"
