"""How evenly the lines of a book are filled, in figures: `proof --lines` prints them, `proof.json` has them,
and the benchmark of lines compares by them.

A space's width is told as a multiple of what it would be in a line that is not filled.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import mean, pstdev
from typing import TYPE_CHECKING

from bindery.engine.boxes import Line
from bindery.proof.galley import PROSE, Galley

if TYPE_CHECKING:
    from bindery.engine.lines.setting import Counts

LOOSE, GAPING = 1.5, 2.0
"""Multiples of the natural space from which a line is loose, or gapes."""
WHY: Mapping[str, str] = {
    "kept": "spaces and line ends are kept, as in code",
    "first line": "the first line has a style of its own",
    "obstacle": "a float, a leader or the like stands ahead",
    "place": "it begins in a box without text",
    "fit": "no way to break it",
    "fault": "a plan failed",
}
"""Why lines are not planned, in the engine's words and in a reader's."""
_SHORT = 1 / 8  # of the measure: a last line so short looks like a mistake
_DIVIDED = "\u2010"
_HYPHENS = (_DIVIDED, "-")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Setting:
    """A line as it was set. `space`: the multiple of its natural spaces; None where it is not filled or has
    none. `share`: of the measure that its text covers."""

    space: float | None
    divided: bool
    hyphen: bool
    words: int
    """Signs of Chinese and Japanese count as words."""
    share: float


@dataclass(frozen=True, slots=True)
class Evenness:
    """The figures of some paragraphs. `spaces`: the multiple of each filled line, in order of size; `greedy`:
    how many lines were not planned, by why."""

    lines: int
    spaces: tuple[float, ...]
    divided: int
    ladders: tuple[int, int]
    """Runs of two and more hyphens one below the other; of three and more."""
    short: int
    fragments: int
    """Last lines that are the rest of a divided word."""
    single: int
    """Last lines of one word."""
    planned: int | None = None
    greedy: Mapping[str, int] = field(default_factory=dict)

    @property
    def loose(self) -> int:
        """Lines with spaces over 1.5 times the natural."""
        return sum(space > LOOSE for space in self.spaces)

    @property
    def gaping(self) -> int:
        """Lines with spaces over twice the natural."""
        return sum(space > GAPING for space in self.spaces)

    @property
    def per_hundred(self) -> float:
        """Divided words in a hundred lines."""
        return 100 * self.divided / self.lines if self.lines else 0.0

    def as_plain(self) -> dict[str, float]:
        """The figures by what they are, in words."""
        spaces = self.spaces or (1.0,)
        found = {
            "lines": self.lines,
            "space / natural, mean": round(mean(spaces), 3),
            "standard deviation": round(pstdev(spaces), 3),
            "narrowest of 95 %": round(_at(spaces, 0.05), 2),
            "widest of 95 %": round(_at(spaces, 0.95), 2),
            "widest": round(spaces[-1], 2),
            f"lines over {LOOSE:g} times the natural": self.loose,
            f"lines over {GAPING:g} times the natural": self.gaping,
            "divided words in 100 lines": round(self.per_hundred, 1),
            "two hyphens in a row": self.ladders[0],
            "three hyphens in a row": self.ladders[1],
            "last lines under an eighth": self.short,
            "last lines of a part of a word": self.fragments,
            "last lines of one word": self.single,
        }
        if self.planned is not None:
            found["lines planned, of all kinds"] = self.planned
            found |= {f"lines not planned: {WHY[why]}": count for why, count in self.greedy.items()}
        return found


def evenness_of(galley: Galley) -> Evenness:
    """The figures of a book's running text and notes."""
    lines = (line for _, line in galley.lines(*PROSE) if line.justified)
    groups = groupby(sorted(lines, key=_block), _block)
    return figures((tuple(map(setting_of, group)) for _, group in groups), galley.counts)


def _block(line: Line) -> tuple[int, str]:
    return line.where.block, line.kind


def figures(paragraphs: Iterable[Sequence[Setting]], counts: Counts | None = None) -> Evenness:
    """The figures of paragraphs. `counts`: the engine's, of planned lines."""
    known = [lines for lines in paragraphs if lines]
    runs = [len(list(run)) for lines in known for hyphen, run in groupby(_hyphens(lines)) if hyphen]
    ends = [(lines[-2], lines[-1]) for lines in known if len(lines) > 1]
    return Evenness(
        lines=sum(map(len, known)),
        spaces=tuple(sorted(line.space for lines in known for line in lines if line.space is not None)),
        divided=sum(line.divided for lines in known for line in lines),
        ladders=(sum(run > 1 for run in runs), sum(run > 2 for run in runs)),
        short=sum(last.share < _SHORT for _, last in ends),
        fragments=sum(above.divided and last.words == 1 for above, last in ends),
        single=sum(last.words == 1 for _, last in ends),
        planned=counts.planned if counts else None,
        greedy=dict(sorted(counts.greedy.items())) if counts else {},
    )


def setting_of(line: Line) -> Setting:
    """A line of the pages."""
    natural = sum(run.space * len(run.gaps) for run in line.runs)
    wide = sum(right - left for left, right in line.gaps)
    text = line.text.rstrip()
    return Setting(
        space=None if line.last or not natural else wide / natural,
        divided=text.endswith(_DIVIDED) and not line.last,
        hyphen=text.endswith(_HYPHENS) and not line.last,
        words=len(text.split()) + len(_HAN.findall(text)),
        share=(line.box.right - line.box.left) / (line.column.right - line.column.left),
    )


def _hyphens(lines: Sequence[Setting]) -> list[bool]:
    return [line.hyphen for line in lines]


def _at(values: Sequence[float], share: float) -> float:
    return values[min(int(len(values) * share), len(values) - 1)]
