"""Runs of Chinese whose bytes went out of step: a reading was put between the halves of a character.

The site's tool worked on GBK bytes and glossed each pair of bytes that looked like a character, also where it
straddled two. From there to the next single byte every character is read half a step off. Done backwards, all
but the bytes that the scraper dropped (GBK's private area) can be told; those are proposed, likeliest first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bindery.importing.changes import Doubt, Edit, Proposal
from bindery.importing.characters import HAN, READING
from bindery.importing.rules import glosses
from bindery.importing.rules.view import Rule, View

_TORN = re.compile(rf"(?P<before>[{HAN}])\?(?P<reading>{READING})\)")
_TAIL = re.compile(rf"(?P<chars>[{HAN}]{{1,24}})(?P<last>[@-~])?")
_IS_HAN = re.compile(f"[{HAN}]+")
_PROPOSED = 5
_PRIVATE = [(lead, tail) for lead in (*range(0xAA, 0xB0), *range(0xF8, 0xFF)) for tail in range(0xA1, 0xFF)]
_PRIVATE += [(lead, tail) for lead in range(0xA1, 0xA8) for tail in range(0x40, 0xA1) if tail != 0x7F]
"""The pairs of bytes that GBK leaves to its users: a web page shows nothing for them."""


def find(view: View) -> Iterator[Doubt]:
    """Each torn run, with what it may have said."""
    torn = list(view.matches(_TORN))
    if not torn:
        return
    glossed = {match[1] for match in glosses.hits(view)}
    ranks = _Ranks(Counter(map("".join, pairwise(view.text))), Counter(view.text))
    for match in torn:
        if tail := _TAIL.match(view.text, match.end()):
            yield _doubt(view.text, match, tail, glossed, ranks)


def _doubt(text: str, match: re.Match[str], tail: re.Match[str], glossed: set[str], ranks: _Ranks) -> Doubt:
    start, end = match.start(), tail.end()
    scores = {
        said: ranks.score(said, match["before"], text[end : end + 1])
        for said in _candidates(match, tail, glossed)
    }
    likeliest = sorted(scores, key=lambda said: (-scores[said], said))[:_PROPOSED]
    proposals = tuple(
        Proposal(f"\u201c{match['before']}{said}\u201d", (Edit(start + 1, end, said),)) for said in likeliest
    )
    hint = "" if proposals else "; ask for the original"
    message = f"bytes out of step: \u201c{text[start:end]}\u201d is not what was written{hint}"
    return Doubt(start, end, message, proposals)


def _candidates(match: re.Match[str], tail: re.Match[str], glossed: set[str]) -> Iterator[str]:
    """All texts that the tool would have torn like this, the first character (`before`) left out."""
    first = _gbk(match["before"])
    for char in sorted(glossed):
        pair = _gbk(char)
        if len(pair) == 2 and first[-1:] == pair[:1] and match["reading"] in glosses.readings(char):
            middle = [_gbk(each) for each in tail["chars"]]
            if all(middle):
                yield from _rejoined(pair[1:], middle, (tail["last"] or "").encode())


def _rejoined(lead: bytes, middle: list[bytes], last: bytes) -> Iterator[str]:
    """The bytes in step again: as they are, and with one private pair put back at each place."""
    whole = _decoded(lead + b"".join(middle) + last)
    if whole:
        yield whole
    for at in range(len(middle) + 1):
        before, after = lead + b"".join(middle[:at]), b"".join(middle[at:]) + last
        # `before` ends within a character, and so `after` begins within one
        head, tail = _decoded(before[:-1]), _decoded(after[1:])
        if head is not None and tail is not None:
            yield from _with_pair(head, before[-1:], after[:1], tail)


def _with_pair(head: str, lead: bytes, trail: bytes, tail: str) -> Iterator[str]:
    for first, second in _PRIVATE:
        pair = _decoded(lead + bytes([first, second]) + trail)
        if pair:
            yield head + pair + tail


def _gbk(text: str) -> bytes:
    try:
        return text.encode("gbk")
    except UnicodeEncodeError:
        return b""


def _decoded(data: bytes) -> str | None:
    """The Chinese characters of GBK bytes, or None when they are anything else."""
    try:
        text = data.decode("gbk")
    except UnicodeDecodeError:
        return None
    return text if not text or _IS_HAN.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class _Ranks:
    """How likely a text is, by what the rest of the manuscript says."""

    pairs: Counter[str]
    chars: Counter[str]

    def score(self, said: str, before: str, after: str) -> float:
        """Pairs of characters that the manuscript has elsewhere count most, then its characters."""
        around = before + said + after
        pairs = sum(math.log1p(self.pairs[a + b]) for a, b in pairwise(around))
        single = sum(math.log1p(self.chars[char]) + _level(char) for char in said)
        return 3 * pairs + single - 4 * len(said)


def _level(char: str) -> float:
    """2 for a character of GB 2312's first level, which holds the 3755 commonest; 1 for its second."""
    try:
        lead = char.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 0.0
    return 2.0 if lead < 0xD8 else 1.0


RULE = Rule(
    "shifted",
    "A run of Chinese whose GBK bytes went out of step is asked about, with what it may have said.",
    find,
    needs=("pypinyin",),
)
