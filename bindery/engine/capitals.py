"""How large a capital over three lines has to be in a face, so that it stands on the third. For `compose`."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from fontTools.ttLib import TTFont

from bindery.engine import fonts

LINES = 3
"""Lines that a capital at a chapter's head is high."""


@dataclass(frozen=True, slots=True)
class Capital:
    """The measures of a face that count: the height of its capitals, and by how much it reaches higher than
    it hangs; both in em."""

    height: float
    lift: float

    def css(self) -> str:
        """The measures as custom properties of the root.

        The capital's head is level with those of the first line, its foot with the last; since a line's
        letters are centred on ascent and descent, a line box of ``--face-cap-box`` lines puts it there.
        """
        box = 2 * LINES - 1 - (LINES - 1) * self.lift / self.height
        return f":root{{--face-cap:{self.height:.4f};--face-cap-lines:{LINES};--face-cap-box:{box:.4f};}}"


@functools.cache
def capital_of(family: str) -> Capital:
    """The measures of the regular face of a family; those of most faces if it is not there."""
    files = fonts.available().get(family, ())
    if not files or files[0].suffix == ".ttc":
        return Capital(0.66, 0.6)
    font = TTFont(files[0], lazy=True)
    em = font["head"].unitsPerEm
    height = getattr(font["OS/2"], "sCapHeight", 0) or 0.66 * em
    return Capital(height / em, (font["hhea"].ascent + font["hhea"].descent) / em)
