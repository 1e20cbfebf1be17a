"""What an inline construct stands for and what was written, for when a later construct turns out to hold it.

Python-Markdown replaces each inline construct by a placeholder. An address or a label must be read as it was
written, so constructs that may stand inside one remember their source.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.util import INLINE_PLACEHOLDER_RE

from bindery.syntax.lines import MARK, unmarked

if TYPE_CHECKING:
    from markdown import Markdown


_PIECE = re.compile(
    rf"([^\x02\ufdd0]+)|{INLINE_PLACEHOLDER_RE.pattern.replace('(', '(?:')}|{MARK}|.", re.DOTALL
)


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

    found = 1
    while found:  # a source may hold placeholders in turn, always older ones
        text, found = INLINE_PLACEHOLDER_RE.subn(source, text)
    return unmarked(text)


class Rest:
    """Text as it was written, and how far a position in it is in the text that holds placeholders."""

    def __init__(self, md: Markdown, data: str) -> None:
        self._steps: list[tuple[int, int, bool]] = []
        pieces: list[str] = []
        for match in _PIECE.finditer(data):
            plain = match.group(1) is not None
            piece = match.group() if plain else as_written(md, match.group())
            pieces.append(piece)
            self._steps.append((len(piece), len(match.group()), plain))
        self.text = "".join(pieces)

    def length(self, written: int) -> int | None:
        """The length in the text of the first `written` characters; nothing when that cuts a construct."""
        source = text = 0
        for size, width, plain in self._steps:
            if source >= written:
                break
            if plain and source + size > written:
                return text + written - source
            source, text = source + size, text + width
        return text if source == written else None
