"""Attribute lists: ``{#id .class key=value}`` after a heading, a span, a link, an image, or below a block.

Python-Markdown's own extension, made stricter: braces that do not look like attributes are text.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from markdown.extensions.attr_list import AttrListTreeprocessor

from bindery import tree
from bindery.syntax.lines import MARK

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

    from bindery.syntax.draft import Draft

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
        if not any("{" in text for text in doc.itertext()):
            return
        for block in doc.iter():
            last = block[-1] if len(block) and block.tag in _TEXTS else None
            if last is not None and (found := self.INLINE_RE.match(last.tail or "")):
                self.assign_attrs(last, found.group(1))
                last.tail = (last.tail or "")[found.end() :]
        super().run(doc)


_HOLDERS = frozenset({"pre", "ul", "ol", "dl", "blockquote", "aside"})


def attach(draft: Draft) -> None:
    """Give a block the attribute list that stands below it as a paragraph of its own."""
    for parent in list(draft.body.iter()):
        for block, below in list(pairwise(parent)):
            if block.tag in _HOLDERS and is_bare(below) and tree.is_blank(block.tail):
                hand_over(below, block)
                tree.remove(parent, below)


def is_bare(paragraph: Element) -> bool:
    """Whether a paragraph held nothing but an attribute list, which it now carries."""
    named = any(name != "data-line" for name in paragraph.attrib)
    return paragraph.tag == "p" and named and not len(paragraph) and tree.is_blank(paragraph.text)


def hand_over(giver: Element, taker: Element) -> None:
    """Give an element the attributes of another; classes add up, what the taker has stays."""
    for name, value in giver.attrib.items():
        if name == "class":
            tree.add_class(taker, value)
        else:
            taker.attrib.setdefault(name, value)


def extend(md: Markdown) -> None:
    """Register the tree walk; the marker says to other extensions that it is there."""
    md.treeprocessors.register(Attributes(md), "attr_list", 8)
