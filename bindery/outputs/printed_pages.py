"""The printed pages as facts for other outputs: under which label each begins, and where in the text.

Made by `outputs.pdf` from the laid-out pages, read by `outputs.page_marks` for the EPUB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bindery import origins
from bindery.engine.finish import Labels
from bindery.engine.flow import Spot
from bindery.model import PageStart, PageStarts
from bindery.numerals import folio


def page_starts(spots: Sequence[Spot | None], labels: Labels) -> PageStarts:
    """Where each page begins, without those on which nothing of the text stands (blank ones above all)."""
    folios = _folios(len(spots), labels)
    rows = (_start(spot, folio) for spot, folio in zip(spots, folios, strict=True) if spot is not None)
    return PageStarts(tuple(row for row in rows if row is not None))


def _start(spot: Spot, folio: str) -> PageStart | None:
    if not spot.name:
        return PageStart(folio, spot.section, element=spot.row, letter=spot.letter)
    place = origins.parsed(spot.name)
    return PageStart(folio, *place, spot.letter) if place else None


def _folios(count: int, labels: Labels) -> Iterator[str]:
    """The label of each page, from the ranges that the PDF states."""
    for page in range(count):
        first, style, number = [row for row in labels if row[0] <= page][-1]
        yield folio(page - first + number, style)
