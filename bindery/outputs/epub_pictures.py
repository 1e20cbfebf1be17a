"""Pictures of the EPUB: as the book has them, unless a shop would refuse them or a reader not show them.

Used by `outputs.epub`. SVG and GIF are never touched. A JPEG or PNG is encoded again when it has more pixels
or bytes than shops take, when its colours are a press's, or when it lies on its side with a mark to turn it;
and a PNG when the same pixels can be had for clearly less.
"""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

from PIL import ExifTags, ImageOps
from PIL import Image as Raster

from bindery.model import Image

MOST_PIXELS = 5_600_000  # what Apple takes
LONGEST = 4096  # what the oldest devices can hold in one texture
MOST_BYTES = 5_000_000  # what Amazon takes
_QUALITY = (88, 80, 70, 60)
_WORTH = 0.85
"""A PNG is replaced by one with the same pixels and this share of its bytes, or less."""
_KINDS = {"image/jpeg": "JPEG", "image/png": "PNG"}


def fit(image: Image) -> Image:
    """The picture as the EPUB carries it; the same value where nothing had to change."""
    if image.media_type not in _KINDS:
        return image
    with Raster.open(io.BytesIO(image.data)) as raster:
        turned = raster.getexif().get(ExifTags.Base.Orientation, 1) != 1
        scale = min(1.0, LONGEST / max(raster.size), (MOST_PIXELS / (raster.width * raster.height)) ** 0.5)
        must = turned or scale < 1 or raster.mode == "CMYK" or len(image.data) > MOST_BYTES
        if not must and (image.media_type != "image/png" or raster.mode.startswith("I")):
            return image
        made: Any = ImageOps.exif_transpose(raster)
        if made.mode == "CMYK":
            made = made.convert("RGB")
        if scale < 1:
            whole = (
                made.convert("RGBA" if made.has_transparency_data else "RGB") if made.mode == "P" else made
            )
            size = (max(1, int(made.width * scale)), max(1, int(made.height * scale)))
            made = whole.resize(size, Raster.Resampling.LANCZOS)
        data = _saved(made, _KINDS[image.media_type], raster.info.get("icc_profile"))
    if not must and len(data) > len(image.data) * _WORTH:
        return image
    return replace(image, data=data, width=made.width, height=made.height)


def _saved(made: Any, kind: str, profile: bytes | None) -> bytes:
    """The encoded picture; a JPEG in the best quality that keeps within the limit."""
    keep = {"icc_profile": profile} if profile and made.mode in {"RGB", "RGBA", "L"} else {}
    out = io.BytesIO()
    if kind == "PNG":
        made.save(out, "PNG", optimize=True, **keep)
        return out.getvalue()
    for quality in _QUALITY:
        out = io.BytesIO()
        made.save(out, "JPEG", quality=quality, optimize=True, **keep)
        if out.tell() <= MOST_BYTES:
            break
    return out.getvalue()
