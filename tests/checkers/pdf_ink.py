"""What a printing house looks for in a file, by pikepdf: inks, boxes, and nothing that is not printed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

_SCREEN = frozenset({"rg", "RG"})
_UNPRINTED = ("/Outlines", "/StructTreeRoot", "/MarkInfo", "/PageLabels", "/AcroForm", "/OpenAction", "/AA")
_SCREEN_KEYS = ("/Annots", "/AA", "/StructParents")
_DARK = 0.9  # of the black ink: what is so dark and has other inks too is a mixed black
_SLACK = 0.01  # points


@dataclass(slots=True)
class _Seen:
    """Streams that were looked at already, since pages share them."""

    numbers: set[tuple[int, int]] = field(default_factory=set)

    def is_new(self, thing: Object) -> bool:
        """Tell whether a stream is met for the first time."""
        if not thing.is_indirect:
            return True
        is_new = thing.objgen not in self.numbers
        self.numbers.add(thing.objgen)
        return is_new


def complaints(path: Path, *, bleed: float = 0.0) -> tuple[str, ...]:
    """All that a printing house would send back. `bleed` is what was ordered, in points."""
    with pikepdf.open(path) as pdf:
        seen = _Seen()
        found = [*_unprinted(pdf), *(f"qpdf: {fault}" for fault in pdf.check_pdf_syntax())]
        for number, page in enumerate(pdf.pages, 1):
            rows = (*_extras(page.obj), *_boxes(page, bleed), *_colours(page.obj, page.obj, seen))
            found += [f"page {number}: {row}" for row in rows]
        found += _fonts(pdf)
    return tuple(dict.fromkeys(found))


def _unprinted(pdf: Pdf) -> Iterator[str]:
    yield from (f"{key[1:]} is of no use on a press" for key in _UNPRINTED if key in pdf.Root)
    if "/Names" in pdf.Root and len(pdf.Root.Names):
        yield "Names are of no use on a press"


def _extras(page: Object) -> Iterator[str]:
    yield from (f"{key[1:]} is of no use on a press" for key in _SCREEN_KEYS if key in page)


def _boxes(page: pikepdf.Page, bleed: float) -> Iterator[str]:
    for key in ("/TrimBox", "/BleedBox", "/MediaBox"):
        if key not in page.obj:
            yield f"there is no {key[1:]}"
            return
    trim, bled, media = (_sides(box) for box in (page.trimbox, page.obj.BleedBox, page.mediabox))
    grown = (trim[0] - bleed, trim[1] - bleed, trim[2] + bleed, trim[3] + bleed)
    if any(abs(a - b) > _SLACK for a, b in zip(grown, bled, strict=True)):
        yield f"the bleed box is {bled}, not {grown}"
    if any(a < b - _SLACK for a, b in zip(bled[:2], media[:2], strict=True)) or any(
        a > b + _SLACK for a, b in zip(bled[2:], media[2:], strict=True)
    ):
        yield "the bleed box is larger than the sheet"


def _sides(box: Object) -> tuple[float, ...]:
    return tuple(round(float(side), 3) for side in box.as_list())


def _colours(stream: Object, owner: Object, seen: _Seen) -> Iterator[str]:
    """Colours that are no inks, in a stream and in all that it draws."""
    for row in pikepdf.parse_content_stream(stream):
        yield from _judged([*row.operands], str(row.operator))
    resources = owner.get("/Resources", Dictionary())
    for kind in ("/XObject", "/Pattern"):
        for thing in resources.get(kind, Dictionary()).values():
            if seen.is_new(thing):
                yield from _drawn(thing, seen)
    for shading in resources.get("/Shading", Dictionary()).values():
        if shading.ColorSpace not in {Name.DeviceCMYK, Name.DeviceGray}:
            yield f"a gradient in {shading.ColorSpace}"


def _drawn(thing: Object, seen: _Seen) -> Iterator[str]:
    if thing.get("/Subtype") == Name.Image:
        if thing.ColorSpace == Name.DeviceRGB:
            yield "a picture in RGB of no particular screen"
    elif isinstance(thing, Stream):
        if thing.get("/Group", Dictionary()).get("/CS") == Name.DeviceRGB:
            yield "a group is mixed in RGB"
        yield from _colours(thing, thing, seen)
    elif "/Shading" in thing and thing.Shading.ColorSpace not in {Name.DeviceCMYK, Name.DeviceGray}:
        yield f"a gradient in {thing.Shading.ColorSpace}"


def _judged(operands: list[Object], operator: str) -> Iterator[str]:
    if operator in _SCREEN:
        yield f"a colour of the screen: {' '.join(map(str, operands))} {operator}"
    elif operator in {"cs", "CS"} and str(operands[0]).startswith("/lab"):
        yield "a colour of the screen, as Lab"
    elif operator in {"k", "K"} or (operator in {"scn", "SCN"} and len(operands) == 4):
        cyan, magenta, yellow, black = (float(amount) for amount in operands)
        if black >= _DARK and cyan + magenta + yellow > 0:
            yield f"a black of several inks: {cyan:g} {magenta:g} {yellow:g} {black:g}"


def _fonts(pdf: Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary) or thing.get("/Type") != Name.FontDescriptor:
            continue
        if not any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3")):
            yield f"{thing.FontName} is not embedded"
