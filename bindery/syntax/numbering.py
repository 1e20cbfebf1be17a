"""Gives every block, link, image and call of a note its line, and takes the line marks out.

First step of shaping.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bindery.syntax.draft import Draft, line_at
from bindery.syntax.lines import last_line, swept, unmarked
from bindery.syntax.vocabulary import INLINES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NUMBERED_INLINES = frozenset({"a", "img", "sup"})
_CODE_POINTS = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def number_lines(draft: Draft) -> None:
    """Walk the tree in the order of the text."""
    line = 1
    todo: list[tuple[Element, bool]] = [(draft.body, True)]
    while todo:
        element, entering = todo.pop()
        if not entering:
            line = last_line(element.tail or "") or line
            element.tail = _clean(element.tail)
            continue
        line = _enter(element, line)
        todo.append((element, False))
        todo.extend((child, True) for child in reversed(element))


def _enter(element: Element, line: int) -> int:
    """Number an element; the line that its first child is in."""
    line = line_at(element) or line
    for name, value in element.attrib.items():
        element.set(name, _clean(value) or "")
    if element.tag.startswith("{"):
        element.attrib.pop("data-line", None)  # SVG and MathML in an EPUB may not carry it
    elif element.tag not in INLINES or element.tag in _NUMBERED_INLINES:
        element.set("data-line", str(line))
    line = last_line(element.text or "") or line
    element.text = _clean(element.text)
    return line


def _clean(text: str | None) -> str | None:
    """Text without marks and without what XML cannot hold."""
    if not text or text.isprintable():  # what may be printed is neither a mark nor forbidden
        return text
    return _CODE_POINTS.sub("\ufffd", swept(unmarked(text)))
