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
from hypothesis import given, settings
from hypothesis import strategies as st

import edits
from bindery import bounds
from bindery.bounds import Job
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
    assert contents(warm.out / warm.name) == contents(cold / warm.name)
    assert told(now) == told(anew)


@settings(max_examples=10, deadline=None, derandomize=True)
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
