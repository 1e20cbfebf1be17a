"""Facts of the print PDF that need no rendering, by pikepdf (which holds qpdf): structure, fonts, links.

`complaints` runs all of them; `pdf_fonts` and `pdf_links` hold the two larger families.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from checkers import pdf_fonts, pdf_links

SLACK = 0.5  # points: what rounding of millimetres may cost


@dataclass(frozen=True, slots=True)
class Expected:
    """What the maker of the book knows; a field left empty is not checked."""

    families: frozenset[str] = frozenset()
    """Font families that the theme names; every other one on a page is a silent fallback."""
    title: str = ""
    language: str = ""
    trim: tuple[float, float] | None = None
    """Width and height of the cut page in points."""
    chapters: tuple[str, ...] = ()
    """Titles that the outline holds in this order, perhaps among others."""
    labels: tuple[str, ...] = ()
    """The printed number of each page."""


def complaints(path: Path, expected: Expected) -> tuple[str, ...]:
    """All that is wrong with the file's structure."""
    try:
        with pikepdf.open(path) as pdf:
            return tuple(complaint for check in CHECKS for complaint in check(pdf, expected))
    except pikepdf.PdfError as fault:
        return (f"not a PDF that qpdf can open: {fault}",)


def page_labels(path: Path) -> tuple[str, ...]:
    """The number of each page as a reader's page field shows it."""
    with pikepdf.open(path) as pdf:
        return tuple(page.label for page in pdf.pages)


def _syntax(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    for fault in pdf.check_pdf_syntax():
        yield f"qpdf: {fault}"


def _naming(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    title = str(pdf.docinfo.get("/Title", ""))
    if not title or (expected.title and title != expected.title):
        yield f"the title is {title!r}, not {expected.title!r}"
    language = str(pdf.Root.get("/Lang", ""))
    if not language or (expected.language and language != expected.language):
        yield f"the language is {language!r}, not {expected.language!r}"
    if not pdf.Root.get("/ViewerPreferences", pikepdf.Dictionary()).get("/DisplayDocTitle", False):
        yield "a reader's window would show the file's name, not the title"


def _metadata(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    if "/Metadata" not in pdf.Root:
        yield "there is no XMP metadata"
        return
    text = pdf.Root.Metadata.read_bytes().decode("utf-8", "replace")
    if not re.search(r"pdfuaid:part(=[\"']1|>1<)", text):
        yield "the XMP metadata does not claim PDF/UA-1"
    if "<dc:title>" not in text:
        yield "the XMP metadata has no title"


def _tags(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    if not pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False):
        yield "the file is not marked as tagged"
    if "/K" not in pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary()):
        yield "there is no tree of tags"


def _boxes(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    for number, page in enumerate(pdf.pages, 1):
        media, trim = (tuple(float(side) for side in box) for box in (page.mediabox, page.trimbox))
        size = (trim[2] - trim[0], trim[3] - trim[1])
        if trim[0] < media[0] or trim[1] < media[1] or trim[2] > media[2] or trim[3] > media[3]:
            yield f"page {number}: the trim box is larger than the sheet"
        if expected.trim and any(
            abs(have - want) > SLACK for have, want in zip(size, expected.trim, strict=True)
        ):
            yield f"page {number}: {size[0]:.1f} x {size[1]:.1f} points, not {expected.trim}"


def _labels(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    if not expected.labels:
        return
    found = tuple(page.label for page in pdf.pages)
    if len(found) != len(expected.labels):
        yield f"{len(found)} pages, {len(expected.labels)} labels expected"
    for number, (have, want) in enumerate(zip(found, expected.labels, strict=False), 1):
        if have != want:
            yield f"page {number} is labelled {have!r}, not {want!r}"
            return


def _fonts(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    return pdf_fonts.complaints(pdf, expected.families)


def _links(pdf: pikepdf.Pdf, expected: Expected) -> Iterator[str]:
    return pdf_links.complaints(pdf, expected.chapters)


CHECKS: tuple[Callable[[pikepdf.Pdf, Expected], Iterator[str]], ...] = (
    _syntax, _naming, _metadata, _tags, _boxes, _labels, _fonts, _links,
)  # fmt: skip
