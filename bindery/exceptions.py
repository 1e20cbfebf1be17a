"""A book's file of exceptions: words that are spelled or read otherwise than libraries would. For `read`.

A line holds a word, a blank, and what it becomes: characters, or a reading in Latin letters with a blank
between syllables. A word alone stays as it is. ``#`` begins a remark.
"""

from __future__ import annotations

from collections.abc import Iterator

from bindery.edition import Edition
from bindery.importing import needs
from bindery.pinyin import NEEDS
from bindery.problems import Place, Problem
from bindery.spelling import Lexicon, is_reading


def read(text: str, path: str) -> tuple[Lexicon, Lexicon, tuple[Problem, ...]]:
    """The words with how each is spelled, those with how each is read, and the lines that do not fit."""
    spellings: dict[str, str] = {}
    readings: dict[str, str] = {}
    problems: list[Problem] = []
    for number, line in enumerate(text.splitlines(), 1):
        word, *rest = line.partition("#")[0].split() or [""]
        if not word:
            continue
        new = " ".join(rest) or word
        if is_reading(new) and word != new and len(rest) != len(word):
            hint = "A reading has a syllable for each character, with blanks between."
            message = f"{word!r} has {len(word)} characters, {new!r} {len(rest)} syllables"
            problems.append(Problem("exception-bad", message, Place(path, number), hint))
            continue
        (readings if is_reading(new) and new != word else spellings)[word] = new
    return Lexicon.of(spellings), Lexicon.of(readings), tuple(problems)


def lacking(edition: Edition) -> Iterator[Problem]:
    """The problem of an edition that asks for a library that is not installed."""
    text, sort = edition.text, edition.epub.sort
    rows = (
        ("text", "convert", text.convert, ("opencc",) * bool(text.convert)),
        ("text", "ruby", text.ruby, NEEDS * text.is_read),
        ("epub", "sort", sort, NEEDS * (sort == "pinyin")),
    )
    for table, key, value, modules in rows:
        if absent := [module for module in modules if not needs.is_there(module)]:
            names, command = needs.command(absent)
            message = f'{key} = "{value}" needs {names}'
            yield Problem("library-missing", message, edition.at(table, key), f"Run once: {command}")
