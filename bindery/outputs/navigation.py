"""The EPUB's navigation: the nested contents, the landmarks, and the NCX for readers of EPUB 2."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ebooklib import epub
from markupsafe import Markup, escape

from bindery import render
from bindery.contexts import Landmark, NavPage, NavPoint
from bindery.model import Book, BoundChapter, Role
from bindery.outputs.epub_text import Names
from bindery.outputs.front import Front
from bindery.semantics import is_listed


def page(book: Book, front: Front, press: render.Renderer, names: Names, *, covered: bool) -> Markup:
    """The navigation document; `covered` when the EPUB has a cover page."""
    marks = tuple(_landmarks(book, front, press, names))
    context = NavPage(id="contents", points=points(front, names), landmarks=marks if covered else marks[1:])
    return press.page("epub/nav.xhtml", context)


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


def points(front: Front, names: Names) -> tuple[NavPoint, ...]:
    """Parts hold their chapters, chapters their nested files and main sections; the lists stand where they
    are."""
    lists = (NavPoint(title=escape(page.title), href=names.href(page.id), below=()) for page in front.lists)
    return (*_ranked(front.before, names), *lists, *_ranked(front.after, names))


def _ranked(chapters: Iterable[BoundChapter], names: Names) -> tuple[NavPoint, ...]:
    return _level([(_rank(chapter), chapter) for chapter in chapters if is_listed(chapter)], names)


def _rank(chapter: BoundChapter) -> int:
    return chapter.depth if chapter.role is Role.CHAPTER else 0


def _level(rows: Sequence[tuple[int, BoundChapter]], names: Names) -> tuple[NavPoint, ...]:
    """Each row that does not outrank the first takes those below it as its own."""
    made: list[NavPoint] = []
    position = 0
    while position < len(rows):
        rank, chapter = rows[position]
        after = position + 1
        holds = chapter.role in {Role.PART, Role.CHAPTER}
        while holds and after < len(rows) and rows[after][0] > rank:
            after += 1
        made.append(_point(chapter, rows[position + 1 : after], names))
        position = after
    return tuple(made)


def _point(chapter: BoundChapter, below: Sequence[tuple[int, BoundChapter]], names: Names) -> NavPoint:
    label = Markup("{} ").format(chapter.label) if chapter.label else Markup()
    sections = tuple(
        NavPoint(title=escape(heading.text), href=names.href(heading.id), below=())
        for heading in chapter.headings
        if heading.level == chapter.depth + 1 and chapter.role is not Role.PART
    )
    title = label + render.plain_title(chapter)
    return NavPoint(title=title, href=names.href(chapter.id), below=(*sections, *_level(below, names)))


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
