"""Checks: a bound book and its theme in, problems out. One file for each family, a row in `CHECKS`.

Stage between `bind` and the outputs; nothing here changes the book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bindery.checks import access, features, glyphs, text
from bindery.model import Book
from bindery.problems import Problem
from bindery.theme import Theme

CHECKS: tuple[Callable[[Book, Theme], Iterable[Problem]], ...] = (
    text.empty_chapters,
    text.empty_lists,
    glyphs.missing,
    features.missing,
    *access.ALL,
)


def run(book: Book, theme: Theme) -> tuple[Problem, ...]:
    """All that the checks find."""
    return tuple(problem for check in CHECKS for problem in check(book, theme))
