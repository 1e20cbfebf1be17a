"""The lines of a PDF as MuPDF reads them: baseline, size and text of each, for tests of the grid.

Nothing here imports Bindery. A line is what stands on one baseline in one size; marks over letters and
single letters, which Arabic faces move, are none.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pymupdf

SAME = 0.05
"""Points: baselines so near to each other are one line's."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page (pages from 1), lengths in points, the baseline from the page's top."""

    page: int
    baseline: float
    size: float
    left: float
    right: float
    text: str

    def is_set_in(self, size: float) -> bool:
        """Whether the line is of a size of type."""
        return abs(self.size - size) < SAME


def lines_of(pdf: Path, first: int = 1, last: int = 10**6) -> tuple[Line, ...]:
    """The lines of the pages from `first` to `last`, from the top."""
    with closing(pymupdf.open(pdf)) as pages:
        numbers = range(first, min(last, pages.page_count) + 1)
        return tuple(line for number in numbers for line in _lines(pages[number - 1], number))


def _lines(page: pymupdf.Page, number: int) -> Iterator[Line]:
    rows: dict[tuple[float, float], list[tuple[float, float, str]]] = {}
    mean = _mean_sizes(page)
    for span in page.get_texttrace():
        if span["dir"] != (1.0, 0.0):
            continue
        for code, _, origin, box in span["chars"]:
            if unicodedata.combining(chr(code)):
                continue
            size = mean.get(_place(origin), span["size"]) ** 2 / span["size"]
            key = (round(origin[1] / SAME) * SAME, round(size, 2))
            rows.setdefault(key, []).append((origin[0], box[2], chr(code)))
    for (baseline, size), letters in sorted(rows.items()):
        letters.sort(key=lambda letter: letter[0])  # a ligature's letters stand at one place
        text = "".join(letter for _, _, letter in letters)
        if len(text.strip()) > 1:
            yield Line(number, baseline, size, letters[0][0], max(right for _, right, _ in letters), text)


def _mean_sizes(page: pymupdf.Page) -> dict[tuple[float, float], float]:
    """For the place of each letter the geometric mean of how wide and how high its type is. A trace tells how
    wide it is: letters of a line may be scaled by two parts in a hundred."""
    spans = (
        span for block in page.get_text("rawdict")["blocks"] for line in block.get("lines", ())
        for span in line["spans"]
    )  # fmt: skip
    return {_place(letter["origin"]): span["size"] for span in spans for letter in span["chars"]}


def _place(origin: tuple[float, float]) -> tuple[float, float]:
    return round(origin[0], 1), round(origin[1], 1)


def off_grid(lines: tuple[Line, ...], size: float, first: float, leading: float) -> tuple[Line, ...]:
    """The lines of text size whose baseline is none of the grid's, by more than .2 points."""
    return tuple(
        line for line in lines if line.is_set_in(size) and abs(distance(line.baseline - first, leading)) > 0.2
    )


def distance(offset: float, leading: float) -> float:
    """How far an offset is from the nearest whole number of lines."""
    return offset - round(offset / leading) * leading


def usual_first(lines: tuple[Line, ...], size: float, leading: float) -> float:
    """Where most lines of text size are, modulo the leading."""
    offsets = Counter(round(line.baseline % leading, 1) for line in lines if line.is_set_in(size))
    return offsets.most_common(1)[0][0]
