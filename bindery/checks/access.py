"""What keeps readers out who hear a book: pictures without words, tables without heads, links named “here”.

Heads that skip a level are found by `bind`, colours that are too faint by `outputs.contrast`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from bindery.model import Book, BoundChapter
from bindery.problems import Place, Problem
from bindery.theme import Theme
from bindery.tree import text_of

_SVG = "{http://www.w3.org/2000/svg}"
_FILE_NAME = re.compile(r"[^\s/\\]+\.(?:jpe?g|png|gif|svg|webp|tiff?|bmp|avif)", re.IGNORECASE)
_LAYOUT = frozenset({"presentation", "none"})
"""Roles of what is there for the eye alone."""


def undescribed(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A drawing in the text without a title, and alternative text that is a file's name. A picture with no
    alternative text at all was found by `bind`."""
    for element, at in _elements(book):
        if element.tag == f"{_SVG}svg" and not is_named(element):
            hint = 'give it a <title> or an aria-label, or role="presentation" if it is an ornament'
            yield Problem("image-alt", "a drawing in the text has no title", at, hint)
        elif element.tag == "img" and _FILE_NAME.fullmatch(alt := element.get("alt", "").strip()):
            hint = "say what the picture shows"
            yield Problem("image-alt", f"the alternative text is a file's name: {alt!r}", at, hint)


def is_named(svg: Element) -> bool:
    """Whether a voice can say what a drawing in the text shows, or may pass it over."""
    if svg.get("role") in _LAYOUT or svg.get("aria-hidden") == "true":
        return True
    title = svg.find(f"{_SVG}title")
    names = (svg.get("aria-label"), svg.get("aria-labelledby"), text_of(title) if title is not None else "")
    return any((name or "").strip() for name in names)


def headless(book: Book, theme: Theme) -> Iterator[Problem]:  # noqa: ARG001 - the signature of a check
    """A table of which no cell is a head with words."""
    for element, at in _elements(book):
        if element.tag != "table" or element.get("role") in _LAYOUT:
            continue
        if not any(text_of(head).strip() or head.find(".//img") is not None for head in element.iter("th")):
            hint = (
                'name the columns in the row above the rule; a table only for the look may have role="none"'
            )
            yield Problem("table-headless", "a table has no heads", at, hint)


def vague(book: Book, theme: Theme) -> Iterator[Problem]:
    """A link whose words mean nothing by themselves: a voice can list the links of a page alone."""
    vague_words = {_bare(word) for word in theme.words["vague_links"].split("|")}
    for element, at in _elements(book):
        if element.tag == "a" and "href" in element.attrib and _bare(said := _said(element)) in vague_words:
            hint = "let the words of the link say what is there"
            yield Problem("link-vague", f"a link says only \u201c{said}\u201d", at, hint)


def _said(link: Element) -> str:
    words = [text_of(link), *(image.get("alt", "") for image in link.iter("img"))]
    return " ".join(" ".join(words).split())


def _bare(text: str) -> str:
    """Words without case, signs and doubled blanks."""
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in text.casefold())
    return " ".join("".join(kept).split())


def _elements(book: Book) -> Iterator[tuple[Element, Place]]:
    """Each element of the text and of the notes, with the place of the block that it is in."""
    for chapter in book.chapters:
        for tree in trees_of(chapter):
            line = 0
            for element in tree.iter():
                line = int(element.get("data-line", line))
                yield element, chapter.at(line)


def trees_of(chapter: BoundChapter) -> Iterator[Element]:
    """The title's markup, the text and the notes."""
    yield from (part for part in chapter.title_markup if not isinstance(part, str))
    if chapter.body is not None:
        yield chapter.body
    for note in chapter.notes:
        yield from note.body


ALL = (undescribed, headless, vague)
"""All of these checks."""
