"""Figures: a paragraph of one image, and every table, with its caption."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from bindery import tree
from bindery.syntax.attributes import assign, hand_over, is_bare, trailing
from bindery.syntax.draft import Draft

if TYPE_CHECKING:
    from collections.abc import Iterator

_CAPTION = re.compile(r"\s*(?:Table|\u8868)\s*[:\uff1a]\s*")


def make_figures(draft: Draft) -> None:
    """Turn paragraphs that hold only an image into figures; the image's title is the caption."""
    for paragraph, parent in tree.with_parents(draft.body):
        image = _only_image(paragraph) if paragraph.tag == "p" else None
        if image is None:
            continue
        if parent.tag == "figure":
            tree.dissolve(parent, paragraph)
            continue
        paragraph.tag = "figure"
        _hand_over(image, paragraph)
        title = image.attrib.pop("title", "")
        if title:
            SubElement(paragraph, "figcaption", _line(paragraph)).text = title


def _only_image(paragraph: Element) -> Element | None:
    """The image that is all of a paragraph, perhaps in a link."""
    element = paragraph
    while tree.is_blank(element.text) and len(element) == 1 and tree.is_blank(element[0].tail):
        element = element[0]
        if element.tag == "img":
            return element
        if element.tag != "a":
            return None
    return None


def _hand_over(image: Element, figure: Element) -> None:
    """Id and classes of an image belong to its figure."""
    identifier = image.attrib.pop("id", "")
    if identifier and "id" not in figure.attrib:
        figure.set("id", identifier)
    if classes := image.attrib.pop("class", ""):
        tree.add_class(figure, classes)


def make_table_figures(draft: Draft) -> None:
    """Put each table in a figure, with the paragraph ``Table: …`` beside it as the caption."""
    for table, parent in tree.with_parents(draft.body):
        if table.tag != "table" or parent.tag == "figure":
            continue
        figure = Element("figure", {"class": "table", **_line(table)})
        tree.replace(parent, table, figure)
        figure.append(table)
        for neighbour in _neighbours(parent, figure):
            if is_bare(neighbour):
                hand_over(neighbour, figure)
                tree.remove(parent, neighbour)
            elif (match := _CAPTION.match(neighbour.text or "")) and figure.find("figcaption") is None:
                neighbour.text = (neighbour.text or "")[match.end() :]
                figure.insert(0, _caption(figure, neighbour))
                tree.remove(parent, neighbour)


def _neighbours(parent: Element, figure: Element) -> Iterator[Element]:
    """The paragraphs right after and before a figure."""
    children = list(parent)
    position = children.index(figure)
    after = children[position + 1 : position + 2] if tree.is_blank(figure.tail) else []
    before = children[position - 1 : position] if position else []
    for child in after + [child for child in before if not is_bare(child)]:
        if child.tag == "p" and (child in after or tree.is_blank(child.tail)):
            yield child


def _caption(figure: Element, paragraph: Element) -> Element:
    """The caption; an attribute list at its end is the figure's."""
    caption = Element("figcaption", _line(paragraph))
    hand_over(paragraph, figure)
    tree.move_content(paragraph, caption)
    holder = caption[-1] if len(caption) else caption
    text = (holder.tail if len(caption) else holder.text) or ""
    if found := trailing(text):
        assign(figure, found.group(1))
        text = text[: found.start()]
    if len(caption):
        holder.tail = text
    else:
        holder.text = text
    return caption


def _line(element: Element) -> dict[str, str]:
    line = element.get("data-line")
    return {"data-line": line} if line else {}
