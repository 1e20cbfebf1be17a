"""What opens a block: one function per kind, tried in the order of `OPENINGS` on each line.

Used by `scan`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bindery.syntax.blocks import Block, Kind
from bindery.syntax.tables import is_head

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindery.syntax.scan import Scan

_FIRST = frozenset(">#`~<=-*_[!:+")
"""What a block other than a paragraph may begin with, numbers aside."""
_HEADING = re.compile(r"(#{1,6})(?=[ \t]|$)[ \t]*")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
_SETEXT = re.compile(r"(=+|-+)[ \t]*$")
_RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_BULLET = re.compile(r"([*+-])(?=[ \t]|$)")
_NUMBER = re.compile(r"(\d{1,9})([.)])(?=[ \t]|$)")
_NOTE = re.compile(r"\[\^([^\]\s\[]+)\]:")
_ADMONITION = re.compile(r'!!! ?([\w-]+(?: +[\w-]+)*)(?:[ \t]+"(.*)")?[ \t]*$')
_ABBREVIATION = re.compile(r"\*\[[^\]\\]+\] ?:")
_BLOCK_TAGS = (
    "address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|"
    "fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|"
    "menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|"
    "track|ul"
)
# Placeholders begin and end with control characters: what holds one was read before, and is no tag.
ATTRIBUTE = r"""\s+[a-zA-Z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`\x02\x03]+|'[^'\x02\x03]*'|"[^"\x02\x03]*"))?"""
TAG = rf"<[a-zA-Z][a-zA-Z0-9-]*(?:{ATTRIBUTE})*\s*/?>|</[a-zA-Z][a-zA-Z0-9-]*\s*>"
_HTML = (
    re.compile(r"<(?:script|pre|textarea|style)(?=\s|>|$)", re.IGNORECASE),
    re.compile(r"<!--"),
    re.compile(r"<\?"),
    re.compile(r"<![a-zA-Z]"),
    re.compile(r"<!\[CDATA\["),
    re.compile(rf"</?(?:{_BLOCK_TAGS})(?=\s|/?>|$)", re.IGNORECASE),
    re.compile(rf"(?:{TAG})\s*$"),
)
HTML_ENDS = (
    re.compile(r"</(?:script|pre|textarea|style)>", re.IGNORECASE),
    re.compile(r"-->"),
    re.compile(r"\?>"),
    re.compile(r">"),
    re.compile(r"\]\]>"),
)
_MARKDOWN_INSIDE = re.compile(r"""<[a-zA-Z][^<>]*\smarkdown(?:=["']?[\w-]*["']?)?[^<>]*>\s*$""")


def quotation(scan: Scan, container: Block) -> Block | None:
    """``> quoted``."""
    if scan.indented or not scan.cursor.rest.startswith(">"):
        return None
    scan.take_quote_mark()
    return scan.open(container, Kind.QUOTE)


def heading(scan: Scan, container: Block) -> Block | None:
    """``## Heading``."""
    match = None if scan.indented else _HEADING.match(scan.cursor.rest)
    if not match:
        return None
    block = scan.open(container, Kind.HEADING)
    block.level = len(match.group(1))
    text = scan.cursor.rest[match.end() :].strip(" \t")
    attributes = re.search(r"[ \t]+#+[ \t]+(\{[^{}]*\})$", text)
    if attributes:
        text = f"{text[: attributes.start()]} {attributes.group(1)}"
    block.lines = [(scan.cursor.number, _CLOSING.sub("", text).strip())]
    return block


def fence(scan: Scan, container: Block) -> Block | None:
    """Three backticks or tildes with any info string."""
    match = None if scan.indented else _FENCE.match(scan.cursor.rest)
    if not match:
        return None
    block = scan.open(container, Kind.FENCE)
    block.indent = scan.cursor.indent
    block.marker = match.group(1) or match.group(3)
    block.info = (match.group(2) or match.group(4) or "").strip()
    return block


def raw_html(scan: Scan, container: Block) -> Block | None:
    """A raw HTML block, in the seven kinds of CommonMark."""
    rest = scan.cursor.rest
    if scan.indented or not rest.startswith("<"):
        return None
    lazy = container.kind == Kind.PARAGRAPH
    kind = next((number for number, regex in enumerate(_HTML, 1) if regex.match(rest)), 0)
    if not kind or (kind == 7 and (lazy or scan.lazy_paragraph)):
        return None
    block = scan.open(container, Kind.HTML, keep_indent=True)
    inside = kind >= 6 and _MARKDOWN_INSIDE.match(rest)
    block.marker = "inside" if inside else str(kind)
    return block


def setext_heading(scan: Scan, container: Block) -> Block | None:
    """A paragraph underlined with ``=`` or ``-``."""
    if scan.indented or container.kind != Kind.PARAGRAPH:
        return None
    match = _SETEXT.match(scan.cursor.rest)
    if not match or not scan.without_definitions(container):
        return None
    container.kind = Kind.HEADING
    container.level = 1 if match.group(1)[0] == "=" else 2
    return container


def rule(scan: Scan, container: Block) -> Block | None:
    """A thematic break: what separates scenes."""
    if scan.indented or not _RULE.match(scan.cursor.rest):
        return None
    return scan.open(container, Kind.RULE)


def note(scan: Scan, container: Block) -> Block | None:
    """``[^label]: text of the note``."""
    match = None if scan.indented else _NOTE.match(scan.cursor.rest)
    if not match:
        return None
    block = scan.open(container, Kind.NOTE)
    block.marker = match.group(1)
    scan.cursor.skip(match.end())
    return block


def admonition(scan: Scan, container: Block) -> Block | None:
    """``!!! note "Title"`` with indented content."""
    match = None if scan.indented else _ADMONITION.match(scan.cursor.rest)
    if not match:
        return None
    block = scan.open(container, Kind.ADMONITION)
    block.marker = " ".join(match.group(1).lower().split())
    block.info = match.group(2) if match.group(2) is not None else "\0"
    scan.cursor.skip(len(scan.cursor.rest))
    return block


def definition(scan: Scan, container: Block) -> Block | None:
    """``:   what it means``, after the term's paragraph."""
    rest = scan.cursor.rest
    if scan.indented or not re.match(r":[ \t]+\S", rest):
        return None
    term = container if container.kind == Kind.PARAGRAPH else scan.last_of(container)
    if term is None or term.kind not in {Kind.PARAGRAPH, Kind.GLOSSARY}:
        return None
    if term.end < scan.cursor.number - 2 or (
        term.kind == Kind.PARAGRAPH and not scan.without_definitions(term)
    ):
        return None
    return scan.define(term)


def list_item(scan: Scan, container: Block) -> Block | None:
    """A bullet or a number. A paragraph is interrupted by any item that has text, whatever its number."""
    cursor = scan.cursor
    if scan.indented and container.kind != Kind.LIST:
        return None
    match = None if cursor.indent >= 4 else (_BULLET.match(cursor.rest) or _NUMBER.match(cursor.rest))
    if not match:
        return None
    empty = not cursor.rest[match.end() :].strip(" \t")
    number = match.group(1) if match.re is _NUMBER else ""
    if container.kind == Kind.PARAGRAPH and (empty or (number and not scan.may_interrupt(int(number)))):
        return None
    return scan.open_item(container, match.group(2) if number else match.group(1), match.end(), number)


def indented_code(scan: Scan, container: Block) -> Block | None:
    """Four blanks and code."""
    if not scan.indented or scan.cursor.blank or container.kind == Kind.PARAGRAPH or scan.lazy_paragraph:
        return None
    scan.cursor.advance(4)
    return scan.open(container, Kind.INDENTED, keep_indent=True)


def may_open(first: str) -> bool:
    """Whether a line that is not indented may begin a block with this character, which no letter does."""
    return first in _FIRST or first.isdigit()


def starts_table(container: Block, rest: str) -> bool:
    """Whether a line is the rule below a table's head, whose head ends the paragraph."""
    return (
        container.kind == Kind.PARAGRAPH and bool(container.lines) and is_head(container.lines[-1][1], rest)
    )


def is_abbreviation(rest: str) -> bool:
    """Whether a line is ``*[ABBR]: meaning``."""
    return bool(_ABBREVIATION.match(rest))


OPENINGS: tuple[Callable[[Scan, Block], Block | None], ...] = (
    quotation,
    heading,
    fence,
    raw_html,
    setext_heading,
    rule,
    note,
    admonition,
    definition,
    list_item,
    indented_code,
)
