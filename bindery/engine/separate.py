"""Raster pictures for the press: grey ones go to the black plate alone, coloured ones become the four inks of
the press whose profile is at hand. Used by `plain`, before `ink`.

WeasyPrint writes pictures as a screen has them. It shares their bytes between the files that it makes, so
that a picture is replaced here and never changed.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from io import BytesIO
from typing import Any

import pydyf
from PIL import Image, ImageChops, ImageCms

from bindery.engine.ink import srgb

_DIGITS = 16
_SPACES = {"L": "/DeviceGray", "CMYK": "/DeviceCMYK"}
_GREYISH = 2  # steps of 255 that channels may differ by: what JPEG makes of a grey
_QUALITY = 95
_INVERTED = pydyf.Array([1, 0] * 4)  # JPEG stores the paper that inks leave, by Adobe's custom


def separate(pdf: Any, profile: bytes) -> tuple[str, ...]:
    """Turn the pictures in RGB of a `pydyf.PDF` into grey or, with a `profile`, into inks. Tell which
    coloured ones stay as they are, each by a digest."""
    left: set[str] = set()
    for thing in pdf.objects:
        if not isinstance(thing, pydyf.Stream) or thing.extra.get("ColorSpace") != "/DeviceRGB":
            continue
        image = _read(thing)
        if _is_grey(image):
            _replace(thing, image.convert("L"))
        elif profile:
            _replace(thing, inked(image, profile))
        else:
            left.add(hashlib.sha256(image.tobytes()).hexdigest()[:_DIGITS])
    return tuple(sorted(left))


def inked(image: Image.Image, profile: bytes) -> Image.Image:
    """A picture in the inks of a press: what it can print stays true, the darkest tone is its darkest.

    Raises `ImageCms.PyCMSError` when the profile cannot tell which inks make a colour."""
    own = image.info.get("icc_profile") or srgb()
    try:
        screen = ImageCms.ImageCmsProfile(BytesIO(own))
    except OSError:
        screen = ImageCms.ImageCmsProfile(BytesIO(srgb()))
    transform = ImageCms.buildTransform(
        screen,
        ImageCms.ImageCmsProfile(BytesIO(profile)),
        "RGB",
        "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return ImageCms.applyTransform(image, transform) or image


def _is_grey(image: Image.Image) -> bool:
    red, green, blue = image.split()
    apart = (ImageChops.difference(*pair) for pair in ((red, green), (green, blue), (red, blue)))
    return not any(any(channel.histogram()[_GREYISH + 1 :]) for channel in apart)


def _read(stream: Any) -> Image.Image:
    """The pixels of a picture's stream: a JPEG file, or what a PNG file holds between head and end."""
    data = b"".join(part if isinstance(part, bytes) else part.data for part in stream.stream)
    if stream.extra.get("Filter") != "/DCTDecode":
        size = struct.pack(">II", stream.extra["Width"], stream.extra["Height"])
        chunks = ((b"IHDR", size + b"\x08\x02\0\0\0"), (b"IDAT", data), (b"IEND", b""))
        data = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)
    image: Image.Image = Image.open(BytesIO(data))
    image.load()
    return image


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def _replace(stream: Any, image: Image.Image) -> None:
    """Write a picture in place of another: as JPEG what came as JPEG, else without loss."""
    stream.extra["ColorSpace"] = _SPACES[image.mode]
    if stream.extra.get("Filter") == "/DCTDecode":
        file = BytesIO()
        image.save(file, "JPEG", quality=_QUALITY, subsampling=0)
        stream.stream = [file.getvalue()]
        if image.mode == "CMYK":
            stream.extra["Decode"] = _INVERTED
        return
    stream.stream, stream.compress = [image.tobytes()], True
    stream.extra.pop("DecodeParms", None)
