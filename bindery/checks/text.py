"""Checks of the text as such."""

from __future__ import annotations

from collections.abc import Iterator

from bindery.captions import LISTS, captioned
from bindery.model import Book, Role
from bindery.problems import Place, Problem
from bindery.theme import Theme
from bindery.tree import text_of


def empty_chapters(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A chapter without a word or a picture."""
    for chapter in book.chapters:
        if chapter.role is Role.PART or chapter.body is None:
            continue
        if not text_of(chapter.body).strip() and chapter.body.find(".//img") is None:
            hint = "write it, or leave it out of the book's order"
            yield Problem("chapter-empty", "this chapter has no text", Place(chapter.path), hint)


def empty_lists(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A list that was asked for and would have no entry."""
    for name in book.edition.lists:
        if not any(captioned(book.chapters, LISTS[name])):
            hint = "a list has what has a caption; write captions, or leave the list out"
            at = book.edition.at("book", "lists")
            yield Problem("list-empty", f"none of the {name} has a caption", at, hint)
