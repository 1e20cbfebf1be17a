"""The faces that a part uses, with the glyphs that it shows. Used by `draw` and `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bindery.engine.galley import Fount


def founts_of(document: Any, *, lent: bool = True) -> tuple[Fount, ...]:
    """The faces of a document; without glyphs that were `lent`, which only the screen's file has."""
    founts = []
    for font in document.fonts.values():
        fount = Fount(font.hash, font.described, font.font_size, font.to_unicode, font.widths)
        founts.append(without(fount, () if lent else {getattr(font, "lent", None)}))
    return tuple(merged(founts))


def without(fount: Fount, glyphs: Collection[int | None]) -> Fount:
    """A face without some of its glyphs."""
    texts = {glyph: text for glyph, text in fount.texts.items() if glyph not in glyphs}
    widths = {glyph: width for glyph, width in fount.widths.items() if glyph not in glyphs}
    return replace(fount, texts=texts, widths=widths)


def merged(founts: Iterable[Fount]) -> Iterator[Fount]:
    """Each face once, with all glyphs of its uses in the order of their numbers. A glyph that stands for
    several characters has the text of its first use."""
    found: dict[str, Fount] = {}
    for fount in founts:
        known = found.get(fount.name, fount)
        texts, widths = {**fount.texts, **known.texts}, {**fount.widths, **known.widths}
        found[fount.name] = replace(known, texts=texts, widths=widths)
    for fount in found.values():
        texts, widths = dict(sorted(fount.texts.items())), dict(sorted(fount.widths.items()))
        yield replace(fount, texts=texts, widths=widths)
