"""Numbers of pages that are filled in when all is laid out: contents are drawn with eights, and what tells
which page becomes that page's number when parts are linked. Used by `draw` and `outputs.galleys`.

Contents then need to be laid out again only when a number gets a figure more. It is done only with figures
that are all as wide and stand side by side alike, each being one glyph; else contents are drawn with their
numbers.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from inspect import unwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bindery.engine.galley import Fount, Galley, Plate

_FIGURES = "0123456789"
_SIDE_BY_SIDE = _FIGURES + "".join(one + other for one in _FIGURES for other in _FIGURES)
_SHOWN = re.compile(rb"\[(.*)\] TJ", re.DOTALL)
_PART = re.compile(rb"<([0-9a-f]*)>|([-0-9.e]+)")
_FACE = re.compile(rb"/(\S+) \S+ Tf")
_MARK = re.compile(rb"\x01(\d+) (\d+)\x01")
_GLYPH = 4  # figures of a glyph's number


@dataclass(frozen=True, slots=True)
class Slot:
    """A number that is filled in: of the page where `target` begins, in figures of a face; `glyphs` are those
    of the ten figures, in the sixteen of a PDF."""

    target: str
    face: str
    glyphs: tuple[str, ...]
    width: int


def stand_in(number: int) -> int:
    """A number as long as another: so it is drawn until the other is known."""
    return int("8" * len(str(number)))


class Unalike(Exception):
    """Raised when figures cannot be exchanged for one another."""


@contextmanager
def marking() -> Iterator[list[Slot]]:
    """Draw stand-ins as marks; the slots, in the order of their marks. Raises `Unalike`."""
    from weasyprint.draw import text  # noqa: PLC0415 - only once fontconfig sees our fonts alone

    found: list[Slot] = []
    draw = text.draw_first_line
    text.draw_first_line = _marked(draw, found)
    try:
        yield found
    finally:
        text.draw_first_line = draw


def _marked(draw: Callable[..., Any], found: list[Slot]) -> Callable[..., Any]:
    def marked(stream: Any, box: Any, *rest: Any) -> Any:
        before = len(stream.stream)
        drawn = draw(stream, box, *rest)
        element = box.element
        target = "" if element is None or not hasattr(element, "get") else element.get("data-target") or ""
        if target and set(box.text) == {"8"}:
            slot = replace(_figures(unwrap(draw), stream, box, rest), target=target.removeprefix("#"))
            stream.stream[before:] = _with_marks(stream.stream[before:], slot, len(found), len(box.text))
            found.append(slot)
        return drawn

    return marked


def _figures(draw: Callable[..., Any], stream: Any, box: Any, rest: Sequence[Any]) -> Slot:
    """The ten figures as they are drawn in the place of a text. Raises `Unalike`."""
    sheet = stream.clone(tags=None)
    layout, written = box.pango_layout, box.pango_layout.text
    layout.set_text(_SIDE_BY_SIDE)
    draw(sheet, box, *rest)
    layout.set_text(written)
    faces = [match[1].decode() for item in sheet.stream if (match := _FACE.fullmatch(item))]
    shown = [match[1] for item in sheet.stream if (match := _SHOWN.fullmatch(item))]
    if len(faces) != 1 or len(shown) != 1:
        raise Unalike
    glyphs = list(_glyphs(shown[0]))
    ten = glyphs[:10]
    expected = [ten[int(figure)] for figure in _SIDE_BY_SIDE]
    font = next(font for font in stream._fonts.values() if font.hash == faces[0])  # noqa: SLF001 - no public way
    widths = {font.widths[int(glyph, 16)] for glyph in ten}
    moves = {float(move) for _, move in _PART.findall(shown[0]) if move}
    if glyphs != expected or len(widths) != 1 or moves - {0.0}:
        raise Unalike
    return Slot("", faces[0], tuple(ten), widths.pop())


def _glyphs(shown: bytes) -> Iterator[str]:
    for numbers, _ in _PART.findall(shown):
        for at in range(0, len(numbers), _GLYPH):
            yield numbers[at : at + _GLYPH].decode()


def _with_marks(items: Sequence[Any], slot: Slot, number: int, length: int) -> list[Any]:
    """The operators that draw a stand-in, with a mark for each figure."""
    made: list[Any] = []
    count = 0
    for item in items:
        shown = _SHOWN.fullmatch(item) if type(item) is bytes else None
        if shown is None:
            made.append(item)
            continue
        places = iter(range(length))
        eight = slot.glyphs[8].encode()
        marked = re.sub(eight, lambda _, at=places: b"\x01%d %d\x01" % (number, next(at)), shown[1])
        count += marked.count(b"\x01") // 2
        made.append(b"[" + marked + b"] TJ")
    if count != length:
        raise Unalike
    return made


def used(items: Sequence[Any]) -> dict[str, set[int]]:
    """The glyphs of each face that a drawing shows, but for those of slots."""
    found: dict[str, set[int]] = {}
    face = ""
    for item in items:
        for line in item.split(b"\n") if isinstance(item, bytes) else ():
            if match := _FACE.fullmatch(line):
                face = match[1].decode()
            elif match := _SHOWN.fullmatch(line):
                shown = _MARK.sub(b"", match[1])
                found.setdefault(face, set()).update(int(glyph, 16) for glyph in _glyphs(shown))
    return found


def fill(galley: Galley, numbers: Mapping[str, int]) -> Galley:
    """A galley with the numbers of pages in its slots."""
    if not galley.slots:
        return galley
    written = [str(numbers[slot.target]) for slot in galley.slots]
    screen, press = (_filled(plate, galley.slots, written) for plate in (galley.screen, galley.press))
    return replace(galley, screen=screen, press=press, slots=())


def _filled(plate: Plate, slots: Sequence[Slot], written: Sequence[str]) -> Plate:
    def figure(mark: re.Match[bytes]) -> bytes:
        slot, place = int(mark[1]), int(mark[2])
        return slots[slot].glyphs[int(written[slot][place])].encode()

    block = plate.block
    heads, bodies = list(block.heads), list(block.bodies)
    first = block.count - len(heads)
    for drawing in plate.drawings:
        body = zlib.compress(_MARK.sub(figure, bodies[drawing - first]), 9)
        heads[drawing - first] = b"<</Filter /FlateDecode/Length %d>>" % len(body)
        bodies[drawing - first] = body
    made = replace(block, heads=tuple(heads), bodies=tuple(bodies))
    founts = tuple(_with_figures(fount, slots, written) for fount in plate.founts)
    return replace(plate, block=made, founts=founts)


def _with_figures(fount: Fount, slots: Sequence[Slot], written: Sequence[str]) -> Fount:
    """A face with the figures that numbers need."""
    texts, widths = dict(fount.texts), dict(fount.widths)
    for slot, number in zip(slots, written, strict=True):
        if slot.face == fount.name:
            for figure in number:
                glyph = int(slot.glyphs[int(figure)], 16)
                texts.setdefault(glyph, figure)
                widths.setdefault(glyph, slot.width)
    return replace(fount, texts=texts, widths=widths)
