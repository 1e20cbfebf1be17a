"""Readings in brackets after characters: dropped or made ruby when the text proves that a machine put them.

A machine glosses every occurrence of a character, with ASCII brackets, and characters that GB 2312 lacks; a
schoolbook glosses a rare word once. Only the first is touched, of the second a question is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bindery.importing.changes import Doubt, Edit, Proposal
from bindery.importing.characters import HAN, READING, TONED
from bindery.importing.rules.view import Finding, Rule, View

_GLOSS = re.compile(rf"([{HAN}])([(\uff08])({READING})[)\uff09]")
_TONED = re.compile(f"[{TONED}]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the glosses of a text have in common."""

    valid: int
    """How many readings are right for their characters."""
    coverage: float
    """The share of all occurrences of glossed characters that are glossed."""
    always: bool
    """Whether each character that occurs three times or more is always glossed."""
    frequent: int
    """How many characters occur three times or more."""
    repeated: float
    """The share of glosses whose character is glossed more than once."""
    ascii: float
    rare: float
    """The share of glossed characters that GB 2312 lacks."""

    @property
    def is_proof(self) -> bool:
        """Whether only a machine can have put the glosses there."""
        return (
            self.valid >= 10
            and self.frequent >= 3
            and self.always
            and self.coverage >= 0.98
            and self.repeated >= 0.4
            and self.ascii >= 0.95
            and self.rare >= 0.9
        )


def hits(view: View) -> list[re.Match[str]]:
    """All characters with a right reading in brackets behind them."""
    found = (match for match in view.matches(_GLOSS) if _TONED.search(match[3]))
    return [match for match in found if unicodedata.normalize("NFC", match[3]) in readings(match[1])]


@cache
def readings(char: str) -> frozenset[str]:
    """All readings of a character, in pinyin with tones."""
    from pypinyin import pinyin  # noqa: PLC0415  (optional)

    return frozenset(pinyin(char, heteronym=True)[0])


def weigh(text: str, found: Sequence[re.Match[str]]) -> Evidence:
    """What the glosses prove."""
    glossed = Counter(match[1] for match in found)
    total = {char: text.count(char) for char in glossed}
    frequent = [char for char in glossed if total[char] >= 3]
    count = len(found) or 1
    return Evidence(
        len(found),
        sum(glossed.values()) / (sum(total.values()) or 1),
        all(glossed[char] == total[char] for char in frequent),
        len(frequent),
        sum(n for n in glossed.values() if n > 1) / count,
        sum(match[2] == "(" for match in found) / count,
        sum(not _in_gb2312(char) for char in glossed) / (len(glossed) or 1),
    )


def _in_gb2312(char: str) -> bool:
    try:
        return bool(char.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def find(view: View) -> Iterator[Finding]:
    """The glosses go, or become ruby, when they are proved to be a machine's; else they are asked about."""
    if view.gloss == "keep" or not _GLOSS.search(view.text) or not (found := hits(view)):
        return
    if weigh(view.text, found).is_proof:
        yield from _edits(found, view.gloss)
        return
    where = "1 reading" if len(found) == 1 else f"{len(found)} readings"
    message = f"{where} in brackets, as \u201c{found[0][0]}\u201d; a writer may have put them there"
    drop = Proposal("drop all of them", tuple(_edits(found, "drop")))
    ruby = Proposal("set all of them over their characters", tuple(_edits(found, "ruby")))
    yield Doubt(*found[0].span(), message, (drop, ruby))


def _edits(found: Sequence[re.Match[str]], gloss: str) -> Iterator[Edit]:
    for match in found:
        if gloss == "ruby":
            yield Edit(*match.span(), f"<ruby>{match[1]}<rt>{match[3]}</rt></ruby>")
        else:
            yield Edit(match.end(1), match.end(), "")


RULE = Rule(
    "gloss",
    "Readings that a machine put behind characters are dropped, or become ruby under `--gloss ruby`.",
    find,
    needs=("pypinyin",),
)
