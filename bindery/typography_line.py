"""A line of text whose pieces lie in several elements, so that signs can be changed across tags.

`typography` makes one of each block's text; `typography_marks` and `typography_spaces` change it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

Made = str | Callable[[re.Match[str]], str | None]
"""What takes a match's place: a text, or what makes one (None: leave it)."""
Span = tuple[int, int]
"""Where some letters begin and end in a text."""
Edit = tuple[int, int, str]
"""A span and the text that takes its place."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one element in one language; nothing in a literal one (code, an address) is changed."""

    text: str
    language: str
    literal: bool = False


@dataclass(slots=True)
class Line:
    """Pieces as one text. `ends` has for each piece where it ends in the text. Nothing within the spans of
    `locked` is changed; they are in order, and no letter is in two."""

    pieces: Sequence[Piece]
    text: str = field(init=False)
    ends: list[int] = field(init=False)
    locked: list[Span] = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join([piece.text for piece in self.pieces])
        self.ends = list(accumulate(len(piece.text) for piece in self.pieces))
        self.locked = [
            (end - len(piece.text), end)
            for piece, end in zip(self.pieces, self.ends, strict=True)
            if piece.literal and piece.text
        ]

    @property
    def languages(self) -> set[str]:
        """The languages of the pieces."""
        return {piece.language for piece in self.pieces if piece.text}

    def language_at(self, position: int) -> str:
        """The language of a character."""
        return self.pieces[self._owner(position)].language

    def _owner(self, position: int) -> int:
        """The number of the piece that a character belongs to."""
        return bisect_right(self.ends, position)

    def lock(self, pattern: re.Pattern[str]) -> None:
        """Forbid changes in what the pattern finds."""
        found = [match.span() for match in pattern.finditer(self.text)]
        if found:
            self.locked = _united([*self.locked, *found])

    def is_locked(self, start: int, end: int) -> bool:
        """Whether any character from `start` up to `end` may not be changed."""
        if not self.locked:
            return False
        at = bisect_right(self.locked, (start, len(self.text)))
        return (at > 0 and self.locked[at - 1][1] > start) or (
            at < len(self.locked) and self.locked[at][0] < end
        )

    def change(self, pattern: re.Pattern[str], made: Made, language: str | None = None) -> None:
        """Put something in place of each match, or of its group, if it is free and in the language."""
        edits: list[tuple[int, int, str]] = []
        for match in pattern.finditer(self.text):
            start, end = match.span(1) if pattern.groups else match.span()
            home = self._home(start, end)
            if home is None or (language is not None and self.language_at(home) != language):
                continue
            new = made if isinstance(made, str) else made(match)
            if new is not None:
                edits.append((start, end, new))
        self.edit(edits)

    def _home(self, start: int, end: int) -> int | None:
        """The character whose piece takes in a change; None where the change would touch what is locked."""
        if start < end:
            return None if self.is_locked(start, end) else start
        near = (place for place in (start - 1, start) if 0 <= place < len(self.text))
        return next((place for place in near if not self.is_locked(place, place + 1)), None)

    def edit(self, edits: Sequence[Edit]) -> None:
        """Make changes that do not overlap, given in their order."""
        if not edits:
            return
        texts: list[str] = []
        done = 0
        for start, end, new in edits:
            texts += (self.text[done:start], new)
            done = end
        sizes = self._sizes(edits)
        self.locked = _moved(self.locked, edits)
        self.text = "".join((*texts, self.text[done:]))
        self.ends = list(accumulate(sizes))

    def _sizes(self, edits: Sequence[Edit]) -> list[int]:
        """How long each piece is after the changes: what is new belongs to the piece where its change is at
        home, what goes is taken from each piece that it lay in."""
        if len(self.pieces) == 1:
            return [len(self.text) + sum(len(new) - (end - start) for start, end, new in edits)]
        sizes = [end - start for start, end in pairwise((0, *self.ends))]
        for start, end, new in edits:
            home = self._home(start, end)
            assert home is not None, "a change at a locked place"
            owner = self._owner(home)
            sizes[owner] += len(new)
            gone = start
            while gone < end:
                upto = min(end, self.ends[owner])
                sizes[owner] -= upto - gone
                gone, owner = upto, owner + 1
        return sizes

    def parts(self) -> dict[int, str]:
        """The text of each piece that still has some, by its number."""
        bounds = enumerate(pairwise((0, *self.ends)))
        return {number: self.text[start:end] for number, (start, end) in bounds if start < end}


def _united(spans: Sequence[Span]) -> list[Span]:
    """The same places, each in one span only, in order."""
    out: list[Span] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out


def _moved(spans: Sequence[Span], edits: Sequence[Edit]) -> list[Span]:
    """Where the spans lie after changes, none of which is in one."""
    out: list[Span] = []
    shift, todo = 0, list(reversed(edits))
    for start, end in spans:
        while todo and todo[-1][1] <= start:
            first, last, new = todo.pop()
            shift += len(new) - (last - first)
        out.append((start + shift, end + shift))
    return out
