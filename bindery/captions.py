"""Figures, tables and listings that have a caption: what kind each is, how it is named, which lists hold it.

`bind` numbers them, `checks` looks for lists without an entry, the outputs show the lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bindery.model import BoundChapter, Role
from bindery.tree import text_of

LISTS = {"figures": "figure", "tables": "table", "listings": "listing"}
"""The lists that a book can ask for, and the kind that each holds."""
_NAMED = {"table": "table", "listing": "listing"}


@dataclass(frozen=True, slots=True)
class Captioned:
    """One of them in the bound book."""

    id: str
    label: str
    """“Figure 3.1”."""
    caption: Element
    """What stands behind the label is the caption's own text."""
    front: bool
    """Whether it stands before the text, where folios are roman."""


def kind_of(figure: Element) -> str:
    """``figure``, ``table`` or ``listing``: also the key of the label's pattern in words.toml."""
    classes = figure.get("class", "").split()
    return next((kind for name, kind in _NAMED.items() if name in classes), "figure")


def give_ids(body: Element) -> None:
    """Name what has a caption and was not named by the writer, so that a list can lead to it."""
    taken = {element.get("id") for element in body.iter()}
    count = 0
    for figure in body.iter("figure"):
        if figure.find("figcaption") is None or figure.get("id"):
            continue
        count += 1
        while f"captioned-{count}" in taken:
            count += 1
        figure.set("id", f"captioned-{count}")


def captioned(chapters: Iterable[BoundChapter], kind: str) -> Iterator[Captioned]:
    """Those of a kind in the order of the book; of a long note none is listed."""
    for chapter in chapters:
        for figure in chapter.body.iter("figure") if chapter.body is not None else ():
            caption = figure.find("figcaption")
            label = caption.find("span[@class='label']") if caption is not None else None
            if caption is not None and label is not None and kind_of(figure) == kind:
                front = chapter.role is Role.FRONT
                yield Captioned(figure.get("id", ""), text_of(label), caption, front)
