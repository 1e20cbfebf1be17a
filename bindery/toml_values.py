"""Typed reading of TOML: each key has a kind, each fault is a `Problem` with its line. Used by `edition`.

A reader returns None when it has noted a fault; the field then keeps its default and reading goes on, so that
all faults of a file are said at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar

from bindery.decoding import tidy
from bindery.problems import Place, Problem
from bindery.toml_lines import KeyPath, line_of

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Table = TypeVar("Table", bound="DataclassInstance")
Scalar = str | int | float | bool

_LONGEST = 10_000
_KINDS: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    list: "a list",
    dict: "a table",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value cannot be used, in words for the writer."""

    message: str
    hint: str = ""


@dataclass(slots=True)
class Ledger:
    """The faults found so far in one TOML file, and where its keys stand."""

    path: str
    lines: Mapping[KeyPath, int]
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Where the key of that path stands."""
        return Place(self.path, line_of(self.lines, path))

    def add(self, code: str, path: KeyPath, message: str, hint: str = "") -> None:
        """Note a fault of the key of that path."""
        self.problems.append(Problem(code, message, self.place(path), hint))


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of the file: what tomllib read, its path, and where faults are noted."""

    raw: object
    path: KeyPath
    ledger: Ledger

    @property
    def name(self) -> str:
        """The path as a writer would type it: ``book.authors[2].role`` (items from 1)."""
        parts = (f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in self.path)
        return "".join(parts).removeprefix(".")

    @property
    def place(self) -> Place:
        """Where the value stands."""
        return self.ledger.place(self.path)

    def item(self, step: str | int, raw: object) -> Cell:
        """The cell one step further in."""
        return Cell(raw, (*self.path, step), self.ledger)

    def refuse(self, fault: Fault, code: str = "key-type") -> None:
        """Note that the value cannot be used."""
        self.ledger.add(code, self.path, f"{self.name} {fault.message}", fault.hint)

    def accept(self, value: object | Fault) -> object | None:
        """The value itself; a fault is noted and gives None."""
        if isinstance(value, Fault):
            self.refuse(value)
            return None
        return value

    def unknown(self, known: Iterable[str], what: str = "key") -> None:
        """Note that there is no such key, and which known one is nearest."""
        hint = nearest(str(self.path[-1]), known)
        self.refuse(Fault(f"is not a {what} that Bindery knows", hint), "key-unknown")

    def expected(self, words: str) -> None:
        """Note that the value is of the wrong type."""
        self.refuse(Fault(f"must be {words}, not {_KINDS.get(type(self.raw), 'a date or time')}"))


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of value: its name in messages and in the handbook, and how it is read."""

    words: str
    read: Callable[[Cell], object | None]


def says(sentence: str, kind: Kind, *, also: str = "") -> dict[str, Any]:
    """The metadata of a dataclass field that is read from TOML: its sentence, kind and second key, if any."""
    return {"help": sentence, "kind": kind, "also": also}


def clean(text: str) -> str:
    """A short text of one piece: NFC, no control characters, line breaks and runs of blanks as one space."""
    return " ".join(tidy(text).split())


def _text(cell: Cell) -> str | None:
    if isinstance(cell.raw, str) and len(cell.raw) > _LONGEST:
        cell.refuse(Fault(f"is longer than {_LONGEST} characters"))
        return None
    if isinstance(cell.raw, str):
        return clean(cell.raw)
    cell.expected("a string")
    return None


def _texts(cell: Cell) -> tuple[str, ...] | None:
    if not isinstance(cell.raw, list):
        cell.expected("a list of strings")
        return None
    items = (_text(cell.item(number, raw)) for number, raw in enumerate(cell.raw))
    return tuple(item for item in items if item)


def _flag(cell: Cell) -> bool | None:
    if isinstance(cell.raw, bool):
        return cell.raw
    cell.expected("true or false")
    return None


def _scalars(cell: Cell) -> dict[str, Scalar] | None:
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return None
    found: dict[str, Scalar] = {}
    for name, raw in cell.raw.items():
        if isinstance(raw, str):
            text = _text(cell.item(name, raw))
            found |= {} if text is None else {name: text}
        elif isinstance(raw, int | float):
            found[name] = raw
        else:
            cell.item(name, raw).expected("a string, a number or a boolean")
    return found


TEXT = Kind("string", _text)
TEXTS = Kind("list of strings", _texts)
FLAG = Kind("true or false", _flag)
SCALARS = Kind("table of strings, numbers and booleans", _scalars)


def word(check: Callable[[str], object | Fault], words: str = "string") -> Kind:
    """The kind of a string that `check` turns into a value or refuses."""

    def read(cell: Cell) -> object | None:
        text = _text(cell)
        if text is None:
            return None
        return cell.accept(check(text))

    return Kind(words, read)


def one_of(*allowed: str) -> Kind:
    """The kind of a string that is one of a few words."""

    def check(text: str) -> str | Fault:
        listed = " or ".join(f'"{choice}"' for choice in allowed)
        return text if text in allowed else Fault(f'must be {listed}, not "{text}"', nearest(text, allowed))

    return word(check, " or ".join(f'"{choice}"' for choice in allowed))


def table(cls: type[Table]) -> Kind:
    """The kind of a table whose keys are the fields of `cls`."""
    return Kind("table", lambda cell: read_table(cls, cell))


def nearest(name: str, known: Iterable[str]) -> str:
    """The hint that names the known word nearest to `name`; empty when none is near."""
    close = difflib.get_close_matches(name.lower().replace("_", "-"), list(known), n=1, cutoff=0.6)
    return f'Did you mean "{close[0]}"?' if close else ""


def keys_of(cls: type[DataclassInstance]) -> dict[str, str]:
    """The TOML keys of a class, and the field of each."""
    found = [item for item in fields(cls) if "kind" in item.metadata]
    second = {item.metadata["also"]: item.name for item in found if item.metadata["also"]}
    return {item.name.replace("_", "-"): item.name for item in found} | second


def read_table(cls: type[Table], cell: Cell, ignored: Iterable[str] = ()) -> Table | None:
    """An instance of `cls` from a TOML table; None when the table lacks a key that the class demands."""
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return None
    values = read_fields(cls, cell, cell.raw, ignored)
    demanded = [
        item.name for item in fields(cls) if item.default is MISSING and item.default_factory is MISSING
    ]
    lacking = [name for name in demanded if not values.get(name)]
    for name in lacking:
        if name not in cell.raw or cell.raw[name] == "":
            cell.refuse(Fault(f'needs "{name}"'), "key-missing")
    return None if lacking else cls(**values)


def read_fields(
    cls: type[DataclassInstance], cell: Cell, raw: Mapping[str, object], ignored: Iterable[str] = ()
) -> dict[str, Any]:
    """The values of the fields that the table gives without fault; unknown keys are noted."""
    known = keys_of(cls)
    kinds = {item.name: item.metadata["kind"] for item in fields(cls) if "kind" in item.metadata}
    values: dict[str, Any] = {}
    for key, value in raw.items():
        if key in known:
            read = kinds[known[key]].read(cell.item(key, value))
            if read is not None:
                values[known[key]] = read
        elif key not in ignored:
            cell.item(key, value).unknown(known)
    return values
