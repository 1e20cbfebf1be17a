"""How chapters open on paper: at one height, whatever their titles; with a capital that stands on a line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import pymupdf
import pytest

from baselines import Line, distance, lines_of
from bindery import pipeline
from bindery.outputs.opening import Opening, open_text
from bindery.report import Silent
from bindery.tokens import OPENINGS

LOOK = '[theme]\nname = "literary"\n[print]\ntrim = "A5"\n'
SIZE, LEADING = 11.5, 14.5
PROSE = "Whoever waits by the river has time to look at it, and sees the same water once. " * 6
TITLES = (
    "Rope",
    "The Landing-Stage and What Was Built Round It",
    "On the Landing-Stage, the Stone, the Roof, the Oven and All That Was Built Round Them by the Town",
)
OTHERS = (" ".join(["Of waiting and its uses"] * 12), "Motto")
MOTTO = "> A rope is only a promise.\n\n{.epigraph}\n\n"


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with titles of all lengths, in EB Garamond."""
    root = tmp_path_factory.mktemp("openings")
    names = []
    for number, title in enumerate((*TITLES, *OTHERS), 1):
        names.append(f"{number}.md")
        motto = MOTTO if title == "Motto" else ""
        (root / names[-1]).write_text(f"# {title}\n\n{motto}{PROSE}\n\n{PROSE}\n", encoding="utf-8")
    toml = (
        f'[book]\ntitle = "Openings"\nchapters = {names}\n[theme]\nname = "literary"\n[print]\ntrim = "A5"\n'
    )
    (root / "book.toml").write_text(toml.replace("'", '"'), encoding="utf-8")
    report = pipeline.build(root, "book", root / "out", ("pdf",), Silent())
    assert [problem.code for problem in report.problems] == ["title-long"]
    return root / "out/book/book.pdf"


@pytest.fixture(scope="module")
def pages(printed: Path) -> list[list[Line]]:
    """The lines of the first page of each chapter."""
    return openings_of(lines_of(printed))


def openings_of(lines: tuple[Line, ...]) -> list[list[Line]]:
    """The lines of each page on which a chapter opens."""
    starts = [line.page for line in lines if line.text.startswith("hoever waits by") and "river" in line.text]
    return [[line for line in lines if line.page == page] for page in dict.fromkeys(starts)]


def first_of_text(lines: list[Line]) -> float:
    """The baseline of the first line of running text: the one beside the capital."""
    return next(line.baseline for line in lines if "waits by the" in line.text)


def test_chapters_open_at_one_height(pages: list[list[Line]]) -> None:
    """A title of one, two or three lines leaves the first line of text where it is."""
    assert len({round(first_of_text(lines), 1) for lines in pages[: len(TITLES)]}) == 1


def test_a_long_opening_pushes_by_whole_lines(pages: list[list[Line]]) -> None:
    """An endless title or a motto moves the text down by whole lines, and nothing lies over it."""
    usual = first_of_text(pages[0])
    for lines in pages[len(TITLES) :]:
        first = first_of_text(lines)
        assert first >= usual
        assert abs(distance(first - usual, LEADING)) < 0.1
        assert [line.text for line in lines if first - LEADING * 0.9 < line.baseline < first - 1] == []


def opened(body: str, kind: str = "dropcap") -> str:
    """The text of a chapter, opened in one of the ways at ten letters a line."""
    tree = fromstring(f"<div>{body}</div>")
    open_text(tree, Opening(kind, 10))
    return tostring(tree, encoding="unicode").removeprefix("<div>").removesuffix("</div>")


def test_a_capital_is_set_apart() -> None:
    """The first letter is, and the rest of its word is for small capitals; a mark before it goes with it."""
    long = " and waits" * 9
    assert opened(f"<p>Whoever{long}</p>") == (
        f'<p><span class="dc">W</span><span class="lead">hoever</span>{long}</p>'
    )
    assert opened(f"<p>\u201cA{long}</p>") == (
        f'<p><span class="dc"><span class="mark">\u201c</span>A</span>{long}</p>'
    )


@pytest.mark.parametrize(
    "body", ["<p>Short</p>", f"<p><em>Who</em>{' waits' * 20}</p>", f"<p>9{' waits' * 20}</p>"]
)
def test_where_no_capital_can_stand_the_line_is_in_small_ones(body: str) -> None:
    """A short paragraph, or one that begins with markup or a figure, has no large capital."""
    assert opened(body) == body.replace("<p>", '<p class="opens">', 1)


def test_a_theme_may_want_neither() -> None:
    """Plain text stays as it is; a chapter that begins with a list has nothing to open."""
    body = f"<p>Whoever{' waits' * 20}</p>"
    assert opened(body, "plain") == body
    assert opened(body, "smallcaps") == body.replace("<p>", '<p class="opens">')
    assert [opened("<ul><li>a</li></ul>", kind) for kind in OPENINGS] == ["<ul><li>a</li></ul>"] * 3


def test_a_capital_stands_on_the_third_line(printed: Path) -> None:
    """Its foot is on the baseline of the last of its three lines, by less than a tenth of a point."""
    firsts = [first_of_text(lines) for lines in openings_of(lines_of(printed))]
    feet = list(capitals(printed))
    assert [foot - first for foot, first in zip(feet, firsts, strict=True)] == pytest.approx(
        [2 * LEADING] * len(feet), abs=0.1
    )


def capitals(pdf: Path) -> Iterator[float]:
    """The baselines of the letters larger than three lines of text."""
    with closing(pymupdf.open(pdf)) as pages:
        for page in pages:
            for span in page.get_texttrace():
                if span["size"] > 3 * SIZE:
                    yield span["chars"][0][2][1]
