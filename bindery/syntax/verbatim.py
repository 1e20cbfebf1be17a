"""What an inline construct stands for and what was written, for when a later construct turns out to hold it.

Python-Markdown replaces each inline construct by a placeholder. An address or a label must be read as it was
written, so constructs that may stand inside one remember their source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.util import INLINE_PLACEHOLDER_RE

from bindery.syntax.lines import unmarked

if TYPE_CHECKING:
    import re

    from markdown import Markdown


class Written(str):
    """Text that replaces a construct, with the source of it."""

    __slots__ = ("source",)
    source: str

    @classmethod
    def made(cls, text: str, source: str) -> Written:
        """The replacement `text` for what was written as `source`."""
        self = cls(text)
        self.source = source
        return self


class Made(Element):
    """An element that replaces a construct, with the source of it."""

    source: str = ""
    depth: int = 1
    """Constructs of brackets within each other, this one included."""

    @classmethod
    def of(cls, tag: str, source: str, text: str = "", **attributes: str) -> Made:
        """An element for what was written as `source`."""
        self = cls(tag, attributes)
        self.text = text or None
        self.source = source
        return self


def stashed(md: Markdown, identifier: str) -> Element | str | None:
    """What the placeholder with this number stands for."""
    nodes: dict[str, Element | str] = md.treeprocessors["inline"].stashed_nodes  # type: ignore[attr-defined]
    return nodes.get(identifier)


def as_written(md: Markdown, text: str) -> str:
    """The text with every placeholder turned back into its source, without line marks."""

    def source(match: re.Match[str]) -> str:
        node = stashed(md, match.group(1))
        return node.source if isinstance(node, (Written, Made)) else ""

    return unmarked(INLINE_PLACEHOLDER_RE.sub(source, text))
