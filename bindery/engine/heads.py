"""Heads and folios, drawn for pages that are laid out already. Used by `outputs.galleys`.

WeasyPrint makes them last of all: by a page's kind, its number, and what pages before it have set as strings.
That is all that is needed here, too; the text of the pages is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bindery.engine.apart import apart, context_of, prepare
from bindery.engine.draw import Files, heads_of
from bindery.engine.galley import Galley, Kind
from bindery.engine.plain import read

Strings = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page depends on: its kind, its number, the strings that it sets; whether the page is
    in no galley, so that all of it is drawn with its head: a blank verso between two."""

    kind: Kind
    number: int
    strings: Strings
    alone: bool = False


def draw(
    html: str, families: Sequence[str], heads: Sequence[Head], before: Mapping[str, str], files: Files
) -> Galley:
    """Draw the heads of some pages. `html` has the style sheets and no text; `before` are the strings as the
    pages before leave them."""
    prepare(families)
    from weasyprint.document import Document, Page  # noqa: PLC0415 - only once fontconfig sees our fonts alone
    from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415

    source, context, configured = _context(html, tuple(families))
    with apart(margins=True):
        context.string_set = _strings(heads, before)
        pages = [Page(box) for box in _boxes(source, context, heads)]
    document = Document(pages, DocumentMetadata(lang=" "), source.url_fetcher, configured, {}, None)
    return heads_of(document, [(head.kind, head.alone) for head in heads], files)


@lru_cache(maxsize=1)
def _context(html: str, families: tuple[str, ...]) -> tuple[Any, Any, Any]:
    """What all pages of a book have in common: once they are known, the looks of their margins are."""
    source = read(html, {})
    return source, *context_of(source, families)


def _strings(heads: Sequence[Head], before: Mapping[str, str]) -> Any:
    """Strings as a layout knows them, by name and page: the pages before are page 1, ours begin with 2."""
    found: Any = defaultdict(lambda: defaultdict(list))
    for name, text in before.items():
        found[name][1].append(text)
    for page, head in enumerate(heads, 2):
        for name, texts in head.strings:
            found[name][page] += texts
    return found


def _boxes(source: Any, context: Any, heads: Sequence[Head]) -> Iterator[Any]:
    """Pages with nothing but their margins."""
    from weasyprint.layout.background import layout_box_backgrounds  # noqa: PLC0415
    from weasyprint.layout.page import PageType, make_margin_boxes, set_page_type_computed_styles  # noqa: PLC0415

    for page_number, head in enumerate(heads, 2):
        side, blank, name, groups = head.kind
        kind = PageType(side, blank, name, 1, groups)  # no style asks for the place in the book
        if context.style_for(kind) is None:
            set_page_type_computed_styles(kind, source, context.style_for)
        box = _page(context, kind)
        context.current_page = page_number
        context.page_bottom = box.content_box_y() + box.height
        state = [[0], {"page": [head.number]}, [{"page"}], []]
        box.children = tuple(make_margin_boxes(context, box, state))
        box.background = box.canvas_background = None
        for one in (box,) if head.alone else box.children:  # what lies below a text is drawn with it
            layout_box_backgrounds(box, one, context.get_image_from_uri)
        yield box


def _page(context: Any, kind: Any) -> Any:
    """An empty page of a kind, as `make_page` of WeasyPrint begins it."""
    from weasyprint.formatting_structure import boxes  # noqa: PLC0415
    from weasyprint.layout.page import page_height, page_width, resolve_percentages  # noqa: PLC0415

    style = context.style_for(kind)
    box = boxes.PageBox(kind, style)
    width, height = style["size"]
    resolve_percentages(box, (width, height))
    box.position_x = box.position_y = 0
    page_width(box, context, width)
    page_height(box, context, height)
    return box
