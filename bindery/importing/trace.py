"""A text that changes and still knows where each character stood in the manuscript."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from bindery.importing.changes import Edit


@dataclass(slots=True)
class Trace:
    """The text of this moment, and for each round of edits where its pieces came from."""

    text: str
    original: str = ""
    _rounds: list[tuple[list[int], list[int]]] = field(default_factory=list)
    """Positions from which a shift holds, and the shifts back to the text before that round."""
    _lines: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.original = self.text
        self._lines = [0] + [at + 1 for at, char in enumerate(self.text) if char == "\n"]

    def apply(self, edits: Sequence[Edit]) -> None:
        """Make edits that are sorted and do not overlap."""
        if not edits:
            return
        pieces: list[str] = []
        starts, shifts = [0], [0]
        last = shift = length = 0
        for edit in edits:
            pieces += (self.text[last : edit.start], edit.after)
            length += edit.start - last + len(edit.after)
            last = edit.end
            shift += edit.end - edit.start - len(edit.after)
            starts.append(length)
            shifts.append(shift)
        pieces.append(self.text[last:])
        self.text = "".join(pieces)
        self._rounds.append((starts, shifts))

    def origin(self, at: int) -> int:
        """Where a position of the present text stood in the manuscript."""
        for starts, shifts in reversed(self._rounds):
            at = max(0, at + shifts[bisect_right(starts, at) - 1])
        return min(at, len(self.original))

    def place(self, at: int) -> tuple[int, int]:
        """Line and column, both from 1, of a position of the manuscript."""
        line = bisect_right(self._lines, at)
        return line, at - self._lines[line - 1] + 1
