"""Books from right to left: what begins a line stands at its right, what ends it at its left.

Read from the PDF of the Arabic sample book by MuPDF; the measure is that of its theme.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pymupdf
import pytest

from checkers.epub_open import XHTML, open_epub
from shelf import Built

_MM = 72 / 25.4
_NEAR = 1.0  # points: an edge
_INDENT = 12.0  # points at least, and less than twice as much


@pytest.fixture(scope="module")
def lines(shelf: dict[str, Built]) -> list[tuple[str, float, float]]:
    """Each line of the last chapters: text, how far it begins from the right edge, how far it ends from the
    left one, in points. Heads and folios are left out."""
    return list(_lines(shelf["arabic"]))


def _lines(built: Built) -> Iterator[tuple[str, float, float]]:
    grid = built.theme.grid
    top, foot = grid.top * _MM, grid.top * _MM + grid.lines * grid.leading
    with pymupdf.open(built.pdf) as document:
        for page in document.pages(10):
            # Recto is the left-hand page here: the spine is at the right of odd pages.
            right = page.rect.width - (grid.outer if page.number % 2 else grid.inner) * _MM

            def line(word: tuple[float, ...]) -> int:
                return int(((word[1] + word[3]) / 2 - top) // grid.leading)

            words = [word for word in page.get_text("words") if top < (word[1] + word[3]) / 2 < foot]
            for _, row in groupby(sorted(words, key=line), key=line):
                inside = list(row)
                begins, ends = max(word[2] for word in inside), min(word[0] for word in inside)
                yield " ".join(word[4] for word in inside), right - begins, ends - (right - grid.measure)


def _indents(lines: list[tuple[str, float, float]], words: str) -> float:
    """How far from the right edge the line begins that has these words."""
    return next(begins for text, begins, _ in lines if words in text)


def test_lines_stay_within_the_measure(lines: list[tuple[str, float, float]]) -> None:
    """No line sticks out at either side."""
    assert [line for line in lines if min(line[1:]) < -_NEAR] == []


def test_a_paragraph_is_indented_at_the_right_and_reaches_the_left(
    lines: list[tuple[str, float, float]],
) -> None:
    """The first line of a later paragraph begins an indent from the right, and fills the rest."""
    filled = [begins for _, begins, ends in lines if abs(ends) < _NEAR]
    assert any(_INDENT < begins < 2 * _INDENT for begins in filled)
    assert sum(begins < _NEAR for begins in filled) >= 10


@pytest.mark.parametrize(
    ("words", "least"),
    [
        ("\u0627\u0644\u0634\u064a\u062e", 0),  # a speaker begins at the edge, and his speech hangs
        ("\u0642\u0641\u0627", 15),  # verse
        ("\u062e\u0645\u0633\u0645\u0626\u0629", 15),  # what it means
        ("\u0627\u0644\u0623\u062f\u0648\u0627\u062a", 10),  # an entry of a list
        ("\u0627\u0644\u0642\u0644\u0645", 30),  # and one within it
    ],
)
def test_kinds_of_text_step_in_from_the_right(
    words: str, least: float, lines: list[tuple[str, float, float]]
) -> None:
    """Plays, verse, terms and lists have their steps at the right, where lines begin."""
    assert least - _NEAR < _indents(lines, words) < least + 20


def test_code_runs_to_the_right_in_the_epub(shelf: dict[str, Built]) -> None:
    """Listings say their direction themselves; the sheet may not, by the rules of EPUB."""
    opened = open_epub(shelf["arabic"].epub)
    listings = [pre for tree in opened.trees.values() for pre in tree.iter(f"{XHTML}pre")]
    assert listings
    assert {pre.get("dir") for pre in listings} == {"ltr"}
