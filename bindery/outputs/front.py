"""What stands before the text: the front matter on either side of the contents, and the lists behind them.

Both outputs ask here, so that they agree; where custom puts the contents is in ``templates/base/order.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markupsafe import Markup, escape

from bindery import render
from bindery.captions import LISTS, Captioned, captioned
from bindery.contexts import ContentsLine, ListPage
from bindery.model import Book, BoundChapter, Role
from bindery.semantics import is_listed
from bindery.theme import Theme
from bindery.tree import breadth

_TYPES = {"figures": "loi", "tables": "lot"}
"""The lists that EPUB 3 Structural Semantics has names for."""
_LONGEST = 160
"""Letters of an entry, wide ones counted as two: a caption that tells a story is cut."""
_STOPS = (".", "\u3002")
_DEEPEST = 2
"""The depth of nested chapters that are still in the contents."""

Href = Callable[[str], str]
"""The link to an id, as an output writes it."""


@dataclass(frozen=True, slots=True)
class Front:
    """A book's pages around the contents."""

    before: tuple[BoundChapter, ...]
    """Front matter that stands before the contents."""
    lists: tuple[ListPage, ...]
    """The lists that follow the contents."""
    after: tuple[BoundChapter, ...]
    """All other chapters, those of the text too."""
    lines: tuple[ContentsLine, ...]
    """The contents."""


def front_of(book: Book, theme: Theme, href: Href) -> Front:
    """What stands where, for an output that links so."""
    count = 0
    for chapter in book.chapters:
        if chapter.role is not Role.FRONT or (chapter.kind or "front") not in theme.before_contents:
            break
        count += 1
    before, after = book.chapters[:count], book.chapters[count:]
    lists = tuple(_lists(book, theme, href))
    heads = tuple(_of_list(page, href) for page in lists)
    lines = (*_chapters(before, href), *heads, *_chapters(after, href))
    return Front(before, lists, after, lines)


def _chapters(chapters: Iterable[BoundChapter], href: Href) -> Iterator[ContentsLine]:
    """Parts, chapters and chapters nested in these."""
    roman = True
    for chapter in chapters:
        roman = roman and chapter.role is Role.FRONT
        if chapter.depth <= _DEEPEST and is_listed(chapter):
            yield ContentsLine(
                kind=chapter.role.value if chapter.depth == 1 else "section",
                level=chapter.depth,
                label=chapter.label,
                title=render.plain_title(chapter),
                href=href(chapter.id),
                roman=roman,
            )


def _lists(book: Book, theme: Theme, href: Href) -> Iterator[ListPage]:
    for name in book.edition.lists:
        rows = tuple(captioned(book.chapters, LISTS[name]))
        if rows:
            yield ListPage(
                id=f"list-of-{name}",
                title=theme.words[name],
                type=_TYPES.get(name, ""),
                letters=max(breadth(row.label) for row in rows),
                lines=tuple(_entry(row, href) for row in rows),
            )


def _of_list(page: ListPage, href: Href) -> ContentsLine:
    title = escape(page.title)
    return ContentsLine(kind="front", level=1, label="", title=title, href=href(page.id), roman=True)


def _entry(row: Captioned, href: Href) -> ContentsLine:
    return ContentsLine(
        kind="item", level=1, label=row.label, title=_title(row), href=href(row.id), roman=row.front
    )


def _title(row: Captioned) -> Markup:
    """The caption without its label and its full stop; of a long one the beginning."""
    parts = [_behind(part) for part in row.caption]
    title = Markup("").join(parts).strip()
    plain = title.striptags()
    if breadth(plain) > _LONGEST:
        return escape(render.shortened(plain, _LONGEST))
    return Markup(title[:-1]) if title.endswith(_STOPS) and not plain.endswith("..") else title  # noqa: S704


def _behind(part: Element) -> Markup:
    """A piece of the caption with what follows it; of the label only the latter."""
    said = Markup("") if part.get("class") == "label" else render.plain_piece(part)
    return said + escape(part.tail or "")
