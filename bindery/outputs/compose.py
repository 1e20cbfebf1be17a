"""The printed book as one HTML document: which pages there are, in what order, under which sheets.

Used by `outputs.pdf`, which lays it out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

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
from bindery.theme import Sheet, Theme, joined


def compose(book: Book, theme: Theme, grounded: frozenset[str] = frozenset()) -> str:
    """The whole printed book as one HTML document. `grounded`: ids of figures that do not float."""
    return together(book, theme, parts(book, theme, grounded))


def parts(book: Book, theme: Theme, grounded: frozenset[str] = frozenset()) -> tuple[Markup, ...]:
    """What stands one after the other in the printed book: pages made from metadata, contents, chapters with
    all below them. The pages of a chapter depend on it and on the side that it begins on, and on no other."""
    # Fontconfig may be asked already here, where lines of code may end; it must know our fonts alone.
    fonts.use(fonts.fontconfig(theme.faces.all))
    press, opening = _press(book, theme), opening_of(book, theme)
    return tuple(_Compositor(book, press, theme, fit_of(book, theme), opening, grounded).pages())


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
class _Compositor:
    """Sets page after page."""

    book: Book
    press: render.Renderer
    theme: Theme
    fit: Fit
    opening: Opening
    grounded: frozenset[str]

    def pages(self) -> Iterator[Markup]:
        """All pages in the book's order."""
        yield self.press.page("print/half.html", FrontPage(id="half-title-page"))
        if self.press.book.also_by:
            yield self.press.page("print/also-by.html", FrontPage(id="also-by-page"))
        yield self.press.page("print/title.html", FrontPage(id="title-page"))
        yield self.press.page("print/copyright.html", FrontPage(id="copyright-page"))
        if self.press.book.dedication:
            yield self.press.page("print/dedication.html", FrontPage(id="dedication-page"))
        if self.press.book.epigraph:
            yield self.press.page("print/epigraph.html", FrontPage(id="epigraph-page"))
        front = front_of(self.book, self.theme, lambda id_: f"#{id_}")
        yield from self._chapters(front.before)
        if len(front.lines) > 1:
            yield self.press.page("print/contents.html", ContentsPage(id="contents-page", lines=front.lines))
        for page in front.lists:
            yield self.press.page("print/list.html", page)
        yield from self._chapters(front.after)

    def _chapters(self, chapters: tuple[BoundChapter, ...]) -> Iterator[Markup]:
        """Parts and chapters; files nested below a chapter run on within it."""
        start = next((c for c in self.book.chapters if c.role is not Role.FRONT), None)
        part = ""
        for chapter, nested in _groups(chapters):
            if chapter.role is not Role.CHAPTER:
                part = self._short(chapter) if chapter.role is Role.PART else ""
            outline = 2 if part and chapter.role is Role.CHAPTER else 1
            inside = tuple(self._chapter(below, outline + below.depth - 1) for below in nested)
            yield self._chapter(chapter, outline, inside, over=part, start=chapter is start)

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
