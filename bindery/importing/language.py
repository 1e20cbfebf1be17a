"""Which language a text is in, as far as a book needs to know, and whether its Chinese is traditional."""

from __future__ import annotations

import re
from functools import cache

from bindery.importing.characters import HAN, KANA

_HAN = re.compile(rf"[{HAN}]")
_KANA = re.compile(rf"[{KANA}]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_LETTERS = re.compile(r"[^\W\d_]+")
_SAMPLE = 50_000
_COMMON = {
    "en": "the and of to in that was with for his her not you which",
    "de": "der die und das nicht ist ein mit sich auf den dem eine zu",
    "fr": "le les et des est une dans que pas pour qui sur avec du",
    "es": "el los y que una por con las del para como su pero es",
    "it": "il che di non una per con sono del della gli anche come nel",
    "pt": "o que uma com os para do da em as por mais como foi",
    "nl": "de het een van en dat niet op zijn met voor maar naar ook",
}
_SCRIPTS = {
    "ru": "\u0400-\u04ff", "el": "\u0370-\u03ff", "ar": "\u0600-\u06ff", "he": "\u0590-\u05ff",
    "th": "\u0e00-\u0e7f", "hi": "\u0900-\u097f",
}  # fmt: skip
# Characters that only one of the two scripts writes, the commonest of running text.
_TRADITIONAL = frozenset(
    "\u9019\u500b\u5011\u570b\u4f86\u6642\u6703\u5c0d\u8aaa\u70ba\u5b78\u904e\u767c\u7576\u7d93"
    "\u9084\u9032\u52d5\u7a2e\u5f9e\u5f8c\u554f\u9ede\u5c07\u8207\u95dc\u958b\u5be6\u73fe\u9ad4"
    "\u96fb\u7121\u65bc\u6578\u696d\u61c9\u7db2\u7fd2\u7fa9\u969b"
)
_SIMPLIFIED = frozenset(
    "\u8fd9\u4e2a\u4eec\u56fd\u6765\u65f6\u4f1a\u5bf9\u8bf4\u4e3a\u5b66\u8fc7\u53d1\u5f53\u7ecf"
    "\u8fd8\u8fdb\u52a8\u79cd\u4ece\u540e\u95ee\u70b9\u5c06\u4e0e\u5173\u5f00\u5b9e\u73b0\u4f53"
    "\u7535\u65e0\u4e8e\u6570\u4e1a\u5e94\u7f51\u4e60\u4e49\u9645"
)


def language_of(text: str) -> str:
    """A language tag, as near as the letters tell; English when they tell nothing."""
    sample = text[:_SAMPLE]
    han, kana, hangul = (len(each.findall(sample)) for each in (_HAN, _KANA, _HANGUL))
    letters = sum(map(len, _LETTERS.findall(sample))) or 1
    if hangul * 3 > letters:
        return "ko"
    if (han + kana) * 3 > letters:
        return "ja" if kana * 20 > han else "zh-Hant" if is_traditional(sample) else "zh-Hans"
    for language, script in _SCRIPTS.items():
        if len(re.findall(f"[{script}]", sample)) * 2 > letters:
            return language
    return _by_words(sample)


@cache
def is_traditional(text: str) -> bool:
    """Whether Chinese is written in traditional characters."""
    return 20 * sum(map(_SIMPLIFIED.__contains__, text)) < sum(map(_TRADITIONAL.__contains__, text))


def _by_words(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {language: sum(word in common.split() for word in words) for language, common in _COMMON.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] * 20 > len(words) and counts[best] > counts["en"] else "en"
