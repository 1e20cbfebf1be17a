"""The EPUB's navigation: the nested contents, the landmarks, and the NCX for readers of EPUB 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ebooklib import epub
from markupsafe import Markup, escape

from bindery import render
from bindery.contexts import Landmark, NavPage, NavPoint, PageLink
from bindery.model import Book, BoundChapter, Role
from bindery.outputs.epub_text import Names
from bindery.outputs.front import Front
from bindery.outputs.page_marks import PageMarks
from bindery.semantics import is_listed

_PRINTED = "contents-page"


def page(  # noqa: PLR0913, PLR0917 - what the volume is made of
    book: Book,
    front: Front,
    press: render.Renderer,
    names: Names,
    marks: PageMarks,
    documents: Iterable[tuple[str, str]],
    *,
    covered: bool,
) -> Markup:
    """The navigation document; `covered` when the EPUB has a cover page. `documents` are all others, by file
    name: in them, and in this one, stand the marks of the printed pages."""
    landmarks = tuple(_landmarks(book, front, press, names))
    rows = points(front, names, marks)
    head = marks.head(_PRINTED)
    own = ("contents.xhtml", str(head) + "".join(_titles(rows)))
    context = NavPage(
        id="contents",
        points=rows,
        landmarks=landmarks if covered else landmarks[1:],
        pages=marks.links([*documents, own]),
        mark=head,
    )
    return press.page("epub/nav.xhtml", context)


def _titles(rows: Sequence[NavPoint]) -> Iterator[str]:
    for row in rows:
        yield str(row.title)
        yield from _titles(row.below)


def _landmarks(book: Book, front: Front, press: render.Renderer, names: Names) -> Iterator[Landmark]:
    start = next((c for c in book.chapters if c.role is not Role.FRONT), book.chapters[0])
    words = press.words
    yield Landmark(type="cover", title=words["cover"], href="cover.xhtml")
    yield Landmark(type="titlepage", title=words["title_page"], href="title-page.xhtml")
    yield Landmark(type="toc", title=words["contents"], href="contents.xhtml")
    for page in front.lists:
        if page.type:
            yield Landmark(type=page.type, title=page.title, href=names.href(page.id))
    yield Landmark(type="bodymatter", title=words["start"], href=names.href(start.id))


def points(front: Front, names: Names, marks: PageMarks) -> tuple[NavPoint, ...]:
    """Parts hold their chapters, chapters their nested files and main sections; the lists stand where they
    are."""
    begun = {line.href: marks.row(_PRINTED, row) for row, line in enumerate(front.lines) if row}
    lists = (
        NavPoint(title=begun.get(href, Markup()) + escape(page.title), href=href, below=())
        for page in front.lists
        for href in (names.href(page.id),)
    )
    return (*_ranked(front.before, names, begun), *lists, *_ranked(front.after, names, begun))


def _ranked(
    chapters: Iterable[BoundChapter], names: Names, begun: Mapping[str, Markup]
) -> tuple[NavPoint, ...]:
    return _level([(_rank(chapter), chapter) for chapter in chapters if is_listed(chapter)], names, begun)


def _rank(chapter: BoundChapter) -> int:
    return chapter.depth if chapter.role is Role.CHAPTER else 0


def _level(
    rows: Sequence[tuple[int, BoundChapter]], names: Names, marks: Mapping[str, Markup]
) -> tuple[NavPoint, ...]:
    """Each row that does not outrank the first takes those below it as its own."""
    made: list[NavPoint] = []
    position = 0
    while position < len(rows):
        rank, chapter = rows[position]
        after = position + 1
        holds = chapter.role in {Role.PART, Role.CHAPTER}
        while holds and after < len(rows) and rows[after][0] > rank:
            after += 1
        made.append(_point(chapter, rows[position + 1 : after], names, marks))
        position = after
    return tuple(made)


def _point(
    chapter: BoundChapter,
    below: Sequence[tuple[int, BoundChapter]],
    names: Names,
    marks: Mapping[str, Markup],
) -> NavPoint:
    label = Markup("{} ").format(chapter.label) if chapter.label else Markup()
    sections = tuple(
        NavPoint(title=escape(heading.text), href=names.href(heading.id), below=())
        for heading in chapter.headings
        if heading.level == chapter.depth + 1 and chapter.role is not Role.PART
    )
    title = marks.get(names.href(chapter.id), Markup()) + label + render.plain_title(chapter)
    return NavPoint(title=title, href=names.href(chapter.id), below=(*sections, *_level(below, names, marks)))


def ncx(rows: Sequence[NavPoint], start: int = 1) -> list[Any]:
    """The rows as EbookLib wants them; each needs an id of its own (upstream issue 325)."""
    made: list[Any] = []
    for number, point in enumerate(rows, start):
        title, href = point.title.striptags(), f"text/{point.href}"
        if point.below:
            made.append((epub.Section(title, href), ncx(point.below, number * 1000)))
        else:
            made.append(epub.Link(href, title, f"ncx-{number}"))
    return made


def ncx_pages(pages: Iterable[PageLink]) -> list[epub.Link]:
    """The list of printed pages as EbookLib has such lists."""
    return [
        epub.Link(f"text/{page.href}", page.label, f"ncx-page-{number}")
        for number, page in enumerate(pages, 1)
    ]
