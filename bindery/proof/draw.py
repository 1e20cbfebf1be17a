"""Pictures of the places that are marked, cut from the drawn pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from bindery.engine.boxes import Box
from bindery.proof.galley import Mark

_DPI = 110
_SCALE = _DPI / 72
_AROUND = 22.0  # points above and below the place
_RED = (196, 30, 30)


def pictures(pdf: Path, marks: Sequence[Mark]) -> list[bytes]:
    """A PNG of each mark's place, framed; marks come page by page, so that each page is drawn once."""
    document = pypdfium2.PdfDocument(pdf)
    made: list[bytes] = []
    drawn, image = -1, None
    try:
        for mark in marks:
            if image is None or drawn != mark.page:
                drawn, image = mark.page, document[mark.page].render(scale=_SCALE, grayscale=False).to_pil()
            made.append(_cut(image, mark.box))
    finally:
        document.close()
    return made


def _cut(page: Image.Image, box: Box) -> bytes:
    """The strip of a page around a box, as wide as the page."""
    image = page.convert("RGB")
    around = (box.left - 3, box.top - 1, box.right + 3, box.bottom + 1)
    frame = [length * _SCALE for length in around]
    frame[2], frame[3] = max(frame[2], frame[0] + 1), max(frame[3], frame[1] + 1)
    ImageDraw.Draw(image).rectangle(frame, outline=_RED, width=2)
    top = int(max(frame[1] - _AROUND * _SCALE, 0))
    bottom = int(min(frame[3] + _AROUND * _SCALE, image.height))
    strip = image.crop((0, min(top, image.height - 2), image.width, max(bottom, top + 2)))
    file = io.BytesIO()
    strip.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()
