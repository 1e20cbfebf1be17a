"""The faces of a book, embedded once, with the glyphs of all its parts. Used by `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pydyf

from bindery.engine import relocate
from bindery.engine.apart import configuration, prepare
from bindery.engine.conform import bare_outlines
from bindery.engine.galley import Fount, Galley, Plate
from bindery.engine.plain import Printed


class Lost(Exception):
    """Raised when a face is not found again by its description."""


def embed(screen: Sequence[Fount], press: Sequence[Fount], families: Sequence[str], version: str) -> Galley:
    """The faces for both files, as a galley without pages: its plates have the place of each face in order.
    `version`: of PDF, that the press's file has. Raises `Lost`."""
    prepare(families)
    plates = (_plate(screen, families, "1.7"), _plate(press, families, version))
    return Galley((), *plates, Printed(transparent=False, in_rgb=(), mixed=()))


def _plate(founts: Sequence[Fount], families: Sequence[str], version: str) -> Plate:
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415 - only once fontconfig sees our fonts alone
    from weasyprint.pdf import build_fonts_dictionary  # noqa: PLC0415

    pdf = pydyf.PDF()
    options = {**DEFAULT_OPTIONS, "pdf_version": version}
    made = build_fonts_dictionary(pdf, dict(_found(founts, families)), True, True, options)  # noqa: FBT003 - its own
    if version == "1.4":
        bare_outlines(pdf)
    block, places = relocate.block(pdf, {}, {pdf.pages.number, pdf.catalog.number})
    faces = tuple(places[int(made[fount.name].split()[0])] for fount in founts)
    return Plate(block, faces, (), founts=tuple(founts))


def _found(founts: Sequence[Fount], families: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """The faces as WeasyPrint has them, each by its name."""
    for fount in founts:
        font = _load(fount, families)
        if font.hash != fount.name:
            raise Lost(fount.described)
        font.to_unicode, font.widths = dict(fount.texts), dict(fount.widths)
        yield fount.name, font


@cache
def _declare() -> None:
    """Tell of a function of Pango that WeasyPrint does not use."""
    from weasyprint.text.ffi import ffi  # noqa: PLC0415

    ffi.cdef("PangoFontDescription* pango_font_description_from_string(const char* str);")


def _load(fount: Fount, families: Sequence[str]) -> Any:
    """Have Pango find a face by its description."""
    from weasyprint.pdf.fonts import Font  # noqa: PLC0415
    from weasyprint.text.ffi import TO_UNITS, ffi, gobject, pango  # noqa: PLC0415
    from weasyprint.text.fonts import get_pango_font_key  # noqa: PLC0415

    _declare()
    described = ffi.gc(
        pango.pango_font_description_from_string(fount.described.encode()), pango.pango_font_description_free
    )
    pango.pango_font_description_set_absolute_size(described, fount.size * TO_UNITS)
    chart = configuration(tuple(families)).font_map
    context = ffi.gc(pango.pango_font_map_create_context(chart), gobject.g_object_unref)
    loaded = ffi.gc(pango.pango_font_map_load_font(chart, context, described), gobject.g_object_unref)
    _, found, size = get_pango_font_key(loaded)
    return Font(loaded, found, size)
