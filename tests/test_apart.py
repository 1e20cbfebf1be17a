"""The chapters of a book can be laid out apart: the lines are those that they have in the whole book.

What is laid out apart can be laid out at once, and kept while nothing of it changes. Only contents and lists
need what others are: the numbers of their pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from markupsafe import Markup

from bindery.engine import plain
from bindery.engine.boxes import Page, pages_of
from bindery.engine.fitting import Fitting
from bindery.model import Book
from bindery.outputs import compose
from bindery.theme import Theme
from shelf import BOOKS, bound

SAMPLES = ("specimen", "specimen-zh", "hard", "order", "order-zh", "arabic", "japanese", "editions.pinyin")
"""Books with notes, figures that float, tables, readings, openings on any side, fitted pages."""
_CLASSES = re.compile(r'\s*<section class="([^"]*)"')


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_part_has_the_same_lines_alone(sample: str) -> None:
    """Each part of a book, by itself, begins its pages on the same sides and fills them with the same lines
    at the same places; but for heads and folios, which belong to the whole."""
    name, _, variant = sample.partition(".")
    book, look = bound(BOOKS / name, variant)
    parts = compose.parts(book, look)
    whole = laid_out(book, look, parts)
    at = compared = 0
    for group in groups(parts):
        while whole[at].blank:
            at += 1
        alone = laid_out(book, look, group, side=whole[at].side)
        if "contents-page" not in classes(group[0]):
            for ours, theirs in zip(alone, whole[at:], strict=False):
                assert (ours.side, rows(ours)) == (theirs.side, rows(theirs)), theirs.number
                compared += 1
        at += len(alone)
    assert at == len(whole)
    assert compared > len(whole) / 2


def classes(part: Markup) -> set[str]:
    """The classes of the section that a part is."""
    found = _CLASSES.match(part)
    assert found is not None
    return set(found[1].split())


def groups(parts: tuple[Markup, ...]) -> Iterator[tuple[Markup, ...]]:
    """Parts that are laid out together: pages made from metadata, which begin on no side of their own, go
    with what stands before them."""
    group: tuple[Markup, ...] = ()
    for part in parts:
        if group and classes(part) & {"chapter", "part", "back", "front", "contents-page"}:
            yield group
            group = ()
        group += (part,)
    yield group


def laid_out(book: Book, look: Theme, parts: tuple[Markup, ...], side: str = "right") -> tuple[Page, ...]:
    """The pages of some parts, the first on a side. Where chapters open on any side they are not fitted: what
    fits a chapter depends on its side, and so on what became of those before it."""
    html = compose.together(book, look, parts)
    if side != ("left" if book.edition.direction == "rtl" else "right"):
        html = html.replace("</style>", f"html {{ break-before: {side} }}</style>", 1)
    wishes = book.edition.print
    fitting = Fitting(look.grid.leading) if wishes.openings == "right" else None
    sheets = plain.lay_out(html, look.faces.all, book.images, lambda _: None, wishes.divisions, fitting)
    return pages_of(sheets.document)


def rows(page: Page) -> list[tuple[object, ...]]:
    """The lines of a page in points, to the hundredth, with what they are."""
    return [
        (line.kind, line.text, *(round(edge, 2) for edge in (line.box.left, line.box.top, line.box.right)))
        for line in page.lines
        if line.kind != "margin"
    ]
