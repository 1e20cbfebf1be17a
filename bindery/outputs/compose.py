"""The printed book as one HTML document: which pages there are, in what order, under which sheets.

Used by `outputs.pdf`, which lays it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from markupsafe import Markup

from bindery import render
from bindery.contexts import ContentsPage, FrontPage, PrintBook
from bindery.edition import Print
from bindery.engine import fonts
from bindery.engine.capitals import capital_of
from bindery.model import Book, BoundChapter, Role
from bindery.outputs.front import front_of
from bindery.outputs.opening import PLAIN, Opening, opening_of
from bindery.outputs.print_text import PrintText
from bindery.outputs.whole_lines import Fit, fit_of
from bindery.problems import Problem
from bindery.theme import Sheet, Theme, joined, place_in

_DISPLAY = re.compile(r'\s*<section class="display ')
_AT_LINE = re.compile(r" at (\d+):\d+,?")


def compose(book: Book, theme: Theme, grounded: frozenset[str] = frozenset()) -> str:
    """The whole printed book as one HTML document. `grounded`: ids of figures that do not float."""
    return together(book, theme, parts(book, theme, grounded))


def parts(book: Book, theme: Theme, grounded: frozenset[str] = frozenset()) -> tuple[Markup, ...]:
    """What stands one after the other in the printed book: pages made from metadata, contents, chapters with
    all below them."""
    return tuple(page for unit in units(book, theme, grounded) for page in unit.pages)


def units(book: Book, theme: Theme, grounded: frozenset[str] = frozenset()) -> tuple[Unit, ...]:
    """The parts of the printed book that are laid out apart: the pages of titles; contents with lists;
    each chapter with all below it. The pages of a chapter depend on it and on the side that it begins on,
    and on no other. What is for show, as a dedication, begins on any side and goes with what stands before
    it."""
    # Fontconfig may be asked already here, where lines of code may end; it must know our fonts alone.
    fonts.use(fonts.fontconfig(theme.faces.all))
    press, opening = _press(book, theme), opening_of(book, theme)
    found: list[Unit] = []
    for unit in _Compositor(book, press, theme, fit_of(book, theme), opening, grounded).units():
        on_recto = not found or not _DISPLAY.match(unit.pages[0])
        found.append(unit if on_recto else found.pop().with_next(unit))
    return tuple(found)


def together(book: Book, theme: Theme, pages: tuple[Markup, ...]) -> str:
    """Parts of the book as one HTML document."""
    # The sheets are ours and the book's own; "</style" is the only way out of the element.
    styles = Markup(joined(sheets(book, theme)).replace("</", "<\\/"))  # noqa: S704
    shell = PrintBook(styles=styles, openings=book.edition.print.openings, pages=pages)
    return _drawable(str(_press(book, theme).page("print/book.html", shell)), theme)


def _press(book: Book, theme: Theme) -> render.Renderer:
    return render.renderer(book, theme, book.edition.isbn)


def _drawable(html: str, theme: Theme) -> str:
    """The pages with a box for each character that no face has: PDF/UA forbids the glyph of the unknown, and
    the check of glyphs has named the place already."""
    strange = fonts.uncovered(html, theme.faces.all)
    return html.translate(dict.fromkeys(map(ord, strange), "□")) if strange else html


def sheets(book: Book, theme: Theme) -> tuple[Sheet, ...]:
    """The style sheets of the printed book in their order."""
    rtl = theme.sheets("rtl") if book.edition.direction == "rtl" else ()
    families = theme.faces.css() + capital_of(theme.faces.text[0]).css()
    facts = (Sheet("trims.toml", theme.grid.css()), Sheet("faces.toml", families))
    own = Sheet("book.toml", _wished(book.edition.print) + theme.own_tokens)
    return (*facts, *theme.sheets("print"), *rtl, own)


def placed(problem: Problem, styles: tuple[Sheet, ...]) -> Problem:
    """A complaint about a style sheet, at the sheet and line that it is about."""
    found = _AT_LINE.search(problem.message)
    if found is None:
        return problem
    message = problem.message.replace(found[0], ":").rstrip(".")
    return replace(problem, message=message, at=place_in(styles, int(found[1])))


def _wished(wishes: Print) -> str:
    """What the book says of its lines and folios, as a rule of CSS. A plan divides so few words that it may
    choose among more places."""
    rows = "" if wishes.lines == "greedy" else "--grid-hyphens:5 2 3;"
    if not wishes.microtypography:
        rows += "--letter-scaling:0;--hanging:0;"
    if wishes.folios == "cjk":
        rows += "--folios:cjk-decimal;"
    return f":root{{{rows}}}" if rows else ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of the printed book: its pages, and the chapters that they have. Contents have no chapters, and
    say on which pages others begin."""

    pages: tuple[Markup, ...]
    chapters: tuple[BoundChapter, ...] = ()
    contents: bool = False

    def with_next(self, other: Unit) -> Unit:
        """Both parts as one."""
        return replace(self, pages=self.pages + other.pages, chapters=self.chapters + other.chapters)


@dataclass(frozen=True, slots=True)
class _Compositor:
    """Sets page after page."""

    book: Book
    press: render.Renderer
    theme: Theme
    fit: Fit
    opening: Opening
    grounded: frozenset[str]

    def units(self) -> Iterator[Unit]:
        """All parts in the book's order."""
        yield Unit(tuple(self._titles()))
        front = front_of(self.book, self.theme, lambda id_: f"#{id_}")
        yield from self._chapters(front.before)
        lists = [self.press.page("print/list.html", page) for page in front.lists]
        if len(front.lines) > 1:
            page = ContentsPage(id="contents-page", lines=front.lines)
            lists.insert(0, self.press.page("print/contents.html", page))
        if lists:
            yield Unit(tuple(lists), contents=True)
        yield from self._chapters(front.after)

    def _titles(self) -> Iterator[Markup]:
        """Pages that are made from metadata."""
        yield self.press.page("print/half.html", FrontPage(id="half-title-page"))
        if self.press.book.also_by:
            yield self.press.page("print/also-by.html", FrontPage(id="also-by-page"))
        yield self.press.page("print/title.html", FrontPage(id="title-page"))
        yield self.press.page("print/copyright.html", FrontPage(id="copyright-page"))
        if self.press.book.dedication:
            yield self.press.page("print/dedication.html", FrontPage(id="dedication-page"))
        if self.press.book.epigraph:
            yield self.press.page("print/epigraph.html", FrontPage(id="epigraph-page"))

    def _chapters(self, chapters: tuple[BoundChapter, ...]) -> Iterator[Unit]:
        """Parts and chapters; files nested below a chapter run on within it."""
        start = next((c for c in self.book.chapters if c.role is not Role.FRONT), None)
        part = ""
        for chapter, nested in _groups(chapters):
            if chapter.role is not Role.CHAPTER:
                part = self._short(chapter) if chapter.role is Role.PART else ""
            outline = 2 if part and chapter.role is Role.CHAPTER else 1
            inside = tuple(self._chapter(below, outline + below.depth - 1) for below in nested)
            page = self._chapter(chapter, outline, inside, over=part, start=chapter is start)
            yield Unit((page,), (chapter, *nested))

    def _short(self, chapter: BoundChapter) -> str:
        return render.shortened(chapter.short or chapter.title, self.theme.grid.head_room)

    def _chapter(
        self,
        chapter: BoundChapter,
        outline: int,
        nested: tuple[Markup, ...] = (),
        *,
        over: str = "",
        start: bool = False,
    ) -> Markup:
        opens = chapter.role is Role.CHAPTER and chapter.depth == 1
        text = PrintText(
            chapter, self.theme.grid.note_room, self.fit, self.opening if opens else PLAIN, self.grounded
        )
        body = text.body(outline - chapter.depth + 1)
        page = render.chapter_page(
            chapter,
            title=render.markup(text.title()),
            short=self._short(chapter),
            over=over or self.press.book.short,
            body=body,
            outline=outline,
            start=start,
            capital='<span class="dc">' in body,
            floats=any('<div class="floating">' in text for text in (body, *nested)),
            nested=nested,
        )
        return self.press.page(f"print/{render.template_of(page)}.html", page)


def _groups(chapters: tuple[BoundChapter, ...]) -> list[tuple[BoundChapter, list[BoundChapter]]]:
    """Chapters, each with the files nested below it."""
    groups: list[tuple[BoundChapter, list[BoundChapter]]] = []
    for chapter in chapters:
        if chapter.depth > 1 and groups:
            groups[-1][1].append(chapter)
        else:
            groups.append((chapter, []))
    return groups
