"""The editions that a book declares with ``[editions.NAME]``: one source, said otherwise. For `edition_file`.

The table of an edition holds keys of ``[book]`` and ``[text]`` and, below it, other tables: each replaces
what the book says. Numbers that stand for one edition only are never taken over from the book, nor is the
word of somebody who looked at another file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from bindery.edition import Edition, Epub, Markdown, Pictures, Print, Text, Theme
from bindery.edition_parts import VARIABLES
from bindery.spelling import LANGUAGES
from bindery.toml_lines import KeyPath
from bindery.toml_values import Cell, Fault, keys_of, read_fields

MOST = 16
"""Editions of one book: each costs as much as a book."""
TABLES: Mapping[str, type[Any]] = {
    "theme": Theme,
    "print": Print,
    "epub": Epub,
    "pictures": Pictures,
    "markdown": Markdown,
    "text": Text,
}
"""Each table of book.toml beside ``[book]``, and its class in `edition`."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
_OWN_ONLY = {"isbn": "", "isbn_epub": "", "identifier": "", "identifiers": ()}
"""What says which edition it is: two with one number would be one for shops."""


def names(text: str) -> tuple[str, ...]:
    """The names of the editions that a book.toml declares; none where it cannot be read."""
    if "editions" not in text:
        return ()
    try:
        declared = tomllib.loads(text).get("editions")
    except (ValueError, RecursionError):  # the build says what is wrong
        return ()
    found = declared if isinstance(declared, dict) else {}
    return tuple(name for name in found if _NAME.fullmatch(name))[:MOST]


def judge(cell: Cell) -> None:
    """Note what is wrong with the declarations as such; what stands in one is judged where it is built."""
    if not isinstance(cell.raw, dict):
        cell.expected("a table of tables")
        return
    for name, value in cell.raw.items():
        if not _NAME.fullmatch(name):
            hint = "Use letters, digits and hyphens: [editions.zh-Hans]."
            cell.item(name, value).refuse(Fault("cannot be part of a file's name", hint))
    if len(cell.raw) > MOST:
        cell.refuse(Fault(f"has more than {MOST} editions", "Declare the others in a book of their own."))


def overlaid(edition: Edition, cell: Cell) -> Edition:
    """The book's edition with what the table of one of its editions says instead."""
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return edition
    raw, name = cell.raw, str(cell.path[-1])
    edition = replace(edition, epub=replace(edition.epub, certified_by="", certifier_report=""))
    typed = {key: value for key, value in raw.items() if key in keys_of(Text)}
    rest = {key: value for key, value in raw.items() if key not in {*typed, *TABLES, "variables"}}
    book = read_fields(Edition, cell, rest)
    tables: dict[str, Any] = {
        key: _table(getattr(edition, key), cell.item(key, raw[key])) for key in TABLES if key in raw
    }
    text = _merged(tables.pop("text", edition.text), read_fields(Text, cell, typed))
    variables = VARIABLES.read(cell.item("variables", raw["variables"])) if "variables" in raw else None
    if text.convert in LANGUAGES and "convert" in {*typed, *_keys(raw.get("text"))}:
        book = {"language": LANGUAGES[text.convert]} | book
    return replace(
        edition,
        **(_OWN_ONLY | book | tables),
        text=text,
        variables={**edition.variables, **(variables or {})},  # type: ignore[dict-item]
        variant=name,
        own=frozenset(book),
        lines={**edition.lines, **dict(_lines(edition.lines, cell.path))},
    )


def _keys(table: object) -> Iterator[str]:
    yield from table if isinstance(table, dict) else ()


def _table(base: Any, cell: Cell) -> Any:
    """A table of the book with what an edition's table says instead."""
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return base
    return _merged(base, read_fields(type(base), cell, cell.raw))


def _merged(base: Any, values: Mapping[str, Any]) -> Any:
    """The record with other values; a table in it, as that of tokens, takes them in."""
    known = {item.name: getattr(base, item.name) for item in fields(base)}
    return replace(
        base,
        **{
            name: {**known[name], **value} if isinstance(value, dict) else value
            for name, value in values.items()
        },
    )


def _lines(lines: Mapping[KeyPath, int], path: KeyPath) -> Iterator[tuple[KeyPath, int]]:
    """Where the keys of an edition stand, by the paths of the keys that they replace."""
    size = len(path)
    for key, line in lines.items():
        if key[:size] == path and len(key) > size:
            yield (*_home(key[size]), *key[size:]), line


def _home(key: str | int) -> KeyPath:
    """The table whose key is replaced."""
    if key in {*TABLES, "variables"}:
        return ()
    return ("text",) if key in keys_of(Text) else ("book",)
