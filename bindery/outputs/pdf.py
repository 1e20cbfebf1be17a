"""The PDF for the screen: real book pages, tagged, with bookmarks and links."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from markupsafe import Markup

from bindery import render
from bindery.contexts import ContentsPage, FrontPage, PrintBook
from bindery.engine import fonts, plain
from bindery.model import Artifact, Book, BoundChapter, Role
from bindery.outputs.print_text import PrintText
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Grid, Sheet, Theme, joined, place_in

_START = "start-of-text"
_AT_LINE = re.compile(r" at (\d+):\d+,?")
_NOTE_SHARE = 0.5  # of a full page: a longer note would push more text away than it explains


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Lay the book out and write the PDF to `out`, which the caller puts in place."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(_font_missing(name) for name in missing))
    report.step("laying out pages")
    html = _drawable(compose(book, theme), theme)
    sheets = plain.lay_out(html, theme.faces.all, book.images, lambda page: report.count("page", page))
    report.step(f"writing {sheets.count} pages")
    sheets.write(out, tuple(_labels(sheets.page_of())))
    styles = _sheets(book, theme)
    problems = tuple(_placed(problem, styles) for problem in sheets.problems)
    return Artifact(out, hashlib.sha256(out.read_bytes()).hexdigest(), sheets.count, problems)


def _drawable(html: str, theme: Theme) -> str:
    """The pages with a box for each character that no face has: PDF/UA forbids the glyph of the unknown, and
    the check of glyphs has named the place already."""
    strange = fonts.uncovered(html, theme.faces.all)
    return html.translate(dict.fromkeys(map(ord, strange), "□")) if strange else html


def compose(book: Book, theme: Theme) -> str:
    """The whole printed book as one HTML document."""
    press = render.renderer(book, theme, book.edition.isbn)
    styles = joined(_sheets(book, theme))
    pages = tuple(_Compositor(book, press, theme.grid).pages())
    # The sheets are ours and the book's own; "</style" is the only way out of the element.
    styles = Markup(styles.replace("</", "<\\/"))  # noqa: S704
    openings = book.edition.print.openings
    return str(press.page("print/book.html", PrintBook(styles=styles, openings=openings, pages=pages)))


def _sheets(book: Book, theme: Theme) -> tuple[Sheet, ...]:
    rtl = theme.sheets("rtl") if book.edition.direction == "rtl" else ()
    facts = (Sheet("trims.toml", theme.grid.css()), Sheet("faces.toml", theme.faces.css()))
    return (*facts, *theme.sheets("print"), *rtl, Sheet("book.toml", theme.own_tokens))


def _placed(problem: Problem, sheets: tuple[Sheet, ...]) -> Problem:
    """A complaint about a style sheet, at the sheet and line that it is about."""
    found = _AT_LINE.search(problem.message)
    if found is None:
        return problem
    message = problem.message.replace(found[0], ":").rstrip(".")
    return replace(problem, message=message, at=place_in(sheets, int(found[1])))


@dataclass(frozen=True, slots=True)
class _Compositor:
    """Sets page after page."""

    book: Book
    press: render.Renderer
    grid: Grid

    def pages(self) -> Iterator[Markup]:
        """All pages in the book's order."""
        yield self.press.page("print/title.html", FrontPage(id="title-page"))
        yield self.press.page("print/copyright.html", FrontPage(id="copyright-page"))
        if self.press.book.dedication or self.press.book.epigraph:
            yield self.press.page("print/dedication.html", FrontPage(id="dedication-page"))
        lines = render.contents(self.book, {chapter.id: f"#{chapter.id}" for chapter in self.book.chapters})
        if len(lines) > 1:
            yield self.press.page("print/contents.html", ContentsPage(id="contents-page", lines=lines))
        yield from self._chapters()

    def _chapters(self) -> Iterator[Markup]:
        """Parts and chapters; files nested below a chapter run on within it."""
        start = next((c for c in self.book.chapters if c.role is not Role.FRONT), None)
        in_part = False
        for chapter, nested in _groups(self.book.chapters):
            in_part = in_part or chapter.role is Role.PART
            outline = 2 if in_part and chapter.role is Role.CHAPTER else 1
            inside = tuple(self._chapter(below, outline + below.depth - 1) for below in nested)
            yield self._chapter(chapter, outline, inside, start=chapter is start)

    def _chapter(
        self, chapter: BoundChapter, outline: int, nested: tuple[Markup, ...] = (), *, start: bool = False
    ) -> Markup:
        text = PrintText(chapter, int(self.grid.letters * self.grid.lines * _NOTE_SHARE))
        page = render.chapter_page(
            chapter,
            title=render.markup(text.title()),
            short=render.shortened(chapter.title, self.grid.head_room),
            body=text.body(outline - chapter.depth + 1),
            outline=outline,
            start=start,
            nested=nested,
        )
        template = "print/part.html" if chapter.role is Role.PART else "print/chapter.html"
        return self.press.page(template, page)


def _groups(chapters: tuple[BoundChapter, ...]) -> list[tuple[BoundChapter, list[BoundChapter]]]:
    """Chapters, each with the files nested below it."""
    groups: list[tuple[BoundChapter, list[BoundChapter]]] = []
    for chapter in chapters:
        if chapter.depth > 1 and groups:
            groups[-1][1].append(chapter)
        else:
            groups.append((chapter, []))
    return groups


def _labels(pages: Mapping[str, int]) -> Iterator[tuple[int, str, int]]:
    """Roman folios to the page where the text starts, arabic from 1 there."""
    start = pages.get(_START, 0)
    if start:
        yield (0, "r", 1)
    yield (start, "D", 1)


def _font_missing(family: str) -> Problem:
    hint = "run python3 build.py once without it being installed: it says how to get it"
    return Problem("font-missing", f"the font family {family!r} is not installed", Place("templates"), hint)
