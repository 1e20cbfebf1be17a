"""How a table's width is shared among its columns: so that its rows take few lines.

WeasyPrint shares it by the longest cell of each column, so that one long cell makes narrow neighbours and
high rows. What is counted here is what a reader sees: lines. Used by `outputs.print_text`; tables that
need no second line, or have cells over several columns, are left alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from operator import truediv
from typing import NamedTuple
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.outputs.wide_tables import BETWEEN, LESS, has_spans, widest_words
from bindery.theme import Grid

_LETTER = 0.49  # em: a letter of running words, spaces among them
_CODE = 0.54  # code in a line is set smaller
_FIGURE = 0.56
_SEAM = re.compile(r"(?<=[0-9A-Za-z])(?=[\u3040-\u9fff])|(?<=[\u3040-\u9fff])(?=[0-9A-Za-z])")
_SLACK = 0.1
_GAP = 0.25  # between a sign and a letter, as `engine.lines.signs` sets them
_EXACT = 1e-6  # a cell that just fills its column is not broken
_TALL = 1.2  # of its width: a cell that is so much longer has two lines, however it is counted
_STEP = 0.5  # em by which columns are tried
_MOST_COLUMNS = 8
_MOST_ROWS = 400


class _Cost(NamedTuple):
    """What a choice of widths costs: lines of rows first, then those of all cells, then how full they are."""

    lines: int
    broken: int
    fullness: float


def share(body: Element, grid: Grid) -> None:
    """Say the widths of columns in the first row of each table below an element, and which rows have more
    than one line: such a row may stand alone on a page."""
    for table in body.iter("table"):
        classes = table.get("class", "").split()
        rows = list(table.iter("tr"))
        if {"wide", "crowded"} & set(classes) or not _is_plain(rows):
            continue
        cells = [[length(cell) for cell in row] for row in rows]
        room = grid.measure / (grid.size - LESS) - BETWEEN * (len(cells[0]) - 1)
        widths = widths_of(cells, list(widest_words(rows, _LETTER, _CODE)), room)
        for cell, width in zip(rows[0], _shares(widths), strict=False):
            cell.set("style", f"{cell.get('style', '')};width:{width:.1f}%".lstrip(";"))
        for row, its in zip(rows, cells, strict=True):
            if widths and max(map(truediv, its, widths)) > _TALL:
                tree.add_class(row, "tall")


def _is_plain(rows: Sequence[Element]) -> bool:
    if not rows or len(rows) > _MOST_ROWS or has_spans(rows):
        return False
    columns = {len(row) for row in rows}
    return len(columns) == 1 and 1 < max(columns) <= _MOST_COLUMNS


def _shares(widths: Sequence[float]) -> Iterator[float]:
    """Widths as hundredths of the table's, what parts the columns shared among them."""
    whole = sum(widths) + BETWEEN * (len(widths) - 1)
    for number, width in enumerate(widths, 1):
        yield (width + (BETWEEN if number < len(widths) else 0)) / whole * 100


def widths_of(cells: Sequence[Sequence[float]], least: Sequence[float], room: float) -> list[float]:
    """The widths of columns, in em, that fill a room; none where all stand in one line as they are, or where
    not even the longest words do. `cells`: the lengths of each row's cells; `least`: of columns' words."""
    longest = [max(column) for column in zip(*cells, strict=True)]
    if sum(longest) <= room or sum(least) >= room:
        return []
    more = room - sum(least)
    wished = [max(length - word, 0.0) for length, word in zip(longest, least, strict=True)]
    widths = [word + more * wish / sum(wished) for word, wish in zip(least, wished, strict=True)]
    cost = _cost(cells, widths)
    while better := _better(cells, widths, least, cost):
        cost, widths = better
    return widths


def _better(
    cells: Sequence[Sequence[float]], widths: Sequence[float], least: Sequence[float], cost: _Cost
) -> tuple[_Cost, list[float]] | None:
    """The best of all ways to give a column a step from another, or all that it lacks for lines of its own
    to be whole, from one or from all; None when none is better."""
    longest = [max(column) for column in zip(*cells, strict=True)]
    found: list[tuple[_Cost, list[float]]] = []
    for taker, width in enumerate(widths):
        givers = [giver for giver in range(len(widths)) if giver != taker]
        for step in {_STEP, max(longest[taker] - width, _STEP)}:
            for chosen in (*([giver] for giver in givers), givers):
                tried = _given(widths, least, taker, chosen, step)
                if tried:
                    found.append((_cost(cells, tried), tried))
    best = min(found, default=None)
    return best if best and best[0] < cost else None


def _given(
    widths: Sequence[float], least: Sequence[float], taker: int, givers: Sequence[int], step: float
) -> list[float]:
    """The widths when a column takes a step from others, from each as much of it as it can spare; none when
    they cannot."""
    spare = sum(widths[giver] - least[giver] for giver in givers)
    if spare < step:
        return []
    tried = list(widths)
    tried[taker] += step
    for giver in givers:
        tried[giver] -= step * (widths[giver] - least[giver]) / spare
    return tried


def _cost(cells: Sequence[Sequence[float]], widths: Sequence[float]) -> _Cost:
    lines, broken, fullness = 0, 0, 0.0
    for row in cells:
        shares = [length / width for length, width in zip(row, widths, strict=True) if width]
        counts = [max(math.ceil(share - _EXACT), 1) for share in shares]
        lines, broken, fullness = lines + max(counts), broken + sum(counts), fullness + max(shares)
    return _Cost(lines, broken, round(fullness, 6))


def length(cell: Element) -> float:
    """How long a cell is in one line, in em."""
    text = tree.text_of(cell)
    code = sum(tree.breadth("".join(part.itertext())) for part in cell.iter("code"))
    return _LETTER * (tree.breadth(text) - code) + _CODE * code + _more(text)


def _more(text: str) -> float:
    """What text with signs in squares takes beyond that: there a cell's width can be known, and a cell that
    is broken for a sign looks worse than one that is broken between words."""
    wide = tree.breadth(text) - len(text)
    if not wide:
        return 0.0
    figures = sum(letter.isdigit() for letter in text)
    return wide * (1 - 2 * _LETTER) + (_FIGURE - _LETTER) * figures + _GAP * len(_SEAM.findall(text)) + _SLACK
