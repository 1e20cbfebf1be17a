"""Columns of tables: a table's width is shared so that its rows take few lines."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pymupdf
import pytest

from bindery import pipeline
from bindery.outputs import columns
from bindery.outputs.columns import share, widths_of
from bindery.report import Silent
from bindery.theme import Grid
from bindery.tree import breadth
from checkers.epub_open import XHTML, open_epub
from checkers.pdf_pages import page_texts
from shelf import Built

ROOM = 34.0


def lines(cells: list[list[float]], widths: list[float]) -> int:
    """How many lines rows take in columns of some widths, counted line by line."""
    total = 0
    for row in cells:
        highest = 1
        for length, width in zip(row, widths, strict=True):
            count, left = 1, length - width
            while left > 1e-9:
                count, left = count + 1, left - width
            highest = max(highest, count)
        total += highest
    return total


def test_widths_fill_the_room_and_save_lines() -> None:
    """Widths of random tables add up to the room, leave each column its longest word, and never take more
    lines than widths in proportion to the longest cells; for many tables they take fewer."""
    dice = random.Random(7)  # noqa: S311 - no secret
    better = 0
    for _ in range(150):
        count = dice.randint(2, 4)
        cells = [
            [dice.choice([4.0, 9.0, 30.0]) + dice.random() * 20 for _ in range(count)] for _ in range(12)
        ]
        least = [3.0 + dice.random() * 3 for _ in range(count)]
        widths = widths_of(cells, least, ROOM)
        assert sum(widths) == pytest.approx(ROOM)
        assert all(width >= word - 1e-9 for width, word in zip(widths, least, strict=True))
        longest = [max(column) for column in zip(*cells, strict=True)]
        plain = [
            word + (ROOM - sum(least)) * (cell - word) / (sum(longest) - sum(least))
            for word, cell in zip(least, longest, strict=True)
        ]
        assert lines(cells, widths) <= lines(cells, plain)
        better += lines(cells, widths) < lines(cells, plain)
    assert better > 40


def test_a_table_that_fits_is_left_alone() -> None:
    """Where all cells stand in one line, or not even the longest words fit, no width is said."""
    assert widths_of([[3.0, 4.0]], [1.0, 1.0], ROOM) == []
    assert widths_of([[30.0, 30.0]], [20.0, 20.0], ROOM) == []


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td colspan='2'>{}</td></tr><tr><td>{}</td><td>a</td></tr></table>",
        "<table class='wide'><tr><td>{}</td><td>{}</td></tr></table>",
        "<table><tr><td>{}</td></tr><tr><td>{}</td></tr></table>",
        "<table><tr><td>{}</td><td>{}</td></tr><tr><td>a</td></tr></table>",
    ],
)
def test_tables_of_another_kind_are_left_alone(table: str, grid: Grid) -> None:
    """Cells over columns, tables in small type, of one column, or with unequal rows get no widths."""
    body = fromstring("<div>" + table.format("word " * 30, "word " * 20) + "</div>")
    share(body, grid)
    assert not [cell for cell in body.iter("td") if "style" in cell.attrib]


def test_short_cells_are_not_broken_for_nothing() -> None:
    """Where a row takes two lines anyway, a short cell beside a long one stands in one; what it needs comes
    from all other columns if one has too little to spare."""
    assert widths_of([[8.6, 23.0], [8.4, 25.0]], [1.0, 1.0], 25.0)[0] >= 8.6
    short, *long = widths_of([[6.0, 22.0, 19.0], [4.0, 20.0, 18.0]], [1.0, 1.0, 1.0], 29.0)
    assert short >= 6.0
    assert long[0] >= 11.0
    assert long[1] >= 9.5


SHORT = 18  # letters of a cell, a sign counted as two


def test_short_columns_of_chinese_tables_stand_in_one_line(shelf: dict[str, Built]) -> None:
    """No date and no label at the head of a row ends with a single sign on a line of its own."""
    book = shelf["wuzhen"]
    lines = "".join(page_texts(book.pdf)).splitlines()
    printed = [re.sub(r"\s", "", line) for line in lines]
    tables = [table for _, chapter in book.chapters for table in chapter.body.iter("table")]
    cells = [cell for table in tables for cell in short_columns(table)]
    assert len(cells) > 25
    assert [cell for cell in cells if not any(cell in line for line in printed)] == []


def test_short_cells_of_chinese_tables_are_marked_on_screens(shelf: dict[str, Built]) -> None:
    """In the EPUB dates and labels are not broken where the screen has room; the last column always may be,
    and tables of Latin are as they were."""
    marked = {
        name: [
            [
                ["unbroken" in cell.get("class", "").split() for cell in row]
                for row in table.iter(f"{XHTML}tr")
            ]
            for _, tree in open_epub(shelf[name].epub).documents()
            for table in tree.iter(f"{XHTML}table")
        ]
        for name in ("wuzhen", "german")
    }
    assert marked["german"]
    assert not any(cell for table in marked["german"] for row in table for cell in row)
    assert any(row == [True, True, False] for table in marked["wuzhen"] for row in table)
    assert all(len({tuple(row) for row in table}) == 1 for table in marked["wuzhen"])
    assert not any(row[-1] for table in marked["wuzhen"] for row in table)


def short_columns(table: Element) -> Iterator[str]:
    """The texts of the columns that hold no long cell, but the last."""
    rows = [["".join(cell.itertext()) for cell in row] for row in table.iter("tr")]
    for column in list(zip(*rows, strict=True))[:-1]:
        if max(map(breadth, column)) <= SHORT:
            yield from column


@pytest.fixture(scope="module")
def grid() -> Grid:
    """A page of the technical theme."""
    from bindery import theme
    from bindery.edition import Edition

    look, _ = theme.choose(Edition(), Path())
    assert look is not None
    return look.grid


def test_rows_of_several_lines_are_told(grid: Grid) -> None:
    """A row with a cell longer than its column is tall, and so may stand alone; a row of one line is not."""
    rows = "".join(f"<tr><td>a key</td><td>{'word ' * count}</td></tr>" for count in (40, 2, 30))
    body = fromstring(f"<div><table>{rows}</table></div>")
    share(body, grid)
    assert [row.get("class") for row in body.iter("tr")] == ["tall", None, "tall"]


TABLE = """| key | value | what it is for |
|:----|:------|:----|
| standard | “pdf/ua-1”, “pdf/x-4”, “pdf/x-3”, “pdf/a-2a”, “pdf/a-2b”, “pdf/a-2u”, “pdf/a-3a” | A claim. |
| fit | true or false | Facing pages end on one line, by a line more or less, where they can. |
| lines | greedy or total | How lines are broken: one by one, or all of a paragraph as a whole. |
| marks | true or false | Marks beside the leaf, in the file for the press, where the knife is to cut. |
| bleed | a length | How far the colour of a page runs over the edge of the leaf that is cut. |
"""


def rows(root: Path) -> int:
    """How many lines the printed table takes."""
    folder = root / "table"
    folder.mkdir()
    (folder / "1.md").write_text(f"# One\n\n{TABLE}", encoding="utf-8")
    (folder / "book.toml").write_text('[book]\ntitle = "A"\n[print]\ntrim = "A5"\n', encoding="utf-8")
    report = pipeline.build(folder, "table", root / "out", ("pdf",), Silent())
    assert report.artifacts, report.problems
    with pymupdf.open(root / "out" / "table" / "table.pdf") as document:
        page = next(page for page in document if "what it is for" in page.get_text())
        words = [word for word in page.get_text("words") if word[1] > page.search_for("what it is for")[0].y1]
        return len({round(word[3]) for word in words if word[3] < page.rect.height - 50})


def test_a_printed_table_takes_fewer_lines(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One long cell does not make its neighbours narrow."""
    ours = rows(tmp_path_factory.mktemp("ours"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "widths_of", lambda *_: [])
        theirs = rows(tmp_path_factory.mktemp("theirs"))
    assert 4 < ours < theirs
