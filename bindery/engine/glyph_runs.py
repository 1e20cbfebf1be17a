"""What Pango made of a piece of text: the faces that were taken and what they lack, the places of the
spaces.

Used by `boxes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

_PT = 0.75
_GREY = 0.35
_DARK = 0.9  # of the black ink: with so much of it, nobody sees the others
_BOLD = 600  # the lightest weight that a reader takes for bold
_BLANKS = " \u00a0"
_SPACES = tuple(blank.encode() for blank in _BLANKS)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one style. `faces`: the family that each part of it is really set in; `colour`: “black”, “grey”
    or “colour”."""

    text: str
    left: float
    right: float
    size: float
    tag: str
    families: tuple[str, ...]
    faces: tuple[tuple[str, str], ...]
    gaps: tuple[tuple[float, float], ...]
    space: float
    """How wide each space would be if the line were not filled; 0 where there is none."""
    caps: str
    has_small_caps: bool
    figures: tuple[str, ...]
    spacing: float
    colour: str
    lacks: tuple[tuple[str, str], ...]
    """“italic” or “bold” for each part that was to be so, in a face that is not."""
    target: str
    """The id to which the text leads, or whose page it names."""


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """The glyphs of one face: family, text, gaps, and whether the face has small capitals of its own."""

    family: str
    text: str
    gaps: tuple[tuple[float, float], ...]
    font: Any
    slopes: bool
    weight: int


def run_of(box: Any) -> Run | None:
    """A text box as plain data; None when it shows nothing."""
    style = box.style
    if not box.text.strip("\u2060\u200b") or not style["font_size"] or style["visibility"] != "visible":
        return None
    glyphs = tuple(_glyphs(box))
    gaps = tuple(gap for part in glyphs for gap in part.gaps)
    numeric, spacing = style["font_variant_numeric"], style["letter_spacing"]
    caps = style["font_variant_caps"]
    return Run(
        text=box.text.strip("\u2060\u200b"),
        left=box.position_x * _PT,
        right=(box.position_x + box.width) * _PT,
        size=round(style["font_size"] * _PT, 2),
        tag=str(box.element_tag).partition("::")[0],
        families=tuple(style["font_family"]),
        faces=tuple((part.family, part.text) for part in glyphs),
        gaps=gaps,
        space=(gaps[0][1] - gaps[0][0]) / getattr(box, "scale", 1.0) - _added(box) * _PT if gaps else 0.0,
        caps=caps,
        has_small_caps=caps == "normal" or all(_has_small_caps(part.font) for part in glyphs),
        figures=() if isinstance(numeric, str) else tuple(numeric),
        spacing=0.0 if isinstance(spacing, str) else spacing * _PT,
        colour=_colour(style["color"]),
        lacks=tuple(_lacks(style, glyphs)),
        target=_target(box.element),
    )


def _added(box: Any) -> float:
    """What filling the line has added to the first space of a text, in pixels before letters are scaled."""
    planned = getattr(box, "added", None)
    if planned is None:
        return float(box.pango_layout.justification_spacing)
    first = next(at for at, sign in enumerate(box.text) if sign in _BLANKS)
    return float(planned[first])


def _lacks(style: Any, glyphs: tuple[_Glyphs, ...]) -> Iterator[tuple[str, str]]:
    for part in glyphs:
        if style["font_style"] != "normal" and not part.slopes:
            yield "italic", part.text
        if style["font_weight"] >= _BOLD and part.weight < _BOLD:
            yield "bold", part.text


def _target(element: Any) -> str:
    """The id that an element leads to."""
    if element is None or not hasattr(element, "attrib"):
        return ""
    return (element.get("data-target") or element.get("href") or "").partition("#")[2]


def _glyphs(box: Any) -> Iterator[_Glyphs]:
    """The glyphs of a text box, face by face."""
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango  # noqa: PLC0415 - after fontconfig is ours

    from bindery.engine.lines.pieces import settle  # noqa: PLC0415

    layout = box.pango_layout
    layout.reactivate(box.style)
    settle(box)
    line, _ = layout.get_first_line()
    unit = FROM_UNITS * getattr(box, "scale", 1.0)
    text, x, node = layout.text.encode(), box.position_x, line.runs[0]
    while node != ffi.NULL:
        item, node = node.data, node.next
        font, start = item.item.analysis.font, item.item.offset
        described = ffi.gc(
            pango.pango_font_describe_with_absolute_size(font), pango.pango_font_description_free
        )
        family = ffi.string(pango.pango_font_description_get_family(described)).decode()
        gaps = []
        for offset, units in _widths(item):
            if text[start + offset :].startswith(_SPACES):
                gaps.append((x * _PT, (x + units * unit) * _PT))
            x += units * unit
        words = text[start : start + item.item.length].decode(errors="replace")
        slopes = pango.pango_font_description_get_style(described) != pango.PANGO_STYLE_NORMAL
        weight = int(pango.pango_font_description_get_weight(described))
        yield _Glyphs(family, words, tuple(gaps), font, slopes, weight)
    layout.deactivate()


def _widths(item: Any) -> Iterator[tuple[int, int]]:
    """For each glyph, where its text begins (in bytes) and how wide it is."""
    count = item.glyphs.num_glyphs
    for glyph, cluster in zip(item.glyphs.glyphs[0:count], item.glyphs.log_clusters[0:count], strict=True):
        yield cluster, glyph.geometry.width


def _has_small_caps(font: Any) -> bool:
    """Tell whether a face has small capitals of its own."""
    from weasyprint.text.fonts import get_hb_object_data, get_pango_font_hb_face  # noqa: PLC0415

    return b"smcp" in (get_hb_object_data(get_pango_font_hb_face(font)) or b"")


def _colour(colour: Any) -> str:
    if colour.space == "device-cmyk":  # which has no sRGB without a press
        *tints, black = colour.coordinates[:4]
        if max(tints) > 0.1 and black < _DARK:
            return "colour"
        return "black" if black > 1 - _GREY else "grey"
    red, green, blue = colour.to("srgb").coordinates[:3]
    if max(red, green, blue) - min(red, green, blue) > 0.1:
        return "colour"
    return "grey" if red > _GREY else "black"
