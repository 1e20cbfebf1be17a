"""Quotation marks, apostrophes, dashes and ellipses by language: typed ones become printed ones.

The first half of `typography`'s rules. Which mark is which is docutils' judgement and so are its tables of
marks; what it cannot know (Chinese, elisions, apostrophes that look like quotations) is added here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial

from docutils.utils.smartquotes import educateQuotes, smartchars

from bindery.syntax.softbreaks import holds_wide
from bindery.typography_line import Line

APOSTROPHE = "\u2019"
_KINDS = "\u201e\u201c\u201a\u2018"
"""What docutils makes of typed marks in German, whose five marks are all different: opening, closing, inner
opening, inner closing; the fifth is the apostrophe."""
_TYPED = frozenset("\"'")
_PRIMES = re.compile(r"'(?<=\d')(?=\d{1,2}\")|\"(?:(?<=\d'\d\")|(?<=\d'\d\d\"))")
_ELISION = re.compile(r"['\u2019](?<=\w.)(?=\"\w)")
_STACKED = re.compile(r"\"(?<!\S.)\"(?=\w)")
_PAIRS = ("'\"", '\u2019"', '""')
"""Marks that stand side by side in what these two find."""
_CLIPPED = re.compile(
    r"'(?<!\w')(?=(?:tis|twas|twere|twill|tisn|em|til|cause|bout|round|n)\b|n'|\d\ds?\b)", re.IGNORECASE
)
_DASHES = re.compile(r"--(?<!---)-?(?!-)")
_ELLIPSIS = re.compile(r"\.\.\.(?<![./]\.\.\.)(?![./])")
_AROUND = re.compile(r"[\"'][^\"']{0,2}(?:[\"'][^\"']{0,2})*")
"""Typed marks with what docutils judges them by: the two letters after a mark, and, not in this pattern, one
before it."""
_WITHIN_WORD = re.compile(r"[A-Za-z]'[A-Za-z]")
_LONG_DASH = frozenset({"es", "pt", "ru", "uk"})
"""Languages whose dash is the long one, however it was typed."""
_DOUBLED = frozenset({"zh", "ja"})
"""Languages that print dashes and ellipses twice as wide."""


@lru_cache
def marks_of(language: str) -> tuple[str, str, str, str] | None:
    """Opening and closing marks of quotations, and of quotations in them; None when nobody knows."""
    tag = language.lower()
    if tag == "zh" or tag.startswith("zh-"):
        tag = "zh-tw" if set(tag.split("-")) & {"hant", "tw", "hk", "mo"} else "zh-cn"
    while tag not in smartchars.quotes and "-" in tag:
        tag = tag.rpartition("-")[0]
    marks = smartchars.quotes.get(tag)
    return (marks[0], marks[1], marks[2], marks[3]) if marks else None


def set_marks(line: Line) -> None:
    """Change all typed marks of a line."""
    for language in sorted(line.languages):
        base = language.partition("-")[0].lower()
        if "--" in line.text:
            line.change(_DASHES, partial(_dash, language=base), language)
        if "..." in line.text:
            line.change(_ELLIPSIS, partial(_ellipsis, language=base), language)
        if base == "en" and "'" in line.text:
            line.change(_CLIPPED, APOSTROPHE, language)
    if "'" in line.text:
        line.change(_PRIMES, lambda match: "\u2032" if match[0] == "'" else "\u2033")
    if "'" in line.text or '"' in line.text:
        line.edit(list(_quotes(line)))


def _beside_han(match: re.Match[str]) -> bool:
    start, end = match.span()
    before, after = match.string[max(start - 3, 0) : start].rstrip("\"'")[-1:], match.string[end : end + 1]
    return holds_wide(before + after)


def _dash(match: re.Match[str], language: str) -> str | None:
    start, end = match.span()
    before, after = match.string[max(start - 1, 0) : start], match.string[end : end + 1]
    if before.isdigit() and after.isdigit():
        return "\u2013"
    if language not in _LONG_DASH and len(match[0]) == 2 and not before.strip() and "a" <= after <= "z":
        return None  # an option of a command, --like-this
    if language in _DOUBLED and _beside_han(match):
        return "\u2014\u2014"
    return "\u2014" if len(match[0]) == 3 or language in _LONG_DASH else "\u2013"


def _ellipsis(match: re.Match[str], language: str) -> str:
    return "\u2026\u2026" if language in _DOUBLED and _beside_han(match) else "\u2026"


def _quotes(line: Line) -> Iterator[tuple[int, int, str]]:
    """The changes of typed quotation marks."""
    for position, kind in sorted(_kinds(line).items()):
        marks = marks_of(line.language_at(position))
        if kind == "'":
            yield position, position + 1, APOSTROPHE
        elif marks:
            yield position, position + 1, marks[_KINDS.index(kind)]


def _kinds(line: Line) -> dict[int, str]:
    """What each typed mark is: a sign of `_KINDS`, or ' for an apostrophe."""
    kinds = _judged(line.text)
    stacked = any(pair in line.text for pair in _PAIRS)
    for pattern, signs in ((_ELISION, "'" + _KINDS[0]), (_STACKED, _KINDS[0] * 2)) if stacked else ():
        for match in pattern.finditer(line.text):
            kinds |= dict(zip(range(match.start(), match.start() + 2), signs, strict=True))
    kinds = {
        position: kind
        for position, kind in kinds.items()
        if line.text[position] in _TYPED and not line.is_locked(position, position + 1)
    }
    _judge_wide(line, kinds)
    _judge_apostrophes(line, kinds)
    return kinds


def _judged(text: str) -> dict[int, str]:
    """What docutils makes of each typed mark of a text. It is shown the marks' surroundings only, since its
    dozen of searches need long for the rest."""
    kinds: dict[int, str] = {}
    for match in _AROUND.finditer(text):
        start = match.start()
        judged = _by_docutils(text[start - 1] if start else " ", match[0])
        kinds.update(zip(range(start, match.end()), judged, strict=True))
    return kinds


@lru_cache(4096)
def _by_docutils(before: str, marks: str) -> str:
    """Marks in their surroundings with what each is in its place."""
    judged: str = educateQuotes(f"{before}{marks}", "de")
    return judged[1:].replace(APOSTROPHE, "'")


def _judge_wide(line: Line, kinds: dict[int, str]) -> None:
    """Between wide characters there are no blanks to judge by: marks take turns; an odd one stays."""
    if not holds_wide(line.text):
        return
    for typed, order in (('"', _KINDS[:2]), ("'", _KINDS[2:])):
        marks = [
            position
            for position in kinds
            if line.text[position] == typed
            and line.language_at(position).partition("-")[0] in _DOUBLED
            and not _WITHIN_WORD.match(line.text, max(position - 1, 0))
        ]
        for turn, position in enumerate(marks):
            kinds[position] = order[turn % 2]
        if len(marks) % 2:
            for position in marks:
                del kinds[position]


def _judge_apostrophes(line: Line, kinds: dict[int, str]) -> None:
    """An inner closing mark that closes nothing is an apostrophe, and so is, but in English, an inner
    opening one that nothing closes: English dialogue may go on in the next paragraph."""
    levels: list[list[int]] = [[]]
    lost: list[int] = []
    for position in sorted(kinds):
        match _KINDS.find(kinds[position]):
            case 0:
                levels.append([])
            case 1:
                lost += levels.pop()
                levels = levels or [[]]
            case 2:
                levels[-1].append(position)
            case 3 if levels[-1]:
                levels[-1].pop()
            case 3:
                kinds[position] = "'"
    for position in (*lost, *(position for level in levels for position in level)):
        if not line.language_at(position).startswith("en"):
            kinds[position] = "'"
