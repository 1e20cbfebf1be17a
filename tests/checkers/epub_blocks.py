"""The EPUB's text block by block, as something to look for in the PDF: both editions say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from checkers.epub_documents import NOTES
from checkers.epub_open import XHTML, open_epub, types_of
from checkers.text import ANYTHING, AT_HEAD, Passage, Written, squeeze

# What stands within a line; every other element begins a block.
INLINE = frozenset(
    f"{XHTML}{name}"
    for name in (
        "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins",
        "kbd", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup",
        "time", "u", "var", "wbr",
    )
)  # fmt: skip
# What print draws otherwise: pictures, numbers and arrows of notes, page marks.
UNKNOWN_TAGS = frozenset({f"{XHTML}img"})
# What it draws over its lines, and gives after them.
READINGS = frozenset({f"{XHTML}rp", f"{XHTML}rt"})
UNKNOWN_TYPES = frozenset({"noteref", "backlink", "pagebreak"})


def written_in(path: Path) -> tuple[Written, ...]:
    """Each document of the spine but the navigation, as passages; notes may stand anywhere."""
    book = open_epub(path)
    chapters = []
    for item in book.spine:
        body = book.trees[item.path].find(f"{XHTML}body") if item.path in book.trees else None
        if body is not None and "nav" not in item.properties:
            chapters.append(Written(item.path, tuple(_passages(body, floats=False))))
    return tuple(chapters)


def _passages(block: Element, *, floats: bool) -> Iterator[Passage]:
    floats = floats or bool(types_of(block) & NOTES or AT_HEAD & set(block.get("class", "").split()))
    if block.tag == f"{XHTML}pre":  # print may number its lines
        for row in "".join(block.itertext()).splitlines():
            yield from _passage(row, floats=floats)
        return
    line = [block.text or ""]
    for child in block:
        if _is_inline(child):
            line.append(_inline(child))
        else:
            yield from _passage("".join(line), floats=floats)
            yield from _passages(child, floats=floats)
            line.clear()
        line.append(child.tail or "")
    yield from _passage("".join(line), floats=floats)


def _passage(text: str, *, floats: bool) -> Iterator[Passage]:
    if squeeze(text):
        yield Passage(text.strip(), floats)


def _is_inline(element: Element) -> bool:
    return element.tag in INLINE or not element.tag.startswith(XHTML)


def _inline(element: Element) -> str:
    if element.tag in READINGS:
        return ""
    foreign = not element.tag.startswith(XHTML)
    if foreign or element.tag in UNKNOWN_TAGS or types_of(element) & UNKNOWN_TYPES:
        return ANYTHING
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
