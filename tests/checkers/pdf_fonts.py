"""Fonts of the PDF: each embedded, cut down to what is used, and of a family that the theme names."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

SUBSET = re.compile(r"^[A-Z]{6}\+")


def complaints(pdf: pikepdf.Pdf, families: frozenset[str]) -> Iterator[str]:
    """What is wrong with each font of the file; no families means that any will do."""
    for font in fonts(pdf):
        name = str(font.get("/BaseFont", "(nameless)")).lstrip("/")
        if font.get("/Subtype") == "/Type3":
            yield f"font {name} is a set of pictures (Type 3)"
            continue
        descriptor = _descriptor(font)
        if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
            yield f"font {name} is not embedded"
        elif not SUBSET.match(name):
            yield f"font {name} is embedded whole, not as a subset"
        family = _family(descriptor, name)
        if families and family not in families:
            yield f"font {name} is of the family {family!r}, which the theme does not name"


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every font that pages can use; the halves of composite fonts are not fonts of their own."""
    for thing in pdf.objects:
        if (
            isinstance(thing, pikepdf.Dictionary)
            and thing.get("/Type") == "/Font"
            and not str(thing.get("/Subtype", "")).startswith("/CIDFont")
        ):
            yield thing


def _descriptor(font: pikepdf.Object) -> pikepdf.Object:
    halves = font.get("/DescendantFonts")
    owner = halves[0] if halves is not None else font
    return owner.get("/FontDescriptor", pikepdf.Dictionary())


def _family(descriptor: pikepdf.Object, name: str) -> str:
    return str(descriptor.get("/FontFamily", SUBSET.sub("", name)))
