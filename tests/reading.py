"""What the two editions of a book are read for: the text layer of the PDF, and the calls of notes.

Between `shelf`, which builds the books, and `test_books`, which judges them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from xml.etree.ElementTree import Element

import pymupdf

from checkers import pdf_pages
from checkers.text import ANYTHING, Passage, Written, squeeze
from shelf import Built

FIGURE = re.compile(f"[0-9{ANYTHING}]")


def is_rtl(book: Built) -> bool:
    """Whether the book opens to the other side."""
    return book.manuscript.edition.direction == "rtl"


def read_pages(book: Built) -> tuple[str, ...]:
    """The text layer of each page, by the reader that keeps a line in order: for Arabic that is MuPDF."""
    if not is_rtl(book):
        return pdf_pages.page_texts(book.pdf)
    with closing(pymupdf.open(book.pdf)) as pdf:
        return tuple(page.get_text() for page in pdf)


def read_words(book: Built) -> tuple[str, ...]:
    """The same for comparing words; in Arabic letters only, since signs and figures may stand anywhere."""
    return tuple(map(letters_of, read_pages(book))) if is_rtl(book) else read_pages(book)


def to_read(chapters: tuple[Written, ...], book: Built) -> tuple[Written, ...]:
    """What to look for in `read_words`."""
    if not is_rtl(book):
        return chapters
    return tuple(replace(one, passages=tuple(p for it in one.passages for p in _cut(it))) for one in chapters)


def _cut(passage: Passage) -> Iterator[Passage]:
    """An Arabic passage; one with a figure as single words: a figure parts its line and mixes the parts."""
    if FIGURE.search(passage.text):
        words = map(letters_of, FIGURE.sub(" ", passage.text).split())
        yield from (Passage(word, floats=True) for word in words if word)
    else:
        yield Passage(letters_of(passage.text), floats=passage.floats)


def letters_of(text: str) -> str:
    """The letters of a text."""
    return "".join(letter for letter in text if letter.isalpha())


def calls(book: Built) -> Iterator[tuple[str, int, str]]:
    """For each first call of a note: the letters before it, its number, the note's letters."""
    for _, chapter in book.chapters:
        notes = {
            note.label: squeeze("".join(p for p in pieces(note.body[0]) if isinstance(p, str)))
            for note in chapter.notes
        }
        numbers: dict[str, int] = {}
        text = ""
        for piece in pieces(chapter.body):
            if isinstance(piece, str):
                text = (text + squeeze(piece))[-8:]
            elif piece.get("data-note") in notes and piece.get("data-note") not in numbers:
                label = piece.get("data-note", "")
                numbers[label] = len(numbers) + 1
                yield text, numbers[label], notes[label]


def pieces(element: Element) -> Iterator[str | Element]:
    """Text and elements in the order of reading; what stands over the text is left out."""
    if element.tag in {"rt", "rp"}:
        return
    yield element
    yield element.text or ""
    for child in element:
        yield from pieces(child)
        yield child.tail or ""
