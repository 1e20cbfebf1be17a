"""The PDF for the screen: real book pages, tagged, with bookmarks and links."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from markupsafe import Markup

from bindery import render
from bindery.contexts import ChapterPage, ContentsPage, FrontPage, PrintBook
from bindery.engine import fonts, plain
from bindery.model import Artifact, Book, BoundChapter, Role
from bindery.outputs import print_text
from bindery.outputs.semantics import semantics
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Theme

_START = "start-of-text"


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Lay the book out and write the PDF to `out`, which the caller puts in place."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(_font_missing(name) for name in missing))
    report.step("laying out pages")
    html = _drawable(compose(book, theme), theme)
    sheets = plain.lay_out(html, theme.faces.all, book.images, lambda page: report.count("page", page))
    report.step(f"writing {sheets.count} pages")
    sheets.write(out, tuple(_labels(sheets.page_of())))
    return Artifact(out, hashlib.sha256(out.read_bytes()).hexdigest(), sheets.count, sheets.problems)


def _drawable(html: str, theme: Theme) -> str:
    """The pages with a box for each character that no face has: PDF/UA forbids the glyph of the unknown, and
    the check of glyphs has named the place already."""
    strange = fonts.uncovered(html, theme.faces.all)
    return html.translate(dict.fromkeys(map(ord, strange), "□")) if strange else html


def compose(book: Book, theme: Theme) -> str:
    """The whole printed book as one HTML document."""
    press = render.renderer(book, theme, book.edition.isbn)
    rtl = theme.sheets("rtl") if book.edition.direction == "rtl" else ""
    styles = "\n".join((theme.grid.css(), theme.faces.css(), theme.sheets("print"), rtl, theme.own_tokens))
    pages = tuple(_pages(book, press))
    # The sheets are ours and the book's own; "</style" is the only way out of the element.
    styles = Markup(styles.replace("</", "<\\/"))  # noqa: S704
    openings = book.edition.print.openings
    return str(press.page("print/book.html", PrintBook(styles=styles, openings=openings, pages=pages)))


def _pages(book: Book, press: render.Renderer) -> Iterator[Markup]:
    yield press.page("print/title.html", FrontPage(id="title-page"))
    yield press.page("print/copyright.html", FrontPage(id="copyright-page"))
    if press.book.dedication or press.book.epigraph:
        yield press.page("print/dedication.html", FrontPage(id="dedication-page"))
    lines = render.contents(book, {chapter.id: f"#{chapter.id}" for chapter in book.chapters})
    if len(lines) > 1:
        yield press.page("print/contents.html", ContentsPage(id="contents-page", lines=lines))
    yield from _chapters(book, press)


def _chapters(book: Book, press: render.Renderer) -> Iterator[Markup]:
    """Parts and chapters; files nested below a chapter run on within it."""
    parted = any(chapter.role is Role.PART for chapter in book.chapters)
    start = next((c for c in book.chapters if c.role is not Role.FRONT), None)
    in_part = False
    groups = _groups(book.chapters)
    for chapter, nested in groups:
        in_part = in_part or chapter.role is Role.PART
        outline = 2 if parted and in_part and chapter.role is Role.CHAPTER else 1
        inside = tuple(_chapter(below, press, outline + below.depth - 1) for below in nested)
        yield _chapter(chapter, press, outline, inside, start=chapter is start)


def _groups(chapters: tuple[BoundChapter, ...]) -> list[tuple[BoundChapter, list[BoundChapter]]]:
    groups: list[tuple[BoundChapter, list[BoundChapter]]] = []
    for chapter in chapters:
        if chapter.depth > 1 and groups:
            groups[-1][1].append(chapter)
        else:
            groups.append((chapter, []))
    return groups


def _chapter(
    chapter: BoundChapter,
    press: render.Renderer,
    outline: int,
    nested: tuple[Markup, ...] = (),
    *,
    start: bool = False,
) -> Markup:
    matter, kind, aria = semantics(chapter)
    page = ChapterPage(
        id=chapter.id,
        role=chapter.role.value,
        depth=chapter.depth,
        label=chapter.label,
        title=render.markup(print_text.title(chapter)),
        short=chapter.title,
        outline=outline,
        start=start,
        body=print_text.body(chapter, outline - chapter.depth + 1),
        nested=nested,
        notes=(),
        matter=matter,
        type=kind,
        aria=aria,
    )
    return press.page("print/part.html" if chapter.role is Role.PART else "print/chapter.html", page)


def _labels(pages: Mapping[str, int]) -> Iterator[tuple[int, str, int]]:
    """Roman folios to the page where the text starts, arabic from 1 there."""
    start = pages.get(_START, 0)
    if start:
        yield (0, "r", 1)
    yield (start, "D", 1)


def _font_missing(family: str) -> Problem:
    hint = "run python3 build.py once without it being installed: it says how to get it"
    return Problem("font-missing", f"the font family {family!r} is not installed", Place("templates"), hint)
