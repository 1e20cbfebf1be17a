"""The promises of the written word: tables made from the code, commands that run, paths that exist.

The handbook's tables and the designers' table of variables are written anew by
``python3 build.py test tests/test_docs.py --update-golden``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

from bindery import contexts
from bindery.edition import Contributor, Edition, Epigraph, Epub, Markdown, Print, Series, Theme
from bindery.problems import CODES, Severity

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "source" / "handbook"

TABLES: tuple[tuple[str, type], ...] = (
    ("[book]", Edition),
    ("[print]", Print),
    ("[theme]", Theme),
    ("[markdown]", Markdown),
    ("[epub]", Epub),
    ("An author or contributor", Contributor),
    ("[book.series]", Series),
    ("[book.epigraph]", Epigraph),
)
"""The tables of book.toml as the handbook shows them, and the class of each."""


def rows_of(kind: type) -> Iterator[str]:
    """The rows of one table of book.toml: key, value, what it is for."""
    for item in fields(kind):
        if "kind" in item.metadata:
            says = item.metadata["help"]
            also = item.metadata["also"]
            second = f" Also `{also}`." if also else ""
            yield f"| `{key_of(item)}` | {item.metadata['kind'].words}{default_of(item)} | {says}{second} |"


def key_of(item: Field[Any]) -> str:
    """A field's name as a writer types it."""
    return item.name.replace("_", "-")


def default_of(item: Field[Any]) -> str:
    """What holds when the key is absent, where that is more than nothing."""
    if item.default is MISSING and item.default_factory is MISSING:
        return "; required"
    if item.default in ("", (), None, MISSING):
        return ""
    if isinstance(item.default, bool):
        return f"; {str(item.default).lower()}"
    return f"; {item.default}"


def keys() -> str:
    """The handbook's table of all keys of book.toml."""
    parts = []
    for name, kind in TABLES:
        rows = list(rows_of(kind))
        if not rows:
            parts.append(f"## `{name}`\n\nThis table has no keys yet.\n")
            continue
        about = (kind.__doc__ or "").strip().partition(": ")[2] if name[0] == "[" and "." not in name else ""
        title = f"`{name}`" if name[0] == "[" else name
        about = f"{about[:1].upper()}{about[1:]}\n\n" if about else ""
        head = "| key | value; default | what it is for |\n|:----|:------|:------|\n"
        parts.append(f"## {title}\n\n{about}{head}" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def codes() -> str:
    """The handbook's table of all codes, the heaviest first."""
    parts = []
    for severity in Severity:
        rows = [f"| `{name}` | {code.sentence} |" for name, code in CODES.items() if code.severity is severity]
        head = f"### {severity.value.capitalize()}s\n\n| code | what it means |\n|:-----|:-----|\n"
        parts.append(head + "\n".join(rows) + "\n")
    return "\n".join(parts)


MADE: Mapping[str, Callable[[], str]] = {"keys.md": keys, "codes.md": codes}
"""The handbook's tables, and what makes each."""


@pytest.mark.parametrize("name", MADE)
def test_a_table_of_the_handbook_says_what_the_code_says(name: str, request: pytest.FixtureRequest) -> None:
    """The keys of book.toml and the codes of problems are documented, all of them, in the code's own words."""
    file, made = HANDBOOK / "tables" / name, MADE[name]()
    if request.config.getoption("--update-golden"):
        file.write_text(made, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == made


def test_the_folder_of_tables_holds_no_others() -> None:
    """A table that nothing makes would fall behind."""
    assert {path.name for path in (HANDBOOK / "tables").iterdir()} == MADE.keys()
