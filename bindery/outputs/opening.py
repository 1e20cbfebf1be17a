"""How the text of a chapter begins on paper: with a capital three lines high, in small capitals, or plainly.

Which of them is the token ``--opening`` of the theme; Python sets the capital apart and says where one cannot
stand, the sheets do the rest. Used by `outputs.compose` and `outputs.print_text`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from bindery.model import Book
from bindery.outputs.sheets import token
from bindery.theme import Theme, script_of
from bindery.tokens import OPENINGS
from bindery.tree import breadth, text_of

_LEAST = 3.4
"""Lines that a paragraph fills at least if a capital of three lines is to stand in it."""
_MARKS = "\"'\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u00a0\u202f"
_FIRST = re.compile(rf"\s*(?P<mark>[{_MARKS}]*)(?P<letter>[^\W\d_][\u0300-\u036f]*)(?P<word>[^\W\d_]*)")


@dataclass(frozen=True, slots=True)
class Opening:
    """How the text begins. `kind` is ``dropcap``, ``smallcaps`` or ``plain``; `letters` is how many a line
    holds."""

    kind: str
    letters: int


PLAIN = Opening("plain", 0)


def opening_of(book: Book, theme: Theme) -> Opening:
    """The theme's way; only scripts that have capitals have a choice."""
    kind = token(theme, "opening") if script_of(book.edition.language) == "latin" else PLAIN.kind
    return Opening(kind if kind in OPENINGS else PLAIN.kind, theme.grid.letters)


def open_text(body: Element, opening: Opening) -> None:
    """Mark the first words of a chapter. A paragraph too short for a large capital, or one that begins with
    no plain letter, has its first line in small capitals instead."""
    first = _first_paragraph(body)
    if first is None or opening.kind == "plain":
        return
    found = _FIRST.match(first.text or "")
    long_enough = breadth(text_of(first)) >= _LEAST * opening.letters
    if opening.kind == "dropcap" and long_enough and found and found["letter"].isupper():
        _set_capital(first, found)
    else:
        first.set("class", "opens")


def _set_capital(first: Element, found: re.Match[str]) -> None:
    """The first letter in a box of its own, with the quotation mark before it; the rest of its word in
    another, for small capitals."""
    capital = Element("span", {"class": "dc"})
    if found["mark"]:
        mark = SubElement(capital, "span", {"class": "mark"})
        mark.text, mark.tail = found["mark"], found["letter"]
    else:
        capital.text = found["letter"]
    rest = found.string[found.end() :]
    first.text = None
    first.insert(0, capital)
    if found["word"]:
        word = Element("span", {"class": "lead"})
        word.text, word.tail = found["word"], rest
        first.insert(1, word)
    else:
        capital.tail = rest


def _first_paragraph(body: Element) -> Element | None:
    """The paragraph that the text begins with, perhaps after a motto."""
    for child in body:
        if "epigraph" not in child.get("class", "").split():
            return child if child.tag == "p" and not child.get("class") else None
    return None
