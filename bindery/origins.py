"""Where text comes from: each element of a bound chapter has a number, each text a count of letters that no
typesetting changes. Print tells by them what begins a page, the checks what is missing.

An element's number is its place in the order of its tree (the chapter's body, or all blocks of a note), so
that every copy of the tree has the same. Used by `outputs.print_text`, `engine.flow`, `outputs.page_marks`
and `checks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

ORIGIN = "data-origin"
"""The attribute of print's elements that says which they are; empty on what Bindery adds to the text."""
WHOLE = frozenset({"pre", "ruby"})
"""Elements whose text is counted as one, whatever is in them."""
_HYPHENS = "-\u2010\u2011"
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")

_NAME = re.compile(r"([^/]+)/(\d{1,9})/(\d{1,9})", re.ASCII)


def letters(text: str) -> str:
    """A text without what typesetting changes: blanks, hyphens, signs without width, capitals."""
    bare = "".join(text.split())
    for hyphen in _HYPHENS:
        bare = bare.replace(hyphen, "")
    return (bare if bare.isprintable() else _WIDTHLESS.sub("", bare)).casefold()


def numbered(trees: Iterable[Element]) -> Iterator[tuple[int, Element]]:
    """Every element of some trees with its number."""
    return enumerate(element for tree in trees for element in tree.iter())


def origin(chapter: str, note: int, element: int) -> str:
    """The name of an element: its chapter's id, the number of its note (0: the body), its own number."""
    return f"{chapter}/{note}/{element}"


def parsed(name: str) -> tuple[str, int, int] | None:
    """Chapter, note and number of an element's name; None for what is not one (a template wrote it)."""
    found = _NAME.fullmatch(name)
    return (found[1], int(found[2]), int(found[3])) if found else None


def mark(trees: Iterable[Element], chapter: str, note: int = 0) -> None:
    """Write their names on the elements of copied trees. Parts of a `WHOLE`, and of a drawing, have none."""
    inside: set[Element] = set()
    for number, element in numbered(trees):
        if element in inside:
            element.attrib.pop(ORIGIN, None)
            continue
        element.set(ORIGIN, origin(chapter, note, number))
        if is_whole(element):
            inside.update(element.iter())


def is_whole(element: Element) -> bool:
    """Tell whether an element's text is counted as one; formulas and drawings are."""
    return element.tag in WHOLE or element.tag.startswith("{")


def own_text(element: Element) -> str:
    """The text that stands in an element itself, not in one within it; all of a `WHOLE`."""
    if is_whole(element):
        return "".join(_seen(element))
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _seen(element: Element) -> Iterator[str]:
    """The text of a whole; the brackets of a ruby are for readers that cannot set one."""
    yield element.text or ""
    for child in element:
        if child.tag != "rp":
            yield from _seen(child)
        yield child.tail or ""
