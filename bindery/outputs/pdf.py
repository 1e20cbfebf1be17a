"""The printed book, laid out once and written twice: for the screen, tagged, with bookmarks and links; for
the press, in inks, with nothing that is not printed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from bindery.checks.parity_print import lost_in_print
from bindery.engine import beside, boxes, fonts, plain
from bindery.engine.fitting import ANY_NUMBER, Fitting
from bindery.engine.flow import flow_of
from bindery.engine.press import Press
from bindery.model import Artifact, Book
from bindery.outputs import bulk, profiles, sharpness
from bindery.outputs.compose import compose
from bindery.outputs.compose import sheets as sheet_order
from bindery.outputs.floating import floats_of, misplaced, notices
from bindery.outputs.printed_pages import page_starts
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Grid, Sheet, Theme, place_in

_MANY = 60  # pages: writing fewer takes less than a second
_START = "start-of-text"
_AT_LINE = re.compile(r" at (\d+):\d+,?")
_SPINES = ((150, 9.6), (300, 12.7), (500, 15.9), (700, 19.1))
_THICKEST_SPINE = 22.3
_KNIFE = 6.4  # mm that an outer margin keeps whatever happens


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Lay the book out and write both PDFs, that for the screen to `out`; the caller puts them in place."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(font_missing(name) for name in missing))
    press = profiles.press_of(book)
    if isinstance(press, Problem):
        return Artifact(out, "", problems=(press,))
    theme, sheets = laid_out(book, _bleeding(theme, press.bleed), report)
    report.step(f"writing {sheets.count} pages")
    printing = _begun(sheets, press, out)
    standard = book.edition.print.standard
    archive = standard if standard.startswith("pdf/a") else ""
    labels = tuple(_labels(sheets.page_of(), book.edition.print.folios))
    sheets.write(out, labels, archive)
    styles = sheet_order(book, theme)
    flow = flow_of(sheets.document)
    problems = (
        *(_placed(problem, styles) for problem in sheets.problems),
        *sharpness.soft(book, boxes.pictures_of(sheets.document)),
        *lost_in_print(book, flow),
    )
    made = _artifact(out, sheets, problems, beside=(_for_press(sheets, printing(), out, book),))
    return replace(made, page_starts=page_starts(flow.starts, labels))


def _bleeding(theme: Theme, bleed: float) -> Theme:
    """The look with pages that are painted beyond their edges."""
    return replace(theme, own_tokens=f"{theme.own_tokens}@page{{bleed:{bleed:g}mm}}") if bleed else theme


def laid_out(book: Book, theme: Theme, report: Reporter) -> tuple[Theme, plain.Sheets]:
    """The pages, and the look that they have: a thick book moves its lines away from the spine. It is laid
    out for as many pages as it is guessed to have, and again if it has others."""
    guess = bound_for(theme.grid, bulk.pages_of(book, theme.grid))
    sheets = _lay_out(book, replace(theme, grid=guess), report, _bound_as(theme.grid, guess))
    grid = bound_for(theme.grid, sheets.count)
    if grid != guess:
        sheets = _lay_out(book, replace(theme, grid=grid), report)
    return replace(theme, grid=grid), sheets


def _lay_out(book: Book, theme: Theme, report: Reporter, pages: range = ANY_NUMBER) -> plain.Sheets:
    """The pages, with figures at the head of one. Where they cannot stand there the book is laid out again
    with them in their places; a third time, if need be, with all of them. A book of another number of pages
    than `pages` will be laid out anew: they are only counted now, not fitted nor looked at."""
    fitting = Fitting(theme.grid.leading, pages) if book.edition.print.fit else None
    floating = floats_of(book, theme.grid)
    grounded = frozenset(id_ for id_, figure in floating.items() if figure.inside)
    sheets = _set(book, theme, report, grounded, fitting)
    if sheets.count not in pages:
        return sheets
    for last in (False, True):
        wrong = misplaced(book, sheets, floating) - grounded if floating else frozenset()
        if not wrong:
            break
        grounded = frozenset(floating) if last else grounded | wrong
        sheets = _set(book, theme, report, grounded, fitting)
    return replace(sheets, problems=(*sheets.problems, *notices(book, floating, grounded)))


def _set(
    book: Book, theme: Theme, report: Reporter, grounded: frozenset[str], fitting: Fitting | None
) -> plain.Sheets:
    report.step("laying out pages")
    expected = bulk.pages_of(book, theme.grid)
    return plain.lay_out(
        compose(book, theme, grounded),
        theme.faces.all,
        book.images,
        lambda page: report.count("page", page, max(page, expected)),
        book.edition.print.divisions,
        fitting,
    )


def _bound_as(grid: Grid, bound: Grid) -> range:
    """The numbers of pages with which a grid is bound in the same way."""
    spans = pairwise((0, *(most for most, _ in _SPINES), ANY_NUMBER.stop))
    same = [span for span in spans if bound_for(grid, span[0] + 1) == bound]
    return range(same[0][0] + 1, same[-1][1] + 1)


def bound_for(grid: Grid, pages: int) -> Grid:
    """The grid with the inner margin that a book of so many pages needs to be opened wide enough. The measure
    stays, so that no line breaks elsewhere; the outer margin gives what it can."""
    needed = next((inner for most, inner in _SPINES if pages <= most), _THICKEST_SPINE)
    outer = grid.width - grid.inner - grid.measure / 72 * 25.4
    more = min(needed - grid.inner, outer - _KNIFE)
    if more <= 0:
        return grid
    return replace(grid, inner=grid.inner + more, outer=grid.outer - more)


def _begun(sheets: plain.Sheets, press: Press, out: Path) -> Callable[[], plain.Printed]:
    """The file for the press, begun beside the other where there are so many pages that it is worth it."""
    write = partial(sheets.write_for_press, _print_path(out), press)
    return beside.begin(write) if sheets.count >= _MANY else write


def _print_path(out: Path) -> Path:
    return out.with_name(f"{out.stem}-print{out.suffix}")


def _for_press(sheets: plain.Sheets, seen: plain.Printed, out: Path, book: Book) -> Artifact:
    path = _print_path(out)
    if seen.transparent and book.edition.print.standard == "pdf/x-3":
        hint = 'Write standard = "pdf/x-4", which allows it, or take pictures without transparency.'
        at = book.edition.at("print", "standard")
        found = Problem("press-transparent", "a page has something transparent", at, hint)
        return Artifact(path, "", problems=(found,))
    return _artifact(path, sheets, (_in_rgb(book, seen.in_rgb),) if seen.in_rgb else ())


def _in_rgb(book: Book, count: int) -> Problem:
    """What is said when coloured pictures could not become inks."""
    what = "one picture in colour stays" if count == 1 else f"{count} pictures in colour stay"
    hint = (
        'Ask the printing house for the profile of its press and name it in [print]: profile = "press.icc". '
        "Then they become its inks; without it, the house does that itself."
    )
    return Problem("press-rgb", f"{what} in RGB in the file for the press", book.edition.at("print"), hint)


def _artifact(
    path: Path, sheets: plain.Sheets, problems: tuple[Problem, ...], beside: tuple[Artifact, ...] = ()
) -> Artifact:
    return Artifact(path, hashlib.sha256(path.read_bytes()).hexdigest(), sheets.count, problems, beside)


def _placed(problem: Problem, sheets: tuple[Sheet, ...]) -> Problem:
    """A complaint about a style sheet, at the sheet and line that it is about."""
    found = _AT_LINE.search(problem.message)
    if found is None:
        return problem
    message = problem.message.replace(found[0], ":").rstrip(".")
    return replace(problem, message=message, at=place_in(sheets, int(found[1])))


def _labels(pages: Mapping[str, int], folios: str) -> Iterator[tuple[int, str, int]]:
    """Roman folios to the page where the text starts, from 1 there as the book counts."""
    start = pages.get(_START, 0)
    if start:
        yield (0, "r", 1)
    yield (start, "cjk" if folios == "cjk" else "D", 1)


def font_missing(family: str) -> Problem:
    """The problem of a family that the theme needs and the system has not."""
    hint = "run python3 build.py once without it being installed: it says how to get it"
    return Problem("font-missing", f"the font family {family!r} is not installed", Place("templates"), hint)
