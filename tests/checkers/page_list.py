"""The printed pages in an EPUB: the list of them, and the text that follows each mark.

Nothing here imports Bindery; `test_pages` compares it with what the PDF says of itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from checkers.epub_open import XHTML, Epub, open_epub, resolve, types_of
from checkers.text import squeeze

UNREAD = frozenset({"backlink"})
"""What the EPUB says and print does otherwise."""
ENOUGH = 400  # letters after a mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of the list of pages. `before` and `after` are the letters around the mark in its file; `lead`
    what print may repeat before them (the head and caption of the table around); `around` the elements."""

    label: str
    path: str
    id: str
    before: str
    after: str
    lead: tuple[str, ...]
    around: tuple[str, ...]
    is_picture: bool
    """A picture follows at once."""


def marks_of(path: Path) -> tuple[Mark, ...]:
    """The rows of the list of pages, in its order."""
    book = open_epub(path)
    return tuple(mark for row in _rows(book) for mark in _mark(book, *row))


def _rows(book: Epub) -> Iterator[tuple[str, str, str]]:
    for path, tree in book.documents():
        for nav in tree.iter(f"{XHTML}nav"):
            if "page-list" in types_of(nav):
                for link in nav.iter(f"{XHTML}a"):
                    yield ("".join(link.itertext()), *resolve(path, link.get("href", "")))


def book_navs(book: Epub) -> frozenset[str]:
    """The paths of navigation documents."""
    return frozenset(item.path for item in book.items if "nav" in item.properties)


def spans_of(book: Epub) -> Iterator[tuple[str, Element]]:
    """Every mark of the documents in the order of the spine, with the path of its document."""
    for item in book.spine:
        for element in book.trees[item.path].iter():
            if "pagebreak" in types_of(element):
                yield item.path, element


def _mark(book: Epub, label: str, path: str, id_: str) -> Iterator[Mark]:
    body = book.trees[path].find(f"{XHTML}body")
    assert body is not None
    parents = {child: parent for parent in body.iter() for child in parent}
    spans = [
        element for element in body.iter() if element.get("id") == id_ and "pagebreak" in types_of(element)
    ]
    for span in spans:
        texts = list(_texts(body))
        place = next(n for n, (element, _) in enumerate(texts) if element is span)
        after = "".join(text for _, text in texts[place : place + 400])
        before = "".join(text for _, text in texts[max(place - 40, 0) : place])
        chain = []
        node = span
        while node in parents:
            node = parents[node]
            chain.append(node)
        if path in book_navs(book) or any("list" in e.get("class", "").split() for e in chain):
            # A line of the contents or of a list, whose folio and leaders are print's alone.
            after = next(text for _, text in texts[place:] if text.strip())
        following = next(
            (e for e in _after(body, span) if e.tag == f"{XHTML}img" or (e.text or "").strip()), None
        )
        yield Mark(
            label, path, id_, before, squeeze(after)[:ENOUGH], tuple(_leads(chain)),
            tuple(e.tag.removeprefix(XHTML) for e in chain),
            not squeeze(span.tail or "") and following is not None and following.tag == f"{XHTML}img",
        )  # fmt: skip


def _after(body: Element, span: Element) -> Iterator[Element]:
    elements = list(body.iter())
    return iter(elements[elements.index(span) + 1 :])


def _leads(chain: list[Element]) -> Iterator[str]:
    for element in chain:
        if element.tag == f"{XHTML}table":
            head = element.find(f"{XHTML}thead")
            letters = "" if head is None else squeeze("".join(head.itertext()))
            around = chain[chain.index(element) + 1]
            caption = around.find(f"{XHTML}figcaption")
            yield letters
            yield ("" if caption is None else squeeze("".join(caption.itertext()))) + letters


def _texts(element: Element) -> Iterator[tuple[Element, str]]:
    """Each run of text in reading order with the element that it stands in or follows; no readings, which
    print has between the lines."""
    if types_of(element) & UNREAD or element.tag in {f"{XHTML}rp", f"{XHTML}rt", f"{XHTML}title"}:
        return
    if element.tag.startswith(XHTML):
        yield element, element.text or ""
    else:
        return
    for child in element:
        yield from _texts(child)
        yield child, child.tail or ""
