"""Each trim that a theme has a type area for, counted in the PDF: lines on a page, letters in a line."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pytest

from baselines import Line, lines_of
from bindery import pipeline, theme
from bindery.read import read
from bindery.report import Silent
from bindery.theme import TEMPLATES, Grid
from checkers.pdf_facts import page_labels
from shelf import BOOKS

PROSE = {"latin": ("specimen", "10-winter.md", "en"), "zh": ("specimen-zh", "01-rope.md", "zh-Hant")}
"""Where real prose is, and its language."""
LETTERS = (60, 72)
"""Signs on a full line that are easily read, on average."""
FULL = 2.0  # points: what a full line may lack, or a narrow last letter have
HANG = 0.5  # of an em: what may hang over an edge, as the blank half of a Chinese bracket


def rows() -> list[tuple[str, str, str]]:
    """Theme, script and trim of each type area for Latin and Chinese."""
    return [
        (look, script, trim)
        for look, file in (("technical", "base"), ("literary", "literary"))
        for script, trims in tomllib.loads(
            (TEMPLATES / file / "trims.toml").read_text(encoding="utf-8")
        ).items()
        if script in PROSE
        for trim in trims
    ]


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of running text of one page."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """Some pages of prose on one trim."""

    grid: Grid
    pages: tuple[Page, ...]

    @property
    def full(self) -> list[Line]:
        """The lines that fill the measure, from edge to edge or a little over."""
        return [line for page in self.pages for line in page.lines if self._fills(line)]

    def _fills(self, line: Line) -> bool:
        grid, hang = self.grid, HANG * self.grid.size
        left = grid.inner / 25.4 * 72
        if line.page % 2 == 0:
            left = grid.width / 25.4 * 72 - left - grid.measure
        return -hang < line.left - left < FULL and -FULL < line.right - left - grid.measure < hang


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*/trims.toml")), ids=lambda path: path.parent.name)
def test_each_trim_gives_the_spine_more_than_the_fingers(path: Path) -> None:
    """The inner margin, part of which the spine takes, is wider than the outer one."""
    for trims in tomllib.loads(path.read_text(encoding="utf-8")).values():
        for name, row in trims.items():
            line = row["chars"] * row["size"] / 72 * 25.4 if "chars" in row else None
            outer = row["page"][0] - row["inner"] - line if line else row["outer"]
            assert outer < row["inner"], name


@pytest.fixture(scope="module", params=rows(), ids="-".join)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Real prose without heads and notes, six times over, on each trim."""
    look, script, trim = request.param
    book, file, language = PROSE[script]
    text = (BOOKS / book / file).read_text(encoding="utf-8")
    prose = [block for block in text.split("\n\n") if block[0] not in "#>*[{" and "[^" not in block]
    root = tmp_path_factory.mktemp("trim") / "book"
    root.mkdir()
    (root / "1.md").write_text("# One\n\n" + "\n\n".join(prose * 6), encoding="utf-8")
    head = f'[book]\ntitle = "A"\nlanguage = "{language}"\n'
    (root / "book.toml").write_text(
        f'{head}[print]\nfit = false\ntrim = "{trim}"\n[theme]\nname = "{look}"\n', encoding="utf-8"
    )
    return made(root)


def made(root: Path) -> Sample:
    """The pages of text of a book after the opening."""
    report = pipeline.build(root, "book", root.parent / "out", ("pdf",), Silent())
    assert [problem for problem in report.problems if problem.severity == "error"] == []
    chosen, _ = theme.choose(read(root).edition, root)
    assert chosen is not None
    size, pdf = chosen.grid.size, root.parent / "out" / "book" / "book.pdf"
    start = page_labels(pdf).index("2") + 1
    lines = [line for line in lines_of(pdf, start) if line.is_set_in(size)]
    pages = tuple(Page(tuple(group)) for _, group in groupby(lines, lambda line: line.page))
    return Sample(chosen.grid, pages)


def test_a_full_page_has_the_lines_of_its_type_area(sample: Sample) -> None:
    """As many as trims.toml says, or one fewer where a paragraph's only line would have been left alone."""
    counts = [len(page.lines) for page in sample.pages[:-1]]
    assert max(counts) == sample.grid.lines
    assert min(counts) >= sample.grid.lines - 1


def test_a_line_has_as_many_letters_as_are_read_with_ease(sample: Sample) -> None:
    """60 to 72 on average in Latin script, blanks counted; in Chinese the whole number of trims.toml."""
    lengths = [len(line.text.rstrip()) for line in sample.full]
    assert len(lengths) > 20
    if sample.grid.chars:
        assert Counter(lengths).most_common(1)[0][0] == max(lengths) == sample.grid.chars
    else:
        assert LETTERS[0] <= sum(lengths) / len(lengths) <= LETTERS[1]
