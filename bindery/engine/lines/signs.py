"""What stands between the characters of a text: room that may grow or shrink, by script. Used by `paragraph`.

Latin has its spaces. Chinese and Japanese have none: their signs stand in squares, half of some is blank, and
a line is filled by a little air between all (W3C, “Requirements for Chinese Text Layout”, §3.1 and §6;
“Requirements for Japanese Text Layout”, §3). Shares are of an em.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from bindery.engine.lines.rules import Rules

OPENING = frozenset("\u300c\u300e\uff08\u300a\u3008\u3010\u3014\u3016\uff3b\uff5b\u201c\u2018")
CLOSING = frozenset("\u300d\u300f\uff09\u300b\u3009\u3011\u3015\u3017\uff3d\uff5d\u201d\u2019")
_STOPS = {
    "zh-Hans": frozenset("\uff0c\u3002\u3001\uff1a\uff1b\uff01\uff1f"),
    "ja": frozenset("\uff0c\u3002\u3001\uff0e"),
    "zh-Hant": frozenset(),  # in the middle of their squares: there is no blank half
}
POINTS = frozenset("\uff0c\u3002\u3001\uff0e")
"""The stops that may hang whole over the edge."""
ALL_STOPS = POINTS | frozenset("\uff1a\uff1b\uff01\uff1f\u00b7\u30fb")
JOINED = frozenset("\u2014\u2026\u2e3a")
_WIDE = re.compile(
    "[\u2e80-\u30ff\u3130-\u318f\u31a0-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6\U00020000-\U0003ffff]"
)
_BOTH = OPENING | CLOSING | JOINED  # wide in a Chinese face, narrow in a Latin one
_SQUARE = 0.9  # em: from here a sign is taken for a square
_HALF = 0.5
_NARROWEST = 0.155  # em: pdftotext -raw joins words that are nearer to each other than 0.15 of their size
_SPACES = " \u00a0"


@dataclass(frozen=True, slots=True)
class Glue:
    """For the place after each character, in pixels: what is added there always, and how much it may grow and
    shrink."""

    static: array[float]
    stretch: array[float]
    shrink: array[float]


def square_signs(text: str, advances: Sequence[float], ems: Sequence[float]) -> list[bool]:
    """Which characters stand in squares."""
    return [
        bool(_WIDE.match(sign)) or (sign in _BOTH and wide >= _SQUARE * em)
        for sign, wide, em in zip(text, advances, ems, strict=True)
    ]


def blank_right(language: str) -> frozenset[str]:
    """The signs with a blank right half, in the faces of a language."""
    if language.startswith("ja"):
        return CLOSING | _STOPS["ja"]
    hant = any(part in language for part in ("Hant", "TW", "HK", "MO"))
    return CLOSING | _STOPS["zh-Hant" if hant else "zh-Hans"]


def latin_glue(text: str, advances: Sequence[float], ems: Sequence[float], rules: Rules) -> Glue:
    """The room of text with spaces. None gets narrower than programs that read the file take for one."""
    spaces = [wide if sign in _SPACES else 0.0 for sign, wide in zip(text, advances, strict=True)]
    most = (max(wide - _NARROWEST * em, 0.0) for wide, em in zip(spaces, ems, strict=True))
    return Glue(
        array("d", bytes(8 * len(text))),
        array("d", (wide * rules.space_stretch for wide in spaces)),
        array("d", (min(wide * rules.space_shrink, give) for wide, give in zip(spaces, most, strict=True))),
    )


def square_glue(
    text: str, advances: Sequence[float], ems: Sequence[float], blank: Sequence[bool], rules: Rules
) -> Glue:
    """The room of Chinese or Japanese, and of the Latin within it. `blank`: which have a blank right half."""
    glue = latin_glue(text, advances, ems, rules)
    squares = square_signs(text, advances, ems)
    for at in range(len(text) - 1):
        sign, ahead, em = text[at], text[at + 1], ems[at]
        if squares[at] and squares[at + 1]:
            if sign == ahead and sign in JOINED:
                continue
            glue.stretch[at] = rules.sign_air * em
            if _is_pair(sign, ahead, blank[at]):
                glue.static[at] = -_HALF * em
            elif blank[at] or ahead in OPENING:
                glue.shrink[at] = rules.sign_squeeze * em
        elif _meet(sign, ahead, squares[at], squares[at + 1]):
            glue.static[at] = rules.script_gap * em
            glue.stretch[at] = glue.shrink[at] = rules.script_gap / 2 * em
    return glue


def _is_pair(sign: str, ahead: str, blank: bool) -> bool:  # noqa: FBT001 - a fact of the first
    """Whether two signs meet with a blank half between them that is one too many."""
    if blank:
        return ahead in OPENING or ahead in CLOSING or ahead in ALL_STOPS
    return ahead in OPENING and (sign in OPENING or sign in ALL_STOPS)


def _meet(sign: str, ahead: str, before: bool, after: bool) -> bool:  # noqa: FBT001 - a pair of facts
    """Whether a letter of a square script meets one of another: they are set a little apart."""
    if before == after:
        return False
    square, other = (sign, ahead) if before else (ahead, sign)
    return other.isalnum() and square.isalnum()


def edge_after(sign: str, em: float, blank: bool, rules: Rules) -> float:  # noqa: FBT001 - a fact of it
    """How far a square sign hangs over the end of a line: its blank half, or a stop altogether."""
    if sign in POINTS and rules.stop_edge > _HALF:
        return rules.stop_edge * em
    return min(rules.stop_edge, _HALF) * em if blank else 0.0


def edge_before(sign: str, em: float, rules: Rules) -> float:
    """How far a square sign hangs over the beginning of a line: its blank half."""
    return min(rules.stop_edge, _HALF) * em if sign in OPENING else 0.0


def may_break(text: str, at: int, squares: Sequence[bool]) -> bool | None:
    """Whether a line may begin before a character, where the rule of UAX 14 does not serve these scripts;
    None where it does."""
    sign, ahead = text[at - 1], text[at]
    if not squares[at] and not squares[at - 1]:
        return None
    if ahead in "\uff5e\u00b7\uff0f\u30fb" or (ahead in JOINED and sign in JOINED):
        return False
    if sign in OPENING and squares[at - 1]:
        return False
    if squares[at] and (ahead in CLOSING or ahead in ALL_STOPS):
        return False
    if squares[at] and squares[at - 1] and (ahead in OPENING or sign in CLOSING):
        return True
    return None
