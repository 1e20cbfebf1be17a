"""The figures of a book's lines: counted by hand on a few, against what is on the page, and said by the
command."""

from __future__ import annotations

from pathlib import Path

import pytest

from bindery.engine.boxes import pages_of
from bindery.proof.evenness import Evenness, Setting, evenness_of, figures
from bindery.proof.galley import Galley
from line_cases import TEXT
from shelf import BOOKS, command
from test_lines import PAGE, laid_out

FULL = Setting(1.0, divided=False, hyphen=False, words=9, share=1.0)
LOOSE = Setting(1.6, divided=False, hyphen=False, words=7, share=1.0)
GAPING = Setting(2.1, divided=False, hyphen=True, words=5, share=1.0)
DIVIDED = Setting(0.8, divided=True, hyphen=True, words=9, share=1.0)
REST = Setting(None, divided=False, hyphen=False, words=1, share=0.05)


def test_figures_are_counted() -> None:
    """Loose lines, divided words, rows of hyphens (a compound's too) and poor ends of paragraphs; a paragraph
    of one line has no end, and a row of hyphens ends with its paragraph."""
    lines = [
        (FULL, LOOSE, DIVIDED, REST),
        (DIVIDED, GAPING, DIVIDED, REST),
        (DIVIDED, DIVIDED, FULL),
        (REST,),
    ]
    found = figures(lines)
    assert found == Evenness(
        lines=12,
        spaces=(0.8, 0.8, 0.8, 0.8, 0.8, 1.0, 1.0, 1.6, 2.1),
        divided=5,
        ladders=(2, 1),
        short=2,
        fragments=2,
        single=2,
    )
    assert (found.loose, found.gaping, round(found.per_hundred)) == (2, 1, 42)


@pytest.mark.parametrize("greedy", [False, True])
def test_spaces_are_told_by_their_natural_width(greedy: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """A line that is not filled has spaces of natural width; filled ones have the width that is on the page:
    Source Serif's space is .233 em."""
    ragged = laid_out(f'<p style="text-align: left">{TEXT}</p>', PAGE, greedy=greedy)
    (line, *_) = pages_of(ragged.document)[0].lines
    assert line.runs[0].space == pytest.approx(2.33, abs=0.01)
    sheets = laid_out(f"<p>{TEXT * 9}</p>", PAGE, greedy=greedy)
    galley = Galley(pages_of(sheets.document), 14, counts=sheets.counts)
    lines = [line for page in galley.pages for line in page.lines if not line.last]
    wide = sorted((gap[1] - gap[0]) / 2.33 for line in lines for gap in line.gaps[:1])
    found = evenness_of(galley)
    assert found.lines == len(lines) + 1
    assert found.spaces == pytest.approx(wide, abs=0.02)
    assert (found.planned or 0) >= (0 if greedy else len(lines) + 1)  # some are set twice, for widows


def test_the_command_says_them(tmp_path: Path) -> None:
    """`proof --lines` says each figure on a line in the place of the marks."""
    done = command("proof", "--lines", str(BOOKS / "plain"), "--out", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0
    rows = dict(row.split(": ")[1:] for row in done.stdout.splitlines() if row.count(": ") == 2)
    assert int(rows["lines"]) >= 3
    assert float(rows["space / natural, mean"]) < 1.3
    assert rows["three hyphens in a row"] == "0"
    assert int(rows["lines planned, of all kinds"]) >= int(rows["lines"])
