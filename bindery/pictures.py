"""Pictures: read, proved to be what they say, and made safe. Used by `bind`.

What comes out may go into both outputs as it is: JPEG, PNG and GIF keep their bytes, other raster formats
become PNG, SVG loses all that could run or reach out of the book.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element, ParseError, XMLParser, fromstring, register_namespace, tostring

from PIL import Image as Raster

from bindery.model import Image

_SVG = "{http://www.w3.org/2000/svg}"
_MOST_PIXELS = 100_000_000  # an A4 page bled at 600 ppi has 36 million
_KEPT = {"JPEG": ("image/jpeg", ".jpg"), "PNG": ("image/png", ".png"), "GIF": ("image/gif", ".gif")}
_CONVERTED = frozenset({"WEBP", "TIFF", "BMP", "AVIF", "PPM"})
_UNSAFE_TAGS = frozenset(
    {"script", "foreignobject", "iframe", "handler", "listener", "animate", "set", "image", "use"}
)
_URL = re.compile(r"url\(\s*['\"]?(?!#)|@import|expression\s*\(", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([\d.]+)(px|pt|mm|cm|in)?\s*$")
_PX = {"px": 1.0, "": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}

_PREFIXES = {"": "http://www.w3.org/2000/svg", "xlink": "http://www.w3.org/1999/xlink"}


class BadPicture(Exception):
    """Raised with the reason, in words for the writer, when bytes are no picture that a book can hold."""


def picture(path: str, data: bytes) -> Image:
    """The picture in `data`. Raises `BadPicture`."""
    if PurePosixPath(path).suffix.lower() == ".svg" or data.lstrip()[:5] in {b"<?xml", b"<svg "}:
        return _vector(path, data)
    return _raster(path, data)


def _raster(path: str, data: bytes) -> Image:
    try:
        with warnings.catch_warnings(), Raster.open(io.BytesIO(data)) as image:
            warnings.simplefilter("error", Raster.DecompressionBombWarning)
            kind, (width, height) = image.format or "", image.size
            if width * height > _MOST_PIXELS:
                raise BadPicture(f"has {width} × {height} pixels")
            image.load()
            if kind in _KEPT:
                return Image(path, data, _KEPT[kind][0], width, height)
            if kind not in _CONVERTED:
                raise BadPicture(f"is {kind}, which books cannot hold")
            out = io.BytesIO()
            image.convert("RGBA" if image.has_transparency_data else "RGB").save(out, "PNG")
    except BadPicture:
        raise
    except (
        OSError,
        ValueError,
        SyntaxError,
        Raster.DecompressionBombError,
        Raster.DecompressionBombWarning,
    ) as bad:
        raise BadPicture("cannot be read as a picture") from bad
    return Image(path, out.getvalue(), "image/png", width, height)


def suffix(image: Image) -> str:
    """The file suffix of a picture's media type."""
    return next((end for kind, end in _KEPT.values() if kind == image.media_type), ".svg")


def _vector(path: str, data: bytes) -> Image:
    if b"<!ENTITY" in data:
        raise BadPicture("is an SVG with entities, which can hide anything")
    try:
        root = fromstring(data, parser=XMLParser())
    except (ParseError, ValueError, LookupError) as bad:
        raise BadPicture(f"is no well-formed SVG ({bad})") from bad
    if root.tag not in {f"{_SVG}svg", "svg"}:
        raise BadPicture("is XML but no SVG")
    if root.tag == "svg":
        raise BadPicture('is an SVG without xmlns="http://www.w3.org/2000/svg"')
    _clean(root)
    width, height = _svg_size(root)
    return Image(path, _written(root), "image/svg+xml", width, height)


def with_words(image: Image, change: Callable[[str], str]) -> Image:
    """A drawing with its words changed; any other picture as it is."""
    if image.media_type != "image/svg+xml":
        return image
    root = fromstring(image.data, parser=XMLParser())
    for element in root.iter():
        if element.tag != f"{_SVG}style" and element.text:
            element.text = change(element.text)
        if element.tail:
            element.tail = change(element.tail)
    return replace(image, data=_written(root))


def _written(root: Element) -> bytes:
    for prefix, uri in _PREFIXES.items():
        register_namespace(
            prefix, uri
        )  # here, for the table is the process's and other libraries write into it
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _clean(element: Element) -> None:
    for child in list(element):
        if not isinstance(child.tag, str) or _is_unsafe(child):
            element.remove(child)
        else:
            _clean(child)
    for name, value in list(element.attrib.items()):
        local = name.rpartition("}")[2].lower()
        if local.startswith("on") or (local == "href" and not _is_local(value)) or _URL.search(value):
            del element.attrib[name]
    if element.tag == f"{_SVG}style" and _URL.search(element.text or ""):
        element.text = ""


def _is_unsafe(element: Element) -> bool:
    """Elements that run or load; ``use`` and ``image`` only when they point out of the file."""
    local = str(element.tag).rpartition("}")[2].lower()
    if local not in _UNSAFE_TAGS:
        return False
    hrefs = [value for name, value in element.attrib.items() if name.rpartition("}")[2] == "href"]
    return local not in {"use", "image"} or not all(map(_is_local, hrefs))


def _is_local(href: str) -> bool:
    return href.startswith(("#", "data:image/png;", "data:image/jpeg;"))


def _svg_size(root: Element) -> tuple[int, int]:
    sides = [_LENGTH.match(root.get(side, "")) for side in ("width", "height")]
    if all(sides):
        width, height = (float(m[1]) * _PX[m[2] or ""] for m in sides if m)
        return round(width), round(height)
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        return round(float(box[2])), round(float(box[3]))
    except (IndexError, ValueError):
        return 0, 0
