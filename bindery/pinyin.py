"""Pinyin for Chinese text, by words where a character has several readings. Used by `respell`.

`pypinyin` reads. It knows words best in simplified characters, so that a traditional text is read by what
OpenCC makes of it, character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bindery.problems import Place
from bindery.spelling import NO_WORDS, Choice, Lexicon, Respelt, possible, respelt

NEEDS = ("pypinyin", "opencc")
"""The libraries that read Chinese."""
_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_MARKS = re.compile(r"[^\w\s]+")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")
_NAMES = range(2, 5)
"""Characters of a name."""
_BODIES = frozenset("\u90e8\u793e\u6703\u4f1a\u5c40\u9662\u6240\u7d44\u7ec4\u6821\u53f8")
"""What the name of a body of people ends with: a department, press, society, office, institute."""
_FAMILIES = frozenset(
    "\u6b27\u9633 \u53f8\u9a6c \u8bf8\u845b \u4e0a\u5b98 \u4e1c\u65b9 \u7687\u752b "
    "\u5c09\u8fdf \u516c\u5b59 \u6155\u5bb9 \u4ee4\u72d0 \u53f8\u5f92 \u590f\u4faf".split()
)
"""Family names of two characters."""
_AS_FAMILIES = Lexicon.of({
    "\u66fe": "z\u0113ng", "\u5355": "sh\u00e0n", "\u89e3": "xi\u00e8", "\u4efb": "r\u00e9n",
    "\u4ec7": "qi\u00fa", "\u67e5": "zh\u0101", "\u533a": "\u014du", "\u76d6": "g\u011b",
    "\u5c09\u8fdf": "y\u00f9 ch\u00ed",
})  # fmt: skip
"""Characters that are read otherwise where they are a family's name."""
_SEVERAL = frozenset(
    "\u5f97\u5730\u7740\u8fd8\u90fd\u884c\u957f\u91cd\u6570\u79cd\u80cc\u66fe\u5355\u8c03\u4e50\u89c9\u6559\u5c06"
    "\u4f1a\u964d\u89d2\u91cf\u96be\u5b81\u5f3a\u5207\u5c11\u7701\u76db\u4f3c\u5bbf\u5f39\u63d0\u6311\u4e3a\u5174"
    "\u76f8\u5e94\u85cf\u671d\u5dee\u5904\u4f20\u521b\u7b54\u5f53\u5012\u53d1\u5206\u5e72\u7ed9\u66f4\u597d\u53f7"
    "\u548c\u559d\u5047\u95f4\u89c1\u5c3d\u770b\u7a7a\u843d\u6ca1\u6a21\u78e8\u5947\u94fa\u6563\u6247\u820d\u77f3"
    "\u7cfb\u5413\u9c9c\u5df7\u8840\u8981\u4e0e\u8f7d\u624e\u5360\u6da8\u6b63\u53ea\u4e2d\u8f6c\u4e86\u6c64\u7ed3"
    "\u5377\u5361\u58f3\u9732\u7eff\u8584\u66dd\u8f66\u79f0\u4e58\u51b2\u81ed\u51fa\u7ec7\u5b9a\u89e3\u7981\u52b2"
    "\u5708\u4efb\u585e\u4e0a\u5c04\u60c5\u587e\u6295\u5378\u54bd\u4f5c"
)
"""Characters that are read in several ways today; the old and rare readings of others need no look."""


@dataclass(slots=True)
class Read:
    """A text and the reading of each of its characters, empty where it has none."""

    text: str
    simple: str
    """The text in simplified characters."""
    readings: list[str]
    ends: set[int] = field(default_factory=set)
    """Where a word ends."""
    choices: list[tuple[int, str, str, tuple[str, ...]]] = field(default_factory=list)

    def words(self, start: int, end: int) -> list[tuple[int, tuple[str, ...]]]:
        """A stretch in pieces, by their lengths: words with a reading for each character, and the rest."""
        found: list[tuple[int, tuple[str, ...]]] = []
        first = start
        for at in range(start + 1, end + 1):
            reads = bool(self.readings[first])
            if at == end or reads != bool(self.readings[at]) or (reads and at in self.ends):
                found.append((at - first, tuple(filter(None, self.readings[first:at]))))
                first = at
        return found

    def keep_rare(self) -> None:
        """Forget the readings of common characters: those of the first level of GB 2312, in either script."""
        common = {at for at, char in enumerate(self.simple) if _is_common(char)}
        self.readings[:] = ["" if at in common else one for at, one in enumerate(self.readings)]
        self.choices[:] = [choice for choice in self.choices if choice[0] not in common]

    def chosen(self, at: Place) -> Iterator[tuple[int, Choice]]:
        """The choices of the text, which was written at a place, each with where it stands."""
        shown = Respelt(self.text, [], self.choices)
        yield from zip((choice[0] for choice in self.choices), shown.chosen(at), strict=True)


def read(text: str, excepted: Lexicon = NO_WORDS) -> Read:
    """The readings of a text; the book's exceptions win, in whichever script they are written."""
    simple = str(respelt(text, "t2s"))
    simple = simple if len(simple) == len(text) else text
    done = Read(text, simple, [""] * len(text))
    end = 0
    for start, word in sorted({*excepted.find(text), *excepted.find(simple)}):
        if start < end:
            continue
        _read(done, end, start)
        end = start + len(word)
        done.readings[start:end] = excepted.words[word].split()
        done.ends.add(end)
    _read(done, end, len(text))
    return done


def _read(done: Read, start: int, end: int) -> None:
    """Read a stretch, word by word."""
    for run in _RUN.finditer(done.simple, start, end):
        at = run.start()
        for word in _segments(run[0]):
            readings = _of_word(word) if len(word) > 1 else (_alone(word, done.text[at]),)
            done.readings[at : at + len(word)] = readings
            others = tuple(other for other in _all(word) if other != readings[0]) if word in _SEVERAL else ()
            if others:
                done.choices.append((at, done.text[at], readings[0], others))
            at += len(word)
            done.ends.add(at)


def filed(text: str) -> str:
    """A title as catalogues of the Latin alphabet file it: words without tones, marks left out."""
    done, words = read(text), []
    at = 0
    for size, readings in done.words(0, len(text)) if text else ():
        words.append("".join(readings) if readings else _MARKS.sub(" ", text[at : at + size]))
        at += size
    return _capital(_toneless(" ".join(" ".join(words).split())))


def filed_name(name: str) -> str:
    """A name as catalogues file it: family name first, as it is in Chinese, and the given name in one word. A
    body of people is filed as a title."""
    if len(name) not in _NAMES or not _RUN.fullmatch(name) or name[-1] in _BODIES:
        return filed(name)
    family = 2 if len(name) > _NAMES[0] and str(respelt(name[:2], "t2s")) in _FAMILIES else 1
    first, given = read(name[:family], _AS_FAMILIES), read(name[family:])
    return " ".join(_capital(_toneless("".join(part.readings))) for part in (first, given))


def _toneless(text: str) -> str:
    return unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", text)))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _segments(run: str) -> Iterator[str]:
    """The words of a run that pypinyin knows, and its other characters one by one."""
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415 - optional
    from pypinyin.seg.mmseg import seg  # noqa: PLC0415

    for word in seg.cut(run):
        yield from (word,) if word in PHRASES_DICT else word


@cache
def _of_word(word: str) -> tuple[str, ...]:
    from pypinyin import pinyin  # noqa: PLC0415

    unread: Any = lambda unknown: [""] * len(unknown)  # noqa: E731 - its own types say less than it takes
    return tuple(str(one[0]) for one in pinyin(word, errors=unread))


def _is_common(char: str) -> bool:
    """Whether a simplified character is one of the 3755 that GB 2312 puts first: its rows 16 to 55."""
    try:
        code = char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return len(code) == 2 and 0xB0 <= code[0] <= 0xD7


@cache
def _alone(simple: str, written: str) -> str:
    """The reading of a character that is in no word; where a simplified one stands for several, the one that
    was written says which."""
    usual = _of_word(simple)[0]
    if simple == written or len(possible("s2t").get(simple, ())) < 2:
        return usual
    own = _all(written)
    return usual if usual in own else next((one for one in own if one in _all(simple)), usual)


@cache
def _all(char: str) -> tuple[str, ...]:
    from pypinyin import pinyin  # noqa: PLC0415

    return tuple(pinyin(char, heteronym=True)[0])
