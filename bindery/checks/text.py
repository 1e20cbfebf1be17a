"""Checks of the text as such."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bindery.captions import LISTS, captioned
from bindery.checks.parity import is_unsaid, runs
from bindery.model import Book, Role
from bindery.problems import Place, Problem
from bindery.theme import Theme
from bindery.tree import breadth, is_blank, text_of

_LONG_TITLE = 120  # letters, wide ones counted as two: two lines of a title page
_CODE = frozenset({"pre", "code"})


def empty_chapters(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A chapter without a word or a picture."""
    for chapter in book.chapters:
        if chapter.role is Role.PART or chapter.body is None:
            continue
        if all(map(is_blank, chapter.body.itertext())) and chapter.body.find(".//img") is None:
            hint = "write it, or leave it out of the book's order"
            yield Problem("chapter-empty", "this chapter has no text", Place(chapter.path, 1), hint)


def short_chapters(book: Book, theme: Theme) -> Iterator[Problem]:
    """A chapter of one line, in a book that has whole pages elsewhere: it may be what is left of one."""
    bodies = [(c, c.body) for c in book.chapters if c.role is Role.CHAPTER and c.body is not None]
    if not any(breadth(text_of(body)) > theme.grid.letters * theme.grid.lines for _, body in bodies):
        return
    for chapter, body in bodies:
        if [block.tag for block in body] == ["p"] and body.find(".//img") is None:
            letters = breadth(text_of(body).strip())
            if 0 < letters <= theme.grid.letters:
                hint = "it stands as it is, if it is meant to"
                yield Problem("chapter-short", "this chapter has one line", Place(chapter.path, 1), hint)


def empty_lists(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A list that was asked for and would have no entry."""
    for name in book.edition.lists:
        if not any(captioned(book.chapters, LISTS[name])):
            hint = "a list has what has a caption; write captions, or leave the list out"
            at = book.edition.at("book", "lists")
            yield Problem("list-empty", f"none of the {name} has a caption", at, hint)


def long_words(book: Book, theme: Theme) -> Iterator[Problem]:
    """A word of letters alone that no line can hold: it is broken where the line ends."""
    word = re.compile(rf"[^\W_\u2e80-\uffff]{{{theme.grid.letters + 1},}}")
    hint = "put a soft hyphen, &shy;, where it may be divided"
    for chapter in book.chapters:
        body = chapter.body
        if body is None or max(map(len, "".join(body.itertext()).split()), default=0) <= theme.grid.letters:
            continue
        for line, text in runs(body, 0, _is_skipped):
            if found := word.search(text):
                message = f"a word of {len(found[0])} letters is longer than a line"
                yield Problem("word-long", message, chapter.at(line), hint)


def _is_skipped(element: Element) -> bool:
    """Code has rules of its own for its lines."""
    return is_unsaid(element) or element.tag in _CODE


def long_notes(book: Book, theme: Theme) -> Iterator[Problem]:
    """A note too long for the foot of a page: print has it at the end of its chapter."""
    for chapter in book.chapters:
        for note in chapter.notes:
            letters = sum(breadth(text_of(block)) for block in note.body)
            if letters > theme.grid.note_room:
                message = f"a note of {letters} letters stands behind its chapter in print"
                hint = f"the foot of a page takes {theme.grid.note_room}: shorten it, or make it text"
                yield Problem("note-long", message, chapter.at(note.line), hint)


def long_titles(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A title that is set smaller, and cut in the running heads."""
    for chapter in book.chapters:
        letters = breadth(chapter.title)
        if letters > _LONG_TITLE and not chapter.short:
            hint = "give it a short form for the running heads, `short: …`, and make a subtitle of the rest"
            yield Problem("title-long", f"a title of {letters} letters", Place(chapter.path, 1), hint)
