"""Control characters, and letters in other than their composed form: what every reading of a book tidies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bindery.decoding import FORBIDDEN
from bindery.importing.changes import Edit
from bindery.importing.rules.view import Rule, View

_RUN = re.compile(f"(?:{FORBIDDEN.pattern})+")
_C0 = re.compile("[\x00-\x08\x0b-\x1f]+")


def old_controls(view: View) -> Iterator[Edit]:
    """Control characters of ASCII go first: they may stand within other damage."""
    return (Edit(*match.span(), "") for match in _C0.finditer(view.text))


def controls(view: View) -> Iterator[Edit]:
    """Control characters, noncharacters and marks of byte order go."""
    return (Edit(*match.span(), "") for match in _RUN.finditer(view.text))


def composed(view: View) -> Iterator[Edit]:
    """Each stretch that differs from its composed form (NFC)."""
    start = 0
    for line in view.text.split("\n"):
        if not unicodedata.is_normalized("NFC", line):
            yield from _of_line(line, start)
        start += len(line) + 1


def _of_line(line: str, start: int) -> Iterator[Edit]:
    at = 0
    while at < len(line):
        end = at + 1
        while end < len(line) and not _is_boundary(line[end]):
            end += 1
        piece = line[at:end]
        if (after := unicodedata.normalize("NFC", piece)) != piece:
            yield Edit(start + at, start + end, after)
        at = end


def _is_boundary(char: str) -> bool:
    """Whether a character can never join the one before it."""
    is_vowel_or_tail = "\u1160" <= char <= "\u11ff"
    return not unicodedata.combining(char) and not is_vowel_or_tail and unicodedata.category(char) != "Mc"


OLD_CONTROLS = Rule("ascii-control", "Control characters of ASCII are removed.", old_controls, lints=False)
CONTROLS = Rule(
    "control", "Control characters and stray byte order marks are removed.", controls, lints=False
)
COMPOSED = Rule(
    "composed", "A letter and its accent become one character (NFC), as every build reads them.", composed,
    lints=False,
)  # fmt: skip
