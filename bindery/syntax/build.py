"""From blocks to elements: Python-Markdown's block parser, replaced by the normaliser's result.

Second step of `convert`. Structure comes from `scan`; a paragraph that may tell what an abbreviation means
goes through the block processors of extensions, all text through Python-Markdown's inline patterns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown.blockparser import BlockParser
from markdown.blockprocessors import EmptyBlockProcessor, ParagraphProcessor
from markdown.util import AtomicString

from bindery.syntax.blocks import Block, Kind
from bindery.syntax.code import code_block
from bindery.syntax.lines import joined, mark
from bindery.syntax.rawhtml import RAW, with_lines
from bindery.syntax.scan import Fault, scan
from bindery.syntax.tables import alignments, cells, is_head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from markdown import Markdown

    from bindery.syntax.targets import Target

_SIGNS = "*_~[]`<&\\"
_MOST_MARKS = 5000
"""Characters with a meaning that one paragraph may have.

More were not written by a person and would take minutes.
"""


class Builder(BlockParser):
    """Builds the element tree of a manuscript; remembers what the inline patterns need."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.references: dict[str, Target] = {}
        self.faults: list[Fault] = []
        self.blockprocessors.register(EmptyBlockProcessor(self), "empty", 100)
        self.blockprocessors.register(ParagraphProcessor(self), "paragraph", 10)

    def parseDocument(self, lines: Iterable[str]) -> ElementTree[Element | None]:  # noqa: N802 - Python-Markdown's name
        """Scan the manuscript and build its tree."""
        state = scan("\n".join(lines))
        self.references, self.faults = state.references, state.faults
        self.root = Element(self.md.doc_tag)
        self.fill(self.root, state.root)
        return ElementTree(self.root)

    def fill(self, parent: Element, block: Block, *, tight: bool = False) -> None:
        """Build the children of a block; in a tight list paragraphs are plain text."""
        for child in block.children:
            if tight and child.kind == Kind.PARAGRAPH:
                holder = Element("div")
                self.paragraph(holder, child)
                _unwrap(parent, holder)
            elif child.kind in _BUILD:
                _BUILD[child.kind](self, parent, child)

    def paragraph(self, parent: Element, block: Block) -> None:
        """A paragraph, or what an extension makes of it, or a table after a paragraph."""
        head = next((row for row in range(1, len(block.lines)) if _is_table(block, row)), 0)
        before = block.lines[: head - 1] if head else block.lines
        if before:
            first = len(parent)
            if self._is_dense(before):
                SubElement(parent, "p").text = AtomicString(joined(before).rstrip())
            elif (text := joined(before).strip()) and "*[" not in text:
                SubElement(parent, "p").text = text
            else:  # blank, or an abbreviation
                self.parseBlocks(parent, [joined(before).rstrip()])
            for element in parent[first:]:
                element.attrib.setdefault("data-line", str(before[0][0]))
        if head:
            self._table(parent, block.lines[head - 1 :])

    def _is_dense(self, lines: list[tuple[int, str]]) -> bool:
        """Whether a paragraph has too much markup to be read as such; it is reported and stays plain."""
        if sum(len(text) for _, text in lines) <= _MOST_MARKS:
            return False
        if sum(text.count(sign) for _, text in lines for sign in _SIGNS) <= _MOST_MARKS:
            return False
        hint = "Is this data rather than text? A code fence around it keeps it as it is."
        self.faults.append(
            Fault("markup-dense", "this paragraph has more markup than text", lines[0][0], hint)
        )
        return True

    def _table(self, parent: Element, lines: list[tuple[int, str]]) -> None:
        """A table; a caption or attributes right below it are a paragraph of their own."""
        end = next((at for at, (_, text) in enumerate(lines) if at > 1 and _ends_table(text)), len(lines))
        table = SubElement(parent, "table", {"data-line": str(lines[0][0])})
        sides = alignments(lines[1][1])
        _row(SubElement(table, "thead"), lines[0], sides, "th")
        body = SubElement(table, "tbody") if lines[2:end] else table
        for row in lines[2:end]:
            if (extra := _row(body, row, sides, "td")) > 0:
                message = f"this row has {extra} cell{'s' if extra > 1 else ''} more than the table's head"
                hint = "Write a pipe that is part of the text as \\|."
                self.faults.append(Fault("table-bad", message, row[0], hint))
        if lines[end:]:
            self.parseBlocks(parent, [joined(lines[end:])])

    def quote(self, parent: Element, block: Block) -> None:
        """A quotation."""
        self.fill(_element(parent, "blockquote", block), block)

    def listing(self, parent: Element, block: Block) -> None:
        """A list, ordered when its marker is no bullet."""
        ordered = block.marker in {".", ")"}
        element = _element(parent, "ol" if ordered else "ul", block)
        if ordered and block.level != 1:
            element.set("start", str(block.level))
        for item in block.children:
            self.fill(_element(element, "li", item), item, tight=not block.loose)

    def note(self, parent: Element, block: Block) -> None:
        """The text of a note; it is taken out of the flow later."""
        element = _element(parent, "div", block)
        element.set("data-note-text", block.marker)
        self.fill(element, block)

    def glossary(self, parent: Element, block: Block) -> None:
        """A definition list."""
        element = _element(parent, "dl", block)
        for child in block.children:
            if child.kind == Kind.TERM:
                _element(element, "dt", child).text = child.text().strip()
            else:
                self.fill(
                    _element(element, "dd", child), child, tight=not child.loose and len(child.children) == 1
                )

    def admonition(self, parent: Element, block: Block) -> None:
        """A call-out; without a title of its own it gets the language's word later."""
        element = _element(parent, "aside", block)
        element.set("class", f"admonition {block.marker}")
        if block.info:
            title = SubElement(element, "p", {"class": "admonition-title"})
            if block.info == "\0":
                title.set("data-default", block.marker.split()[0])
            else:
                title.text = block.info
        self.fill(element, block)

    def heading(self, parent: Element, block: Block) -> None:
        """A heading."""
        _element(parent, f"h{block.level}", block).text = joined(block.lines).rstrip()

    def rule(self, parent: Element, block: Block) -> None:
        """A scene break."""
        _element(parent, "hr", block)

    def code(self, parent: Element, block: Block) -> None:
        """Code, fenced or indented."""
        text = "".join(f"{line}\n" for _, line in block.lines)
        parent.append(code_block(text, block.info, block.line))

    def html(self, parent: Element, block: Block) -> None:
        """Raw HTML, kept aside until the tree is text again."""
        kept = self.md.htmlStash.store(with_lines(block))
        SubElement(parent, RAW).text = AtomicString(kept)


def _element(parent: Element, tag: str, block: Block) -> Element:
    return SubElement(parent, tag, {"data-line": str(block.line)})


def _unwrap(parent: Element, holder: Element) -> None:
    """Move what was built into a parent, paragraphs as bare text."""
    for element in holder:
        if element.tag != "p":
            parent.append(element)
            continue
        text = mark(int(element.get("data-line", "0"))) + (element.text or "")
        atomic = isinstance(element.text, AtomicString)
        if len(parent):
            before = parent[-1].tail
            parent[-1].tail = _like(atomic, f"{before}\n{text}" if before else text)
        else:
            parent.text = _like(atomic, f"{parent.text}\n{text}" if parent.text else text)


def _like(atomic: bool, text: str) -> str:  # noqa: FBT001 - private, one fact
    return AtomicString(text) if atomic else text


def _is_table(block: Block, row: int) -> bool:
    return is_head(block.lines[row - 1][1], block.lines[row][1])


def _ends_table(text: str) -> bool:
    return text.startswith(("Table:", "{"))


def _row(parent: Element, line: tuple[int, str], sides: list[str], tag: str) -> int:
    """Add a row; how many cells it has too many."""
    row = SubElement(parent, "tr", {"data-line": str(line[0])})
    texts = cells(line[1])
    for column, side in enumerate(sides):
        cell = SubElement(row, tag, {"class": side} if side else {})
        cell.text = texts[column] if column < len(texts) else ""
    return len(texts) - len(sides)


_BUILD: dict[Kind, Callable[[Builder, Element, Block], None]] = {
    Kind.PARAGRAPH: Builder.paragraph,
    Kind.QUOTE: Builder.quote,
    Kind.LIST: Builder.listing,
    Kind.NOTE: Builder.note,
    Kind.GLOSSARY: Builder.glossary,
    Kind.ADMONITION: Builder.admonition,
    Kind.HEADING: Builder.heading,
    Kind.RULE: Builder.rule,
    Kind.FENCE: Builder.code,
    Kind.INDENTED: Builder.code,
    Kind.HTML: Builder.html,
}


def extend(md: Markdown) -> None:
    """Put the normaliser in the place of Python-Markdown's block parser."""
    md.parser = Builder(md)
    for name in ("normalize_whitespace", "html_block"):
        md.preprocessors.deregister(name)
    md.treeprocessors.deregister("prettify")
