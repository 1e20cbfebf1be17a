"""Checks: a bound book and its theme in, problems out. One file for each family, a row in `CHECKS`.

Stage between `bind` and the outputs; nothing here changes the book. What is typed in the files themselves is
looked at by `damage`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bindery.checks import access, features, glyphs, text
from bindery.model import Book, Manuscript
from bindery.problems import Problem
from bindery.theme import Theme

CHECKS: tuple[Callable[[Book, Theme], Iterable[Problem]], ...] = (
    text.empty_chapters,
    text.short_chapters,
    text.empty_lists,
    text.long_words,
    text.long_notes,
    text.long_titles,
    glyphs.missing,
    features.missing,
    *access.ALL,
)


def typed(manuscript: Manuscript) -> tuple[Problem, ...]:
    """All that the checks find in the text as it was typed."""
    if all(entry.source is None or entry.source.text.isascii() for entry in manuscript.entries):
        return ()
    from bindery.checks import damage  # noqa: PLC0415 - the rules of imports, which know nothing of ASCII

    return tuple(damage.found(manuscript))


def run(book: Book, theme: Theme) -> tuple[Problem, ...]:
    """All that the checks find."""
    return tuple(problem for check in CHECKS for problem in check(book, theme))
