"""The blocks of a manuscript between scanning and the element tree.

Made by `scan`, turned into elements by `build`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a block is."""

    DOCUMENT = "document"
    QUOTE = "quote"
    LIST = "list"
    ITEM = "item"
    NOTE = "note"
    GLOSSARY = "glossary"
    """A definition list."""
    TERM = "term"
    DEFINITION = "definition"
    ADMONITION = "admonition"
    PARAGRAPH = "paragraph"
    HEADING = "heading"
    RULE = "rule"
    FENCE = "fence"
    INDENTED = "indented"
    HTML = "html"
    TABLE = "table"


VERBATIM = frozenset({Kind.FENCE, Kind.INDENTED, Kind.HTML})
"""Leaves whose lines are kept as they are."""

LEAVES = VERBATIM | {Kind.PARAGRAPH, Kind.HEADING, Kind.RULE, Kind.TABLE, Kind.TERM}


@dataclass(slots=True, eq=False)
class Block:
    """A block while it grows: children for containers, numbered lines for leaves."""

    kind: Kind
    line: int
    parent: Block | None = None
    children: list[Block] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    end: int = 0
    """The last line with text that belongs to it."""
    indent: int = 0
    """Columns that a line must be indented to continue it (items), or that are taken off (fences)."""
    marker: str = ""
    """Bullet or delimiter of a list, fence characters, class of an admonition, label of a note, HTML kind."""
    info: str = ""
    """Info string of a fence, title of an admonition."""
    level: int = 0
    """Level of a heading, first number of a list."""
    loose: bool = False
    closed: bool = False

    def add(self, kind: Kind, line: int) -> Block:
        """A new last child."""
        child = Block(kind, line, self, end=line)
        self.children.append(child)
        return child

    def text(self) -> str:
        """The lines, joined."""
        return "\n".join(text for _, text in self.lines)
