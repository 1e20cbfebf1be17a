"""A note's blocks as inline content, for the foot of a printed page. Used by `print_text`.

WeasyPrint floats an element to the foot only from where it is called, and only inline content survives there
(upstream issue 1833).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

from bindery.model import BoundNote
from bindery.tree import text_of

_BLANKS = re.compile(r"[ \t\n]+")
_INLINE_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption"})


def flat(
    blocks: tuple[Element, ...] | list[Element], notes: Mapping[str, BoundNote]
) -> Iterator[Element | str]:
    """A note's blocks as inline content, a line break between them."""
    first = True
    for block in blocks:
        if not first:
            yield Element("br")
        first = False
        if block.tag in {"ul", "ol"}:
            yield from _flat_list(block, notes)
        elif block.tag in _INLINE_BLOCKS or not any(
            child.tag in _INLINE_BLOCKS | {"ul", "ol"} for child in block
        ):
            yield from _inline(block, notes)
        else:
            yield from flat(list(block), notes)


def _flat_list(block: Element, notes: Mapping[str, BoundNote]) -> Iterator[Element | str]:
    for number, item in enumerate(block, int(block.get("start", "1"))):
        if number > int(block.get("start", "1")):
            yield Element("br")
        yield f"{number}. " if block.tag == "ol" else "– "
        nested = [child for child in item if child.tag in _INLINE_BLOCKS | {"ul", "ol"}]
        yield from flat(nested, notes) if nested else _inline(item, notes)


def _inline(block: Element, notes: Mapping[str, BoundNote]) -> Iterator[Element | str]:
    if block.text:
        yield block.text
    for child in block:
        part = copy.deepcopy(child)
        part.tail = None
        if part.tag == "sup" and "data-note" in part.attrib:
            yield f" [{_note_text(notes[part.attrib['data-note']])}]"
        else:
            yield part
        if child.tail:
            yield child.tail


def _note_text(note: BoundNote) -> str:
    """A note within a note: its words in brackets, since a foot of the page has none of its own."""
    return " ".join(text_of(block).strip() for block in note.body)


def append(parent: Element, part: Element | str) -> None:
    """Put inline content at the end of an element."""
    if not isinstance(part, str):
        for element in part.iter():
            element.attrib.pop("data-line", None)
        parent.append(part)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + part
    else:
        parent.text = (parent.text or "") + part


def collapse(note: Element) -> None:
    """Make every run of blanks one space: WeasyPrint forgets to in a note, and stumbles over line ends."""
    for element in note.iter():
        element.text = _BLANKS.sub(" ", element.text) if element.text else element.text
        if element is not note and element.tail:
            element.tail = _BLANKS.sub(" ", element.tail)
