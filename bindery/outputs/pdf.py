"""The PDF for the screen: real book pages, tagged, with bookmarks and links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from bindery.engine import fonts, plain
from bindery.model import Artifact, Book
from bindery.outputs.compose import compose
from bindery.outputs.compose import sheets as sheet_order
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Sheet, Theme, place_in

_START = "start-of-text"
_AT_LINE = re.compile(r" at (\d+):\d+,?")


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Lay the book out and write the PDF to `out`, which the caller puts in place."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(_font_missing(name) for name in missing))
    report.step("laying out pages")
    sheets = plain.lay_out(
        compose(book, theme), theme.faces.all, book.images, lambda page: report.count("page", page)
    )
    report.step(f"writing {sheets.count} pages")
    sheets.write(out, tuple(_labels(sheets.page_of())))
    styles = sheet_order(book, theme)
    problems = tuple(_placed(problem, styles) for problem in sheets.problems)
    return Artifact(out, hashlib.sha256(out.read_bytes()).hexdigest(), sheets.count, problems)


def _placed(problem: Problem, sheets: tuple[Sheet, ...]) -> Problem:
    """A complaint about a style sheet, at the sheet and line that it is about."""
    found = _AT_LINE.search(problem.message)
    if found is None:
        return problem
    message = problem.message.replace(found[0], ":").rstrip(".")
    return replace(problem, message=message, at=place_in(sheets, int(found[1])))


def _labels(pages: Mapping[str, int]) -> Iterator[tuple[int, str, int]]:
    """Roman folios to the page where the text starts, arabic from 1 there."""
    start = pages.get(_START, 0)
    if start:
        yield (0, "r", 1)
    yield (start, "D", 1)


def _font_missing(family: str) -> Problem:
    hint = "run python3 build.py once without it being installed: it says how to get it"
    return Problem("font-missing", f"the font family {family!r} is not installed", Place("templates"), hint)
