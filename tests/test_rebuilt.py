"""What is kept of a book never shows: a build after any edits makes the bytes of one from nothing."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import edits
from bindery import bounds
from bindery.bounds import Job
from bindery.problems import Severity
from bindery.report import Reporter
from bindery.world import DATE_KEY
from rebuilding import build_all, built, contents, told, two_at_once

Edit = Callable[[Path, random.Random], None]
pytestmark = pytest.mark.usefixtures("quick")


@contextmanager
def walk() -> Iterator[Job]:
    """The job of both editions of a book of six chapters, in a folder that goes with it."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv(DATE_KEY, "0")
        patch.setattr(bounds, "build_all", build_all)
        root = edits.write(Path(folder) / "books/walk", edits.MORE)
        yield edits.job(root, Path(folder) / "out", "pdf", "epub")


def is_as_from_nothing(warm: Job, cold: Path, said: Reporter | None = None) -> None:
    """Build with what is kept, and in a folder where nothing is: the same files, the same problems."""
    now = built(warm, said)
    anew = built(replace(warm, out=cold), anew=True)
    ours, theirs = contents(warm.out / warm.name), contents(cold / warm.name)
    assert [name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)] == []
    assert told(now) == told(anew)


@settings(max_examples=7, deadline=None, derandomize=True, phases=(Phase.generate,))
@given(
    st.lists(st.tuples(st.sampled_from(edits.EDITS), st.integers(0, 999)), min_size=3, max_size=4),
)
def test_a_book_built_after_edits_is_the_book_built_anew(rows: Sequence[tuple[Edit, int]]) -> None:
    """Any edits in any order, the book built after each: both PDFs, the EPUB and the report are those of a
    build that knew nothing."""
    with walk() as warm:
        built(warm)
        for number, (edit, seed) in enumerate(rows):
            edit(warm.root, random.Random(seed))  # noqa: S311 - the same edit whenever it is tried
            is_as_from_nothing(warm, warm.out.with_name(f"cold-{number}"))
            shutil.rmtree(warm.out.with_name(f"cold-{number}"))


def galleys(one: Job) -> dict[str, bytes]:
    """The galleys that are kept of a book."""
    return contents(one.out / ".cache/galleys")


def test_only_what_changed_is_laid_out_again() -> None:
    """A new galley for the chapter that changed, one for its heads and those of no other chapter; none for a
    chapter that only moved."""
    with walk() as warm:
        built(warm)
        before = galleys(warm)
        assert len(before) > 2 * len(edits.MORE)
        edits.put(warm.root, "two", "Part two", "Other words of two.")
        is_as_from_nothing(warm, warm.out.with_name("cold"))
        after = galleys(warm)
        assert before.items() <= after.items()
        assert 0 < len(after) - len(before) < len(edits.MORE)


@pytest.mark.parametrize(
    "spoil",
    [lambda _: b"", lambda data: data[:-9], lambda data: data[:-9] + b"x" + data[-8:]],
    ids=["empty", "cut", "altered"],
)
def test_a_damaged_galley_is_told_and_made_anew(spoil: Callable[[bytes], bytes]) -> None:
    """Each galley that is not as it was written is named by a notice, and the book is as it should be."""
    with walk() as warm:
        built(warm)
        for name, data in galleys(warm).items():
            (warm.out / ".cache/galleys" / name).write_bytes(spoil(data))
        edits.put(warm.root, "two", "Part two", "Other words of two.")
        report = built(warm)
        notices = [problem for problem in report.problems if problem.code == "record-damaged"]
        assert len(notices) > len(edits.MORE)
        assert {notice.severity for notice in notices} == {Severity.NOTICE}
        assert all(".cache/galleys/" in notice.message for notice in notices)
        edits.put(warm.root, "two", "Part two", "New words of two.")
        is_as_from_nothing(warm, warm.out.with_name("cold"))


class Deletes:
    """A reporter that deletes all that is kept, again and again while a book is built."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.times = folder, 0

    def step(self, text: str) -> None:  # noqa: ARG002 - the shape of a reporter
        """Delete it at each step."""
        self.times += self.folder.exists()
        shutil.rmtree(self.folder, ignore_errors=True)

    def count(self, text: str, done: int, total: int = 0) -> None:  # noqa: ARG002 - as above
        """Delete it at each page."""
        self.step(text)


def test_all_that_is_kept_may_be_deleted_at_any_moment() -> None:
    """The folder is not missed by the build that runs, nor by the next."""
    with walk() as warm:
        built(warm)
        deletes = Deletes(warm.out / ".cache")
        for number in range(2):
            edits.change(warm.root, random.Random(number))  # noqa: S311 - as above
            is_as_from_nothing(warm, warm.out.with_name(f"cold-{number}"), deletes)
        assert deletes.times


def test_two_builds_at_once_make_the_same_book() -> None:
    """Two processes that build into one folder, and keep what they made in one, do not spoil it."""
    with walk() as warm:
        assert two_at_once(warm) == [0, 0]
        edits.change(warm.root, random.Random(2))  # noqa: S311 - as above
        assert two_at_once(warm) == [0, 0]
        is_as_from_nothing(warm, warm.out.with_name("cold"))
        edits.repaint(warm.root, random.Random(2))  # noqa: S311 - as above
        is_as_from_nothing(warm, warm.out.with_name("other"))
