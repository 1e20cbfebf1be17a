"""Paragraphs from lines: what a plain typescript says by its line ends is said by blank lines in Markdown.

Three kinds of typescript are told apart by their measure. *Wrapped*: most lines were broken because the next
word did not fit; they are joined. *Lines*: each line is a paragraph. *Verse*: short lines between blank ones;
their ends are kept. Markdown keeps its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bindery.importing.changes import Doubt, Edit, Kind, Proposal
from bindery.importing.characters import is_wide, width
from bindery.importing.rules.view import Finding, Rule, View

_STOP = re.compile(r"[\u3002\uff01\uff1f\u300d\u300f\u201d\u2026\u2014\uff1a.!?:;\"')\uff09*_]\s*$")
_MARKED = re.compile(
    r"[ \t]*(?:[-*+>|#]|\d{1,9}[.)]|:[ \t]|`{3,}|~{3,}|={3,}|<|\[\^?[^\]]+\]:)(?:[ \t]|$|(?<=[>|`~=<:]))"
)
_CODE = re.compile(r"[{}=<>\\$]|\(\)|;$|^\s+(?:def|if|for|while|return|import|class|echo|sudo|git|cd)\b")
_INDENT = re.compile(r"[ \t\u3000\u00a0]+")
_NARROWEST, _WIDEST = 24, 160
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the typescript: where it begins, what it says."""

    start: int
    text: str

    @property
    def end(self) -> int:
        """Where its line end stands."""
        return self.start + len(self.text)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to see."""
        return not self.text.strip()


@dataclass(frozen=True, slots=True)
class Layout:
    """How a typescript is set."""

    wrapped: bool
    """Whether lines end where the next word did not fit."""
    measure: int
    """Columns of the widest usual line."""
    spaced: bool
    """Whether blank lines part paragraphs."""
    indented: bool
    """Whether an indent begins a paragraph."""


def lines_of(view: View) -> list[Line]:
    """All lines with their positions."""
    lines, at = [], 0
    for text in view.text.split("\n"):
        lines.append(Line(at, text))
        at += len(text) + 1
    return lines


def layout_of(lines: Sequence[Line]) -> Layout:
    """What the lines' widths and indents say of a typescript."""
    written = [line for line in lines if not line.is_blank]
    pairs = [(a, b) for a, b in pairwise(lines) if not a.is_blank and not b.is_blank]
    widths = sorted(width(line.text.rstrip()) for line in written)
    measure = widths[len(widths) * 95 // 100] if widths else 0
    indents = sum(_indent(line) > 0 for line in written)
    spaced = (
        any(line.is_blank for line in lines[1:-1])
        and 2 * len(pairs) < 3 * len(written)
        and (sum(line.is_blank for line in lines) * 12 > len(written))
    )
    full = sum(_is_full(a, b, measure) for a, b in pairs)
    wrapped = len(pairs) >= 2 and _NARROWEST <= measure <= _WIDEST and full >= _MOSTLY * len(pairs)
    return Layout(wrapped, measure, spaced, 0 < indents < 0.8 * len(written))


def _indent(line: Line) -> int:
    match = _INDENT.match(line.text)
    return width(match[0].replace("\t", "    ")) if match else 0


def _is_full(line: Line, following: Line, measure: int) -> bool:
    """Whether a line ends because what follows did not fit; Chinese may leave two characters' room."""
    text, after = line.text.rstrip(), following.text.lstrip()
    if is_wide(after[:1]) or is_wide(text[-1:]):
        return width(text) + 4 >= measure
    return width(text) + 1 + len(after.split(maxsplit=1)[0]) > measure


def find(view: View) -> Iterator[Finding]:
    """What the line ends become."""
    if view.is_markdown:
        return
    lines = lines_of(view)
    layout = layout_of(lines)
    for block in _blocks(lines):
        if not _is_set(view, block):
            yield from _indents(block)
            yield from _of_block(view, block, layout)


def _blocks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in lines:
        if not line.is_blank:
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _is_set(view: View, block: Sequence[Line]) -> bool:
    """Whether a block is Markdown that has its own lines: code, verse with its line ends marked."""
    inset = all(line.text.startswith(("    ", "\t")) for line in block)
    code = inset and 2 * sum(bool(_CODE.search(line.text)) for line in block) >= len(block)
    marked = len(block) > 1 and all(line.text.endswith(("\\", "  ")) for line in block[:-1])
    return code or marked or not view.is_free(block[0].start, block[0].start + 1)


def _indents(block: Sequence[Line]) -> Iterator[Edit]:
    """A paragraph's indent goes: the page makes it; to Markdown four spaces would be code."""
    for line in block:
        match = _INDENT.match(line.text)
        if match and not _MARKED.match(line.text):
            yield Edit(line.start, line.start + match.end(), "")


def _of_block(view: View, block: Sequence[Line], layout: Layout) -> Iterator[Finding]:
    stopped = sum(bool(_STOP.search(line.text)) for line in block) >= _MOSTLY * len(block)
    for line, following in pairwise(block):
        if (
            _MARKED.match(line.text)
            or _MARKED.match(following.text)
            or not view.is_free(line.end, line.end + 1)
        ):
            continue
        begins = layout.indented and _indent(following) > _indent(block[-1] if layout.spaced else line)
        full = layout.wrapped and _is_full(line, following, layout.measure)
        if begins or (layout.indented and not layout.spaced and _indent(following) > 0):
            yield Edit(line.end, line.end + 1, "\n\n")
        elif full:
            yield from _joined(view, line, following)
        elif layout.spaced and (layout.wrapped or not stopped):
            yield Edit(line.end, line.end + 1, "\\\n")
        else:
            yield Edit(line.end, line.end + 1, "\n\n")


def _joined(view: View, line: Line, following: Line) -> Iterator[Finding]:
    """One line of two: nothing between wide characters, a word put together where the text proves it."""
    bare = line.text.rstrip()
    at, end = line.start + len(bare), following.start
    after = following.text.lstrip()
    broken = re.search(r"([^\W\d_]+)-$", bare)
    rest = re.match(r"[^\W\d_]+", after)
    if broken and rest and rest[0][0].islower():
        yield _mended(view.text, broken[1], rest[0], at, end)
    elif is_wide(bare[-1]) and is_wide(after[0]):
        yield Edit(at, end, "")
    else:
        yield Edit(at, end, " ")


def _mended(text: str, first: str, rest: str, at: int, end: int) -> Finding:
    """A word that was parted at a line's end."""
    whole = re.search(rf"\b{first}{rest}\b", text, re.IGNORECASE)
    compound = re.search(rf"\b{first}-{rest}\b", text, re.IGNORECASE)
    if whole and not compound:
        return Edit(at - 1, end, "")
    if compound and not whole:
        return Edit(at, end, "")
    message = f"\u201c{first}-\u201d ends a line: one word, or two with a hyphen?"
    one = Proposal(f"\u201c{first}{rest}\u201d", (Edit(at - 1, end, ""),))
    two = Proposal(f"\u201c{first}-{rest}\u201d", (Edit(at, end, ""),))
    return Doubt(at - len(first) - 1, end + len(rest), message, (one, two))


RULE = Rule(
    "paragraph",
    "Lines become paragraphs: wrapped lines are joined, others are parted, verse keeps its lines.",
    find,
    kind=Kind.STRUCTURE,
    lints=False,
)
