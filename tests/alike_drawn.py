"""What pdfium finds drawn on the pages of a PDF: the ground of `alike` and `alike_tags`."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

_DEPTH = 8  # drawings within drawings
_KINDS: Mapping[int, str] = {
    pdfium.FPDF_PAGEOBJ_TEXT: "text",
    pdfium.FPDF_PAGEOBJ_PATH: "path",
    pdfium.FPDF_PAGEOBJ_IMAGE: "picture",
    pdfium.FPDF_PAGEOBJ_SHADING: "shading",
    pdfium.FPDF_PAGEOBJ_FORM: "drawing",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """One thing on a page: its kind, its text or "", red, green, blue and opacity as pdfium fills it, its
    number among the marked contents of the page or -1, and its left, bottom, right and top in points."""

    kind: str
    text: str
    colour: tuple[int, ...]
    mark: int
    box: tuple[float, ...]


@dataclass(frozen=True)
class DrawnPage:
    """A page: its text as a reader copies it, and all that is drawn, in the order of drawing."""

    text: str
    things: tuple[Drawn, ...]

    @cached_property
    def marked(self) -> Mapping[int, str]:
        """What each number marks: texts, and the kinds of what is no text."""
        found: dict[int, list[str]] = {}
        for thing in self.things:
            if thing.mark >= 0:
                found.setdefault(thing.mark, []).append(thing.text.strip() or f"({thing.kind})")
        return {mark: " ".join(said) for mark, said in found.items()}


def drawn(path: Path) -> tuple[DrawnPage, ...]:
    """All pages of a file."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        return tuple(_page(page) for page in pdf)


def _page(page: pypdfium2.PdfPage) -> DrawnPage:
    with closing(page.get_textpage()) as text:
        return DrawnPage(text.get_text_bounded(), tuple(_things(page, text)))


def _things(page: pypdfium2.PdfPage, text: pypdfium2.PdfTextPage) -> Iterator[Drawn]:
    for thing in page.get_objects(max_depth=_DEPTH):
        kind = _KINDS.get(thing.type, "unknown")
        said = _said(thing.raw, text.raw) if kind == "text" else ""
        mark = pdfium.FPDFPageObj_GetMarkedContentID(thing.raw) if not thing.level else -1
        yield Drawn(kind, said, _filled(thing.raw), mark, tuple(thing.get_bounds()))


def _filled(thing: object) -> tuple[int, ...]:
    """The colour of a thing; of what has none, as a picture, pdfium leaves the numbers at 0."""
    inks = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(thing, *inks)
    return tuple(ink.value for ink in inks)


def _said(thing: object, text: object) -> str:
    """The text of an object; pdfium wants to know how long it is before it tells it."""
    length = pdfium.FPDFTextObj_GetText(thing, text, None, 0)
    room = ctypes.create_string_buffer(length)
    pdfium.FPDFTextObj_GetText(thing, text, ctypes.cast(room, ctypes.POINTER(pdfium.FPDF_WCHAR)), length)
    return room.raw[: length - 2].decode("utf-16-le", "replace")
