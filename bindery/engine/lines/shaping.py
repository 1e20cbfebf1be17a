"""How wide each character of a text is: shaped once, without a line's end. Used by `paragraph`.

The private part of WeasyPrint 70 that is used here is `text.line_break.Layout`, and Pango's structures
through its `ffi` (a glyph takes 20 bytes, `PangoGlyphInfo`; the attributes of a character 4, `PangoLogAttr`).
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, get_log_attrs, line_size

_GLYPH = 5  # integers in a PangoGlyphInfo; the second is the width
_ATTRIBUTES = 4  # bytes in a PangoLogAttr; the first bit says that a line may break before the character


@dataclass(frozen=True, slots=True)
class Shape:
    """A text as it was shaped. `widths`: sums up to each character, in pixels. Unless it is `plain`, a part
    of it may be of another width or height than the sums say. `direction`: Pango's, odd for right to left."""

    widths: array[float]
    height: float
    baseline: float
    plain: bool
    direction: int


def shaped(text: str, style: Any) -> Shape:
    """Shape a text by itself in one line."""
    layout = Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    _, height = line_size(line, style)
    baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    clusters, fonts = _clusters(line)
    advances = _advances(text, clusters)
    plain = fonts == 1 and style["letter_spacing"] == "normal"
    return Shape(
        array("d", (0.0, *accumulate(advances))), height, baseline, plain, layout.first_line_direction
    )


def _clusters(line: Any) -> tuple[dict[int, float], int]:
    """The width of each cluster by the byte that it begins at, and how many faces there are."""
    found: dict[int, float] = {}
    fonts = set()
    node = line.runs[0]
    while node != ffi.NULL:
        item, node = node.data, node.next
        fonts.add(item.item.analysis.font)
        count, offset = item.glyphs.num_glyphs, item.item.offset
        widths = memoryview(ffi.buffer(item.glyphs.glyphs, count * _GLYPH * 4)).cast("i")[1::_GLYPH]
        for cluster, units in zip(ffi.unpack(item.glyphs.log_clusters, count), widths.tolist(), strict=True):
            byte = offset + cluster
            found[byte] = found[byte] + units * FROM_UNITS if byte in found else units * FROM_UNITS
    return found, len(fonts)


def _advances(text: str, clusters: dict[int, float]) -> list[float]:
    """Each character's width; a cluster of several, as a ligature, is shared among them."""
    if len(clusters) == len(text):
        return [clusters[at] for at in sorted(clusters)]
    starts: list[int] = []
    byte = 0
    for number, character in enumerate(text):
        if byte in clusters:
            starts.append(number)
        byte += len(character.encode())
    widths = [clusters[at] for at in sorted(clusters)]
    advances = [0.0] * len(text)
    for start, end, width in zip(starts, [*starts[1:], len(text)], widths, strict=False):
        advances[start:end] = [width / (end - start)] * (end - start)
    return advances


def breakable(text: str, language: str) -> list[int]:
    """The characters of a text before which a line may begin (UAX 14, as Pango reads it)."""
    attributes = get_log_attrs(text, language)
    flags = bytes(ffi.buffer(attributes, (len(text) + 1) * _ATTRIBUTES))[::_ATTRIBUTES]
    return [number for number in range(1, len(text)) if flags[number] & 1]
