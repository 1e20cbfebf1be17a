"""An EPUB as Markdown: its documents in reading order, one file each; links between them are kept."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bindery.importing.encodings import decode
from bindery.importing.formats import html
from bindery.importing.formats.archive import Archive, refuse_entities
from bindery.importing.formats.html import Page
from bindery.importing.formats.pictures import Album
from bindery.importing.refusal import Refused

_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_TEXT = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_MOST = 2_000
_PICTURE = re.compile(r"!\[[^\]]*\]\((images/[^\s)]+)[^)]*\)")


@dataclass(frozen=True, slots=True)
class _Item:
    path: str
    media_type: str
    properties: str


def pages_of(archive: Archive, album: Album) -> tuple[Page, list[Page]]:
    """What the EPUB says of itself, and a page for each document of its spine that has text."""
    _refuse_encrypted(archive)
    package = _package(archive)
    folder, tree = posixpath.dirname(package), archive.xml(package)
    if tree is None:
        raise Refused("this EPUB has no package document")
    about = _metadata(tree)
    items = _items(tree, folder)
    order = [items[name] for e in _all(tree, "itemref") if (name := e.get("idref", "")) in items][:_MOST]
    pages: dict[str, Page] = {}
    for item in order:
        page = _page(archive, item, album, len(pages) + 1)
        picture = _PICTURE.fullmatch(page.text.strip()) if page else None
        if picture and not pages and not about.cover:
            about.cover = picture[1]
        elif page and page.text.strip():
            pages[item.path] = page
    names = {path: f"{number:02}.md" for number, path in enumerate(pages, 1)}
    for path, page in pages.items():
        page.text = _relinked(page.text, path, names, about.lost)
    if not pages:
        raise Refused("this EPUB has no text in its reading order")
    return about, list(pages.values())


def _refuse_encrypted(archive: Archive) -> None:
    tree = archive.xml("META-INF/encryption.xml")
    methods = [e.get("Algorithm", "") for e in _all(tree, "EncryptionMethod")] if tree is not None else []
    if any(method not in _FONTS for method in methods) or "META-INF/rights.xml" in archive.names:
        raise Refused("this EPUB is encrypted (DRM); import a copy without it")


def _package(archive: Archive) -> str:
    tree = archive.xml("META-INF/container.xml")
    paths = [e.get("full-path", "") for e in _all(tree, "rootfile")] if tree is not None else []
    if not paths:
        raise Refused("this is no EPUB: META-INF/container.xml names no package")
    return posixpath.normpath(paths[0])


def _all(tree: Element, name: str) -> list[Element]:
    return [element for element in tree.iter() if element.tag.rpartition("}")[2] == name]


def _metadata(tree: Element) -> Page:
    said = {
        name: [" ".join((e.text or "").split()) for e in _all(tree, name)]
        for name in ("title", "creator", "language")
    }
    title, language = (next(iter(said[name]), "") for name in ("title", "language"))
    return Page("", title, tuple(name for name in said["creator"] if name), language)


def _items(tree: Element, folder: str) -> dict[str, _Item]:
    return {
        e.get("id", ""): _Item(
            posixpath.normpath(posixpath.join(folder, unquote(e.get("href", "")))),
            e.get("media-type", ""),
            e.get("properties", ""),
        )
        for e in _all(tree, "item")
    }


def _page(archive: Archive, item: _Item, album: Album, number: int) -> Page | None:
    """A document's page; None for what is no text, and for the navigation, which a build makes anew."""
    if "nav" in item.properties.split():
        return None
    data = archive.read(item.path) if item.media_type in _TEXT else None
    if data is None:
        album.lost.append(f"{item.path} of type {item.media_type or 'unknown'}")
        return None
    refuse_entities(data, item.path, doctype=True)
    text = decode(data, declared=html.declared_encoding(data)).text
    folder = posixpath.dirname(item.path)
    return html.page_of(
        text,
        lambda path: archive.read(posixpath.normpath(posixpath.join(folder, path))),
        album,
        prefix=f"{number}-",
    )


def _relinked(text: str, own: str, names: dict[str, str], lost: list[str]) -> str:
    """Links between the documents lead to their Markdown files; a link to what is gone keeps its words."""
    ids = set(re.findall(r"\{#([\w.:-]+)\}", text))

    def led(match: re.Match[str]) -> str:
        words, target = match[1], match[2]
        if re.match(r"[a-z][a-z0-9+.-]*:|//|images/", target, re.IGNORECASE):
            return match[0]
        file, _, name = target.partition("#")
        if not file:
            return match[0] if name in ids else words
        path = posixpath.normpath(posixpath.join(posixpath.dirname(own), unquote(file)))
        if path in names:
            return f"[{words}]({names[path]})"
        lost.append(f"the link \u201c{words}\u201d to {target}, which is not in the reading order")
        return words

    return re.sub(r"(?<![!\\])\[((?:[^\[\]\n\\]|\\.)*)\]\(<?([^()\s<>]+)>?\)", led, text)
