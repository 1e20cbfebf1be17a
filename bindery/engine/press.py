"""What a printing house wants of a file besides inks: page boxes, bleed, marks. Used by `plain`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

from bindery.engine.conform import Conformance

_PT_PER_MM = 72 / 25.4
_GAP = 3 * _PT_PER_MM  # from the trimmed edge to a mark, if the bleed wants no more
_CLEAR = 1 * _PT_PER_MM  # from the bleed to a mark
_LENGTH = 5 * _PT_PER_MM
_MARGIN = 2 * _PT_PER_MM  # white beyond the marks
_RADIUS = 1.5 * _PT_PER_MM
_FINE = 0.25  # points
_ALL = "all-plates"

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""


@dataclass(frozen=True, slots=True)
class Press:
    """What the printing house asked for. `bleed` in mm; `marks` of ``crop`` and ``cross``; `profile` is the
    ICC profile of its press, empty when none is known."""

    bleed: float = 0.0
    marks: tuple[str, ...] = ()
    conformance: Conformance | None = None
    profile: bytes = field(default=b"", repr=False)


def dress(pdf: Any, press: Press) -> None:
    """Give each page of a `pydyf.PDF` its boxes and marks. A page's trimmed leaf begins at 0, 0."""
    bleed = press.bleed * _PT_PER_MM
    start = max(bleed + _CLEAR, _GAP)
    slug = start + _LENGTH + _MARGIN if press.marks else bleed
    if press.marks:
        _add_space(pdf)
    for number in pdf.pages["Kids"][::3]:
        page = pdf.objects[number]
        trim = _trim(page)
        page["TrimBox"] = pydyf.Array(trim)
        page["BleedBox"] = pydyf.Array(_grown(trim, bleed))
        page["MediaBox"] = pydyf.Array(_grown(trim, slug))
        if press.marks:
            _mark(pdf, page, trim, start, press.marks)


def _trim(page: Any) -> Box:
    left, bottom, right, top = (float(side) for side in page["TrimBox"])
    return left, bottom, right, top


def _grown(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _add_space(pdf: Any) -> None:
    """A colour that is on all plates, since marks tell how the plates lie on each other."""
    tint = {"FunctionType": 2, "Domain": [0, 1], "C0": [0, 0, 0, 0], "C1": [1, 1, 1, 1], "N": 1}
    function = pydyf.Dictionary(
        {key: pydyf.Array(value) if isinstance(value, list) else value for key, value in tint.items()}
    )
    _spaces(pdf)[_ALL] = pydyf.Array(["/Separation", "/All", "/DeviceCMYK", function])


def _spaces(pdf: Any) -> Any:
    page = pdf.objects[pdf.pages["Kids"][0]]
    resources = pdf.objects[_number(page["Resources"])]
    return pdf.objects[_number(resources["ColorSpace"])]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _mark(pdf: Any, page: Any, trim: Box, start: float, marks: tuple[str, ...]) -> None:
    """Draw the marks into a stream of their own, beside the page's, from `start` points off the leaf on."""
    stream = pydyf.Stream(compress=True)
    stream.push_state()
    stream.set_color_space(_ALL, stroke=True)
    stream.set_color_special(None, True, 1)  # noqa: FBT003 - pydyf takes it by position only
    stream.set_line_width(_FINE)
    lines = [*_crops(trim, start)] if "crop" in marks else []
    lines += _crosses(trim, start) if "cross" in marks else ()
    for x1, y1, x2, y2 in lines:
        stream.move_to(x1, y1)
        stream.line_to(x2, y2)
        stream.stroke()
    if "cross" in marks:
        for x, y in _centres(trim, start):
            _circle(stream, x, y)
    stream.pop_state()
    pdf.add_object(stream)
    # First, since the page's stream leaves its turned axes behind.
    page["Contents"] = pydyf.Array([stream.reference, page["Contents"]])


def _crops(trim: Box, start: float) -> Iterator[Box]:
    """Where to cut: two lines at each corner, outside the leaf and its bleed."""
    left, bottom, right, top = trim
    for x, away in ((left, -1), (right, 1)):
        for y in (bottom, top):
            yield x + away * start, y, x + away * (start + _LENGTH), y
    for y, away in ((bottom, -1), (top, 1)):
        for x in (left, right):
            yield x, y + away * start, x, y + away * (start + _LENGTH)


def _centres(trim: Box, start: float) -> Iterator[tuple[float, float]]:
    left, bottom, right, top = trim
    out = start + _LENGTH / 2
    middle, centre = (left + right) / 2, (bottom + top) / 2
    yield from ((middle, bottom - out), (middle, top + out), (left - out, centre), (right + out, centre))


def _crosses(trim: Box, start: float) -> Iterator[Box]:
    """How the plates lie on each other: a cross in the middle of each side."""
    for x, y in _centres(trim, start):
        yield x - _LENGTH / 2, y, x + _LENGTH / 2, y
        yield x, y - _LENGTH / 2, x, y + _LENGTH / 2


def _circle(stream: Any, x: float, y: float) -> None:
    """A circle of four curves."""
    r, k = _RADIUS, _RADIUS * 0.5523
    stream.move_to(x + r, y)
    stream.curve_to(x + r, y + k, x + k, y + r, x, y + r)
    stream.curve_to(x - k, y + r, x - r, y + k, x - r, y)
    stream.curve_to(x - r, y - k, x - k, y - r, x, y - r)
    stream.curve_to(x + k, y - r, x + r, y - k, x + r, y)
    stream.stroke()
