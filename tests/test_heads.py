"""Heads at the foot of a page: none stands there with less than two lines below it."""

from __future__ import annotations

from pathlib import Path

import pytest

from baselines import lines_of
from bindery import pipeline
from bindery.outputs import print_text
from bindery.report import Silent

LINES = ("A single line.", "A single line filled till it is full: little letters still fit in it.")
"""The second is fuller than lines are on average."""


def lonely(root: Path, line: str) -> int:
    """How many pages of a manual, whose sections have a line and a listing, end with a head and a line."""
    folder = root / "manual"
    folder.mkdir()
    sections = [
        f"## Head {number}\n\n{line}\n\n```text\n" + f"row of {number}\n" * (3 + number % 5) + "```\n"
        for number in range(60)
    ]
    (folder / "1.md").write_text("# One\n\n" + "\n".join(sections), encoding="utf-8")
    (folder / "book.toml").write_text('[book]\ntitle = "A"\n[print]\ntrim = "A5"\n', encoding="utf-8")
    report = pipeline.build(folder, "manual", root / "out", ("pdf",), Silent())
    assert report.artifacts, report.problems
    lines = [line for line in lines_of(root / "out" / "manual" / "manual.pdf", 5) if 50 < line.baseline < 545]
    pages = [[line.text for line in lines if line.page == page] for page in {line.page for line in lines}]
    assert len(pages) > 10
    return sum(len(page) > 2 and "Head" in page[-2] and "single" in page[-1] for page in pages)


@pytest.mark.parametrize("line", LINES)
def test_a_single_line_below_a_head_goes_with_what_follows(
    line: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A head with one line below it moves to the next page with them, where the listing is."""
    assert lonely(tmp_path_factory.mktemp("ours"), line) == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(print_text, "keep_company", lambda *_: None)
        assert lonely(tmp_path_factory.mktemp("theirs"), line) > 0
