"""A line of text whose pieces lie in several elements, so that signs can be changed across tags.

`typography` makes one of each block's text; `typography_marks` and `typography_spaces` change it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

Made = str | Callable[[re.Match[str]], str | None]
"""What takes a match's place: a text, or what makes one (None: leave it)."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of one element in one language; nothing in a literal one (code, an address) is changed."""

    text: str
    language: str
    literal: bool = False


@dataclass(slots=True)
class Line:
    """Pieces as one text. `owners` has for each character the piece that it belongs to."""

    pieces: Sequence[Piece]
    text: str = field(init=False)
    owners: list[int] = field(init=False)
    locked: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.text = "".join(piece.text for piece in self.pieces)
        self.owners = [number for number, piece in enumerate(self.pieces) for _ in piece.text]
        self.locked = [piece.literal for piece in self.pieces for _ in piece.text]

    @property
    def languages(self) -> set[str]:
        """The languages of the pieces."""
        return {piece.language for piece in self.pieces if piece.text}

    def language_at(self, position: int) -> str:
        """The language of a character."""
        return self.pieces[self.owners[position]].language

    def lock(self, pattern: re.Pattern[str]) -> None:
        """Forbid changes in what the pattern finds."""
        for match in pattern.finditer(self.text):
            for position in range(*match.span()):
                self.locked[position] = True

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
            return None if any(self.locked[start:end]) else start
        free = [near for near in (start - 1, start) if 0 <= near < len(self.text) and not self.locked[near]]
        return free[0] if free else None

    def edit(self, edits: Sequence[tuple[int, int, str]]) -> None:
        """Make changes that do not overlap, given in their order."""
        if not edits:
            return
        texts: list[str] = []
        owners: list[int] = []
        locked: list[bool] = []
        done = 0
        for start, end, new in edits:
            home = self._home(start, end)
            assert home is not None, "a change at a locked place"
            texts += (self.text[done:start], new)
            owners += self.owners[done:start] + [self.owners[home]] * len(new)
            locked += self.locked[done:start] + [False] * len(new)
            done = end
        self.text = "".join((*texts, self.text[done:]))
        self.owners = owners + self.owners[done:]
        self.locked = locked + self.locked[done:]

    def parts(self) -> dict[int, str]:
        """The text of each piece that still has some, by its number."""
        found: dict[int, str] = {}
        position = 0
        for owner, same in groupby(self.owners):
            length = len(list(same))
            found[owner] = self.text[position : position + length]
            position += length
        return found
