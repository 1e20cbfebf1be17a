"""Spaces that nobody sees: at the ends of lines, and more blank lines than one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Edit, Kind
from bindery.importing.rules.view import Rule, View

_TRAILING = re.compile(r"(?<=[^\s])(?:[ \t\u3000]|\u00a0(?=[ \t\u3000]*$))+$|^[ \t\u3000]+$", re.MULTILINE)
_BLANKS = re.compile(r"(?<=\n\n)\n+|\A\n+")

_LEADING = re.compile(r"^[\u3000\u00a0]+(?=\S)", re.MULTILINE)


def leading(view: View) -> Iterator[Edit]:
    """Spaces that indent a paragraph by themselves: the page makes the indent, and would make it twice."""
    return (Edit(*match.span(), "") for match in view.matches(_LEADING))


def trailing(view: View) -> Iterator[Edit]:
    """White space at a line's end; Markdown keeps its own, where two spaces break the line."""
    if not view.is_markdown:
        yield from (Edit(*match.span(), "") for match in view.matches(_TRAILING))


def blanks(view: View) -> Iterator[Edit]:
    """One blank line parts as well as five."""
    if not view.is_markdown:
        yield from (Edit(*match.span(), "") for match in view.matches(_BLANKS))


LEADING = Rule(
    "indent",
    "Wide spaces that indent a paragraph are removed; the page makes the indent.",
    leading,
    kind=Kind.STRUCTURE,
    lints=False,
)
TRAILING = Rule(
    "trailing", "White space at the ends of lines is removed.", trailing, kind=Kind.STRUCTURE, lints=False
)
BLANKS = Rule("blank-lines", "Several blank lines become one.", blanks, kind=Kind.STRUCTURE, lints=False)
