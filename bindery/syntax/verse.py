"""Verse, whose lines are the writer's, and the line below a quotation that says whose it is.

Steps of `parse`. Verse is a paragraph, or any block around paragraphs, of the class ``verse``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from bindery import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindery.syntax.draft import Draft

_SOURCE = re.compile(r"\s*(?:[\u2012-\u2015]|--)")
_INDENT = re.compile("[ \u00a0\u2002\u2003\u3000]*")


def set_verse(draft: Draft) -> None:
    """Each line of verse becomes an element of its own, so that a line too long for the page hangs."""
    for block in list(draft.body.iter()):
        if "verse" in block.get("class", "").split():
            for paragraph in [block] if block.tag == "p" else list(block.iter("p")):
                _set_lines(paragraph)


def _set_lines(paragraph: Element) -> None:
    if paragraph.find("span[@class='line']") is not None or _SOURCE.match(paragraph.text or ""):
        return
    lines = [line for line in _lines(paragraph) if len(line) or not tree.is_blank(line.text)]
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.text = None
    for line in lines:
        indent = _INDENT.match(line.text or "")
        if indent is not None and indent[0].strip(" "):
            line.set("class", "line indented")
        line.text = (line.text or "").lstrip(" \u00a0\u2002\u2003\u3000")
        line.tail = "\n"
        paragraph.append(line)


def _lines(paragraph: Element) -> Iterator[Element]:
    """The content of a paragraph, cut at its line ends and at its breaks."""
    line = _line()
    pieces: list[tuple[Element | None, str]] = [(None, paragraph.text or "")]
    pieces += [(child, child.tail or "") for child in paragraph]
    for child, text in pieces:
        if child is not None and child.tag == "br":
            yield line
            line = _line()
        elif child is not None:
            child.tail = None
            line.append(child)
        first, *others = text.split("\n") if child is None or child.tag != "br" else [text.lstrip("\n")]
        tree.add_text(line, len(line), first)
        for other in others:
            yield line
            line = _line()
            line.text = other
    yield line


def _line() -> Element:
    return Element("span", {"class": "line"})


def mark_sources(draft: Draft) -> None:
    """The last paragraph of a quotation is its source, if it begins with a dash."""
    for quotation in draft.body.iter("blockquote"):
        last = quotation[-1] if len(quotation) > 1 else None
        if last is not None and last.tag == "p" and _SOURCE.match(last.text or ""):
            tree.add_class(last, "source")
