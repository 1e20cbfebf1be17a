"""Figures at the head of a page while the text flows on: set up, and looked after once there are pages.

A figure of the class ``top``, ``full`` or ``turned`` floats to the next page (`engine.page_top`). Where that
cannot be, as at a chapter's end, it stands in its place, and the writer is told. Used by `outputs.print_text`
and `outputs.pdf`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from bindery import tree
from bindery.engine import boxes
from bindery.engine.page_top import FLOATING
from bindery.engine.plain import Sheets
from bindery.model import Book, BoundChapter
from bindery.outputs.places import places_of
from bindery.outputs.wide_tables import width_of
from bindery.problems import Problem
from bindery.theme import Grid

_KINDS = frozenset({"top", "full", "turned"})
_WIDE = "shorter words or fewer columns would keep it upright"
_WHY = "a list or quotation around it, or a note below it, may be in the way: move it to another paragraph"


@dataclass(frozen=True, slots=True)
class Floating:
    """A figure that is to float: its chapter's id, its line there; one inside another block cannot."""

    chapter: str
    line: int
    inside: bool = False
    turned: bool = False
    """Turned because it is too wide, not because its writer wanted it."""


def _named(body: Element, chapter: str, grid: Grid) -> Iterator[tuple[str, Element]]:
    """The figures of a body that are to float, with their ids, or one for those that have none."""
    wanted = [
        one
        for one in body.iter("figure")
        if _KINDS & set(one.get("class", "").split()) or width_of(one, grid) == "turned"
    ]
    for number, figure in enumerate(wanted):
        # The id must not be one of the writer's: ids of chapters hold no dots.
        yield figure.get("id") or f"{chapter}.figure.{number}", figure


def let_float(body: Element, chapter: str, grid: Grid, grounded: frozenset[str]) -> None:
    """Put the figures that are to float into floats, but those that were found to have no place."""
    blocks = list(body)
    for id_, figure in list(_named(body, chapter, grid)):
        if id_ in grounded or figure not in blocks:
            continue
        holder = Element("div", {"class": FLOATING})
        figure.set("id", id_)
        SubElement(holder, "div", {"class": "spot"})
        tree.replace(body, figure, holder)
        holder.append(figure)


def floats_of(book: Book, grid: Grid) -> dict[str, Floating]:
    """The figures that are to float, by their ids."""
    return {
        id_: Floating(
            chapter.id,
            int(figure.get("data-line", "0")),
            inside=figure not in list(chapter.body),
            turned=width_of(figure, grid) == "turned",
        )
        for chapter in book.chapters
        if chapter.body is not None
        for id_, figure in _named(chapter.body, chapter.id, grid)
    }


def settled(
    book: Book,
    grid: Grid,
    lay_out: Callable[[frozenset[str]], Sheets],
    is_final: Callable[[Sheets], bool] = lambda _: True,
) -> Sheets:
    """Pages, with figures at the head of one. Where they cannot stand there all is laid out again with
    them in their places; a third time, if need be, with all of their chapters. `lay_out` takes the ids of
    figures that do not float; what is not final is given as it is."""
    floating = floats_of(book, grid)
    grounded = frozenset(id_ for id_, figure in floating.items() if figure.inside)
    sheets = lay_out(grounded)
    if not is_final(sheets):
        return sheets
    for last in (False, True):
        wrong = misplaced(book, sheets, floating) - grounded if floating else frozenset()
        if not wrong:
            break
        grounded |= _beside(book, floating, wrong) if last else wrong
        sheets = lay_out(grounded)
    return replace(sheets, problems=(*sheets.problems, *notices(book, floating, grounded)))


def _beside(book: Book, floating: Mapping[str, Floating], wrong: frozenset[str]) -> frozenset[str]:
    """All figures in the chapters of some, with the files nested below them."""
    top = ""
    tops = {chapter.id: (top := chapter.id if chapter.depth == 1 else top) for chapter in book.chapters}
    found = {tops[floating[id_].chapter] for id_ in wrong}
    return frozenset(id_ for id_, figure in floating.items() if tops[figure.chapter] in found)


def misplaced(book: Book, sheets: Sheets, floating: Mapping[str, Floating]) -> frozenset[str]:
    """The floating figures that came to stand where they must not: lost, before or after their chapter, on a
    page with another, or beside a note that is parted from its call."""
    at = sheets.page_of()
    pages = boxes.pages_of(sheets.document)
    heads = _spans(book.chapters, at, len(pages))
    parted = _parted(pages)
    taken: set[int] = set()
    wrong: set[str] = set()
    for id_, figure in floating.items():
        page = at.get(id_, -1)
        first, end = heads.get(figure.chapter, (0, 0))
        if not first < page < end or page in taken or pages[page].blank or page in parted:
            wrong.add(id_)
        taken.add(page)
    return frozenset(wrong)


def _spans(
    chapters: tuple[BoundChapter, ...], at: Mapping[str, int], count: int
) -> dict[str, tuple[int, int]]:
    """The page on which each chapter opens, and the one after its last; nested files have those of theirs."""
    openings = [(chapter.id, at[chapter.id]) for chapter in chapters if chapter.depth == 1]
    spans = {one: (first, end) for (one, first), (_, end) in pairwise([*openings, ("", count)])}
    span = (0, 0)
    for chapter in chapters:
        span = spans.setdefault(chapter.id, span)
    return spans


def _parted(pages: tuple[boxes.Page, ...]) -> set[int]:
    """The pages from the call of a note to the note, where these are two, and the page before."""
    home = {note: page.number for page in pages for note in page.notes}
    found: set[int] = set()
    for page in pages:
        for call in page.calls:
            if home.get(call, page.number) != page.number:
                found |= set(range(page.number - 1, home[call] + 1))
    return found


def notices(book: Book, floating: Mapping[str, Floating], grounded: frozenset[str]) -> Iterator[Problem]:
    """What the writer is told: of the tables that were turned, of the figures that stand in their places."""
    turned = [id_ for id_, figure in floating.items() if figure.turned]
    places = places_of(book) if grounded or turned else None
    for id_, figure in floating.items():
        if places and figure.turned:
            message = "a table wider than the page is printed turned, on a page of its own"
            yield Problem("table-turned", message, places.at(figure.chapter, figure.line), _WIDE)
        if places and id_ in grounded:
            message = "a figure for the head of a page stands where it was called"
            yield Problem("figure-placed", message, places.at(figure.chapter, figure.line), _WHY)
