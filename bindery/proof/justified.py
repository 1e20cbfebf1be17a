"""Marks on how lines are broken and filled: gaps, rivers, hyphens, repeated words, runts, and their kin in
Chinese and Japanese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bindery.engine.boxes import Box, Line
from bindery.proof.galley import PROSE, Galley, Mark, mark, quoted

_GAPPY = 0.5  # em
_RIVER = 3  # lines
_MERGE = 0.25  # em by which gaps may miss each other and still be seen as one
_WIDE = 0.42  # em: narrower gaps make no river
_LADDER = 3
_SHORT = 0.05  # em: half a point of 10.5, less than an eye sees at an edge
_RUNT = 5
_HYPHENS = ("\u2010", "-", "\u00ad")
_WORD = re.compile(r"[^\W\d_]+(?:[\u2019'][^\W\d_]+)*")
_PASSED = frozenset(
    "that this with from they have were will when then than what which there their "
    "dass eine einen einer sich nicht auch oder aber dans pour avec mais cette elle sont".split()
)  # words of no weight in the languages that have much type set here
_STACKED = 4  # letters: the eye passes over shorter words, unless two of them stand over the same two
_CLOSING = frozenset(
    "\u3001\u3002\uff0c\uff0e\uff01\uff1f\uff1a\uff1b\uff09\u300b\u3009\u300d\u300f\u3011\u201d\u2019"
)
_OPENING = frozenset("\uff08\u300a\u3008\u300c\u300e\u3010\u201c\u2018")
_Stream = tuple[tuple[float, float], int]
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def _filled(line: Line) -> bool:
    """Tell whether a line was stretched to fill its column."""
    return line.justified and not line.last


def gappy(galley: Galley) -> Iterator[Mark]:
    """Lines whose spaces are too wide, by their mean."""
    for page, line in galley.lines(*PROSE):
        if not _filled(line) or len(line.gaps) < 1 or (galley.is_cjk and _HAN.search(line.text)):
            continue
        mean = sum(right - left for left, right in line.gaps) / len(line.gaps) / line.size
        if mean > _GAPPY:
            yield mark("gappy", f"spaces of {mean:.2f} em: {quoted(line.text)}", page, line)


def rivers(galley: Galley) -> Iterator[Mark]:
    """Wide spaces of successive lines of a paragraph that lie below each other."""
    for page, lines in galley.paragraphs(*PROSE):
        if galley.is_cjk:
            continue
        streams: list[_Stream] = []
        for line in lines:
            streams = _flow(streams, line)
            if any(length == _RIVER for _, length in streams):
                (left, right), _ = next(stream for stream in streams if stream[1] == _RIVER)
                box = Box(left - 40, line.box.top - 2 * galley.leading, right + 40, line.box.bottom)
                message = f"a river through {_RIVER} lines, to {quoted(line.text)}"
                yield mark("river", message, page, line, box)


def _flow(streams: list[_Stream], line: Line) -> list[_Stream]:
    """The streams that reach a line, each with the gap it flows through and its length."""
    below = []
    for left, right in line.gaps if _filled(line) else ():
        if right - left < _WIDE * line.size:
            continue
        middle, slack = (left + right) / 2, _MERGE * line.size
        above = [length for (a, b), length in streams if abs((a + b) / 2 - middle) < slack]
        below.append(((left, right), max(above, default=0) + 1))
    return below


def hyphens(galley: Galley) -> Iterator[Mark]:
    """Ladders of hyphens; a hyphen at the end of a right-hand page."""
    for page, lines in galley.paragraphs(*PROSE):
        ladder = 0
        for line in lines:
            ladder = ladder + 1 if _is_hyphenated(line) else 0
            if ladder == _LADDER:
                yield mark("hyphens", f"{_LADDER} hyphens in a row, to {quoted(line.text[-30:])}", page, line)
    for page in galley.pages:
        last = page.body[-1] if page.body else None
        if last and page.side == "right" and last.kind in PROSE and _is_hyphenated(last):
            message = f"a hyphen at the foot of a right-hand page: {quoted(last.text[-30:])}"
            yield mark("hyphens", message, page, last)


def _is_hyphenated(line: Line) -> bool:
    return not line.last and line.text.endswith(_HYPHENS)


def repeated(galley: Galley) -> Iterator[Mark]:
    """The same word at the beginnings or at the ends of two lines that follow each other. A word of less than
    four letters counts with its neighbour only: articles and particles stand over each other everywhere."""
    for page, lines in galley.paragraphs(*PROSE):
        for above, line in pairwise(lines):
            if stack := _stack(*_firsts(above, line)):
                yield mark("repeated", f"two lines begin with {quoted(' '.join(stack))}", page, line)
            if stack := _stack(*_lasts(above, line)):
                yield mark("repeated", f"two lines end with {quoted(' '.join(stack[::-1]))}", page, line)


def _stack(above: list[str], below: list[str]) -> list[str]:
    """What stands over itself: a word of some length, or two of any; each list begins at the line's edge."""
    if not above or not below or above[0] != below[0] or _HAN.search(above[0]):
        return []
    if len(above[0]) >= _STACKED and above[0] not in _PASSED:
        return above[:1]
    return above if len(above) == 2 and above == below else []


def _words(line: Line) -> list[str]:
    return [word.lower() for word in _WORD.findall(line.text)]


def _firsts(above: Line, line: Line) -> tuple[list[str], list[str]]:
    """The first two words; the rest of a hyphenated word is none."""
    return _words(above)[:2], [] if _is_hyphenated(above) else _words(line)[:2]


def _lasts(above: Line, line: Line) -> tuple[list[str], list[str]]:
    """The last two words, from the edge inwards, of lines that both reach it."""
    if line.last or any(_is_hyphenated(each) for each in (above, line)):
        return [], []
    return _words(above)[-1:-3:-1], _words(line)[-1:-3:-1]


def runts(galley: Galley) -> Iterator[Mark]:
    """Last lines of a few letters, or of a part of a word; in Chinese of one letter."""
    for page, lines in galley.paragraphs(*PROSE):
        for above, line in pairwise(lines):
            if not line.last:
                continue
            text = line.text.strip()
            letters = [letter for letter in text if letter.isalnum()]
            few = len(letters) <= 1 if _HAN.search(line.text + above.text[-1:]) else len(text) < _RUNT
            part = _is_hyphenated(above) and " " not in text
            if few or part:
                yield mark("runt", f"the paragraph ends on {quoted(text)}", page, line)


def unfilled(galley: Galley) -> Iterator[Mark]:
    """Lines of Chinese or Japanese whose end is seen to fall short."""
    for page, line in galley.lines("text"):
        short = line.column.right - line.box.right
        if galley.is_cjk and _filled(line) and _HAN.search(line.text) and short > _SHORT * line.size:
            yield mark("unfilled", f"{short / line.size:.2g} em short: {quoted(line.text[-16:])}", page, line)


def stops_at_start(galley: Galley) -> Iterator[Mark]:
    """Lines that begin with a sign that belongs to the line above, or end with one that belongs below."""
    for page, lines in galley.paragraphs(*PROSE):
        for line in lines if galley.is_cjk else ():
            if not line.first and line.text[:1] in _CLOSING:
                yield mark("line-start", f"a line begins with {quoted(line.text[:1])}", page, line)
            if not line.last and line.text[-1:] in _OPENING:
                yield mark("line-start", f"a line ends with {quoted(line.text[-1:])}", page, line)
