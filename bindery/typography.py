"""Typed signs become printed ones: quotes, apostrophes, dashes, ellipses, spaces that must not break.

A step of `parse`, for text, ``alt`` and ``title``, by the language that holds at each word. Code, addresses
and what is typographic already stay as they are, so doing it twice changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.syntax.draft import Draft
from bindery.syntax.headings import name_again
from bindery.syntax.vocabulary import INLINES
from bindery.typography_line import Line, Piece
from bindery.typography_marks import set_marks
from bindery.typography_spaces import set_spaces

AS_WRITTEN = "as-written"
"""The class of an element whose text stays as it was typed."""
_LITERAL = frozenset({"code", "kbd", "samp", "pre", "time", "data", "ruby"})
_ABOVE = frozenset({"rt", "rp"})
"""Readings do not stand in the line."""
ADDRESS = re.compile(
    r"(?:https?://|ftp://|file://|www\.)(?:[^\s\"'<>]|'(?=\w))+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|(?<![\w.~-])[\w.~-]*[/\\][\w./\\~-]+"
)
"""Addresses and paths. Each begins where a word does, or a long word would be tried from every letter."""
_OF_ADDRESSES = ("/", "\\", "@", "www.")
"""One of these is in every address: text without them, which is most, is not searched for any."""
_STAND_IN = "x"
"""What a picture is to the marks beside it: a letter."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a piece's text is kept: an element's text, tail or attribute; nowhere for a stand-in."""

    element: Element | None
    name: str
    piece: Piece

    def put(self, text: str) -> None:
        """Give the place a new text."""
        if self.element is None or text == self.piece.text:
            return
        if self.name == "text":
            self.element.text = text
        elif self.name == "tail":
            self.element.tail = text
        else:
            self.element.set(self.name, text)


def set_type(draft: Draft) -> None:
    """Set the signs of a whole chapter; nothing when the edition wants the text as it is written."""
    if not draft.text.smart:
        return
    for flow in _flows(draft.body, draft.language):
        _set(flow)
    name_again(draft)


def smart(text: str, language: str) -> str:
    """A text by itself, set in a language."""
    line = Line((Piece(text, language),))
    _apply(line)
    return line.text


def _set(flow: list[_Slot]) -> None:
    if all(tree.is_blank(slot.piece.text) for slot in flow):
        return
    line = Line([slot.piece for slot in flow])
    _apply(line)
    parts = line.parts()
    for number, slot in enumerate(flow):
        slot.put(parts.get(number, ""))


def _apply(line: Line) -> None:
    if any(sign in line.text for sign in _OF_ADDRESSES):
        line.lock(ADDRESS)
    set_marks(line)
    set_spaces(line)


def _flows(root: Element, language: str) -> Iterator[list[_Slot]]:
    """The texts that run on in a line, tags between them or not, and each attribute that is text."""
    flow: list[_Slot] = []
    todo: list[tuple[Element, Piece, bool]] = [(root, Piece("", language), True)]
    while todo:
        element, around, entering = todo.pop()
        if element.tag in _ABOVE:
            flow.append(_slot(element, "tail", element.tail, around))
            continue
        here = _within(element, around)
        if element.tag not in INLINES or element.tag == "br":
            yield flow
            flow = []
        if not entering:
            if element is not root:
                flow.append(_slot(element, "tail", element.tail, around))
            continue
        if not here.literal:
            yield from _attributes(element, here)
        flow.append(_slot(element, "text", element.text, here))
        if element.tag == "img":
            flow.append(_Slot(None, "", Piece(_STAND_IN, here.language, literal=True)))
        todo.append((element, around, False))
        todo.extend((child, here, True) for child in reversed(element))
    yield flow


def _within(element: Element, around: Piece) -> Piece:
    """Language and freedom inside an element."""
    literal = (
        around.literal
        or element.tag in _LITERAL
        or element.tag.startswith("{")
        or AS_WRITTEN in element.get("class", "").split()
    )
    language = element.get("lang") or around.language
    same = literal == around.literal and language == around.language
    return around if same else Piece("", language, literal)


def _slot(element: Element, name: str, text: str | None, like: Piece) -> _Slot:
    return _Slot(element, name, Piece(text or "", like.language, like.literal))


def _attributes(element: Element, here: Piece) -> Iterator[list[_Slot]]:
    for name in ("alt", "title"):
        if text := element.get(name):
            yield [_slot(element, name, text, here)]
