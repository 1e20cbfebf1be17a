"""A Word file (.docx) as Markdown, through mammoth; what mammoth passes over is counted and named."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

from bindery.importing.formats import html
from bindery.importing.formats.archive import Archive
from bindery.importing.formats.html import Page
from bindery.importing.formats.pictures import Album
from bindery.importing.refusal import Refused

_MAIN = "word/document.xml"
_PASSED_OVER = {
    "oMath": "formula", "chart": "chart", "relIds": "diagram", "OLEObject": "embedded object",
    "del": "deleted text of a revision",
    "ins": "inserted text of a revision, which was taken as text", "commentReference": "comment",
    "highlight": "highlighting", "sectPr": "", "txbxContent": "text box, whose text was taken",
}  # fmt: skip
"""Elements of Word that the conversion drops or levels, and what a writer calls them."""
_WORDS = 60
_ELEMENT = "unrecognised element was ignored: {"
"""How mammoth speaks of what stands in another namespace; `_passed_over` says it in words."""
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh\nu => u"


def page_of(archive: Archive, album: Album) -> Page:
    """The page of a Word file."""
    import mammoth  # noqa: PLC0415  (optional)

    tree = _checked(archive)
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(archive.data),
            convert_image=mammoth.images.img_element(_keeper(album)),
            style_map=_STYLES,
        )
    except (KeyError, ValueError, AttributeError, IndexError, OSError, RecursionError) as error:
        raise Refused(f"mammoth cannot read this Word file: {error}") from None
    page = html.page_of(result.value, album.files.get, album)
    page.lost += _messages(result.messages) + _passed_over(tree)
    page.title, page.authors = _properties(archive)
    return page


def _checked(archive: Archive) -> Element:
    """The main part, after each XML part was looked at for entities."""
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            archive.xml(name)
    tree = archive.xml(_MAIN)
    if tree is None:
        raise Refused("this is no Word file: it has no document in it")
    return tree


def _keeper(album: Album) -> Any:
    def keep(image: Any) -> dict[str, str]:
        with image.open() as file:
            path = album.add(file.read(), f"of type {image.content_type}")
        return {"src": path}

    return keep


def _messages(messages: Any) -> list[str]:
    """What mammoth says that it did not understand, each once with its count."""
    counts = Counter(str(message.message) for message in messages if _ELEMENT not in message.message)
    return [f"Word: {text}" + (f" ({count} times)" if count > 1 else "") for text, count in counts.items()]


def _passed_over(tree: Element) -> list[str]:
    found: dict[str, list[str]] = {}
    for element in tree.iter():
        what = _PASSED_OVER.get(element.tag.rpartition("}")[2])
        if what:
            said = "".join(
                part.text or "" for part in element.iter() if part.tag.rpartition("}")[2] in {"t", "delText"}
            )
            found.setdefault(what, []).append(" ".join(said.split())[:_WORDS])
    return [_told(what, places) for what, places in found.items()]


def _told(what: str, places: list[str]) -> str:
    count = f"{what} ({len(places)} places)" if len(places) > 1 else what
    quoted = "; ".join(f"\u201c{place}\u201d" for place in places[:20] if place)
    return f"Word: {count}" + (f": {quoted}" if quoted else "")


def _properties(archive: Archive) -> tuple[str, tuple[str, ...]]:
    """Title and authors as the file's properties give them."""
    tree = archive.xml("docProps/core.xml")
    said = {e.tag.rpartition("}")[2]: (e.text or "").strip() for e in tree} if tree is not None else {}
    authors = (name.strip() for name in said.get("creator", "").split(";"))
    return said.get("title", ""), tuple(name for name in authors if name)
