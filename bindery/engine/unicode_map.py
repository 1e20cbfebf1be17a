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
    rules = tuple(_substitutions(font))
    for _ in range(_ROUNDS):
        for inputs, output in rules:
            if output not in texts and all(name in texts for name in inputs):
                texts[output] = "".join(texts[name] for name in inputs)
    return {font.getGlyphID(name): text for name, text in texts.items()}


def _substitutions(font: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each substitution of the font as its inputs and its (first) output."""
    if "GSUB" not in font:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)  # noqa: PLW2901 - an extension only wraps the table
            yield from _rules(table)


def _rules(table: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    kind = table.LookupType
    if kind == 1:
        yield from (((name,), output) for name, output in table.mapping.items())
    elif kind == 2:
        yield from (((name,), outputs[0]) for name, outputs in table.mapping.items() if outputs)
    elif kind == 3:
        yield from (((name,), output) for name, outputs in table.alternates.items() for output in outputs)
    elif kind == 4:
        for first, ligatures in table.ligatures.items():
            yield from (((first, *ligature.Component), ligature.LigGlyph) for ligature in ligatures)
