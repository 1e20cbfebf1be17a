"""The order of a book without SUMMARY.md: the lists of book.toml, or all Markdown files. Used by `read`."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from bindery.edition import Edition, Listed
from bindery.model import Role
from bindery.problems import Place
from bindery.summary import Row
from bindery.world import FILES_LIMIT

_SKIPPED = ("templates", "theme", "out", "node_modules")
_FIRST = ("readme", "index")
_FRONT = ("dedication", "foreword", "preface", "\u5e8f", "\u81ea\u5e8f", "\u524d\u8a00", "\u4ee3\u5e8f")
_BACK = (
    "acknowledgements", "acknowledgments", "afterword", "appendix", "bibliography", "colophon", "endnotes",
    "glossary", "references", "\u540e\u8bb0", "\u5f8c\u8a18", "\u9644\u5f55", "\u9644\u9304", "\u8dcb",
)  # fmt: skip


def listed_rows(edition: Edition) -> tuple[Row, ...]:
    """The rows of `front`, `chapters` and `back` in book.toml."""
    lists = ((Role.FRONT, edition.front), (Role.CHAPTER, edition.chapters), (Role.BACK, edition.back))
    return tuple(_listed(role, item) for role, items in lists for item in items)


def _listed(role: Role, item: Listed) -> Row:
    return Row(Role.PART, item.part, item.at) if item.part else Row(role, "", item.at, item.file)


def natural_rows(folder: Path) -> tuple[Row, ...]:
    """All Markdown files of a folder in natural order; a preface before them, an appendix after."""
    files = sorted(_markdown_files(folder), key=natural_key)
    rows = [Row(role_of(Path(file).stem), "", Place(file), file) for file in files]
    order = [Role.FRONT, Role.CHAPTER, Role.BACK]
    return tuple(sorted(rows, key=lambda row: order.index(row.role)))  # sorting is stable


def natural_key(path: str) -> tuple[object, ...]:
    """A key that puts 2 before 10, and README.md or index.md before the other files of its folder."""
    *folders, name = path.split("/")
    first = Path(name).stem.lower() in _FIRST
    return (*((1, _pieces(folder)) for folder in folders), (0 if first else 1, _pieces(name)))


def role_of(stem: str) -> Role:
    """What a file is for, by its name: ``00-preface`` is front matter, ``appendix-a`` back matter."""
    bare = re.sub(r"^[\d\W_]+", "", unicodedata.normalize("NFC", stem).lower())
    if _begins(bare, _FRONT):
        return Role.FRONT
    return Role.BACK if _begins(bare, _BACK) else Role.CHAPTER


def _begins(stem: str, words: tuple[str, ...]) -> bool:
    """Whether the first word of the stem is one of these; two Chinese characters need no blank after them."""
    first = re.split(r"[\W_\d]", stem, maxsplit=1)[0]
    return first in words or (not first.isascii() and first[:2] in words and len(first) > 1)


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
