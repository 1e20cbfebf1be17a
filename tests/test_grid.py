"""All text of a printed page stands on lines of one height: baselines read from the finished files.

Exceptions: pages without text of the book's own (title page, copyright page, dedication), on which no line of
text size has a neighbour on the back of the leaf; notes, captions and code, which have sizes and leading of
their own.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from baselines import Line, lines_of, off_grid, usual_first
from bindery import pipeline
from bindery.report import Silent
from checkers.pdf_facts import page_labels
from shelf import Built

PAGES = 20
"""So many in a row must be right."""
PICTURE_IN_A_LINE = {"markdown": 11}
"""A picture within a sentence is as high as its writer made it: the page where one is."""
OFF = ".text > p { padding-top: .3pt }"
"""A sheet that ruins the grid: each paragraph is a little higher than its lines."""


def strays(built: Built, first: int, last: int = 10**6) -> tuple[Line, ...]:
    """The lines of text size off the grid from page `first` on."""
    return strays_of(built.pdf, built.theme.grid.size, built.theme.grid.leading, first, last)


def strays_of(pdf: Path, size: float, leading: float, first: int, last: int = 10**6) -> tuple[Line, ...]:
    """The same for a file."""
    lines = lines_of(pdf, first, last)
    return off_grid(lines, size, usual_first(lines, size, leading), leading)


@pytest.mark.parametrize("name", ["handbook", "wuzhen"])
def test_twenty_pages_are_on_the_grid(name: str, shelf: dict[str, Built]) -> None:
    """In a Latin and in a Chinese book no line of twenty pages is off by more than a fifth of a point."""
    lines = lines_of(shelf[name].pdf, 11, 10 + PAGES)
    assert len({line.page for line in lines}) >= PAGES * 3 // 4, "pages with text"
    assert strays(shelf[name], 11, 10 + PAGES) == ()


def test_all_text_is_on_the_grid(book: Built) -> None:
    """Lists, tables, code, pictures and notes leave no line of text off the grid, to the end of each book."""
    found = strays(book, page_labels(book.pdf).index("1") + 1)
    assert [line for line in found if line.page != PICTURE_IN_A_LINE.get(book.name)] == []


def test_a_stray_line_is_found(tmp_path: Path) -> None:
    """The proof can fail: a sheet that adds a third of a point to each paragraph is found out."""
    root = tmp_path / "book"
    sheet = root / "templates" / "css" / "print" / "own.css"
    sheet.parent.mkdir(parents=True)
    sheet.write_text(OFF, encoding="utf-8")
    (root / "book.toml").write_text('[book]\ntitle = "A"\n', encoding="utf-8")
    (root / "1.md").write_text("# One\n" + "\nA paragraph of a line.\n" * 9, encoding="utf-8")
    report = pipeline.build(root, "book", tmp_path / "out", ("pdf",), Silent())
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    assert strays_of(tmp_path / "out" / "book" / "book.pdf", 9.5, 13, 3) != ()
