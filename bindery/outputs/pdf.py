"""The printed book, laid out once and written twice: for the screen, tagged, with bookmarks and links; for
the press, in inks, with nothing that is not printed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

from bindery.checks.parity_print import lost_in_print
from bindery.engine import beside, boxes, fonts, plain
from bindery.engine.draw import Files, version_of
from bindery.engine.fitting import ANY_NUMBER, Fitting
from bindery.engine.flow import flow_of
from bindery.engine.link import Linked
from bindery.engine.press import Press
from bindery.engine.store import Store, damaged
from bindery.model import Artifact, Book, Making, PageStarts
from bindery.outputs import bulk, compose, galleys, profiles, sharpness
from bindery.outputs.compose import placed
from bindery.outputs.floating import settled
from bindery.outputs.galleys import Refused, Unmade
from bindery.outputs.printed_pages import page_starts
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Grid, Theme

_HERE = Making()
Meanwhile = Callable[[PageStarts], None]
"""What is done while files are written."""
_MANY = 60  # pages: writing fewer takes less than a second
_START = "start-of-text"
_SPINES = ((150, 9.6), (300, 12.7), (500, 15.9), (700, 19.1))
_THICKEST_SPINE = 22.3
_KNIFE = 6.4  # mm that an outer margin keeps whatever happens


def write(  # noqa: PLR0913, PLR0917 - what one printed book is
    book: Book,
    theme: Theme,
    out: Path,
    report: Reporter,
    making: Making = _HERE,
    meanwhile: Meanwhile | None = None,
) -> Artifact:
    """Lay the book out and write both PDFs, that for the screen to `out`; the caller puts them in place.
    `meanwhile` is told where the pages begin, if that is known while the files are written."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(font_missing(name) for name in missing))
    press = profiles.press_of(book)
    if isinstance(press, Problem):
        return Artifact(out, "", problems=(press,))
    standard = book.edition.print.standard
    archive = standard if standard.startswith("pdf/a") else ""
    theme = _bleeding(theme, press.bleed)
    if making.engine == "plain":
        return _whole(book, theme, out, report, press, archive)
    try:
        return _of_galleys(book, theme, out, report, Files(press, archive), making, meanwhile)
    except Refused as refused:
        made = _whole(book, theme, out, report, press, archive)
        return replace(made, problems=(*made.problems, _in_one_piece(book, str(refused))))
    except Unmade as unmade:
        return Artifact(out, "", problems=(_unmade(*unmade.args),))


def _unmade(path: str, why: str) -> Problem:
    """What is said of a chapter that was not laid out: it is too much, or we are wrong."""
    if why.startswith("it "):
        hint = "build it in parts, or look for what is far larger or stranger in it than in others"
        return Problem("too-much", f"the chapter could not be laid out: {why}", Place(path), hint)
    hint = "this is a bug of Bindery, or of a library that it stands on"
    return Problem("crash", f"the chapter could not be laid out: {why}", Place(path), hint)


def _in_one_piece(book: Book, why: str) -> Problem:
    hint = "nothing is to be done; a change of it will take as long to build as the whole"
    return Problem(
        "engine-plain", f"the book is laid out in one piece: {why}", book.edition.at("print"), hint
    )


def _whole(  # noqa: PLR0913, PLR0917 - all that one file needs
    book: Book, theme: Theme, out: Path, report: Reporter, press: Press, archive: str
) -> Artifact:
    """The files of a book that is laid out in one piece."""
    theme, sheets = laid_out(book, theme, report)
    report.step(f"writing {sheets.count} pages")
    printing = _begun(sheets, press, out)
    labels = tuple(_labels(sheets.page_of(), book.edition.print.folios))
    sheets.write(out, labels, archive)
    styles = compose.sheets(book, theme)
    flow = flow_of(sheets.document)
    problems = (
        *(placed(problem, styles) for problem in sheets.problems),
        *sharpness.soft(book, boxes.pictures_of(sheets.document)),
        *lost_in_print(book, flow),
    )
    printed = _for_press(book, printing(), _print_path(out), sheets.count)
    made = _artifact(out, sheets.count, problems, beside=(printed,))
    return replace(made, page_starts=page_starts(flow.starts, labels))


def _of_galleys(  # noqa: PLR0913, PLR0917 - as above
    book: Book,
    theme: Theme,
    out: Path,
    report: Reporter,
    files: Files,
    making: Making,
    meanwhile: Meanwhile | None,
) -> Artifact:
    """The files of a book that is laid out in parts. Raises `Refused` and `Unmade`."""
    if why := galleys.refusal(book, theme):
        raise Refused(why)
    expected = bulk.pages_of(book, theme.grid)
    report.step("laying out pages")

    def count(page: int) -> None:
        report.count("page", page, max(page, expected))

    store = Store(making.cache / "galleys") if making.cache else None
    shop = galleys.Shop(making, store, count)
    guess = bound_for(theme.grid, expected)
    parts = galleys.parts_of(book, replace(theme, grid=guess), files, shop)
    pages = sum(len(part.heads.leaves) for part in parts)
    if (grid := bound_for(theme.grid, pages)) != guess:
        parts = galleys.parts_of(book, replace(theme, grid=grid), files, shop)
    count(pages)
    report.step(f"writing {pages} pages")
    labels = tuple(_labels(galleys.ends_of(parts), book.edition.print.folios))
    linked = Linked(
        compose.together(book, replace(theme, grid=grid), ()),
        theme.faces.all,
        parts,
        galleys.faces_of(parts, theme, files, shop),
        labels,
        files,
    )
    starts = page_starts([start for part in parts for start in galleys.starts_of(part)], labels)
    printing = beside.begin(partial(linked.write_for_press, _print_path(out), version_of(files.press)))
    showing: Callable[[], None] = partial(linked.write_for_screen, out)
    if meanwhile:
        showing = beside.begin(showing)
        meanwhile(starts)
    showing()
    printing()
    shop.tidy()
    found = dict.fromkeys(problem for part in parts for problem in part.galley.problems)
    pictures = [picture for part in parts for picture in part.galley.pictures]
    problems = (*found, *sharpness.soft(book, pictures), *(damaged(store) if store else ()))
    printed = _for_press(book, galleys.printed_of(parts), _print_path(out), pages)
    made = _artifact(out, pages, problems, beside=(printed,))
    return replace(made, page_starts=starts)


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
    """The pages. A book of another number of them than `pages` will be laid out anew: they are only counted
    now, not fitted nor looked at."""
    fitting = Fitting(theme.grid.leading, pages) if book.edition.print.fit else None
    return settled(
        book,
        theme.grid,
        lambda grounded: _set(book, theme, report, grounded, fitting),
        lambda sheets: sheets.count in pages,
    )


def _set(
    book: Book, theme: Theme, report: Reporter, grounded: frozenset[str], fitting: Fitting | None
) -> plain.Sheets:
    report.step("laying out pages")
    expected = bulk.pages_of(book, theme.grid)
    return plain.lay_out(
        compose.compose(book, theme, grounded),
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


def _for_press(book: Book, seen: plain.Printed, path: Path, pages: int) -> Artifact:
    if seen.transparent and book.edition.print.standard == "pdf/x-3":
        hint = 'Write standard = "pdf/x-4", which allows it, or take pictures without transparency.'
        at = book.edition.at("print", "standard")
        found = Problem("press-transparent", "a page has something transparent", at, hint)
        return Artifact(path, "", problems=(found,))
    return _artifact(path, pages, (_in_rgb(book, len(seen.in_rgb)),) if seen.in_rgb else ())


def _in_rgb(book: Book, count: int) -> Problem:
    """What is said when coloured pictures could not become inks."""
    what = "one picture in colour stays" if count == 1 else f"{count} pictures in colour stay"
    hint = (
        'Ask the printing house for the profile of its press and name it in [print]: profile = "press.icc". '
        "Then they become its inks; without it, the house does that itself."
    )
    return Problem("press-rgb", f"{what} in RGB in the file for the press", book.edition.at("print"), hint)


def _artifact(
    path: Path, pages: int, problems: tuple[Problem, ...], beside: tuple[Artifact, ...] = ()
) -> Artifact:
    return Artifact(path, hashlib.sha256(path.read_bytes()).hexdigest(), pages, problems, beside)


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
