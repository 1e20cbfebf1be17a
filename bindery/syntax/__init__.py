"""Markdown to a tree: Python-Markdown behind a normaliser. The first half of `parse`.

`scan` reads lines into blocks as CommonMark does, `build` makes elements of them, the extensions below do the
inline markup. To add an extension, write a module with ``extend(md)``, put it in `EXTENSIONS`, and give it a
fixture file in ``tests/syntax/``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, tostring

from markdown import Markdown

from bindery.syntax import (
    abbreviations,
    attributes,
    autolinks,
    build,
    emphasis,
    inline,
    links,
    literals,
    rawhtml,
    readings,
)
from bindery.syntax.lines import swept
from bindery.syntax.trees import copied
from bindery.tree import from_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindery.syntax.scan import Fault

EXTENSIONS: tuple[Callable[[Markdown], None], ...] = (
    build.extend,
    inline.extend,
    rawhtml.extend,
    literals.extend,
    readings.extend,
    links.extend,
    autolinks.extend,
    emphasis.extend,
    attributes.extend,
    abbreviations.extend,
)
"""What is added to Python-Markdown, in order."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A Markdown text converted: its elements, with line marks in their text and ``data-line`` on blocks;
    what was wrong with it."""

    root: Element
    filled: Callable[[str], str]
    """Puts raw HTML in the place of its placeholders."""
    raw: bool
    """Whether there is raw HTML."""
    faults: tuple[Fault, ...]

    @property
    def html(self) -> str:
        """The text as HTML."""
        start, end = f"<{self.root.tag}>", f"</{self.root.tag}>"
        return self.filled(_serialized(self.root).removeprefix(start).removesuffix(end).strip()).strip()

    @property
    def tree(self) -> Element:
        """The text as one well-formed tree in a ``<section>``."""
        made = None if self.raw else copied(self.root)
        return from_html(self.html) if made is None else made


def convert(text: str) -> Conversion:
    """The elements of a Markdown text."""
    md = Markdown()
    for extend in EXTENSIONS:
        extend(md)
    builder = md.parser
    assert isinstance(builder, build.Builder)
    root = builder.parseDocument(swept(text).split("\n")).getroot()
    assert root is not None
    for step in md.treeprocessors:
        step.run(root)
    filled = md.postprocessors["raw_html"].run
    return Conversion(root, filled, bool(md.htmlStash.rawHtmlBlocks), tuple(builder.faults))


def _serialized(root: Element) -> str:
    for block in root:
        block.tail = block.tail or "\n"
    return tostring(root, encoding="unicode", method="html")
