"""Pages of the PDF as pdfium sees them: their text, their ink, and where ink may not be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pypdfium2
from PIL.Image import Image

UNKNOWN = 0xFFFD
INKED = 200  # grey level: paler than this is the fringe of antialiasing
SLACK = 2.0  # points: hanging punctuation, side bearings, a pixel's width


Drawn = tuple[int, int, object, object]
"""MuPDF's row for a letter on the page: character, glyph, origin, box."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The smallest box around all ink of a page: distances from the trimmed page's edges, in points."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Free:
    """Room that has to stay free of ink, in points."""

    edge: float = 0
    """On all four sides: what the cutting knife may take."""
    inner: float = 0
    """Beside the spine: left of a recto, right of a verso."""
    outer: float = 0
    """Beside the fore edge."""
    rtl: bool = False
    """The book opens to the other side: odd pages are left ones."""


def page_texts(path: Path) -> tuple[str, ...]:
    """The text layer of each page, in the order it was drawn."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        return tuple(page.get_textpage().get_text_bounded() for page in pdf)


def ink_of(path: Path) -> tuple[Ink | None, ...]:
    """The ink of each page; None for a page that is truly blank."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        return tuple(_ink(page) for page in pdf)


def ink_complaints(path: Path, free: Free, *, full_bleed: Collection[int] = ()) -> tuple[str, ...]:
    """Ink too near an edge or beside the column, on every page (from 1) that is not meant to bleed."""
    return tuple(
        f"page {number}: ink {have:.1f} points from the {side}, {want:.1f} have to stay free"
        for number, ink in enumerate(ink_of(path), 1)
        if ink is not None and number not in full_bleed
        for side, have, want in _sides(number, ink, free)
        if have < want - SLACK
    )


def blank_complaints(path: Path, blank: Collection[int]) -> tuple[str, ...]:
    """Pages (from 1) that ought to be blank and are not, or are blank and ought not to be."""
    found = {number for number, ink in enumerate(ink_of(path), 1) if ink is None}
    inked = (f"page {number}: there is ink on a blank page" for number in sorted(set(blank) - found))
    empty = (f"page {number}: the page is blank" for number in sorted(found - set(blank)))
    return (*inked, *empty)


def glyph_complaints(path: Path) -> tuple[str, ...]:
    """Characters that no font could draw: a box on paper; the first of each page."""
    return _first_of_each_page(path, lambda row: row[1] == 0, "has no glyph for")


def mapping_complaints(path: Path) -> tuple[str, ...]:
    """Glyphs that stand for no character: copied or read aloud, a word is damaged; one a page."""
    return _first_of_each_page(path, lambda row: row[0] == UNKNOWN, "draws what reads as")


def _first_of_each_page(path: Path, bad: Callable[[Drawn], bool], what: str) -> tuple[str, ...]:
    with closing(pymupdf.open(path)) as pdf:
        first = ((page.number + 1, next(_characters(page, bad), None)) for page in pdf)
        return tuple(f"page {number}: {found[0]} {what} U+{found[1]:04X}" for number, found in first if found)


def _characters(page: pymupdf.Page, bad: Callable[[Drawn], bool]) -> Iterator[tuple[str, int]]:
    for span in page.get_texttrace():
        yield from ((span["font"], row[0]) for row in span["chars"] if bad(row))


def _sides(number: int, ink: Ink, free: Free) -> tuple[tuple[str, float, float], ...]:
    right_hand = (number % 2 == 1) is not free.rtl
    inner, outer = (ink.left, ink.right) if right_hand else (ink.right, ink.left)
    return (
        ("head", ink.top, free.edge),
        ("foot", ink.bottom, free.edge),
        ("spine", inner, max(free.edge, free.inner)),
        ("fore edge", outer, max(free.edge, free.outer)),
    )


def _ink(page: pypdfium2.PdfPage) -> Ink | None:
    image: Image = page.render(scale=1, grayscale=True).to_pil().convert("L")
    box = image.point([255 * (grey < INKED) for grey in range(256)]).getbbox()
    if box is None:
        return None
    media, trim = page.get_mediabox(), page.get_trimbox()
    return Ink(
        left=box[0] - (trim[0] - media[0]),
        top=box[1] - (media[3] - trim[3]),
        right=image.width - box[2] - (media[2] - trim[2]),
        bottom=image.height - box[3] - (trim[1] - media[1]),
    )
