"""What a screen reader finds in the EPUB, computed from its documents: nothing is claimed that was not seen.

EPUB Accessibility 1.1 with the vocabulary of schema.org. `declare` runs when all documents are in the volume.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from PIL import Image as Raster

from bindery.checks import access
from bindery.checks.access import is_named, trees_of
from bindery.model import Book, BoundChapter
from bindery.outputs import contrast
from bindery.problems import Place, Problem
from bindery.theme import Sheet, Theme, joined

CONFORMS = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
BARRIERS = frozenset(
    "image-alt image-remote heading-skip table-headless link-vague link-broken contrast-low".split()
)
"""Faults that keep readers out: with one of them the EPUB claims no conformance."""
_XHTML, _SVG, _MATH = (
    "{http://www.w3.org/1999/xhtml}", "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}",
)  # fmt: skip
_TYPE = "{http://www.idpf.org/2007/ops}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DECORATION = frozenset({"presentation", "none"})
_FIXED_SIZE = re.compile(r"font(?:-size)?\s*:[^;}]*?\d(?:px|pt|cm|mm|in|pc)\b", re.IGNORECASE)
"""A size of type that a reader cannot change."""
_MOVING = (b"@keyframes", b"animation", b"<animate", b"<set ")


@dataclass(frozen=True, slots=True)
class Facts:
    """What is in the EPUB, as far as it matters to eyes and ears."""

    pictures: bool
    """Whether something besides the cover must be seen, or be described."""
    described: bool
    """Whether each of them is described in words."""
    features: tuple[str, ...]
    """Values of schema:accessibilityFeature."""
    still: bool
    """Whether nothing flashes, moves or sounds."""


def declare(volume: Any, book: Book, theme: Theme) -> Iterator[Problem]:
    """Write the facts into the volume's metadata; a claim of conformance when somebody makes one and nothing
    speaks against it."""
    documents: dict[str, Element] = {}
    for item in volume.items:
        if item.media_type == "application/xhtml+xml":
            try:
                documents[item.file_name] = ET.fromstring(item.content)
            except ET.ParseError as fault:
                message = f"{item.file_name} is not well-formed XML: {fault}"
                yield Problem("template-syntax", message, Place("templates/epub"))
    faint = tuple(contrast.complaints(documents, theme.sheets("epub"), lambda *at: _styled(book, *at)))
    heard = (problem for check in access.ALL for problem in check(book, theme))
    barriers = Counter(p.code for p in (*book.problems, *heard, *faint) if p.code in BARRIERS)
    yield from faint
    facts = look(documents, book, theme.sheets("epub"))
    claim = book.edition.epub.certified_by if not barriers else ""
    for name, value in _rows(facts):
        volume.add_metadata(None, "meta", value, {"property": f"schema:{name}"})
    _summarise(volume, facts, theme.words, book.edition.language, claimed=bool(claim))
    _certify(volume, book, claim)
    if barriers and book.edition.epub.certified_by:
        listed = ", ".join(f"{count} {code}" for code, count in sorted(barriers.items()))
        message = f"the EPUB claims no conformance, since the book has faults: {listed}"
        hint = "mend them, or take the key away"
        yield Problem("conformance-unmet", message, book.edition.at("epub", "certified-by"), hint)


def _rows(facts: Facts) -> Iterator[tuple[str, str]]:
    yield "accessMode", "textual"
    if facts.pictures:
        yield "accessMode", "visual"
        yield "accessModeSufficient", "textual,visual"
    if facts.described or not facts.pictures:
        yield "accessModeSufficient", "textual"
    yield from (("accessibilityFeature", name) for name in facts.features)
    if facts.still:
        yield "accessibilityHazard", "none"
    else:
        for name in ("noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard"):
            yield "accessibilityHazard", name


def _summarise(volume: Any, facts: Facts, words: Mapping[str, str], language: str, *, claimed: bool) -> None:
    """The facts as sentences, in the book's language where `words` has them."""
    said = {
        "text": True,
        "described": facts.pictures and facts.described,
        "undescribed": facts.pictures and not facts.described,
        "math": "MathML" in facts.features,
        "pages": "pageNavigation" in facts.features,
        "index": "index" in facts.features,
        "still": facts.still,
        "conforms": claimed,
        "unclaimed": not claimed,
    }
    written = words["summary_language"]
    wide = written.startswith(("zh", "ja"))
    text = ("" if wide else " ").join(words[f"access_{name}"] for name, holds in said.items() if holds)
    mark = {} if written.partition("-")[0] == language.partition("-")[0] else {_LANG: written}
    volume.add_metadata(None, "meta", text, {"property": "schema:accessibilitySummary", **mark})


def _certify(volume: Any, book: Book, claim: str) -> None:
    """Who vouches for what; the standard wants a name beside each claim."""
    epub = book.edition.epub
    if claim:
        conforms = {"property": "dcterms:conformsTo", "id": "conformance"}
        volume.add_metadata(None, "meta", CONFORMS, conforms)
        certified = {"property": "a11y:certifiedBy", "refines": "#conformance", "id": "certifier"}
        volume.add_metadata(None, "meta", claim, certified)
        if epub.certifier_report:
            link = {"rel": "a11y:certifierReport", "refines": "#certifier", "href": epub.certifier_report}
            volume.add_metadata(None, "link", "", link)
    if epub.exemption:
        volume.add_metadata(None, "meta", epub.exemption, {"property": "a11y:exemption"})


def look(documents: Mapping[str, Element], book: Book, sheets: tuple[Sheet, ...]) -> Facts:
    """The facts of the documents (by name) and of the pictures and sheets that they use."""
    elements = [element for tree in documents.values() for element in tree.iter()]
    pictures = [e for e in elements if _is_picture(e)]
    blind = any("data-undescribed" in e.attrib for c in book.chapters for t in trees_of(c) for e in t.iter())
    described = not blind and all(
        is_named(e) if e.tag == f"{_SVG}svg" else e.get("alt", "").strip() for e in pictures
    )
    css = joined(sheets)
    moving = any(sign in css.encode() for sign in _MOVING) or any(map(_moves, book.images.values()))
    still = not moving and not any(e.tag in {f"{_XHTML}audio", f"{_XHTML}video"} for e in elements)
    features = tuple(_features(documents, elements, css))
    if pictures and described:
        features = ("alternativeText", *features)
    return Facts(bool(pictures), described, features, still)


def _is_picture(element: Element) -> bool:
    """A picture that says something: neither an ornament nor the cover."""
    if element.get("role") in {*_DECORATION, "doc-cover"} or element.get("aria-hidden") == "true":
        return False
    return element.tag in {f"{_XHTML}img", f"{_SVG}svg"}


def _moves(image: Any) -> bool:
    if image.media_type == "image/svg+xml":
        return any(sign in image.data for sign in _MOVING)
    if image.media_type == "image/jpeg":
        return False
    with Raster.open(io.BytesIO(image.data)) as raster:
        return bool(getattr(raster, "is_animated", False))


def _features(documents: Mapping[str, Element], elements: list[Element], css: str) -> Iterator[str]:
    types = {word for e in elements for word in e.get(_TYPE, "").split()}
    types |= {word.removeprefix("doc-") for e in elements for word in e.get("role", "").split()}
    maths = [element for element in elements if element.tag == f"{_MATH}math"]
    contents = [e for e in elements if "toc" in e.get(_TYPE, "").split()]
    found = {
        "ARIA": any("role" in element.attrib for element in elements),
        "MathML": bool(maths),
        "describedMath": bool(maths) and all(element.get("alttext", "").strip() for element in maths),
        "displayTransformability": not _FIXED_SIZE.search(css),
        "index": "index" in types,
        "pageBreakMarkers": "pagebreak" in types,
        "pageNavigation": bool(types & {"page-list", "pagelist"}),
        "readingOrder": True,  # each document is in the spine, in the order of the contents
        "rubyAnnotations": any(element.tag == f"{_XHTML}ruby" for element in elements),
        "structuralNavigation": all(map(_is_nested, documents.values())),
        "tableOfContents": any(toc.find(f".//{_XHTML}a") is not None for toc in contents),
    }
    yield from (name for name, holds in found.items() if holds)


def _is_nested(tree: Element) -> bool:
    """Whether no heading of a document is more than one level below the one before it."""
    level = 0
    for element in tree.iter():
        name = str(element.tag).removeprefix(_XHTML)
        if len(name) == 2 and name[0] == "h" and name[1].isdigit():
            own = int(name[1])
            if level and own > level + 1:
                return False
            level = own
    return True


def _styled(book: Book, document: str, style: str) -> Place:
    """Where a style attribute was written, as near as the chapter's blocks tell."""
    stem = document.rpartition("/")[2].removesuffix(".xhtml")
    # A long chapter is cut into several documents, whose names begin with its own.
    near = sorted((c for c in book.chapters if stem.startswith(c.id)), key=lambda c: -len(c.id))
    return _line_of(near[0], style) if near else Place("templates/epub")


def _line_of(chapter: BoundChapter, style: str) -> Place:
    for tree in trees_of(chapter):
        line = 0
        for element in tree.iter():
            line = int(element.get("data-line", line))
            if element.get("style") == style:
                return chapter.at(line)
    return Place(chapter.path)
