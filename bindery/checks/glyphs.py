"""Characters that no face of the theme has: they would be empty boxes in print."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from bindery.engine import fonts
from bindery.model import Book
from bindery.problems import Place, Problem
from bindery.theme import Theme
from bindery.tree import text_of


def missing(book: Book, theme: Theme) -> Iterator[Problem]:
    """One problem for each such character of a chapter, at its first block."""
    for chapter in book.chapters:
        trees = [
            tree
            for tree in (chapter.body, *(b for note in chapter.notes for b in note.body))
            if tree is not None
        ]
        signs = set(chapter.title).union(*(sign for tree in trees for sign in _texts(tree)))
        for char in sorted(fonts.uncovered(signs, theme.faces.all)):
            name = unicodedata.name(char, "unnamed")
            hint = "choose another sign, or a theme whose faces have it"
            message = f"no font has {char!r} (U+{ord(char):04X}, {name.lower()})"
            yield Problem("glyph-missing", message, Place(chapter.path, _line(trees, char)), hint)


def _texts(tree: Element) -> Iterable[str]:
    """The texts of a tree without the readings over it, which have faces of their own."""
    return tree.itertext() if tree.find(".//rt") is None else (text_of(tree),)


def _line(trees: list[Element], char: str) -> int:
    """The line of the innermost block that holds the character; 0 when only the title has it."""
    line = 0
    for tree in trees:
        for element in tree.iter():
            if "data-line" in element.attrib and char in text_of(element):
                line = int(element.get("data-line", "0"))
        if line:
            break
    return line
