"""Which tables are too wide for the measure: they are set smaller, or turned to a page of their own.

Python knows the words and about how wide they are; the sheets have the sizes (`table.wide`, `figure.turned`).
Used by `outputs.print_text`, before the tables are arranged, and by `outputs.floating`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.theme import Grid

_LETTER = 0.53  # em: a letter in the words of a table, figures and capitals among them
_CODE = 0.62
BETWEEN = 0.9
"""Em between two columns, as in blocks.css."""
LESS = 1.0
"""Points by which tables are smaller than text."""
_SMALLEST = 0.75  # of that: the size of a wide table
_CAPTION = 3  # lines for a caption and the rules
_FEWEST = 5  # columns; fewer have room to part their words
_WHOLE = re.compile(r"[\u2e80-\U0010ffff]|[^\-\u2013\u2e80-\U0010ffff]+")
_MOST = 16  # columns; more cannot be read in any way


def set_wide(body: Element, grid: Grid) -> None:
    """Mark the tables below an element that do not fit as they are."""
    for figure in body.iter("figure"):
        kind = width_of(figure, grid)
        table = figure.find("table")
        if kind == "wide" and table is not None and "crowded" not in table.get("class", ""):
            tree.add_class(table, "wide")
        elif kind == "turned":
            tree.add_class(figure, "turned")


def width_of(figure: Element, grid: Grid) -> str:
    """``turned`` for a table that does not fit the measure at its smallest size but stands turned on a page,
    ``wide`` for one that needs the smallest size, else nothing. One that is turned already is neither."""
    table = figure.find("table")
    if table is None or "turned" in figure.get("class", "").split():
        return ""
    rows = list(table.iter("tr"))
    columns = list(widest_words(rows))
    if not _FEWEST <= len(columns) <= _MOST or has_spans(rows):
        return ""
    needed = sum(columns) + BETWEEN * (len(columns) - 1)
    size = grid.size - LESS
    if needed * size <= grid.measure:
        return ""
    across = grid.lines * grid.leading
    if needed * size * _SMALLEST > grid.measure and _is_turnable(rows, needed, size, across, grid):
        return "turned"
    return "wide"


def _is_turnable(rows: list[Element], needed: float, size: float, across: float, grid: Grid) -> bool:
    """Whether a table fits a page that is turned: its words are as wide as the page is high, at most, and all
    its lines as high as the page is wide."""
    lines = sum(max(math.ceil(_row(row) * size / across), 1) for row in rows) + _CAPTION
    return needed * size <= across and lines * grid.leading <= grid.measure


def widest_words(rows: Sequence[Element], letter: float = _LETTER, code: float = _CODE) -> Iterator[float]:
    """How wide the widest word of each column is, in em, as are a letter's and a code letter's widths."""
    for cells in zip(*(list(row) for row in rows), strict=False):
        yield max(_word(cell, letter, code) for cell in cells)


def _word(cell: Element, letter: float, narrow: float) -> float:
    code = "".join("".join(part.itertext()) for part in cell.iter("code")).split()
    words = tree.text_of(cell).split()
    widths = [letter * tree.breadth(_part(word)) for word in words]
    return max(widths + [narrow * tree.breadth(word) for word in code], default=0.0)


def _part(word: str) -> str:
    """The longest part of a word that cannot be broken: lines end after hyphens, and between wide letters."""
    return max(_WHOLE.findall(word), key=tree.breadth, default="")


def _row(row: Element) -> float:
    """How wide a row is if no cell is broken, in em."""
    return sum(_LETTER * tree.breadth(tree.text_of(cell)) + BETWEEN for cell in row)


def has_spans(rows: Sequence[Element]) -> bool:
    """Tell whether a cell stands in more than one column or row."""
    return any({"colspan", "rowspan"} & cell.attrib.keys() for row in rows for cell in row)
