"""The specimens have every kind of page: in each theme, on two trims, all is in bounds and on the grid."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest

from baselines import Line, lines_of, off_grid, usual_first
from bindery import pipeline, theme
from bindery.read import read
from bindery.report import Silent
from bindery.theme import Grid
from checkers import pdf_pages
from checkers.pdf_facts import page_labels
from shelf import BOOKS

PT = 72 / 25.4
FIRST_OF_TEXT = 7
"""Before it are title page, copyright page, dedication and epigraph."""
SLACK = 3.0
"""Points beside the type area: hanging signs and side bearings."""
THEMES = ("technical", "literary", "zh")
TRIMS = {"specimen": ("A5", "6x9in"), "specimen-zh": ("A5", "170x240mm")}
VARIANTS = [(name, look, trim) for name, trims in TRIMS.items() for look in THEMES for trim in trims]


@dataclass(frozen=True, slots=True)
class Variant:
    """A specimen in one theme on one trim."""

    pdf: Path
    grid: Grid
    lines: tuple[Line, ...]


@pytest.fixture(scope="module", params=VARIANTS, ids="-".join)
def variant(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Variant:
    """Each specimen in each theme on each of its trims, as a PDF."""
    name, look, trim = request.param
    root = tmp_path_factory.mktemp("variants") / name
    shutil.copytree(BOOKS / name, root)
    toml = root / "book.toml"
    text = toml.read_text(encoding="utf-8").partition("[print]")[0]
    toml.write_text(f'{text}[theme]\nname = "{look}"\n\n[print]\ntrim = "{trim}"\n', encoding="utf-8")
    report = pipeline.build(root, name, root.parent / "out", ("pdf",), Silent())
    assert [str(problem) for problem in report.problems] == []
    chosen, _ = theme.choose(read(root).edition, root)
    assert chosen is not None
    pdf = root.parent / "out" / name / f"{name}.pdf"
    return Variant(pdf, chosen.grid, lines_of(pdf))


def test_a_specimen_is_on_the_grid(variant: Variant) -> None:
    """Every line of text of every kind of page stands on the grid; a dedication is no text."""
    start = page_labels(variant.pdf).index("1") + 1
    grid, lines = variant.grid, tuple(line for line in variant.lines if line.page >= start)
    first = usual_first(lines, grid.size, grid.leading)
    assert off_grid(lines, grid.size, first, grid.leading) == ()


def test_a_specimen_keeps_to_its_type_area(variant: Variant) -> None:
    """Nothing sticks out beside the measure, turned tables and wide ones included."""
    grid = variant.grid
    outer = (grid.width - grid.inner) * PT - grid.measure
    free = pdf_pages.Free(inner=grid.inner * PT - SLACK, outer=outer - SLACK)
    assert pdf_pages.ink_complaints(variant.pdf, free) == ()


def test_no_text_runs_over_the_foot(variant: Variant) -> None:
    """The last line of text is at most the last of the type area."""
    grid = variant.grid
    last = grid.top * PT + grid.lines * grid.leading
    below = [line for line in variant.lines if line.is_set_in(grid.size) and line.baseline > last]
    assert below == []


def test_a_caption_goes_with_its_table(variant: Variant) -> None:
    """A table over two pages has its caption on both; the turned one is read with the book turned."""
    with pymupdf.open(variant.pdf) as pages:
        texts = [page.get_text() for page in pages]
        turned = {page.number for page in pages if (0.0, -1.0) in directions(page)}
    captions = ("every fifth year", "\u6bcf\u65e5\u5ba2\u6578")
    assert sum(any(caption in text for caption in captions) for text in texts) >= 2
    assert len(turned) == 1


def directions(page: pymupdf.Page) -> set[tuple[float, float]]:
    """Which ways the text of a page runs."""
    return {span["dir"] for span in page.get_texttrace()}
