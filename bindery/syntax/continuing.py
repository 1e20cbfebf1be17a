"""What a line must have to continue an open block: one rule per kind. Used by `scan`.

A rule moves the cursor past what it needs. It answers yes, no, or nothing when it used the line up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindery.syntax.blocks import Block, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindery.syntax.scan import Scan


def _quote_goes_on(scan: Scan, quote: Block) -> bool:
    if scan.indented or not scan.cursor.rest.startswith(">"):
        return False
    scan.take_quote_mark()
    scan.marked = quote
    return True


def _item_goes_on(scan: Scan, item: Block) -> bool:
    if scan.cursor.blank:
        scan.cursor.to_text()
        return bool(item.children)
    if scan.cursor.indent < item.indent:
        return False
    scan.cursor.advance(item.indent)
    return True


def _note_goes_on(scan: Scan, _: Block) -> bool:
    if not scan.cursor.blank and scan.cursor.indent < 2:
        return False
    scan.cursor.advance(min(scan.cursor.indent, 4))
    return True


def _definition_goes_on(scan: Scan, block: Block) -> bool:
    if not scan.cursor.blank and scan.cursor.indent < 2:
        return False
    scan.cursor.advance(min(scan.cursor.indent, block.indent))
    return True


def _fence_goes_on(scan: Scan, block: Block) -> bool | None:
    rest = scan.cursor.rest.rstrip(" \t")
    closes = len(rest) >= len(block.marker) and not rest.strip(block.marker[0])
    if closes and not scan.indented and rest:
        scan.tip = block
        scan.reach(block, scan.cursor.number)
        scan.finish(block)
        return None
    scan.cursor.advance(min(scan.cursor.indent, block.indent))
    return True


def _code_goes_on(scan: Scan, _: Block) -> bool:
    if not scan.indented and not scan.cursor.blank:
        return False
    scan.cursor.advance(4)
    return True


def _html_goes_on(scan: Scan, block: Block) -> bool:
    return not (scan.cursor.blank and block.marker >= "6")


GOES_ON: dict[Kind, Callable[[Scan, Block], bool | None]] = {
    Kind.QUOTE: _quote_goes_on,
    Kind.LIST: lambda _, __: True,
    Kind.GLOSSARY: lambda _, __: True,
    Kind.ITEM: _item_goes_on,
    Kind.NOTE: _note_goes_on,
    Kind.DEFINITION: _definition_goes_on,
    Kind.ADMONITION: _note_goes_on,
    Kind.FENCE: _fence_goes_on,
    Kind.INDENTED: _code_goes_on,
    Kind.HTML: _html_goes_on,
    Kind.PARAGRAPH: lambda scan, _: not scan.cursor.blank,
    Kind.HEADING: lambda _, __: False,
    Kind.RULE: lambda _, __: False,
}
