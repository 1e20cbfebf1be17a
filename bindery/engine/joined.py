"""Letters that are set apart and are no words: copied text has no space between them. Used by `repairs`.

A line of Chinese is filled by air between its characters, and stands a quarter em from the Latin within it;
titles have their letters spaced, a long reading parts its base from what follows. Programs that copy text
from a PDF take a gap for a space. A span says what is written (ISO 32000-1, 14.9.4), from the letter before a
gap to that behind it. What is drawn stays where it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from bindery.engine.unicode_map import blank_of

_NEAREST = 70.0
"""Thousandths of an em: from here a program might see a space (pdftotext from 100, MuPDF from 150)."""
_SHOWN = re.compile(rb"\[(.*)\] TJ", re.DOTALL)
_PART = re.compile(rb"<([0-9a-f]*)>|([-0-9.e]+)")
_FONT = re.compile(rb"/(\S+) \S+ Tf")
_DIGITS = 4  # of the number of a glyph


@dataclass(slots=True)
class _Glyph:
    """A glyph as it is drawn. `moves`: how far back the next begins, as it is written."""

    number: bytes
    text: str
    font: Any = None
    moves: bytes = b""
    gap: float = 0.0
    says_nothing: bool = False


_Part = _Glyph | bytes


class Said(bytes):
    """Operators with spans around letters, as one; `bare` are those without."""

    bare: tuple[bytes, ...]

    def __new__(cls, data: bytes, bare: Sequence[bytes]) -> Self:
        """Keep both."""
        made = super().__new__(cls, data)
        made.bare = tuple(bare)
        return made


def joined(
    items: Sequence[bytes], fonts: Mapping[str, Any], font: str, reach: float | None = None
) -> list[bytes]:
    """The operators that draw a text, with spans around letters that only seem to be parted. `fonts`: by the
    names that the operators have for them; `font`: the one in use before the first; `reach`: how far the
    letter that follows in the line is from the text's end, in thousandths of an em; None where none does."""
    if not _may_be_parted(items, fonts, font, reach or 0.0):
        return list(items)
    parts = list(_parts(items, fonts, font))
    glyphs = [part for part in parts if isinstance(part, _Glyph)]
    for lender in [font for font in fonts.values() if getattr(font, "lent", None) is not None]:
        if any(glyph.font is lender and int(glyph.number, 16) == lender.lent for glyph in glyphs):
            lender.lent = None  # a text has it
    if glyphs and reach is not None:
        _reach(parts, glyphs, reach)
    said = _said(glyphs)
    return [Said(b"\n".join(_written(parts, said)), items)] if said else list(items)


def _may_be_parted(items: Sequence[bytes], fonts: Mapping[str, Any], font: str, reach: float) -> bool:
    """Whether there is a gap behind any letter, told from the moves alone: in most texts there is none, and
    this is asked for each text of a book."""
    last, gap = "", 0.0
    for item in items:
        shown = _SHOWN.fullmatch(item)
        if shown is None:
            if found := _FONT.fullmatch(item):
                font = found[1].decode()
            continue
        for numbers, move in _PART.findall(shown[1]):
            if numbers:
                number = numbers[(len(numbers) - 1) // _DIGITS * _DIGITS :]
                last, gap = fonts[font].to_unicode.get(int(number, 16), ""), 0.0
            elif move:
                gap -= float(move)
                if gap >= _NEAREST and _is_letter(last):
                    return True
    return gap + reach >= _NEAREST and _is_letter(last)


def _parts(items: Sequence[bytes], fonts: Mapping[str, Any], font: str) -> Iterator[_Part]:
    """The glyphs one by one, and the operators between them."""
    glyph: _Glyph | None = None
    for item in items:
        shown = _SHOWN.fullmatch(item)
        if shown is None:
            if found := _FONT.fullmatch(item):
                font = found[1].decode()
            yield item
            continue
        for numbers, move in _PART.findall(shown[1]):
            if move and glyph is None:
                yield b"[" + move + b"] TJ"
            elif move and glyph is not None:
                glyph.moves += b" " + move
                glyph.gap -= float(move)
            for at in range(0, len(numbers), _DIGITS):
                number = numbers[at : at + _DIGITS]
                glyph = _Glyph(number, fonts[font].to_unicode.get(int(number, 16), ""), fonts[font])
                yield glyph


def _reach(parts: list[_Part], glyphs: list[_Glyph], reach: float) -> None:
    """Let the last letter reach to the next text by a blank that says nothing: a span cannot hold both."""
    last = glyphs[-1]
    if last.gap + reach < _NEAREST or not _is_letter(last.text):
        return
    blank = blank_of(last.font)
    if blank is None:
        return
    number, width = blank
    last.moves += b" %d" % round(width - reach)
    last.gap += reach
    end = _Glyph(b"%04x" % number, "", last.font, says_nothing=True)
    parts.append(end)
    glyphs.append(end)


def _said(glyphs: Sequence[_Glyph]) -> dict[int, str]:
    """What each span says, by its first glyph; by its last one, nothing."""
    said: dict[int, str] = {}
    first, text = None, ""
    for glyph, ahead in pairwise([*glyphs, _Glyph(b"", " ")]):
        if first is None:
            text = ""
        text += glyph.text
        if _seem_parted(glyph, ahead):
            first = first or glyph
        elif first is not None:
            said |= {id(first): text, id(glyph): ""}
            first = None
    return said


def _seem_parted(glyph: _Glyph, ahead: _Glyph) -> bool:
    return glyph.gap >= _NEAREST and _is_letter(glyph.text) and (ahead.says_nothing or _is_letter(ahead.text))


def _is_letter(text: str) -> bool:
    """Whether a glyph says something that is read from the left and is no space."""
    return bool(text.strip()) and all(unicodedata.bidirectional(sign) not in {"R", "AL"} for sign in text)


def _written(parts: Sequence[_Part], said: Mapping[int, str]) -> Iterator[bytes]:
    shown = b""
    for part in parts:
        if isinstance(part, bytes):
            yield from _shown(shown)
            yield part
            shown = b""
            continue
        text = said.get(id(part))
        if text:
            yield from _shown(shown)
            yield b"/Span <</ActualText <%s>>> BDC" % _hex(text)
            shown = b""
        shown += b"<" + part.number + b">"
        if text == "":
            yield from _shown(shown)
            yield b"EMC"
            shown = b""
        shown += part.moves
    yield from _shown(shown)


def _hex(text: str) -> bytes:
    return f"\ufeff{text}".encode("utf-16-be").hex().encode()


def _shown(parts: bytes) -> Iterator[bytes]:
    if parts:
        yield b"[" + parts.replace(b"><", b"") + b"] TJ"
