"""Carding: whole lines of space put above heads and around displays, where a page would end too high.

What paragraphs cannot give (`fitting`), the space between blocks gives: compositors put strips of card there.
Used by `page_loop` on pages that are made; what stands on them only moves down, so nothing breaks elsewhere,
and by whole lines, so all stays on the grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

from bindery.engine.chapter_flow import Chapter, Side
from bindery.engine.fitting import paged

_HEADS = ("h2", "h3", "h4", "h5", "h6")
_DISPLAYS = frozenset({"pre", "figure", "table", "blockquote", "div", "aside", "math"})
_MOST = 4
"""Lines that a page gets at most: more would show."""
_HOLE = 3
"""Lines that may be empty at a foot; a page with more is one that ends early, and is left as it is."""


@dataclass(frozen=True, slots=True)
class Slack:
    """A page that may be carded: how many lines are empty at its foot, and the blocks above which a line may
    be put, those first that are to be opened first."""

    page: Any
    empty: int
    gaps: tuple[int, ...]
    rows: tuple[Any, ...] = ()
    noted: bool = False
    """It ends above notes, and is compared with no other."""

    @property
    def choices(self) -> range:
        """How many lines it may get."""
        most = min(self.empty, len(self.gaps), _MOST)
        return range(most + 1) if self.empty - most <= _HOLE else range(1)


def card(chapters: Sequence[Chapter], pages: Sequence[Any], leading: float) -> None:
    """Put lines into the pages of chapters, by `leading` pixels each. What was put into pages that are kept
    from an earlier turn is taken out first."""
    for page in pages:
        _uncard(page)
    for _, sides in paged(chapters, pages):
        found = {own.number: _slack(own, pages[own.number], leading) for own in sides[:-1]}
        for spread in _spreads(found):
            for slack, lines in zip(spread, shares(spread), strict=True):
                _open(slack, lines, leading)


def _spreads(found: Mapping[int, Slack]) -> Iterator[tuple[Slack, ...]]:
    """Two pages that face each other; one alone where it faces none of its chapter, or a foot has notes.
    Pages count from 0: odd ones are versos."""
    for number, slack in found.items():
        other = found.get(number + 1 if number % 2 else number - 1)
        if other is None or other.noted or slack.noted:
            yield (slack,)
        elif number % 2:
            yield (slack, other)


def shares(spread: Sequence[Slack]) -> tuple[int, ...]:
    """How many lines each page gets: so that few have holes, both end on one line, and as low as may be."""
    return min(product(*(slack.choices for slack in spread)), key=lambda lines: _price(spread, lines))


def _price(spread: Sequence[Slack], lines: Sequence[int]) -> tuple[int, int, int]:
    left = [slack.empty - given for slack, given in zip(spread, lines, strict=True)]
    holes = sum(short > _HOLE for short in left)
    apart = 0 if holes else max(left) - min(left)
    return holes, apart, sum(left)


def _slack(own: Side, page: Any, leading: float) -> Slack:
    """What a page has to give."""
    floor = page.content_box_y() + own.room - own.notes_height
    empty = int((floor - max((piece.bottom for piece in own.pieces), default=floor)) / leading + 0.1)
    rows = tuple(_rows(page.children[0]))
    return Slack(page, max(empty, 0), tuple(_gaps(rows)), rows, bool(own.notes))


def _rows(box: Any) -> Iterator[Any]:
    """The blocks of a chapter's text on a page, one below the other."""
    for child in getattr(box, "children", ()):
        if not child.is_in_normal_flow():
            continue
        classes = (child.element.get("class") or "").split() if hasattr(child.element, "get") else ()
        if child.element_tag in {"body", "section"} or (child.element_tag == "div" and "text" in classes):
            yield from _rows(child)
        else:
            yield child


def _gaps(rows: Sequence[Any]) -> Iterator[int]:
    """The rows above which a line may be put: heads, the higher ones first; then around displays, so that as
    much stands above as below, if it can be."""
    heads = [
        (row.element_tag, number)
        for number, (before, row) in enumerate(pairwise(rows), 1)
        if row.element_tag in _HEADS and before.element_tag not in {*_HEADS, "header"}
    ]
    found = [number for _, number in sorted(heads)]
    for number, row in enumerate(rows[1:-1], 1):
        if row.element_tag in _DISPLAYS and rows[number - 1].element_tag not in {*_HEADS, "header"}:
            found += [number + 1, number]
    yield from dict.fromkeys(found)


def _open(slack: Slack, lines: int, leading: float) -> None:
    """Put lines above the first gaps of a page."""
    opened = slack.gaps[:lines]
    slack.page.bindery_carded = moved = []
    for number, row in enumerate(slack.rows):
        if by := leading * sum(gap <= number for gap in opened):
            row.translate(dy=by)
            moved.append((row, by))


def _uncard(page: Any) -> None:
    for row, by in getattr(page, "bindery_carded", ()):
        row.translate(dy=-by)
    page.bindery_carded = []
