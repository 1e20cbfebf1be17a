"""Which characters a glyph stands for, read from the font itself. Used by `repairs`.

A PDF tells what its glyphs mean by one table for each font. WeasyPrint fills it as glyphs are drawn: one
glyph gets the text of its whole cluster, the others get none, which fails where a letter and its vowel mark
are a cluster, as in Arabic. The font knows better: its character map, followed through its substitutions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any

from fontTools.ttLib import TTFont

_ROUNDS = 4  # a letter is substituted by its form, the form by a variant, the variant by a ligature


@lru_cache(maxsize=32)
def glyph_texts(file_content: bytes, index: int) -> Mapping[int, str]:
    """The text of each glyph, by glyph id, that follows from the font's tables; other glyphs are left out."""
    font = TTFont(BytesIO(file_content), fontNumber=index, lazy=True)
    texts: dict[str, str] = {}
    for code, name in sorted(font.getBestCmap().items()):
        # A compatibility form (U+FB50…, U+FE70…) is not what anybody types.
        if name not in texts or 0xFB50 <= ord(texts[name][0]) <= 0xFEFF:
            texts[name] = chr(code)
    for _ in range(_ROUNDS):
        for inputs, output in _substitutions(font):
            if output not in texts and all(name in texts for name in inputs):
                texts[output] = "".join(texts[name] for name in inputs)
        _take_apart(font, texts)
    return {font.getGlyphID(name): text for name, text in texts.items()}


def blank_of(font: Any) -> tuple[int, int] | None:
    """The glyph of a space in a font of WeasyPrint, with its width in thousandths of an em; it will be in the
    file, and is noted as `lent` on the font if no text has it. None where the font has none."""
    found = next((glyph for glyph, text in font.to_unicode.items() if text == " "), None)
    if found is None and not font.variations:
        found, width = _space(font.file_content, font.index)
        if found is not None:
            font.to_unicode[found], font.widths[found] = " ", width
            font.lent = found
    return None if found is None else (found, font.widths[found])


def plain_space(font: Any) -> None:
    """Have the glyph of a space in a font of WeasyPrint mean one, where a font draws the fourth of an em with
    it, too: what is copied or sought should not depend on which of the two came first."""
    if any(text != " " and text.isspace() for text in font.to_unicode.values()):
        space, _ = _space(font.file_content, font.index)
        if space in font.to_unicode:
            font.to_unicode[space] = " "


@lru_cache(maxsize=32)
def _space(file_content: bytes, index: int) -> tuple[int | None, int]:
    font = TTFont(BytesIO(file_content), fontNumber=index, lazy=True)
    name = font.getBestCmap().get(ord(" "))
    if name is None:
        return None, 0
    return font.getGlyphID(name), round(font["hmtx"][name][0] * 1000 / font["head"].unitsPerEm)


def _take_apart(font: Any, texts: dict[str, str]) -> None:
    """A glyph that is taken apart speaks through one of its parts: the one that means the same already, else
    the first; the others mean nothing unless they have a meaning of their own."""
    for table in _tables(font):
        if table.LookupType != 2:
            continue
        for name, parts in table.mapping.items():
            if name not in texts or not parts:
                continue
            if all(texts.get(part) != texts[name] for part in parts):
                texts.setdefault(parts[0], texts[name])
            for part in parts:
                texts.setdefault(part, "")


def _substitutions(font: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each substitution of the font as its inputs and its (first) output."""
    for table in _tables(font):
        yield from _rules(table)


def _tables(font: Any) -> Iterator[Any]:
    for lookup in font["GSUB"].table.LookupList.Lookup if "GSUB" in font else ():
        # An extension only wraps the table.
        yield from (getattr(table, "ExtSubTable", table) for table in lookup.SubTable)


def _rules(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    kind = table.LookupType
    if kind == 1:
        yield from (((name,), output) for name, output in table.mapping.items())
    elif kind == 3:
        yield from (((name,), output) for name, outputs in table.alternates.items() for output in outputs)
    elif kind == 4:
        for first, ligatures in table.ligatures.items():
            yield from (((first, *ligature.Component), ligature.LigGlyph) for ligature in ligatures)
