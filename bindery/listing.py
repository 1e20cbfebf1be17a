"""The order of a book without SUMMARY.md: the lists of book.toml, or all Markdown files. Used by `read`."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from bindery.edition import Edition, Listed
from bindery.matter import KINDS, kind_of, place_in_custom
from bindery.model import Entry, Role
from bindery.problems import Place
from bindery.summary import Row
from bindery.world import FILES_LIMIT

_SKIPPED = ("templates", "theme", "out", "node_modules")
_FIRST = ("readme", "index")


def listed_rows(edition: Edition) -> tuple[Row, ...]:
    """The rows of `front`, `chapters` and `back` in book.toml."""
    lists = ((Role.FRONT, edition.front), (Role.CHAPTER, edition.chapters), (Role.BACK, edition.back))
    return tuple(_listed(role, item) for role, items in lists for item in items)


def _listed(role: Role, item: Listed) -> Row:
    return Row(Role.PART, item.part, item.at) if item.part else Row(role, "", item.at, item.file)


def natural_rows(folder: Path) -> tuple[Row, ...]:
    """All Markdown files of a folder in natural order; a preface before them, an appendix after."""
    files = sorted(_markdown_files(folder), key=natural_key)
    return tuple(Row(role_of(Path(file).stem), "", Place(file), file) for file in files)


def by_custom(entries: Iterable[Entry], language: str) -> tuple[Entry, ...]:
    """Files in natural order as books of the language have them: a preface first, an index near the end."""
    order = [Role.FRONT, Role.CHAPTER, Role.BACK]

    def place(entry: Entry) -> tuple[int, int]:
        between = entry.role is not Role.CHAPTER
        return order.index(entry.role), place_in_custom(entry.kind, language) if between else 0

    return tuple(sorted(entries, key=place))  # sorting is stable


def natural_key(path: str) -> tuple[object, ...]:
    """A key that puts 2 before 10, and README.md or index.md before the other files of its folder."""
    *folders, name = path.split("/")
    first = Path(name).stem.lower() in _FIRST
    return (*((1, _pieces(folder)) for folder in folders), (0 if first else 1, _pieces(name)))


def role_of(stem: str) -> Role:
    """What a file is for, by its name: ``00-preface`` is front matter, ``appendix-a`` back matter."""
    kind = kind_of(stem)
    return KINDS[kind].role if kind else Role.CHAPTER


def _pieces(name: str) -> tuple[tuple[int, int, str], ...]:
    pieces = re.split(r"([0-9]+)", unicodedata.normalize("NFC", name).casefold())
    return (
        *((0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece),
        (2, 0, name),
    )


def _markdown_files(folder: Path) -> Iterator[str]:
    found = 0
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] not in "._" and name not in _SKIPPED]
        for name in files:
            if name.lower().endswith((".md", ".markdown")) and name[0] not in "._" and found <= FILES_LIMIT:
                found += 1
                yield (Path(where) / name).relative_to(folder).as_posix()
