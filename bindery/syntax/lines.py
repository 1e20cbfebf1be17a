"""Line marks: how a place in the manuscript survives inline parsing.

Used by every file of `syntax`, removed by `parse`.

A mark is made of Unicode noncharacters, which the reading stage has taken out of every manuscript. One stands
after each soft line break of a paragraph; whoever takes text verbatim (code, addresses, titles) strips them.
"""

from __future__ import annotations

import re

OPEN = "\ufdd0"
CLOSE = "\ufddb"
_DIGITS = str.maketrans({str(digit): chr(0xFDD1 + digit) for digit in range(10)})
_NUMBERS = str.maketrans({chr(0xFDD1 + digit): str(digit) for digit in range(10)})

MARK = "\ufdd0[\ufdd1-\ufdda]+\ufddb"
"""Regex of one mark, for use inside other regexes."""

_MARK = re.compile(MARK)
_STRAY = re.compile("[\ufdd0-\ufdef\x02\x03]")


def mark(line: int) -> str:
    """The mark for a line."""
    return OPEN + str(line).translate(_DIGITS) + CLOSE


def line_of(found: str) -> int:
    """The line that a mark stands for."""
    return int(found[1:-1].translate(_NUMBERS))


def last_line(text: str) -> int:
    """The line of the last mark in a text, or 0."""
    start = text.rfind(OPEN)
    match = _MARK.match(text, start) if start >= 0 else None
    return line_of(match.group()) if match else 0


def last_mark(text: str) -> str:
    """The last mark in a text, for what follows a construct whose own marks are stripped."""
    line = last_line(text)
    return mark(line) if line else ""


def unmarked(text: str) -> str:
    """The text without marks."""
    return _MARK.sub("", text) if OPEN in text else text


def swept(text: str) -> str:
    """The text without any character that marks or Python-Markdown's placeholders are made of."""
    return _STRAY.sub("", text)


def joined(lines: list[tuple[int, str]]) -> str:
    """Numbered lines as one text, with a mark after each line break."""
    head = [lines[0][1]] if lines else []
    return "\n".join(head + [mark(number) + text for number, text in lines[1:]])
