"""Stops that were doubled or narrowed: two commas, one before another stop, half-width between Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Edit
from bindery.importing.characters import HAN, STOPS
from bindery.importing.rules.view import Rule, View, replaced

_COMMA = "\uff0c"
_ANY = f"{HAN}{STOPS}"
_DOUBLED = re.compile(
    rf"(?<=[{_ANY}])(?:,{{2,}}|,\uff0c|\uff0c,|\uff0c{{2,}})(?=[{_ANY}0-9A-Za-z\n]|$)"
    rf"|(?<=[0-9A-Za-z])(?:,{{2,}}|,\uff0c|\uff0c,)(?=[{_ANY}])"
)
_BEFORE = re.compile(rf"(?<=[{_ANY}0-9A-Za-z])[,\uff0c]+(?=[\u3001\u3002\uff1b\uff01\uff1f])")
_CLOSING = "\u300b\u300d\u300f\u201d\uff09"
_OPENING = "\u300a\u300c\u201c\uff08"
_HALF = re.compile(rf"(?<=[{HAN}{_CLOSING}]),(?=[{HAN}{_OPENING}0-9A-Za-z])")
_NARROW = re.compile(rf"(?<=[{HAN}{_CLOSING}])([;:!])(?=[{HAN}{_OPENING}])")
_WIDE = {";": "\uff1b", ":": "\uff1a", "!": "\uff01"}
_HABIT = 3


def doubled(view: View) -> Iterator[Edit]:
    """Two commas of any width."""
    return replaced(view, _DOUBLED, _COMMA)


def before(view: View) -> Iterator[Edit]:
    """A comma that stands before another stop."""
    return replaced(view, _BEFORE, "")


def halved(view: View) -> Iterator[Edit]:
    """A half-width comma between Chinese; other narrow stops only against the text's own habit."""
    yield from replaced(view, _HALF, _COMMA)
    narrow = list(view.matches(_NARROW))
    for sign, wide in _WIDE.items():
        those = [match for match in narrow if match[1] == sign]
        if view.text.count(wide) >= max(_HABIT, 2 * len(those)):
            yield from (Edit(*match.span(), wide) for match in those)


DOUBLED = Rule("comma-doubled", "Two commas in a row become one full-width comma.", doubled)
BEFORE = Rule("comma-before-stop", "A comma before another stop is removed.", before)
HALVED = Rule(
    "half-width",
    "A half-width comma between Chinese becomes full-width; so do other stops if most are.",
    halved,
)
