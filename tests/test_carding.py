"""Carding: pages that would end high get whole lines between their blocks, and nothing else moves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path

import pymupdf
import pytest

from baselines import Line, lines_of
from bindery import pipeline, theme
from bindery.edition import Edition
from bindery.engine import page_loop
from bindery.engine.carding import Slack, shares
from bindery.report import Silent
from shelf import BOOKS

HOLE = 3
"""Lines that may be empty at a foot."""


def slacks(dice: random.Random) -> tuple[Slack, ...]:
    """One page or two, with some lines empty and some gaps."""
    return tuple(
        Slack(None, dice.randint(0, 9), tuple(range(1, dice.randint(1, 7))))
        for _ in range(dice.choice([1, 2]))
    )


def test_shares_are_the_best_that_there_are() -> None:
    """Of all ways to give lines to gaps the chosen one leaves the fewest holes, then the feet nearest to each
    other, then the lowest; a page that stays a hole gets nothing."""
    dice = random.Random(4)  # noqa: S311 - no secret
    for _ in range(400):
        spread = slacks(dice)
        given = shares(spread)
        rivals = [range(min(slack.empty, len(slack.gaps), 4) + 1) for slack in spread]

        def told(lines: tuple[int, ...], spread: tuple[Slack, ...] = spread) -> tuple[int, int, int]:
            left = [slack.empty - more for slack, more in zip(spread, lines, strict=True)]
            holes = [short > HOLE for short in left]
            return sum(holes), 0 if any(holes) else max(left) - min(left), sum(left)

        for slack, lines in zip(spread, given, strict=True):
            assert 0 <= lines <= min(len(slack.gaps), slack.empty, 4)
            assert not lines or slack.empty - lines <= HOLE
        without = [rival for rival in product(*rivals) if _is_modest(spread, rival)]
        assert told(given) == min(map(told, without))


def _is_modest(spread: tuple[Slack, ...], lines: tuple[int, ...]) -> bool:
    return all(not more or slack.empty - more <= HOLE for slack, more in zip(spread, lines, strict=True))


def manual(root: Path) -> Path:
    """A manual: sections of real prose, each with a listing that is not broken."""
    text = (BOOKS / "literary" / "lamps.md").read_text(encoding="utf-8")
    prose = [
        part for part in text.split("\n\n") if len(part) > 150 and part[0].isalpha() and "[^" not in part
    ]
    parts = ["# A Manual"]
    for number, part in enumerate(prose[:44]):
        listing = "\n".join(f"line {row} of {number}" for row in range(4 + number % 7))
        parts.append(f"## Section {number}\n\n{part}\n\n```text\n{listing}\n```")
    folder = root / "manual"
    folder.mkdir()
    (folder / "1.md").write_text("\n\n".join(parts), encoding="utf-8")
    toml = '[book]\ntitle = "A"\nlanguage = "en-GB"\n[print]\ntrim = "A5"\n'
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    report = pipeline.build(folder, "manual", root / "out", ("pdf",), Silent())
    assert report.artifacts, report.problems
    return root / "out" / "manual" / "manual.pdf"


@pytest.fixture(scope="module")
def manuals(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """The manual carded (`True`), and fitted but not carded."""
    with pytest.MonkeyPatch.context() as patch:
        carded = manual(tmp_path_factory.mktemp("carded"))
        patch.setattr(page_loop, "card", lambda *_: None)
        return {True: carded, False: manual(tmp_path_factory.mktemp("bare"))}


def pages(path: Path) -> Iterator[list[Line]]:
    """The lines of each page of text but the last, heads and folios aside."""
    with pymupdf.open(path) as document:
        high, count = document[0].rect.height, document.page_count
        start = next(page.number + 1 for page in document if "Section" in page.get_text())
    lines = [line for line in lines_of(path, start) if 50 < line.baseline < high - 50]
    for number in range(start, count):
        yield [line for line in lines if line.page == number]


def leading(found: list[Line]) -> float:
    """From line to line of the text."""
    size = max(
        {line.size for line in found},
        key=lambda size: sum(len(line.text) for line in found if line.is_set_in(size)),
    )
    rows = [line.baseline for line in found if line.is_set_in(size)]
    return min(after - before for before, after in pairwise(rows))


def test_only_whole_lines_are_put_between_blocks(manuals: dict[bool, Path]) -> None:
    """Each page has the same lines; each stands where it stood, or whole lines lower, and never higher than
    the one before it was moved."""
    carded, bare = list(pages(manuals[True])), list(pages(manuals[False]))
    assert len(carded) == len(bare) > 8
    step = leading(bare[2])
    moved = 0
    for after, before in zip(carded, bare, strict=True):
        assert [line.text for line in after] == [line.text for line in before]
        down = [(a.baseline - b.baseline) / step for a, b in zip(after, before, strict=True)]
        assert all(abs(lines - round(lines)) < 0.02 for lines in down)
        assert down == sorted(down, key=round)
        assert round(down[0]) == 0
        assert round(down[-1]) <= 4
        moved += round(down[-1]) > 0
    assert moved > 3


def test_feet_are_lower_and_nearer_to_each_other(manuals: dict[bool, Path]) -> None:
    """Carding leaves fewer spreads whose pages end on two lines, and puts nothing below the type area."""

    def feet(path: Path) -> list[float]:
        return [max(line.baseline for line in page) for page in pages(path)]

    def uneven(path: Path) -> int:
        rows = feet(path)[1:]  # the first page faces none of the chapter
        return sum(abs(left - right) > 1 for left, right in zip(rows[::2], rows[1::2], strict=False))

    look, _ = theme.choose(Edition(), Path())
    assert look is not None
    floor = look.grid.top / 25.4 * 72 + look.grid.lines * look.grid.leading
    assert floor - look.grid.leading < max(feet(manuals[True])) < floor
    assert sum(feet(manuals[True])) > sum(feet(manuals[False])) + 30
    assert uneven(manuals[True]) < uneven(manuals[False])
