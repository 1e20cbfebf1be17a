"""An EPUB opened for judging: its zip, package and documents. Used by `epub_facts` and `epub_documents`."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONTAINER = "META-INF/container.xml"
DOCUMENT = "application/xhtml+xml"


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the manifest."""

    id: str
    path: str
    """Inside the zip."""
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Epub:
    """All that the checks look at; what could not be parsed is absent from `trees` and named in `faults`."""

    entries: tuple[zipfile.ZipInfo, ...]
    package_path: str
    package: Element
    items: tuple[Item, ...]
    spine: tuple[Item, ...]
    trees: dict[str, Element]
    styles: dict[str, str]
    faults: tuple[str, ...] = field(default=())

    def documents(self) -> Iterator[tuple[str, Element]]:
        """Each XHTML document that could be parsed, with its path."""
        for item in self.items:
            if item.media_type == DOCUMENT and item.path in self.trees:
                yield item.path, self.trees[item.path]


class NotAnEpub(Exception):
    """The file lacks so much that nothing further can be judged."""


def open_epub(path: Path) -> Epub:
    """Reads the whole book."""
    try:
        with zipfile.ZipFile(path) as zipped:
            return _read(zipped)
    except (zipfile.BadZipFile, KeyError, ET.ParseError) as fault:
        raise NotAnEpub(f"{path.name}: {fault}") from fault


def resolve(base: str, reference: str) -> tuple[str, str]:
    """The path inside the zip and the fragment that a reference in a file means."""
    parts = urlsplit(reference)
    if not parts.path:
        return base, parts.fragment
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path))), parts.fragment


def types_of(element: Element) -> frozenset[str]:
    """What an element is, by epub:type and role; ``doc-`` roles without their prefix."""
    roles = (role.removeprefix("doc-") for role in element.get("role", "").split())
    return frozenset((*element.get(EPUB_TYPE, "").split(), *roles))


def spine_texts(path: Path, *, readings: bool = True) -> tuple[str, ...]:
    """The text that a reader meets in each document of the spine, in order; with readings, or without."""
    book = open_epub(path)
    bodies = (book.trees[item.path].find(f"{XHTML}body") for item in book.spine if item.path in book.trees)
    left_out = frozenset() if readings else frozenset({f"{XHTML}rt", f"{XHTML}rp"})
    return tuple("" if body is None else "\n".join(_texts(body, left_out)) for body in bodies)


def _texts(element: Element, left_out: frozenset[str]) -> Iterator[str]:
    if element.tag not in left_out:
        yield element.text or ""
        for child in element:
            yield from _texts(child, left_out)
            yield child.tail or ""


def _read(zipped: zipfile.ZipFile) -> Epub:
    container = ET.fromstring(zipped.read(CONTAINER))
    root_file = container.find(".//{*}rootfile")
    package_path = "" if root_file is None else root_file.get("full-path", "")
    package = ET.fromstring(zipped.read(package_path))
    items = tuple(_item(row, package_path) for row in package.iter(f"{OPF}item"))
    by_id = {item.id: item for item in items}
    spine = tuple(by_id[row.get("idref", "")] for row in package.iter(f"{OPF}itemref"))
    trees, faults = _trees(zipped, items)
    styles = {
        item.path: zipped.read(item.path).decode("utf-8", "replace")
        for item in items
        if item.media_type == "text/css" and item.path in zipped.NameToInfo
    }
    return Epub(tuple(zipped.infolist()), package_path, package, items, spine, trees, styles, faults)


def _item(row: Element, package_path: str) -> Item:
    path, _ = resolve(package_path, row.get("href", ""))
    properties = frozenset(row.get("properties", "").split())
    return Item(row.get("id", ""), path, row.get("media-type", ""), properties)


def _trees(zipped: zipfile.ZipFile, items: tuple[Item, ...]) -> tuple[dict[str, Element], tuple[str, ...]]:
    trees: dict[str, Element] = {}
    faults = []
    for item in items:
        if not item.media_type.endswith("+xml"):
            continue
        try:
            trees[item.path] = ET.fromstring(zipped.read(item.path))
        except (ET.ParseError, KeyError) as fault:
            faults.append(f"{item.path}: {fault}")
    return trees, tuple(faults)
