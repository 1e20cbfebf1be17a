"""Chinese spelled otherwise: Traditional as Simplified, with Taiwan's characters, with Hong Kong's, and back.

OpenCC converts; here are its conversions by name, the words that a book excepts, the quotation marks that go
with a script, and what could have been converted otherwise. Used by `respell` and `edition_text`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache
from typing import Any

from bindery.problems import Place

LANGUAGES: Mapping[str, str] = {
    "s2t": "zh-Hant", "t2s": "zh-Hans", "s2tw": "zh-TW", "tw2s": "zh-Hans", "s2hk": "zh-HK",
    "hk2s": "zh-Hans", "s2twp": "zh-TW", "tw2sp": "zh-Hans", "s2hkp": "zh-HK", "hk2sp": "zh-Hans",
    "t2tw": "zh-TW", "tw2t": "zh-Hant", "t2hk": "zh-HK", "hk2t": "zh-Hant", "t2jp": "ja", "jp2t": "zh-Hant",
}  # fmt: skip
"""OpenCC's conversions, and the language that comes of each."""
CONVERSIONS = tuple(LANGUAGES)
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ANY_HAN = re.compile(rf"[{_HAN}\uf900-\ufaff\U00020000-\U000323af]")
_ROUND, _ANGULAR = "\u201c\u201d\u2018\u2019", "\u300c\u300d\u300e\u300f"
_LATIN_BESIDE = re.compile(r"(?<=[A-Za-z])\u2019(?=[A-Za-z])")
_READING = re.compile(r"[^\W\d_]+(?:[ '\u2019-][^\W\d_]+)*")
_CLAUSE = re.compile("[^\\s\uff0c\u3002\uff1b\uff1a\uff01\uff1f\u3001]{1,200}")
"""Words of a region lie between stops; longer ones than a sentence are no words."""
_AROUND = 6
"""Characters shown on each side of a choice."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A place where a character or word could have become something else."""

    at: Place
    before: str
    after: str
    others: tuple[str, ...]
    """What else it could have become."""
    around: str
    """The text that it stands in, as it was."""


@dataclass(slots=True)
class Respelt:
    """A text converted: what each of its characters became, and the choices by their first character."""

    text: str
    became: list[str]
    choices: list[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=list)

    def __str__(self) -> str:
        return "".join(self.became)

    def chosen(self, at: Place) -> Iterator[Choice]:
        """The choices of the text, which was written at a place."""
        for start, before, after, others in self.choices:
            around = self.text[max(0, start - _AROUND) : start + len(before) + _AROUND]
            yield Choice(at, before, after, others, " ".join(around.split()))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, what becomes of each, and where they begin: `of` makes one."""

    words: Mapping[str, str] = field(default_factory=dict)
    by_first: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    """The words that begin with a character, the longest first."""

    @classmethod
    def of(cls, words: Mapping[str, str]) -> Lexicon:
        """The lexicon of some words."""
        found: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            found.setdefault(word[0], []).append(word)
        return cls(dict(words), {first: tuple(those) for first, those in found.items()})

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """The words that stand in a text, each with where it begins; none within another."""
        end = 0
        for at, char in enumerate(text) if self.words else ():
            if at < end or char not in self.by_first:
                continue
            if word := next((word for word in self.by_first[char] if text.startswith(word, at)), ""):
                yield at, word
                end = at + len(word)


NO_WORDS = Lexicon()
"""A book without exceptions."""


def respelt(text: str, conversion: str, excepted: Lexicon = NO_WORDS) -> Respelt:
    """A text with its characters converted, but for the words that the book excepts."""
    done = Respelt(text, list(text))
    end = 0
    for start, word in excepted.find(text):
        _convert(done, end, start, conversion)
        end = start + len(word)
        done.became[start:end] = [excepted.words[word], *[""] * (len(word) - 1)]
    _convert(done, end, len(text), conversion)
    for at, mark in enumerate(_quoted(text, LANGUAGES[conversion])):
        if mark != text[at] and done.became[at] == text[at]:
            done.became[at] = mark
    return done


def is_reading(text: str) -> bool:
    """Whether what stands behind a word in the file of exceptions says how it is read."""
    return ord(text[0]) < 0x2E80 and _READING.fullmatch(text) is not None


def _plain(conversion: str) -> str:
    """The conversion that leaves a region's own words alone, which those with a p bring in."""
    return conversion if conversion == "t2jp" else conversion.removesuffix("p")


def _convert(done: Respelt, start: int, end: int, conversion: str) -> None:
    """Convert a stretch of the text."""
    text = done.text[start:end]
    if not _ANY_HAN.search(text):
        return
    plain = _converter(_plain(conversion)).convert(text)
    if len(plain) != len(text):  # never seen; then each character is converted by itself
        plain = "".join((_alone(conversion, char) + char)[0] for char in text)
    found = possible(conversion)
    for at, (before, after) in enumerate(zip(text, plain, strict=True), start):
        done.became[at] = after
        if rest := tuple(other for other in found.get(before, ()) if other != after):
            done.choices.append((at, before, after, rest))
    if conversion != _plain(conversion):
        for clause in _CLAUSE.finditer(text):
            whole = _converter(conversion).convert(clause[0])
            _phrase(done, start + clause.start(), plain[clause.start() : clause.end()], whole)


def _phrase(done: Respelt, start: int, plain: str, whole: str) -> None:
    """Take over where a region has a word of its own for what was converted sign by sign."""
    for kind, left, right, first, last in SequenceMatcher(None, plain, whole, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        at, end = (start + left, start + right) if left < right else (start + left - 1, start + left)
        new = whole[first:last] if left < right else done.became[at] + whole[first:last]
        old = "".join(done.became[at:end])
        done.choices[:] = [choice for choice in done.choices if not at <= choice[0] < end]
        done.choices.append((at, done.text[at:end], new, (old,)))
        done.became[at:end] = [new, *[""] * (end - at - 1)]
    done.choices.sort()


@cache
def possible(conversion: str) -> Mapping[str, tuple[str, ...]]:
    """What each character may become; first what it becomes by itself.

    OpenCC's tables are not open to a program. What they hold shows when all characters are converted, and
    all that readers of the result know are converted back: what comes back as one could have come of it.
    """
    plain = _plain(conversion)
    source, _, target = plain.partition("2")
    all_han = [chr(code) for code in range(0x3400, 0xA000) if _ANY_HAN.match(chr(code))]
    found = {char: [became] for char, became in zip(all_han, _each(plain, all_han), strict=True)}
    known = [char for char in all_han if _is_common(char, target)]
    for char, back in zip(known, _each(f"{target}2{source}", known), strict=True):
        found.setdefault(back, []).append(char)
    return {char: tuple(dict.fromkeys(became)) for char, became in found.items()}


def _each(conversion: str, characters: Sequence[str]) -> list[str]:
    return str(_converter(conversion).convert("\n".join(characters))).split("\n")


def _alone(conversion: str, char: str) -> str:
    return str(_converter(conversion).convert(char))


def _is_common(char: str, script: str) -> bool:
    """Whether readers of a script know a character, by the sets that their machines began with: GB 2312, the
    first level of Big5 (up to 0xC6), Shift JIS."""
    codec = {"s": "gb2312", "jp": "shift_jis"}.get(script, "big5")
    try:
        code = char.encode(codec)
    except UnicodeEncodeError:
        return False
    return codec != "big5" or code[0] <= 0xC6


def _quoted(text: str, language: str) -> str:
    """The text with the quotation marks of the mainland, or those of Taiwan and Hong Kong."""
    old, new = (_ANGULAR, _ROUND) if language == "zh-Hans" else (_ROUND, _ANGULAR)
    if not any(mark in text for mark in old):
        return text
    apostrophes = {match.start() for match in _LATIN_BESIDE.finditer(text)}
    table = dict(zip(old, new, strict=True))
    return "".join(char if at in apostrophes else table.get(char, char) for at, char in enumerate(text))


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC  # noqa: PLC0415 - optional

    return OpenCC(name)
