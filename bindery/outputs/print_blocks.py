"""Blocks that print arranges in a way of its own: speeches of a play, heads of long tables, turned tables.

Used by `outputs.print_text`. The EPUB keeps the elements as they are, since its pages have no heights.
"""

from __future__ import annotations

from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement

from bindery import tree
from bindery.origins import ORIGIN

_HEADS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_LONG = 18
"""Rows of a table that may go over a page: its caption is repeated with its head."""


def arrange(body: Element, *, glossary: bool = False) -> None:
    """Arrange the plays and tables below an element; in a glossary, the terms."""
    for block in list(body.iter()):
        classes = block.get("class", "").split()
        if block.tag == "dl" and "drama" in classes:
            _speak(block)
        elif block.tag == "dl" and glossary:
            _part(block)
        elif block.tag == "figure" and "turned" in classes:
            _turn(block)
        elif block.tag == "figure" and "table" in classes:
            _repeat_caption(block)
        elif block.tag in {"pre", "figure"} and "numbered" in classes:
            _number(block)


_FULLEST = 1.15
"""Letters of the fullest line, to those of one on average."""


def keep_company(body: Element, letters: int) -> None:
    """Mark paragraphs of one line that stand right below a head: with what follows them, a head has the
    two lines at a page's foot that custom wants. `letters`: how many a line holds on average, wide ones
    counted as two; one that is full may hold some more."""
    for parent in list(body.iter()):
        for head, below in pairwise(parent):
            if head.tag not in _HEADS or below.tag != "p":
                continue
            if tree.breadth(tree.text_of(below)) < letters * _FULLEST:
                tree.add_class(below, "lone")


def _speak(play: Element) -> None:
    """A speaker's name runs into the speech."""
    play.tag = "div"
    speaker: Element | None = None
    for part in list(play):
        if part.tag == "dt":
            speaker = part
            play.remove(part)
            continue
        part.tag = "div" if any(child.tag == "p" for child in part) else "p"
        tree.add_class(part, "speech")
        if speaker is not None:
            first = part if part.tag == "p" else next(part.iter("p"))
            _name(speaker, first)
            speaker = None


def _part(terms: Element) -> None:
    """Each term of a glossary with what it means is a list of its own, which stays together; a list within
    a list needs no more than that, and a division within one PDF/UA does not allow."""
    terms.tag = "div"
    tree.add_class(terms, "entries")
    entry: Element | None = None
    for part in list(terms):
        terms.remove(part)
        if entry is None or (part.tag == "dt" and entry[-1].tag != "dt"):
            entry = SubElement(terms, "dl", {"class": "entry"})
        entry.append(part)


def _name(speaker: Element, speech: Element) -> None:
    speaker.tag = "span"
    tree.add_class(speaker, "speaker")
    speaker.tail = " " + (speech.text or "").lstrip()
    speech.text = None
    speech.insert(0, speaker)


def _turn(figure: Element) -> None:
    """All of a turned table in one box, which the sheets turn."""
    box = Element("div", {"class": "turning"})
    box.extend(list(figure))
    for child in list(figure):
        figure.remove(child)
    figure.append(box)


def _repeat_caption(figure: Element) -> None:
    """The caption of a long table is the first row of its head, which every page repeats."""
    caption, table = figure.find("figcaption"), figure.find("table")
    head = None if table is None else table.find("thead")
    if caption is None or table is None or head is None or len(list(table.iter("tr"))) <= _LONG:
        return
    columns = sum(int(cell.get("colspan", "1")) for cell in head[0])
    row = Element("tr", {"class": "caption"})
    cell = SubElement(row, "td", {"colspan": str(columns), ORIGIN: caption.get(ORIGIN, "")})
    tree.move_content(caption, cell)
    head.insert(0, row)
    figure.remove(caption)


def _number(block: Element) -> None:
    """The lines of a listing get numbers, which the sheets print."""
    lines = (line for line in block.iter("span") if line.get("class") == "line")
    for number, line in enumerate(lines, 1):
        line.set("data-number", str(number))
