"""Markdown to HTML: Python-Markdown behind a normaliser. The first half of `parse`.

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
    links,
    literals,
    rawhtml,
    readings,
)
from bindery.syntax.lines import swept

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindery.syntax.scan import Fault

EXTENSIONS: tuple[Callable[[Markdown], None], ...] = (
    build.extend,
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
    """HTML with line marks in its text and ``data-line`` on its blocks; what was wrong with the Markdown."""

    html: str
    faults: tuple[Fault, ...]


def convert(text: str) -> Conversion:
    """The HTML of a Markdown text."""
    md = Markdown()
    for extend in EXTENSIONS:
        extend(md)
    md.serializer = _serialized
    html = md.convert(swept(text))
    builder = md.parser
    assert isinstance(builder, build.Builder)
    return Conversion(html, tuple(builder.faults))


def _serialized(root: Element) -> str:
    for block in root:
        block.tail = block.tail or "\n"
    return tostring(root, encoding="unicode", method="html")
