"""Pictures at the head of a page: each once, text flows on before and after it, notes keep to their calls."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path

import pymupdf
import pytest

from baselines import Line, distance, lines_of
from bindery import pipeline
from bindery.engine import repairs
from bindery.problems import Problem
from bindery.report import Silent

LEADING, LINES = 13.0, 37
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><path d="M0 0h200v80z"/></svg>'
PROSE = "Whoever waits by the river has time to look at it, and sees the same water once. " * 7 + "\n\n"
CALL = (
    "Here is a call.[^{0}] "
    + PROSE
    + "[^{0}]: The note of the name {0}, which is long enough to go over a line.\n\n"
)


def picture(name: str, kind: str) -> str:
    """A picture that floats, captioned with its name."""
    return f'![A field.](field.svg "Picture {name}")\n{{: .{kind} }}\n\n'


CHAPTERS = (
    PROSE * 2 + picture("early", "top") + PROSE * 8,
    PROSE * 5 + picture("first", "top") + picture("second", "full") + PROSE * 14,
    PROSE * 4
    + CALL.format("a")
    + picture("noted", "top")
    + CALL.format("b") * 1
    + PROSE * 3
    + CALL.format("c") * 1,
    PROSE * 3 + picture("last", "full"),
)
NAMES = ("early", "first", "second", "noted", "last")


def build(root: Path, chapters: tuple[str, ...] = CHAPTERS) -> tuple[Path, tuple[Problem, ...]]:
    """A book of chapters in Source Serif on A5; its PDF, and what was said of it."""
    (root / "field.svg").write_text(SVG, encoding="utf-8")
    (root / "book.toml").write_text('[book]\ntitle = "Fields"\n[print]\ntrim = "A5"\n', encoding="utf-8")
    for number, text in enumerate(chapters, 1):
        (root / f"{number}.md").write_text(f"# Chapter {number}\n\n{text}", encoding="utf-8")
    report = pipeline.build(root, "book", root / "out", ("pdf",), Silent())
    return root / "out/book/book.pdf", report.problems


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of all cases, in which every picture finds a page."""
    pdf, problems = build(tmp_path_factory.mktemp("floating"))
    assert [str(problem) for problem in problems] == []
    return pdf


@pytest.fixture(scope="module")
def texts(printed: Path) -> list[str]:
    """The text of each page."""
    with closing(pymupdf.open(printed)) as pages:
        return [re.sub(r"\s+", " ", page.get_text()) for page in pages]


@pytest.fixture(scope="module")
def lines(printed: Path) -> tuple[Line, ...]:
    """The lines of all pages."""
    return lines_of(printed)


def page_with(texts: list[str], words: str) -> int:
    """The only page, from 1, that has the words."""
    found = [number for number, text in enumerate(texts, 1) if words in text]
    assert len(found) == 1, (words, found)
    return found[0]


def of_text(lines: tuple[Line, ...], page: int) -> list[Line]:
    """The lines of running text of a page."""
    return [line for line in lines if line.page == page and line.is_set_in(9.5)]


@pytest.mark.parametrize("name", NAMES)
def test_a_picture_stands_once_at_the_head_of_a_page(
    name: str, texts: list[str], lines: tuple[Line, ...]
) -> None:
    """Its caption is above all text of its page."""
    page = page_with(texts, f"Picture {name}")
    caption = next(line for line in lines if line.page == page and f"Picture {name}" in line.text)
    assert all(line.baseline > caption.baseline for line in of_text(lines, page))


@pytest.mark.parametrize("name", NAMES[:-1])
def test_no_page_ends_early_for_a_picture(name: str, texts: list[str], lines: tuple[Line, ...]) -> None:
    """The page before is filled to its last line but one, as any other; notes take their share."""
    before = page_with(texts, f"Picture {name}") - 1
    if "Picture" in texts[before - 1] and not of_text(lines, before):
        return
    ends = [line.baseline for line in lines if line.page == before and 7 < line.size < 10]
    tops = [line.baseline for line in of_text(lines, before)]
    assert max(ends) - min(tops) >= (LINES - 2) * LEADING - 10.5 * LEADING * ("Chapter" in texts[before - 1])


def test_a_full_page_has_no_text(texts: list[str], lines: tuple[Line, ...]) -> None:
    """Nothing but the picture, its caption and the running head stands on its page; text follows it."""
    page = page_with(texts, "Picture second")
    assert of_text(lines, page) == []
    assert of_text(lines, page + 1)


def test_the_last_picture_closes_its_chapter(texts: list[str]) -> None:
    """A picture called in a chapter's last paragraph has the last page."""
    assert page_with(texts, "Picture last") == len(texts)


def test_notes_stay_with_their_calls(texts: list[str]) -> None:
    """On the pages about a picture each note is on the page of its call."""
    for name in "abc":
        assert "Here is a call" in texts[page_with(texts, f"the name {name}") - 1]


def test_text_beside_pictures_is_on_the_grid(texts: list[str], lines: tuple[Line, ...]) -> None:
    """Below a picture the lines go on where any page has lines, within the measure of their side."""
    usual = of_text(lines, page_with(texts, "Picture early") + 1)[0]
    for name in ("early", "first", "noted"):
        page = page_with(texts, f"Picture {name}")
        for line in of_text(lines, page):
            assert abs(distance(line.baseline - usual.baseline, LEADING)) < 0.1


@pytest.mark.usefixtures("printed")
def test_a_figure_that_finds_no_page_is_set_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where two pictures would lie on one another the book is laid out again, and the second is named."""
    from weasyprint.layout import page

    monkeypatch.setattr(page, "float_layout", page.float_layout.__wrapped__)
    monkeypatch.setattr(repairs, "apply", lambda: ())
    text = PROSE * 5 + picture("one", "top") + picture("two", "top") + PROSE * 2
    pdf, problems = build(tmp_path, (text,))
    assert [str(problem).partition(":")[2] for problem in problems] == [
        "16: a figure for the head of a page stands where it was called [figure-placed]"
    ]
    with closing(pymupdf.open(pdf)) as pages:
        found = re.sub(r"\s+", " ", "".join(page.get_text() for page in pages))
    assert (found.count("Picture one"), found.count("Picture two")) == (1, 1)
