"""What a rule sees of a text, and what a rule is."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from bindery.importing.changes import Doubt, Edit, Kind
from bindery.importing.characters import protected


@dataclass(frozen=True)
class View:
    """A text as a rule sees it."""

    text: str
    language: str = ""
    gloss: str = "drop"
    """What becomes of machine-made readings: ``drop``, ``ruby`` or ``keep``."""
    is_markdown: bool = False
    """Whether the lines are Markdown already, so that their ends mean what they mean there."""
    held: Callable[[int, int], bool] = field(default=lambda _start, _end: False)
    """Whether an open question is about a span, so that later rules leave it alone."""

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Code, formulas, markup and addresses, where nothing is touched."""
        return protected(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.spans]

    def is_free(self, start: int, end: int) -> bool:
        """Whether a span lies outside code, formulas, markup, addresses and open questions."""
        if self.held(start, end):
            return False
        index = bisect_right(self._starts, max(start, end - 1)) - 1
        return index < 0 or self.spans[index][1] <= start

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """The matches of a pattern that rules may touch."""
        return (match for match in pattern.finditer(self.text) if self.is_free(*match.span()))


Finding = Edit | Doubt


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of damage: what it is called, what is done, how it is found, which libraries that takes."""

    name: str
    sentence: str
    find: Callable[[View], Iterable[Finding]]
    kind: Kind = Kind.AUTOMATIC
    needs: tuple[str, ...] = ()
    lints: bool = field(default=True)
    """Whether a build names what the rule finds."""


def replaced(view: View, pattern: re.Pattern[str], after: str) -> Iterator[Edit]:
    """An edit for each match of a pattern."""
    return (Edit(*match.span(), after) for match in view.matches(pattern))
