"""How the printed book is laid out in parts: who does it, what is done again, which books it is not for."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alike import differences
from bindery import pipeline
from bindery.engine import apart
from bindery.model import BuildReport, Making
from bindery.outputs import galleys
from bindery.outputs.galley_unit import Setter
from bindery.report import Silent
from shelf import BOOKS, bound

HEADS = "heads are drawn with more than type and areas"


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """Three chapters of a page."""
    root = tmp_path / "parts"
    root.mkdir()
    (root / "book.toml").write_text('[book]\ntitle = "Parts"\n', "utf-8")
    for name in ("one", "two", "three"):
        (root / f"{name}.md").write_text(f"# {name.title()}\n\n{'A sentence of words. ' * 20}\n", "utf-8")
    return root


@pytest.fixture
def laid(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The chapters that are laid out, in this process: of titles and contents nothing but that they are."""
    found: list[str] = []
    galley = Setter.galley

    def noted(self: Setter, name: str, unit: Any, *rest: Any) -> Any:
        found.append(unit.chapters[0].path if unit.chapters else "contents" if unit.contents else "titles")
        return galley(self, name, unit, *rest)

    monkeypatch.setattr(Setter, "galley", noted)
    return found


def build(root: Path, jobs: int = 1, *, anew: bool = False) -> BuildReport:
    """Build the print of a book, with what was kept beside it."""
    making = Making(jobs=jobs, cache=root.parent / ".cache", anew=anew)
    return pipeline.build(root, root.name, root.parent, ("pdf",), Silent(), making=making)


def edit(path: Path, change: Callable[[str], str]) -> None:
    """Change a file."""
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def test_an_edit_lays_out_its_chapter_alone(three: Path, laid: list[str]) -> None:
    """A word of a chapter: the chapter. Some pages more: the chapter, for the contents have only other
    figures. Pages beyond the ninth: the contents too, where a number gets a figure more. Nothing: nothing;
    but all, when all is to be made anew."""
    build(three)
    assert sorted(laid) == ["contents", "one.md", "three.md", "titles", "two.md"]
    laid.clear()
    edit(three / "two.md", lambda text: text.replace("words", "swords", 1))
    build(three)
    assert laid == ["two.md"]
    laid.clear()
    edit(three / "one.md", lambda text: text + text.partition("\n")[2] * 12)
    assert build(three).artifacts[0].pages == 13
    assert laid == ["one.md"]
    laid.clear()
    edit(three / "one.md", lambda text: text + text.partition("\n")[2] * 3)
    assert build(three).artifacts[0].pages > 18
    assert laid == ["one.md", "contents"]
    laid.clear()
    build(three)
    assert laid == []
    build(three, anew=True)
    assert len(laid) == 5


@pytest.mark.parametrize(
    ("fate", "code", "why"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "too-much", "it ended by signal 9"),
        ([].pop, "crash", "IndexError"),
    ],
)
def test_a_chapter_at_which_a_worker_dies_is_named(
    fate: Callable[[], Any], code: str, why: str, three: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The build ends with a problem at the chapter; nothing is written, and what others have made is used the
    next time."""
    ours, galley = os.getpid(), Setter.galley

    def fatal(self: Setter, name: str, unit: Any, *rest: Any) -> Any:
        if os.getpid() != ours and unit.chapters and unit.chapters[0].path == "two.md":
            fate()
        return galley(self, name, unit, *rest)

    monkeypatch.setattr(Setter, "galley", fatal)
    report = build(three, jobs=2)
    (problem,) = (problem for problem in report.problems if problem.code == code)
    assert problem.at.path == "two.md"
    assert why in problem.message
    assert not (three.parent / "parts/parts.pdf").exists()
    kept = len(list((three.parent / ".cache/galleys").iterdir()))
    again: list[str] = []

    def noted(self: Setter, name: str, *rest: Any) -> Any:
        again.append(name)
        return galley(self, name, *rest)

    monkeypatch.setattr(Setter, "galley", noted)
    assert build(three).artifacts
    assert len(again) == 5 - kept
    assert kept >= 1


@pytest.mark.parametrize(
    ("style", "why"),
    [
        (".x { position: fixed }", "something stands at a fixed place of all pages"),
        ("@page body:first { margin-top: 5cm }", "a style counts pages"),
        ("@page :nth(2n) { margin-top: 5cm }", "a style counts pages"),
        ("@page { @top-left { content: counter(pages) } }", "a style tells how many pages the book has"),
    ],
)
def test_styles_of_the_whole_are_seen_beforehand(style: str, why: str) -> None:
    """What makes pages depend on all others is found in the style sheets; the house's own have none of it."""
    book, look = bound(BOOKS / "plain")
    assert galleys.refusal(book, look) == ""
    assert galleys.refusal(book, replace(look, own_tokens=look.own_tokens + style)) == why


@pytest.mark.parametrize(
    ("style", "why"),
    [
        ("h1 { position: running(title) }", "a style moves text into the margins"),
        ("@page body { @bottom-center { color: rgb(0 0 0 / .5) } }", HEADS),
        ("@page body { @bottom-center { background: linear-gradient(red, blue) } }", HEADS),
        ("@page { background: linear-gradient(red, blue) }", HEADS),
        ("h1::after { content: counter(page) }", "a style has the text count pages"),
        (".chapter { break-before: page }", "a chapter does not begin on a recto"),
    ],
)
def test_styles_of_the_whole_are_seen_on_the_pages(style: str, why: str, three: Path) -> None:
    """What no search of style sheets finds is found when the first part is laid out; the book comes out as in
    one piece all the same."""
    (three / "templates/css/print").mkdir(parents=True)
    (three / "templates/css/print/zz.css").write_text(style, "utf-8")
    report = build(three)
    assert [(p.code, p.message) for p in report.problems] == [
        ("engine-plain", f"the book is laid out in one piece: {why}")
    ]
    plain = pipeline.build(three, "plain", three.parent, ("pdf",), Silent(), making=Making("plain"))
    assert [made.sha256 for made in report.artifacts] == [made.sha256 for made in plain.artifacts]


def test_what_is_said_of_a_style_is_said_of_each_part(three: Path) -> None:
    """A style sheet is parsed once for all parts; a build in which one part is laid out again says the same
    of it as the one before."""
    (three / "templates/css/print").mkdir(parents=True)
    (three / "templates/css/print/zz.css").write_text("p { colour: red }", "utf-8")
    first = build(three)
    assert [(p.code, p.at.path) for p in first.problems] == [("layout", "templates/css/print/zz.css")]
    edit(three / "two.md", lambda text: text.replace("words", "swords", 1))
    assert build(three).problems == first.problems
    assert build(three, jobs=2, anew=True).problems == first.problems


def test_figures_of_many_widths_are_drawn_as_they_are(three: Path, laid: list[str]) -> None:
    """Where a style sets the folios of contents in figures that are not all as wide, they are no slots: the
    contents are laid out again with their numbers, and come out as in one piece."""
    (three / "templates/css/print").mkdir(parents=True)
    style = ".contents-page .folio::after { font-variant-numeric: proportional-nums oldstyle-nums }"
    (three / "templates/css/print/zz.css").write_text(style, "utf-8")
    build(three)
    laid.clear()
    edit(three / "one.md", lambda text: text + text.partition("\n")[2] * 12)
    ours = build(three)
    assert laid == ["one.md", "contents"]
    plain = pipeline.build(three, "plain", three.parent, ("pdf",), Silent(), making=Making("plain"))
    for one, other in zip(plain.artifacts, ours.artifacts, strict=True):
        assert differences(one.path, other.path) == []


def test_each_page_has_one_ground(three: Path) -> None:
    """What lies below a page that lets light through lies there once, on pages between parts as on blank ones
    within one."""
    (three / "templates/css/print").mkdir(parents=True)
    (three / "templates/css/print/zz.css").write_text("@page { background: rgb(255 0 0 / .3) }", "utf-8")
    ours = build(three)
    plain = pipeline.build(three, "plain", three.parent, ("pdf",), Silent(), making=Making("plain"))
    assert {p.code for p in ours.problems} == {p.code for p in plain.problems}
    for one, other in zip(plain.artifacts, ours.artifacts, strict=True):
        assert differences(one.path, other.path) == []


def test_another_weasyprint_lays_books_out_in_one_piece(three: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts rest on private parts of the one version that is known: with another, the book is made all the
    same, and a notice names the file that is another."""
    assert apart.strange() == ()
    monkeypatch.setitem(apart._RELIED_ON, "layout/page.py", "another")  # noqa: SLF001 - what is known of it
    apart.strange.cache_clear()
    report = build(three)
    apart.strange.cache_clear()
    (problem,) = report.problems
    assert (problem.code, "layout/page.py" in problem.message) == ("engine-plain", True)
    assert report.artifacts
