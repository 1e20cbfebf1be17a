"""book.toml, read: an `Edition` and all that is wrong with the file. First half of the stage `read`.

A table of the file is a row in `_TABLES`; its keys are the fields of its class in `edition`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from bindery import editions
from bindery.edition import Edition
from bindery.edition_parts import VARIABLES
from bindery.problems import Place, Problem
from bindery.toml_lines import key_lines
from bindery.toml_values import Cell, Fault, Kind, Ledger, keys_of, read_fields, table

_MDBOOK_TABLES = ("build", "output", "preprocessor", "rust")
_MDBOOK_KEYS = ("multilingual",)
_TABLES: dict[str, Kind] = {name: table(cls) for name, cls in editions.TABLES.items()} | {
    "variables": VARIABLES
}


def read_edition(text: str, path: str, variant: str = "") -> tuple[Edition | None, tuple[Problem, ...]]:
    """The edition that a book.toml describes, or one that it declares, and all that is wrong with the file;
    None if it is not TOML.

    A key with a fault keeps its default, so that the rest of the book can be read and its faults told too.
    """
    try:
        raw = tomllib.loads(text)
        lines = key_lines(text)
    except RecursionError:
        return None, (Problem("toml-syntax", "arrays or tables nest too deeply", Place(path)),)
    except ValueError as error:  # TOMLDecodeError, or a number that Python refuses to hold
        return None, (_syntax_problem(str(error), text, path),)
    ledger = Ledger(path, lines)
    root = Cell(raw, (), ledger)
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name in _TABLES and (read := _TABLES[name].read(root.item(name, value))) is not None:
            values[name] = read
    edition = Edition(**_book(root, raw), **values, path=path, lines=lines)
    _judge_tables(root, raw)
    declared = root.item("editions", raw.get("editions", {}))
    editions.judge(declared)
    if variant and isinstance(declared.raw, dict) and variant in declared.raw:
        edition = editions.overlaid(edition, declared.item(variant, declared.raw[variant]))
    return edition, tuple(ledger.problems)


def _syntax_problem(error: str, text: str, path: str) -> Problem:
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", error)
    last = text.rstrip("\n").count("\n") + 1
    line = int(match[1]) if match and match[1] else last if match else 0
    message = error[: match.start()] if match else error.partition(";")[0]
    hint = 'Strings stand in quotes: title = "My Book".' if message == "Invalid value" else ""
    return Problem("toml-syntax", message[:1].lower() + message[1:], Place(path, line), hint)


def _book(root: Cell, raw: Mapping[str, object]) -> dict[str, Any]:
    cell = root.item("book", raw.get("book", {}))
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return {}
    values = read_fields(Edition, cell, cell.raw, _MDBOOK_KEYS)
    if values.get("title") == "":
        hint = "A book needs a title; without the key it is the name of the folder."
        cell.item("title", "").refuse(Fault("is empty", hint), "key-missing")
    return values


def _judge_tables(root: Cell, raw: Mapping[str, object]) -> None:
    """Notice the tables of mdBook once, refuse all others that are not ours."""
    ignored: list[str] = []
    known = ("book", *_TABLES, "editions")
    for name, value in raw.items():
        if name in _MDBOOK_TABLES:
            inner = value if isinstance(value, dict) and name in {"output", "preprocessor"} else {}
            ignored += [f"[{name}.{key}]" for key in inner] or [f"[{name}]"]
        elif name in keys_of(Edition):
            fault = Fault("stands outside its table", f'Put "{name}" below a line [book].')
            root.item(name, value).refuse(fault, "key-unknown")
        elif name not in known:
            root.item(name, value).unknown(known, "table")
    first = [name for name in raw if name in _MDBOOK_TABLES]
    if first:
        root.ledger.add("table-ignored", (first[0],), f"not used, they are for mdBook: {', '.join(ignored)}")
