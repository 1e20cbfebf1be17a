"""The tree of a text without raw HTML: what an HTML parser would make of it, without one. Used by `convert`.

A parser costs more than all else that a chapter goes through. It is needed for raw HTML, which may be broken;
where `build` and the inline patterns made every element, there is nothing to mend, and their tree is copied.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from bindery.tree import VOID

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE = frozenset("a abbr br code del em img rp rt ruby span strong sup".split())
_BLOCKS = frozenset(
    "aside blockquote dd div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li ol p pre table tbody td th "
    "thead tr ul".split()
)
_PHRASES = _INLINE | frozenset("dt h1 h2 h3 h4 h5 h6 p".split())
"""Elements in which a block would end them."""


def copied(root: Element) -> Element | None:
    """The content of a converted text in a ``<section>``; None where a parser might make something else of
    it."""
    section = Element("section")
    section.text = str(root.text or "").lstrip() or None
    todo = [(root, section, False)]
    while todo:
        source, copy, linked = todo.pop()
        for child in source:
            if not _is_kept(child, source) or (linked and child.tag == "a"):
                return None
            made = SubElement(copy, child.tag, child.attrib)
            made.text, made.tail = str(child.text or "") or None, str(child.tail or "") or None
            if len(child):
                todo.append((child, made, linked or child.tag == "a"))
    _end_blocks(section)
    return section


def _end_blocks(section: Element) -> None:
    """A line end after each block but the last."""
    for block in section:
        block.tail = block.tail or "\n"
    if len(section):
        section[-1].tail = (section[-1].tail or "").rstrip() or None


def _is_kept(child: Element, parent: Element) -> bool:
    """Whether a parser would leave an element as it is."""
    if child.tag not in _INLINE and (child.tag not in _BLOCKS or parent.tag in _PHRASES):
        return False
    if child.tag in VOID and (child.text or len(child)):
        return False
    if any(not name.islower() for name in child.attrib):
        return False
    swallowed = child.tag == "pre" and (child.text or "").startswith("\n")
    return not swallowed and not any("\r" in text for text in _texts(child))


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield element.tail or ""
    yield from element.attrib.values()
