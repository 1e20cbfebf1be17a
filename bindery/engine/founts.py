"""The faces that a part uses, with the glyphs that it shows. Used by `draw` and `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from bindery.engine.galley import Fount


def founts_of(document: Any, *, lent: bool = True) -> tuple[Fount, ...]:
    """The faces of a document; without glyphs that were `lent`, which only the screen's file has."""
    return tuple(
        merged(
            _fount(font, None if lent else getattr(font, "lent", None)) for font in document.fonts.values()
        )
    )


def _fount(font: Any, without: int | None) -> Fount:
    texts, widths = (
        {glyph: its for glyph, its in each.items() if glyph != without}
        for each in (font.to_unicode, font.widths)
    )
    return Fount(font.hash, font.described, font.font_size, texts, widths)


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
