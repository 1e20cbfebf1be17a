"""Copyfitting: the plan is the cheapest there is, and what comes of it stands in the finished file."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, combinations, product
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from baselines import lines_of
from bindery import copyfit, pipeline, theme
from bindery.copyfit import LINE, Block, Plan, Shape
from bindery.engine import fitting, page_loop, plain
from bindery.engine.fitting import ANY_NUMBER
from bindery.model import Book
from bindery.outputs import compose, floating, pdf
from bindery.outputs.floating import Floating
from bindery.report import Silent
from checkers.text import squeeze
from shelf import BOOKS, bound

CASES = 48
ROOM = 8
"""Lines of a page in the small cases."""


def paragraphs(dice: random.Random, count: int, longest: int = 9) -> list[Block]:
    """Some paragraphs: a few with space or a head above, a few that can lose or gain a line."""
    found = []
    for _ in range(count):
        lines = dice.randint(1, longest)
        settings = {lines, *dice.sample([lines, max(lines - 1, 1), lines + 1], 2)}
        others = tuple(sorted(settings - {lines}))
        head = dice.choice([0, 0, 0, 0, LINE])
        prices = (0, *(dice.randint(1, 4) for _ in others))
        found.append(Block((lines, *others), prices, gap=dice.choice([0, 0, 0, LINE]), prefix=head))
    return found


def filled(blocks: list[Block], plan: Plan, shape: Shape) -> list[list[tuple[int, int, int]]] | None:
    """The pages that a reader with a ruler gets, line by line: (block, line, lines of the block); nothing if
    a block does not fit on a page."""
    pages: list[list[tuple[int, int, int]]] = [[]]
    height, number = 0, shape.first
    for index, block in enumerate(blocks):
        lines = block.lines[plan.settings[index]]
        best = 0
        while best < lines:
            room = shape.room - (LINE if number in plan.cut else 0)
            top = height + (0 if best else block.prefix + (block.gap if height else 0))
            fits = [end for end in range(best + 1, lines + 1) if top + (end - best) * LINE <= room]
            legal = [
                end for end in fits if end == lines or (end <= lines - 2 and end - best >= (1 if best else 2))
            ]
            if not legal and not height:
                return None
            if legal:
                pages[-1] += [(index, line, lines) for line in range(best, legal[-1])]
                height, best = top + (legal[-1] - best) * LINE, legal[-1]
            if best < lines:
                pages.append([])
                height, number = 0, number + 1
    return pages


def cost(blocks: list[Block], plan: Plan, shape: Shape) -> int:
    """What a plan costs, by the pages that `sheets` makes of it."""
    pages = copyfit.sheets(blocks, shape, plan)
    changes = sum(block.prices[setting] for block, setting in zip(blocks, plan.settings, strict=True))
    last = shape.first + len(pages)
    used_cuts = sum(copyfit.CUT for number in plan.cut if number < last)
    return copyfit.price(pages, shape) + changes + used_cuts


def every_plan(blocks: list[Block], shape: Shape, pages: int) -> Iterator[Plan]:
    """All plans: each choice of settings with each choice of pages that are cut."""
    numbers = range(shape.first, shape.first + pages)
    cuts = list(chain.from_iterable(combinations(numbers, many) for many in range(pages + 1)))
    for settings in product(*(range(len(block.lines)) for block in blocks)):
        for cut in cuts:
            yield Plan(settings, frozenset(cut), 0)


@pytest.mark.parametrize("seed", range(CASES // 4))
def test_no_plan_is_cheaper(seed: int) -> None:
    """In small chapters, where all plans can be tried, none is cheaper than that which is found."""
    dice = random.Random(seed)  # noqa: S311
    blocks, shape = paragraphs(dice, 4), Shape(ROOM * LINE, dice.randint(0, 1))
    found = copyfit.plan(blocks, shape)
    assert found.cost == cost(blocks, found, shape)
    assert found.cost == min(cost(blocks, plan, shape) for plan in every_plan(blocks, shape, 5))


@pytest.mark.parametrize("seed", range(CASES))
def test_pages_have_neither_widow_nor_orphan(seed: int) -> None:
    """What is planned for a chapter is what pages filled by hand give, and no line of a paragraph of more
    than three is parted from the rest of it."""
    dice = random.Random(seed)  # noqa: S311
    blocks, shape = paragraphs(dice, 30, 14), Shape(20 * LINE, dice.randint(0, 1))
    found = copyfit.plan(blocks, shape)
    pages = filled(blocks, found, shape)
    assert pages is not None
    starts = [page[0][:2] for page in pages]
    assert starts == [(sheet.block, sheet.line) for sheet in copyfit.sheets(blocks, shape, found)]
    for page in pages:
        _, first, of_first = page[0]
        _, last, of_last = page[-1]
        assert first == 0 or first <= of_first - 2, "a widow"
        assert last == of_last - 1 or last >= 1, "an orphan"


def test_a_spread_without_choice_is_short_on_both_pages() -> None:
    """Paragraphs that cannot be changed leave a recto one line short: so its verso ends early as well."""
    blocks = [Block((13,)), Block((1,)), Block((1,)), Block((12,))]
    shape = Shape(ROOM * LINE, 1)
    assert copyfit.price(copyfit.sheets(blocks, shape), shape) >= copyfit.UNEVEN
    found = copyfit.plan(blocks, shape)
    used = [sheet.used for sheet in copyfit.sheets(blocks, shape, found)]
    assert found.cost < copyfit.UNEVEN
    assert used[:2] == [(ROOM - 1) * LINE] * 2


def test_a_short_last_page_is_filled_or_emptied() -> None:
    """A chapter does not end with two lines on a page when a paragraph can lose or gain one."""
    blocks = [Block((8,)), Block((8,)), *[Block((4, 5), (0, 1)) for _ in range(4)], Block((2,))]
    shape = Shape(ROOM * LINE, 0)
    pages = copyfit.sheets(blocks, shape, copyfit.plan(blocks, shape))
    assert pages[-1].used >= copyfit.FEWEST * LINE


def test_even_feet_are_not_paid_for_with_a_short_last_page() -> None:
    """Chapters of paragraphs without a choice that end well still do so when pages may be cut short."""
    for seed in range(CASES * 5):
        dice = random.Random(seed)  # noqa: S311
        blocks = [replace(block, lines=block.lines[:1]) for block in paragraphs(dice, 9)]
        blocks.insert(dice.randrange(9), Block(height=dice.randint(2, 7) * LINE, orphans=1, widows=1))
        shape = Shape(ROOM * LINE, dice.randint(0, 1))
        before = copyfit.sheets(blocks, shape)
        least, found = copyfit.FEWEST * LINE, copyfit.plan(blocks, shape)
        if before[-1].used >= least and found.cost < copyfit.price(before, shape):  # else it is not taken
            after = copyfit.sheets(blocks, shape, found)
            assert len(after) == 1 or after[-1].used >= least, seed


def novel(root: Path, *, fit: bool) -> Path:
    """A novel of real prose: the paragraphs of the literary sample, begun at another in each chapter."""
    text = (BOOKS / "literary" / "lamps.md").read_text(encoding="utf-8")
    prose = [
        part for part in text.split("\n\n") if len(part) > 150 and part[0].isalpha() and "[^" not in part
    ]
    folder = root / ("on" if fit else "off") / "novel"
    folder.mkdir(parents=True)
    names = []
    for chapter in range(4):
        turned = prose[chapter * 9 :] + prose[: chapter * 9]
        names.append(f"{chapter}.md")
        (folder / names[-1]).write_text(f"# Chapter {chapter}\n\n" + "\n\n".join(turned), encoding="utf-8")
    toml = f'[book]\ntitle = "A"\nlanguage = "en-GB"\nchapters = {names!r}\n[theme]\nname = "literary"\n'
    toml += f'[print]\ntrim = "5x8in"\nopenings = "any"\nfit = {str(fit).lower()}\n'
    (folder / "book.toml").write_text(toml.replace("'", '"'), encoding="utf-8")
    report = pipeline.build(folder, "novel", folder.parent / "out", ("pdf",), Silent())
    assert report.artifacts, report.problems
    return folder.parent / "out" / "novel" / "novel.pdf"


@pytest.fixture(scope="module")
def novels(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The novel fitted (`True`) and not."""
    root = tmp_path_factory.mktemp("novels")
    return {fit: novel(root, fit=fit) for fit in (True, False)}


def feet(path: Path) -> list[float | None]:
    """The lowest baseline of text on each page; nothing on pages that end a chapter or have no text."""
    lines = [line for line in lines_of(path) if abs(line.size - 11) < 0.3]
    with pymupdf.open(path) as document:
        count = document.page_count
        opens = {number for number, page in enumerate(document, 1) if "Chapter" in page.get_text()[:40]}
    found: list[float | None] = []
    for number in range(1, count + 1):
        ends = number + 1 in opens or number == count
        heights = [line.baseline for line in lines if line.page == number]
        found.append(None if ends or len(heights) < 10 else max(heights))
    return found


def uneven(path: Path) -> list[int]:
    """The versos (from 1) that end on another line than the recto beside them."""
    heights = feet(path)
    spreads = [(number, heights[number - 1], heights[number]) for number in range(2, len(heights), 2)]
    return [number for number, verso, recto in spreads if verso and recto and abs(verso - recto) > 1]


def test_facing_pages_end_on_the_same_line(novels: dict[bool, Path]) -> None:
    """In the finished file of a fitted novel no spread is uneven; without fitting some are."""
    assert len([height for height in feet(novels[True]) if height]) > 20
    assert len(uneven(novels[False])) >= 3
    assert uneven(novels[True]) == []


def test_fitting_loses_no_letter(novels: dict[bool, Path]) -> None:
    """The fitted novel has the same text, in the same order; only folios in the contents are others."""

    def text(path: Path) -> str:
        with pymupdf.open(path) as document:
            body = [page.get_text(clip=(0, 50, 400, page.rect.height - 50)) for page in document]
        return re.sub(r"[-\u2010\d]", "", squeeze("".join(body)))

    assert text(novels[True]) == text(novels[False])


HTML = """<html lang="en"><title>A</title><style>@page { size: 100mm 72mm; margin: 10mm }
html { font: 10pt/12pt "EB Garamond"; widows: 2; orphans: 2 }
body, p { margin: 0 } p { text-align: justify }</style>
<section class="chapter">"""


def laid_out(asked: fitting.Fitting | None) -> plain.Sheets:
    """A page-high chapter of paragraphs of many lengths."""
    words = "The lamps along the quay were lit one after another, and nobody asked who lit them. " * 9
    ends = (words.index(" ", 90 + number * 97 % 500) for number in range(80))
    text = "".join(f"<p>{words[:end]}.</p>" for end in ends)
    return plain.lay_out(HTML + text, ("EB Garamond",), {}, lambda _: None, {}, asked)


def texts(sheets: plain.Sheets) -> list[str]:
    """The text of each page, line by line."""
    return ["\n".join(_texts(page._page_box)) for page in sheets.document.pages]  # noqa: SLF001


def _texts(box: Any) -> Iterator[str]:
    return (inner.text for inner in box.descendants() if type(inner).__name__ == "TextBox")


ASKED = fitting.Fitting(12)


def test_a_chapter_that_is_no_better_stays_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not come out as planned is undone: the pages are those of a book that is not fitted."""
    before = texts(laid_out(None))
    assert texts(laid_out(ASKED)) != before
    monkeypatch.setattr(fitting.Fitter, "_is_better", lambda *_: False)
    assert texts(laid_out(ASKED)) == before


def test_without_fitting_the_bytes_are_those_of_the_plain_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that does not ask for fitting is written as if there were none."""
    laid_out(None).write(tmp_path / "a.pdf", ())
    from weasyprint import layout
    from weasyprint.layout import page

    for module, name in ((layout, "make_all_pages"), (page, "make_page"), (page, "page_height")):
        assert getattr(module, name).repaired
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)
    monkeypatch.setattr(page_loop, "apply", lambda: ())
    laid_out(None).write(tmp_path / "b.pdf", ())
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_another_page_loop_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A version of WeasyPrint with another loop is named, and nothing of it is replaced."""
    from weasyprint import layout
    from weasyprint.layout import page

    laid_out(None)
    monkeypatch.setattr(layout, "make_all_pages", layout.make_all_pages.__wrapped__)
    original = page.page_height.__wrapped__
    monkeypatch.setattr(page, "page_height", original)
    monkeypatch.setattr(page_loop, "_PAGE_HEIGHT", "0" * 16)
    assert page_loop.apply() == ("page_height",)
    assert page.page_height is original


def test_a_thick_book_is_laid_out_twice_and_fitted_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The first layout of a book that is thicker than was guessed only counts its pages; the second is
    fitted, and only there a figure that finds no page asks for one more."""
    asked: list[fitting.Fitting | None] = []

    @dataclass(frozen=True)
    class Pages:
        count: int = 400
        problems: tuple[str, ...] = ()

    def lay_out(*arguments: object) -> Pages:
        asked.append(arguments[-1])  # type: ignore[arg-type]
        return Pages()

    monkeypatch.setattr(plain, "lay_out", lay_out)
    monkeypatch.setattr(compose, "compose", lambda *_: "")
    monkeypatch.setattr(floating, "floats_of", lambda *_: {"figure": Floating("chapter", 1)})
    monkeypatch.setattr(floating, "misplaced", lambda *_: frozenset({"figure"}))
    monkeypatch.setattr(floating, "notices", lambda *_: ())
    book, look = novel_book(tmp_path)
    pdf.laid_out(book, replace(look, grid=replace(look.grid, inner=9.7, outer=20)), Silent())
    assert [one.pages if one else None for one in asked] == [range(1, 151), ANY_NUMBER, ANY_NUMBER]


def novel_book(root: Path) -> tuple[Book, theme.Theme]:
    """A bound book of one chapter, and its look."""
    (root / "book.toml").write_text('[book]\ntitle = "A"\n', encoding="utf-8")
    (root / "1.md").write_text("# One\n\nText.\n", encoding="utf-8")
    return bound(root)
