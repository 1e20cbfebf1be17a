"""Where words may be divided: Pyphen's patterns within the limits of the style. Used by `paragraph`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from bindery.engine.lines.rules import has_signs

_SQUARES = "\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LETTER = rf"[^\W\d_{_SQUARES}]"
_WORD = re.compile(rf"{_LETTER}+(?:[\u2019']{_LETTER}+)*")
GAP = re.compile(rf"[\W{_SQUARES}]")
BLANK = re.compile(rf"[\s{_SQUARES}]")
"""Between two words; and between two that no other sign joins. Squares of Chinese, Japanese and Korean are in
none."""
_SOFT = "\u00ad"
_GLUE = re.compile(rf"[-\u2010\u2011/@.:_\d]{_LETTER}|{_LETTER}[-\u2010\u2011/@:_\d]")
_UNMARKED = "en"  # what a word of Latin letters in Chinese or Japanese is taken for


@lru_cache(maxsize=16)
def _dictionary(language: str, left: int, right: int) -> Any:
    import pyphen  # type: ignore[import-untyped]  # noqa: PLC0415 - not where nothing is laid out

    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=left, right=right) if known else None


@lru_cache(maxsize=20_000)
def _points(word: str, language: str, left: int, right: int) -> tuple[int, ...]:
    dictionary = _dictionary(language, left, right)
    return tuple(dictionary.positions(word)) if dictionary else ()


def divisions(text: str, style: Any, exceptions: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[int, bool]]:
    """The places in a text where a word may be divided, and whether the word has a capital. `exceptions` has
    words in small letters and where they may be divided."""
    if style["hyphens"] == "none":
        return
    for found in re.finditer(_SOFT, text):
        yield found.end(), False
    if style["hyphens"] != "auto" or not style["lang"]:
        return
    language = _UNMARKED if has_signs(style["lang"]) else style["lang"]
    total, left, right = style["hyphenate_limit_chars"]
    for found in _WORD.finditer(text):
        word = found[0]
        if len(word) < total or _is_compound(text, found.start(), found.end()):
            continue
        known = exceptions.get(word.lower())
        points = _points(word, language, left, right) if known is None else known
        capital = not word.islower()
        yield from ((found.start() + point, capital) for point in points)


def _is_compound(text: str, start: int, end: int) -> bool:
    """Whether a word hangs together with others by a hyphen or slash, or as an address: it is divided there
    and nowhere else. One that has a soft hyphen is divided there."""
    around = text[max(start - 2, 0) : end + 2]
    return _SOFT in around or bool(_GLUE.search(around))
