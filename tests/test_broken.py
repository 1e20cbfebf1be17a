"""Each folder of books/broken is named for a code and trips it: its expect.txt lists the book's problems.

A line is ``path:line: message [code]``; the message may be the beginning of the real one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bindery.problems import CODES, Problem
from bindery.read import read

BROKEN = Path(__file__).parent / "books" / "broken"
FOLDERS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())


def problems_of(folder: Path) -> list[Problem]:
    """All that is found wrong with the book of a folder."""
    return list(read(folder).problems)


def fits(problem: Problem, expected: str) -> bool:
    """Whether a problem is the expected one: same place and code, a message that begins so."""
    beginning, _, code = expected.rstrip().removesuffix("]").rpartition(" [")
    return problem.code == code and str(problem).startswith(beginning)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_book_has_exactly_the_expected_problems(folder: Path) -> None:
    """A broken book has the problems of its expect.txt, in any order, and no other."""
    expected = sorted((folder / "expect.txt").read_text("utf-8").splitlines())
    found = sorted(problems_of(folder), key=str)
    assert len(found) == len(expected), [str(problem) for problem in found]
    for problem, line in zip(found, expected, strict=True):
        assert fits(problem, line), f"{problem} is not {line}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_book_is_named_for_a_code_that_it_trips(folder: Path) -> None:
    """The folder's name is a registered code, and expect.txt has it."""
    assert folder.name in CODES
    assert f"[{folder.name}]" in (folder / "expect.txt").read_text("utf-8")
