"""The normaliser: reads a manuscript line by line into blocks, as the CommonMark specification lays down.

First step of `convert`. It knows containers and leaves, never inline markup; `build` hands each leaf to
Python-Markdown. It never recurses, and stops nesting at `DEEPEST` levels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from bindery.syntax.blocks import LEAVES, VERBATIM, Block, Kind
from bindery.syntax.continuing import GOES_ON
from bindery.syntax.cursor import Cursor
from bindery.syntax.openings import HTML_ENDS, OPENINGS, is_abbreviation, may_open, starts_table
from bindery.syntax.targets import Target, read_definition

DEEPEST = 40
"""Containers within containers; the rest is plain text."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem whose place is still a line of the text."""

    code: str
    message: str
    line: int
    hint: str = ""


@dataclass(slots=True)
class Scan:
    """The state of reading: the open blocks, the line, and what was found by the way."""

    root: Block = field(default_factory=lambda: Block(Kind.DOCUMENT, 1))
    tip: Block = field(init=False)
    cursor: Cursor = field(default_factory=lambda: Cursor("", 0))
    references: dict[str, Target] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    marked: Block | None = None
    """The last quotation or new block that this line has a mark of, text or not."""
    lazy_paragraph: bool = False
    """The paragraph at the tip could take this line although its container does not continue."""

    def __post_init__(self) -> None:
        self.tip = self.root

    @property
    def indented(self) -> bool:
        """The line is indented like code."""
        return self.cursor.indent >= 4

    # One line --------------------

    def read(self, number: int, text: str) -> None:
        """Take in the next line."""
        self.cursor, self.marked = Cursor(text, number), None
        container, done = self._continued()
        if done:
            return
        unmatched = container is not self.tip
        self.lazy_paragraph = unmatched and self._may_be_lazy(container)
        opened = container if container.kind in VERBATIM else self._opened(container)
        self.cursor.look()
        if unmatched and opened is container and self.lazy_paragraph and not self.cursor.blank:
            self._take(self.tip)
        else:
            self._close_to(container if opened is container else None)
            self._place(opened)
        self.reach(self.marked if self.cursor.blank else self.tip, number)

    def _continued(self) -> tuple[Block, bool]:
        """The deepest open block that this line continues; whether that used the line up."""
        container = self.root
        while container.children and not container.children[-1].closed:
            child = container.children[-1]
            self.cursor.look()
            answer = GOES_ON[child.kind](self, child)
            if answer is None:
                return child, True
            if not answer:
                break
            container = child
        self.cursor.look()
        return container, False

    def _may_be_lazy(self, container: Block) -> bool:
        """Whether the open paragraph may go on without its container's marks.

        It may not if that would carry it into a call-out or a definition.
        """
        if self.tip.kind != Kind.PARAGRAPH:
            return False
        block = self.tip.parent
        while block is not None and block is not container:
            if block.kind in {Kind.ADMONITION, Kind.DEFINITION}:
                return False
            block = block.parent
        return True

    def _opened(self, container: Block) -> Block:
        """Open the blocks that begin on this line, from the outside in."""
        block = container
        while block.kind not in LEAVES or block.kind == Kind.PARAGRAPH:
            self.cursor.look()
            if self.cursor.blank or starts_table(block, self.cursor.rest):
                break
            if _depth(block) >= DEEPEST:
                self._too_deep()
                break
            if not self.indented and not may_open(self.cursor.rest[:1]):
                break
            found = next((made for opening in OPENINGS if (made := opening(self, block))), None)
            if found is None:
                break
            block = found
        return block

    def _place(self, block: Block) -> None:
        """Put what is left of the line where it belongs."""
        if block.kind in VERBATIM:
            self._add_verbatim(block)
        elif block.kind == Kind.PARAGRAPH:
            self._take(block)
        elif block.kind not in LEAVES and not self.cursor.blank:
            self._take(self.open(block, Kind.PARAGRAPH))

    def _take(self, paragraph: Block) -> None:
        """Add the line to a paragraph; an abbreviation's meaning is a paragraph of its own."""
        if self.cursor.blank:
            return
        if is_abbreviation(self.cursor.rest) and paragraph.lines:
            parent = paragraph.parent or self.root
            self.finish(paragraph)
            paragraph = parent.add(Kind.PARAGRAPH, self.cursor.number)
            self.tip = paragraph
        paragraph.lines.append((self.cursor.number, self.cursor.rest))

    def _add_verbatim(self, block: Block) -> None:
        if block.kind == Kind.FENCE and block.line == self.cursor.number:
            return
        block.lines.append((self.cursor.number, self.cursor.remainder()))
        if block.kind != Kind.HTML:
            return
        if block.marker == "inside" or (
            block.marker <= "5" and HTML_ENDS[int(block.marker) - 1].search(self.cursor.remainder())
        ):
            self.finish(block)

    def reach(self, block: Block | None, number: int) -> None:
        """A block and all that hold it reach to this line."""
        while block is not None:
            block.end = number
            block = block.parent

    # Opening and closing --------------------

    def open(self, container: Block, kind: Kind, *, keep_indent: bool = False) -> Block:
        """A new block in a container; what was open and does not continue is finished first."""
        parent = container
        while parent.kind in LEAVES or (parent.kind in {Kind.LIST, Kind.GLOSSARY} and kind not in _PARTS):
            parent = parent.parent or self.root
        self._close_to(parent)
        self.lazy_paragraph = False
        block = parent.add(kind, self.cursor.number)
        if not keep_indent and kind not in _OPEN_BY_MARK:
            self.cursor.to_text()
        self.tip = self.marked = block
        return block

    def _close_to(self, container: Block | None) -> None:
        """Finish every open block below a container."""
        while container is not None and self.tip is not container and self.tip.parent is not None:
            self.finish(self.tip)

    def finish(self, block: Block) -> None:
        """Close a block and make its parent the tip."""
        block.closed = True
        self.tip = block.parent or self.root
        if block.kind == Kind.PARAGRAPH:
            self.without_definitions(block)  # when nothing is left, it still keeps its neighbours apart
        elif block.kind == Kind.INDENTED:
            while block.lines and not block.lines[-1][1].strip():
                block.lines.pop()
        elif block.kind == Kind.LIST:
            block.loose = any(_gap_within(item.children) for item in block.children) or _gap_within(
                block.children
            )

    def end(self) -> None:
        """Close the manuscript."""
        while self.tip is not self.root:
            if self.tip.kind == Kind.FENCE:
                hint = f"Close it with a line of {self.tip.marker}."
                self.faults.append(
                    Fault("fence-open", "this code fence is never closed", self.tip.line, hint)
                )
            self.finish(self.tip)

    def _too_deep(self) -> None:
        if not any(fault.code == "nesting-deep" for fault in self.faults):
            hint = "Write it flatter, or begin the line with a backslash if no list or quotation is meant."
            self.faults.append(
                Fault("nesting-deep", f"more than {DEEPEST} levels of nesting", self.cursor.number, hint)
            )

    # What the openings need --------------------

    def without_definitions(self, paragraph: Block) -> bool:
        """Take the link definitions off a paragraph's head; whether text is left."""
        if paragraph.lines and paragraph.lines[0][1].startswith("["):
            text, end = paragraph.text(), 0
            while read := read_definition(text, end):
                self.references.setdefault(read[0], read[1])
                end = read[2]
            del paragraph.lines[: text.count("\n", 0, end) + (0 < end == len(text))]
        return bool(paragraph.lines)

    def take_quote_mark(self) -> None:
        """Move past ``>`` and one blank."""
        self.cursor.skip(1)
        if self.cursor.text[self.cursor.offset : self.cursor.offset + 1] in {" ", "\t"}:
            self.cursor.advance(1)

    def last_of(self, container: Block) -> Block | None:
        """The last child of a container, when nothing but blank lines came after it."""
        holder = container.parent if container.kind == Kind.GLOSSARY else container
        return holder.children[-1] if holder and holder.children else None

    def may_interrupt(self, number: int) -> bool:
        """Whether an ordered item may end a paragraph: the first of a list may, a year may not."""
        return number == 1

    def open_item(self, container: Block, marker: str, width: int, number: str) -> Block:
        """A list item, in the list before it when the marker is of the same kind."""
        cursor = self.cursor
        indent = cursor.indent + width
        line = cursor.number
        listing = container if container.kind == Kind.LIST and container.marker == marker else None
        if listing is None:
            listing = self.open(container, Kind.LIST)
            listing.marker, listing.level = marker, int(number or 0)
        self._close_to(listing)
        cursor.look()
        cursor.skip(width)
        cursor.look()
        spaces = cursor.indent if not cursor.blank and 1 <= cursor.indent < 5 else 1
        cursor.advance(spaces)
        item = listing.add(Kind.ITEM, line)
        item.indent = indent + spaces
        self.tip = self.marked = item
        return item

    def define(self, term: Block) -> Block:
        """A definition; the lines of the paragraph before it are its terms, if it is the first."""
        gap = term.end < self.cursor.number - 1
        glossary = term
        if term.kind == Kind.PARAGRAPH:
            glossary = self._glossary(term)
        self._close_to(glossary.parent)
        glossary.closed = False
        self.tip = glossary
        width = self.cursor.indent + 1
        self.cursor.skip(1)
        self.cursor.look()
        width += min(self.cursor.indent, 4)
        self.cursor.advance(min(self.cursor.indent, 4))
        block = glossary.add(Kind.DEFINITION, self.cursor.number)
        block.indent, block.loose = width, gap
        self.tip = block
        return block

    def _glossary(self, term: Block) -> Block:
        """The definition list that a paragraph of terms opens or goes on with."""
        parent = term.parent or self.root
        self._close_to(parent)
        parent.children.remove(term)
        before = parent.children[-1] if parent.children else None
        glossary = before if before and before.kind == Kind.GLOSSARY else parent.add(Kind.GLOSSARY, term.line)
        for line in term.lines:
            entry = glossary.add(Kind.TERM, line[0])
            entry.lines, entry.closed = [line], True
        return glossary


def _depth(block: Block) -> int:
    depth = 0
    above = block.parent
    while above is not None:
        depth += 1
        above = above.parent
    return depth


def _gap_within(blocks: list[Block]) -> bool:
    """Whether a blank line separates two neighbours."""
    return any(first.end + 1 < second.line for first, second in pairwise(blocks))


_PARTS = frozenset({Kind.ITEM, Kind.DEFINITION, Kind.TERM})
_OPEN_BY_MARK = frozenset(
    {Kind.QUOTE, Kind.LIST, Kind.HEADING, Kind.FENCE, Kind.NOTE, Kind.ADMONITION, Kind.RULE}
)


_LINE = re.compile("\r\n|\n|\r")


def scan(text: str) -> Scan:
    """The blocks of a manuscript."""
    state = Scan()
    lines = _LINE.split(text.replace("\0", "\ufffd"))
    if lines and not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, 1):
        state.read(number, line)
    state.end()
    return state
