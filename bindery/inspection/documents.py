"""The documents, pictures and fonts of an EPUB: what is not described, what lies outside, the cover."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from PIL import Image as Raster

from bindery.inspection.archive import Archive, words
from bindery.inspection.facts import Cover, File, Spot
from bindery.inspection.package import Item, Package, is_remote, resolved

_XHTML, _SVG = "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_FONTS = (".otf", ".ttf", ".woff", ".woff2", ".ttc")
_LOADED = {
    "img": "src",
    "audio": "src",
    "video": "src",
    "source": "src",
    "iframe": "src",
    "script": "src",
    "link": "href",
}
_ENCRYPTION = "META-INF/encryption.xml"
_PICTURE_HEAD = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the documents."""

    pictures: int
    undescribed: tuple[Spot, ...]
    remote: tuple[Spot, ...]
    scripts: tuple[str, ...]
    """Documents with a script."""


def read(zipped: Archive, package: Package) -> Seen:
    """All documents of the reading order, looked through once."""
    pictures, scripts = 0, []
    undescribed: list[Spot] = []
    remote = [Spot(package.path, item.path) for item in package.items.values() if is_remote(item.path)]
    for item in dict.fromkeys(package.spine):
        if "html" not in item.media_type and "svg" not in item.media_type:
            continue
        if is_remote(item.path) or (tree := zipped.tree(item.path)) is None:
            continue
        shown = [element for element in tree.iter() if _is_picture(element)]
        pictures += len(shown)
        undescribed += [Spot(item.path, _name(element, item)) for element in shown if not _said(element)]
        remote += [Spot(item.path, address) for address in _loaded(tree)]
        if any(str(element.tag).endswith("}script") for element in tree.iter()):
            scripts.append(item.path)
    return Seen(pictures, tuple(undescribed), tuple(dict.fromkeys(remote)), tuple(scripts))


def lacking(seen: Seen, package: Package) -> Iterator[str]:
    """What a shop or a listener would miss."""
    if seen.undescribed:
        yield f"{len(seen.undescribed)} of {seen.pictures} pictures have no alternative text"
        if "alternativeText" in package.accessibility.features:
            yield "the metadata claims alternative text, which is not true"
    yield from (f"{path}: has a script" for path in seen.scripts)
    if seen.remote:
        yield f"{len(seen.remote)} things are loaded from the network"


def _is_picture(element: Element) -> bool:
    if element.get("role") in {"presentation", "none"} or element.get("aria-hidden") == "true":
        return False
    return element.tag in {f"{_XHTML}img", f"{_SVG}svg"}


def _said(element: Element) -> bool:
    """Whether a picture has words; an empty ``alt`` says that it is an ornament."""
    if element.tag == f"{_XHTML}img":
        return element.get("alt") is not None or bool(element.get("aria-label"))
    title = element.find(f"{_SVG}title")
    names = (
        element.get("aria-label"),
        element.get("aria-labelledby"),
        title.text if title is not None else "",
    )
    # A cover's page is often an SVG around its picture: the picture's name is the metadata's title.
    return any(map(words, names)) or element.find(f".//{_SVG}image") is not None


def _name(element: Element, item: Item) -> str:
    return words(resolved(item.path, element.get("src", ""))[0]) if element.get("src") else "a drawing"


def _loaded(tree: Element) -> Iterator[str]:
    """Addresses on the network that a reading system would fetch; links are not, they wait to be followed."""
    for element in tree.iter():
        name = str(element.tag).rpartition("}")[2]
        value = element.get(_LOADED.get(name, ""), "") if name in _LOADED else ""
        value = value or (element.get(_XLINK, "") if name == "image" else "")
        if is_remote(value):
            yield words(value)


def locked(zipped: Archive) -> Iterator[str]:
    """What the file says of encryption: a shop's lock, or fonts that are garbled on purpose."""
    tree = zipped.tree(_ENCRYPTION) if _ENCRYPTION in zipped.sizes else None
    count = sum(str(e.tag).endswith("}CipherReference") for e in tree.iter()) if tree is not None else 0
    if count:
        yield f"encrypted or garbled files: {count} ({_ENCRYPTION})"


def is_font(file: File) -> bool:
    """Whether a file is a font, by its name or its type."""
    return file.path.lower().endswith(_FONTS) or "font" in file.media_type


def cover(zipped: Archive, package: Package) -> Cover | None:
    """The picture of the cover, marked as EPUB 3 does or as EPUB 2 did."""
    item = next((i for i in package.items.values() if "cover-image" in i.properties), None)
    for meta in package.named("cover"):
        item = item or package.items.get(meta.get("content", ""))
    if item is None or item.path not in zipped.sizes:
        zipped.faults.append(f"{package.path}: no cover")
        return None
    width, height = _pixels(zipped.beginning(item.path, _PICTURE_HEAD))
    if not width and item.media_type != "image/svg+xml":
        zipped.faults.append(f"{item.path}: the cover cannot be read as a picture")
    return Cover(item.path, item.media_type, width, height, zipped.sizes[item.path])


def _pixels(data: bytes | None) -> tuple[int, int]:
    """Width and height from a picture's head; its pixels are not unpacked."""
    try:
        with warnings.catch_warnings(), Raster.open(io.BytesIO(data or b"")) as image:
            warnings.simplefilter("ignore", Raster.DecompressionBombWarning)
            return image.size
    except (OSError, ValueError, SyntaxError, Raster.DecompressionBombError):
        return 0, 0
