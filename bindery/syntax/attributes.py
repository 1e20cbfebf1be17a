"""Attribute lists: ``{#id .class key=value}`` after a heading, a span, a link, an image, or below a block.

Python-Markdown's own extension, made stricter: braces that do not look like attributes are text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.extensions.attr_list import AttrListTreeprocessor

from bindery.syntax.lines import MARK

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

_ONE = r"""(?:[#.][^\s{}#."'=<>]+|[a-zA-Z_:][\w:.-]*=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"'<>]+))"""
_LIST = rf"\{{:?[ ]*((?:{_ONE}[ ]*)+)\}}"
_WHOLE = re.compile(rf":?[ ]*(?:{_ONE}[ ]*)+$")
_TEXTS = frozenset({"p", "li", "dd"})
"""Blocks whose own attributes stand on a line of their own; those of headings and cells end the line."""


def is_attributes(text: str) -> bool:
    """Whether the text between braces is a list of attributes."""
    return bool(_WHOLE.match(text))


def trailing(text: str) -> re.Match[str] | None:
    """The attribute list that ends a text."""
    return Attributes.HEADER_RE.search(text)


def assign(element: Element, text: str) -> None:
    """Give an element the attributes of a list."""
    AttrListTreeprocessor().assign_attrs(element, text.lstrip(": "))


class Attributes(AttrListTreeprocessor):
    """Python-Markdown's tree walk with our stricter patterns, which its types call final."""

    BASE_RE = _LIST  # type: ignore[misc]
    HEADER_RE = re.compile(rf"[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    BLOCK_RE = re.compile(rf"(?:\n|^)(?:{MARK})?[ ]*{_LIST}[ ]*$")  # type: ignore[misc]
    INLINE_RE = re.compile(rf"^{_LIST}")  # type: ignore[misc]

    def run(self, doc: Element) -> None:
        """Give the last phrase of a paragraph what touches it; then Python-Markdown's own order."""
        for block in doc.iter():
            last = block[-1] if len(block) and block.tag in _TEXTS else None
            if last is not None and (found := self.INLINE_RE.match(last.tail or "")):
                self.assign_attrs(last, found.group(1))
                last.tail = (last.tail or "")[found.end() :]
        super().run(doc)


def extend(md: Markdown) -> None:
    """Register the tree walk; the marker says to other extensions that it is there."""
    md.treeprocessors.register(Attributes(md), "attr_list", 8)
