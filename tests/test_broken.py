"""Each folder of books/broken is named for a code and trips it: its expect.txt lists the book's problems.

A line is ``path:line: message [code]``; the message may be the beginning of the real one. The whole pipeline
runs; only the books of `LAID` and `ASSEMBLED` become an edition. What no text can trip is in `ELSEWHERE`.
"""

from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import pytest

from bindery import pipeline
from bindery.engine import fonts
from bindery.outputs import package
from bindery.problems import CODES, Problem, Severity
from bindery.report import Silent
from shelf import BOOKS, BROKEN, command

FOLDERS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())
LAID = frozenset(
    {
        "engine-plain",
        "figure-placed",
        "image-soft",
        "layout",
        "press-rgb",
        "print-lost",
        "profile-missing",
        "table-turned",
    }
)
"""Codes that only the making of the PDF can bring up."""
ASSEMBLED = frozenset({"contrast-low", "conformance-unmet", "cover-shape", "epub-lost", "font-bad"})
"""Codes that only the making of the EPUB can bring up."""
ELSEWHERE = {
    "image-fetch": "test_fetch.test_a_picture_that_cannot_be_fetched_ends_the_build",
    "font-missing": "test_broken.test_a_font_that_is_not_installed_is_named",
    "library-missing": "test_editions.test_an_edition_says_which_library_it_lacks",
    "press-transparent": "test_print.test_a_standard_without_transparency_says_where_it_is_asked_for",
    "epub-unreadable": "test_inspection.test_what_is_no_epub_is_one_problem",
    "epub": "test_broken.test_a_failure_of_ebooklib_is_told",
    "lines-unplanned": "test_lines.test_a_plan_that_fails_costs_no_book",
    "record-damaged": "test_fresh.test_a_damaged_record_is_told_and_made_anew",
    "block-large": "test_portions.test_a_block_that_cannot_be_cut_is_told",
    "crash": "test_bounds.test_a_bug_ends_as_a_problem",
    "too-much": "test_bounds.test_a_build_that_never_ends_is_ended",
}
"""Codes that stand for a fault of the machine or of Bindery, and the tests that trip them."""


def problems_of(folder: Path, out: Path) -> list[Problem]:
    """All that is found wrong with the book of a folder."""
    output = "pdf" if folder.name in LAID else "epub" if folder.name in ASSEMBLED else "dump"
    return list(pipeline.build(folder, folder.name, out, (output,), Silent()).problems)


def fits(problem: Problem, expected: str) -> bool:
    """Whether a problem is the expected one: same place and code, a message that begins so."""
    beginning, _, code = expected.rstrip().removesuffix("]").rpartition(" [")
    return problem.code == code and str(problem).startswith(beginning)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_broken_book_has_exactly_the_expected_problems(folder: Path, tmp_path: Path) -> None:
    """A broken book has the problems of its expect.txt, in any order, and no other."""
    expected = sorted((folder / "expect.txt").read_text("utf-8").splitlines())
    found = sorted(problems_of(folder, tmp_path), key=str)
    assert len(found) == len(expected), [str(problem) for problem in found]
    for problem, line in zip(found, expected, strict=True):
        assert fits(problem, line), f"{problem} is not {line}"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_an_error_leaves_no_output_and_a_warning_does(folder: Path, tmp_path: Path) -> None:
    """A book with an error is not built, one with warnings or notices is."""
    problems = problems_of(folder, tmp_path)
    failed = any(problem.severity is Severity.ERROR for problem in problems)
    assert (tmp_path / folder.name).exists() is not failed
    assert [path.name for path in tmp_path.iterdir()] == ([] if failed else [folder.name])


def test_every_code_has_a_book_that_trips_it() -> None:
    """Codes and broken books are the same set, but for those that other tests trip."""
    names = {folder.name for folder in FOLDERS}
    assert names | ELSEWHERE.keys() == CODES.keys()
    assert names & ELSEWHERE.keys() == set()
    for folder in FOLDERS:
        assert f"[{folder.name}]" in (folder / "expect.txt").read_text("utf-8")


@pytest.mark.parametrize("name", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_is_tested_elsewhere_is_tested(name: str) -> None:
    """The tests that `ELSEWHERE` names exist."""
    module, _, test = name.partition(".")
    assert callable(getattr(importlib.import_module(module), test))


def test_a_font_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A face of the theme that is not there stops the build before a page is laid out."""
    monkeypatch.setattr(
        fonts, "missing", lambda families: [family for family in families if "Code" in family]
    )
    report = pipeline.build(BOOKS / "plain", "plain", tmp_path, ("pdf",), Silent())
    assert [p.code for p in report.problems] == ["font-missing"]
    assert "'Source Code Pro'" in report.problems[0].message
    assert not list(tmp_path.iterdir())


def test_a_failure_of_ebooklib_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What EbookLib complains of comes back as a problem with its words, and nothing is written."""

    def refuse(*_: object) -> None:
        raise ValueError("no such item")

    monkeypatch.setattr(package, "write", refuse)
    report = pipeline.build(BOOKS / "plain", "plain", tmp_path, ("epub",), Silent())
    assert [(p.code, p.message) for p in report.problems] == [("epub", "EbookLib says: no such item")]
    assert not list(tmp_path.iterdir())


def test_a_broken_build_leaves_the_last_good_one(tmp_path: Path) -> None:
    """When a book that was built breaks, the command says so with 2 and its old files keep every byte."""
    book, out = tmp_path / "plain", tmp_path / "out"
    shutil.copytree(BOOKS / "plain", book)
    assert command(book, "--out", out).returncode == 0
    before = {path: path.read_bytes() for path in sorted((out / "plain").rglob("*")) if path.is_file()}
    assert len(before) == 4
    (book / "1-first.md").write_text("# The first\n\n![lost](lost.png)\n", encoding="utf-8")
    done = command(book, "--out", out)
    assert done.returncode == 2
    assert "[image-missing]" in done.stdout
    assert {
        path: path.read_bytes() for path in sorted((out / "plain").rglob("*")) if path.is_file()
    } == before
