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
from bindery.world import DATE_KEY
from rebuilding import build_all, built, contents, told

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


def is_as_from_nothing(warm: Job, cold: Path) -> None:
    """Build with what is kept, and in a folder where nothing is: the same files, the same problems."""
    now = built(warm)
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
