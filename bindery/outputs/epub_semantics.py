"""What a chapter's elements are, said in the words of EPUB and of ARIA. Used by `epub_text` on its copy.

A page must not have many landmarks without names (DAISY's Ace): a call-out is a note, no bare ``aside``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from bindery.checks.access import is_named
from bindery.tree import is_blank, text_of

EPUB_TYPE = "epub:type"
_SVG = "{http://www.w3.org/2000/svg}svg"
_CALLS: Mapping[str, tuple[str, str, str]] = {
    "tip": ("aside", "tip", "doc-tip"),
    "important": ("section", "notice", "doc-notice"),
    "warning": ("section", "notice", "doc-notice"),
    "caution": ("section", "notice", "doc-notice"),
}
"""Element, epub:type and role of a call-out by its kind; ARIA allows no notice on an ``aside``."""
_ANY_CALL = ("aside", "", "note")


def mark(tree: Element) -> None:
    """Give each element of a chapter what a reading system asks for."""
    for element in tree.iter():
        if "lang" in element.attrib:
            element.set("xml:lang", element.get("lang", ""))  # readers of EPUB 2 know no other
        if step := _STEPS.get(str(element.tag)):
            step(element)


def _call_out(aside: Element) -> None:
    classes = aside.get("class", "").split()
    if "admonition" in classes and "role" not in aside.attrib:
        kind = next((name for name in classes if name in _CALLS), "")
        aside.tag, type_, role = _CALLS.get(kind, _ANY_CALL)
        aside.set("role", role)
        if type_:
            aside.set(EPUB_TYPE, type_)


def _motto(quote: Element) -> None:
    if "epigraph" in quote.get("class", "").split() and "role" not in quote.attrib:
        quote.set(EPUB_TYPE, "epigraph")
        quote.set("role", "doc-epigraph")


def _heads(table: Element) -> None:
    """Each head says whether it stands over a column or before a row; one without words is a corner."""
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        across = all(cell.tag == "th" for cell in cells)
        for cell in cells:
            if cell.tag == "th" and is_blank(text_of(cell)) and cell.find(".//img") is None:
                cell.tag = "td"
                cell.attrib.pop("scope", None)
                cell.attrib.pop("abbr", None)
            elif cell.tag == "th" and "scope" not in cell.attrib:
                cell.set("scope", "col" if across else "row")


def _drawing(svg: Element) -> None:
    if "role" not in svg.attrib and is_named(svg):
        svg.set("role", "img")


_STEPS: Mapping[str, Callable[[Element], None]] = {
    "aside": _call_out, "div": _call_out, "blockquote": _motto, "table": _heads, _SVG: _drawing,
}  # fmt: skip
