"""How thick a book will be is guessed well enough, and a guess that was right spares a layout."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bindery.engine import plain
from bindery.outputs import bulk, pdf
from bindery.report import Silent
from shelf import Built, bound

WORDS = "So many words that they fill several lines of a page, and no two lines are alike. "


def test_the_guess_is_near(book: Built) -> None:
    """No book has a quarter more pages, or less, than was guessed, but for a few."""
    found, look = bound(book.root, book.variant)
    pages, guess = book.told["artifacts"][0]["pages"], bulk.pages_of(found, look.grid)
    assert pages * 0.8 - 4 <= guess <= pages * 1.25 + 4


@pytest.fixture
def novel(tmp_path: Path) -> Path:
    """A chapter of some pages."""
    root = tmp_path / "novel"
    root.mkdir()
    (root / "one.md").write_text("# One\n\n" + f"{WORDS * 6}\n\n" * 120, encoding="utf-8")
    return root


def layouts(root: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a book is laid out; its pages are written to a file."""
    calls: list[int] = []

    def lay_out(*arguments: Any) -> plain.Sheets:
        calls.append(1)
        return original(*arguments)

    original = plain.lay_out
    with monkeypatch.context() as patch:
        patch.setattr(plain, "lay_out", lay_out)
        _, sheets = pdf.laid_out(*bound(root), Silent())
    sheets.write(file, ())
    return len(calls)


@pytest.mark.parametrize("guesses", [(1, 500), (90, 15)], ids=["thick", "thin"])
def test_a_guess_that_was_right_spares_a_layout(
    guesses: Sequence[int], novel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A book is laid out once if it is as thick as was guessed, else again, with the same pages."""
    monkeypatch.setattr(pdf, "_SPINES", ((10, 9.6), (40, 24.0), (60, 25.0)))
    assert layouts(novel, tmp_path / "right.pdf", monkeypatch) == 1
    for number, guess in enumerate(guesses):
        with monkeypatch.context() as patch:
            patch.setattr(bulk, "pages_of", lambda *_, guess=guess: guess)
            expected = 1 if 10 < guess <= 40 else 2
            assert layouts(novel, tmp_path / f"{number}.pdf", monkeypatch) == expected
        assert (tmp_path / f"{number}.pdf").read_bytes() == (tmp_path / "right.pdf").read_bytes()
