"""Marks that Chinese and Japanese set beside their characters, which WeasyPrint has not: dots of emphasis,
the line under a proper name, the wave under the title of a work (CLREQ §3.2, JLREQ §3.3.9).

Used by `repairs`. A style asks for them by custom properties: ``--dots: under`` (Chinese) or ``over``
(Japanese), ``--underline: line`` or ``wave``. Only letters get a dot, never a stop. Marks are painted, not
written: copied text has none. Lengths are in em, down from the baseline; squares reach from -.88 to .12.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import Any

from bindery.engine.lines.shaping import shaped

_DOTS = {"under": 0.27, "over": -1.04}
_RADIUS = 0.085
_ROUND = 0.5523  # how far the handles of four curves are drawn out to make a circle, in radii
_LINES = {"line": 0.24, "wave": 0.27}
_STROKE = 0.045
_SHORT = 0.06  # cut from both ends, so that the lines of two names beside each other are two
_WAVE, _HEIGHT = 0.25, 0.09  # half a wave, and how far its handles are drawn up and down


def paint(stream: Any, box: Any) -> None:
    """Paint the marks of a text box, if its style asks for some."""
    dots, line = _asked(box.style, "dots"), _asked(box.style, "underline")
    if box.style["visibility"] != "visible":
        return
    if dots in _DOTS:
        _dot(stream, box, _DOTS[dots])
    if line in _LINES and box.text.strip():
        _underline(stream, box, line)


def _asked(style: Any, name: str) -> str:
    return next((value.value for value in style[f"__{name}"] if value.type == "ident"), "")


def _dot(stream: Any, box: Any, side: float) -> None:
    size = box.style["font_size"]
    stream.set_color(box.style["color"])
    for middle in _middles(box):
        _circle(stream, middle, box.position_y + box.baseline + side * size, _RADIUS * size)


def _middles(box: Any) -> Iterator[float]:
    """The middle of each letter; `added` is the room that its line has put behind each (see `lines`)."""
    widths = shaped(box.text, box.style).widths
    added, moved = getattr(box, "added", None) or (), 0.0
    for at, letter in enumerate(box.text):
        if unicodedata.category(letter)[0] in "LN":
            yield box.position_x + moved + (widths[at] + widths[at + 1]) / 2
        moved += added[at] if at < len(added) else 0.0


def _circle(stream: Any, x: float, y: float, radius: float) -> None:
    handle = radius * _ROUND
    stream.move_to(x + radius, y)
    for (a, b), (c, d) in (((1, 0), (0, 1)), ((0, 1), (-1, 0)), ((-1, 0), (0, -1)), ((0, -1), (1, 0))):
        stream.curve_to(
            x + a * radius + c * handle, y + b * radius + d * handle,
            x + c * radius + a * handle, y + d * radius + b * handle,
            x + c * radius, y + d * radius,
        )  # fmt: skip
    stream.fill()


def _underline(stream: Any, box: Any, line: str) -> None:
    size, added = box.style["font_size"], getattr(box, "added", None)
    short = 0.0 if box.element_tag == "rb" else _SHORT * size
    start, end = box.position_x + short, box.position_x + box.width - short - (added[-1] if added else 0.0)
    y = box.position_y + box.baseline + _LINES[line] * size
    with stream.stacked():
        stream.set_color(box.style["color"], stroke=True)
        stream.set_line_width(_STROKE * size)
        stream.move_to(start, y)
        if line == "line":
            stream.line_to(end, y)
        else:
            _wave(stream, start, end, y, size)
        stream.stroke()


def _wave(stream: Any, start: float, end: float, y: float, size: float) -> None:
    """Half waves, as many as fit, so that they end where the word does."""
    count = max(2, round((end - start) / (_WAVE * size)))
    half = (end - start) / count
    for number in range(count):
        x, height = start + number * half, _HEIGHT * size * (-1) ** number
        stream.curve_to(x + half / 3, y + height, x + half * 2 / 3, y + height, x + half, y)
