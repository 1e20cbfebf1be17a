"""How far signs hang over the edge of the measure, so that it looks straight. Used by `paragraph`.

The shares are of a sign's own width, in the range of microtype's settings for old-style faces.
"""

from __future__ import annotations

from collections.abc import Mapping

RIGHT: Mapping[str, float] = {
    ".": 0.6, ",": 0.6, ";": 0.35, ":": 0.4, "-": 0.5, "\u2010": 0.5, "\u2011": 0.5, "\u2013": 0.25,
    "\u2014": 0.15, "\u2019": 0.6, "\u201d": 0.5, "'": 0.5, '"': 0.4, "!": 0.15, "?": 0.15, "\u00bb": 0.3,
    "\u203a": 0.3, "\u2026": 0.1,
}  # fmt: skip
LEFT: Mapping[str, float] = {
    "\u2018": 0.6, "\u201c": 0.5, "\u201e": 0.5, "\u201a": 0.6, "\u00ab": 0.3, "\u2039": 0.3,
    "'": 0.5, '"': 0.4,
}  # fmt: skip
