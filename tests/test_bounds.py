"""A build that hangs, dies, eats memory or meets a bug ends as a problem, and spoils no other book.

The faults are put where a build reads its list of outputs: in the middle, when the book is bound and the
folder aside exists.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest

from bindery import bounds, machine
from bindery.bounds import Job, build_all
from bindery.model import BuildReport
from bindery.report import Silent
from shelf import BOOKS

SHORT = 4.0  # seconds: for builds that never end


class Hanging(tuple[str, ...]):
    """Outputs that never come."""

    __slots__ = ()

    def __iter__(self) -> NoReturn:
        """Wait for a signal that nobody sends."""
        while True:
            signal.pause()


class Dying(tuple[str, ...]):
    """Outputs that end the process as the system does when memory is short."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Kill this process."""
        os.kill(os.getpid(), signal.SIGKILL)
        yield from ()


class Greedy(tuple[str, ...]):
    """Outputs that need a petabyte."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Ask for it."""
        yield str(bytearray(10**15))


class Endless(tuple[str, ...]):
    """Outputs that ask for themselves."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Descend for ever."""
        return iter(self)


class Buggy(tuple[str, ...]):
    """Outputs with a bug."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Raise what nobody expects."""
        raise ZeroDivisionError("a bug of ours")


@dataclass(slots=True)
class Heard:
    """A reporter that remembers."""

    steps: list[str] = field(default_factory=list)
    counts: list[tuple[str, int, int]] = field(default_factory=list)

    def step(self, text: str) -> None:
        """Remember a step."""
        self.steps.append(text)

    def count(self, text: str, done: int, total: int = 0) -> None:
        """Remember a count."""
        self.counts.append((text, done, total))


def job(out: Path, outputs: tuple[str, ...], name: str = "plain") -> Job:
    """The job of building the smallest book."""
    return Job(BOOKS / "plain", name, out, outputs)


def ended(out: Path, outputs: tuple[str, ...]) -> BuildReport:
    """The report of one such job."""
    (report,) = build_all([job(out, outputs)], [Silent()])
    return report


def only_problem(report: BuildReport) -> tuple[str, str]:
    """Code and message of the one problem of a book that was not built."""
    assert report.artifacts == ()
    (problem,) = report.problems
    assert problem.hint
    return problem.code, problem.message


def test_a_build_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its time is over a build is killed, said to be too much, and nothing is left lying about."""
    monkeypatch.setattr(bounds, "SECONDS", SHORT)
    code, message = only_problem(ended(tmp_path, Hanging(["pdf"])))
    assert (code, message) == ("too-much", f"the book took longer than {SHORT:.0f} seconds")
    assert list(tmp_path.iterdir()) == []


def test_a_build_that_dies_is_told(tmp_path: Path) -> None:
    """A process that the system killed is a problem with its exit code, and nothing is left lying about."""
    code, message = only_problem(ended(tmp_path, Dying(["pdf"])))
    assert code == "too-much"
    assert "exit code -9" in message
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("outputs", "lack"), [(Greedy(["pdf"]), "memory"), (Endless(["pdf"]), "depth")])
def test_memory_and_depth_have_an_end(outputs: tuple[str, ...], lack: str, tmp_path: Path) -> None:
    """Who needs more memory or deeper calls than there are gets a problem that says so."""
    code, message = only_problem(ended(tmp_path, outputs))
    assert code == "too-much"
    assert lack in message
    assert list(tmp_path.iterdir()) == []


def test_a_bug_ends_as_a_problem(tmp_path: Path) -> None:
    """An exception that nobody expected is named with the place where it showed, without a traceback."""
    report = ended(tmp_path, Buggy(["pdf"]))
    assert only_problem(report) == ("crash", "ZeroDivisionError: a bug of ours")
    assert "test_bounds.py" in report.problems[0].hint
    assert list(tmp_path.iterdir()) == []


def test_one_bad_book_spoils_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports come in the order of the jobs, each is told when it is done, and sound books are built beside a
    dying and a hanging one."""
    monkeypatch.setattr(bounds, "SECONDS", SHORT)
    outputs: list[tuple[str, ...]] = [Dying(["pdf"]), ("dump",), Hanging(["pdf"]), ("dump",)]
    jobs = [job(tmp_path, each, f"book-{number}") for number, each in enumerate(outputs)]
    told: list[tuple[Job, BuildReport]] = []
    reports = build_all(jobs, [Silent()] * 4, at_once=2, ended=lambda *one: told.append(one))
    assert sorted(told, key=lambda one: one[0].name) == list(zip(jobs, reports, strict=True))
    assert [report.name for report in reports] == ["book-0", "book-1", "book-2", "book-3"]
    assert [bool(report.artifacts) for report in reports] == [False, True, False, True]


def test_so_many_books_at_once_as_there_is_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Books that have no room beside each other are built one after the other, unless their number is given;
    one by itself is always built."""
    most: list[int] = []
    running: list[int] = []

    def wait(ones: Sequence[object]) -> None:
        running.append(len(ones))
        original(ones)  # type: ignore[arg-type]

    original = bounds._wait  # noqa: SLF001 - where the builder waits, all that may run does
    monkeypatch.setattr(bounds, "_wait", wait)
    monkeypatch.setattr(machine, "cores", lambda: 2)
    for free, at_once in ((bounds.MEMORY, None), (3 * bounds.MEMORY, None), (None, None), (0, 2)):
        monkeypatch.setattr(machine, "free_memory", lambda free=free: free)
        jobs = [job(tmp_path, ("dump",), f"book-{number}") for number in range(2)]
        assert all(report.artifacts for report in build_all(jobs, [Silent()] * 2, at_once))
        most.append(max(running))
        running.clear()
    assert most == [1, 2, 2, 2]


def test_progress_arrives_from_the_building_process(tmp_path: Path) -> None:
    """Steps and counts of chapters and pages come through, in order."""
    heard = Heard()
    (report,) = build_all([job(tmp_path, ("pdf", "epub"))], [heard])
    assert [step.split()[0] for step in heard.steps] == [
        "reading",
        "parsing",
        "laying",
        "writing",
        "assembling",
    ]
    assert heard.counts[:3] == [("chapter", 1, 3), ("chapter", 2, 3), ("chapter", 3, 3)]
    pages = [done for text, done, _ in heard.counts if text == "page"]
    assert pages
    assert max(pages) == report.artifacts[0].pages
    assert {total for text, _, total in heard.counts if text == "page"} == {11}, "as many as are expected"


def test_a_large_book_gets_more_time(tmp_path: Path) -> None:
    """The limit grows with the Markdown below the folder."""
    (tmp_path / "one.md").write_text("word " * 200_000, encoding="utf-8")
    assert Job(tmp_path, "large", tmp_path, ()).seconds == bounds.SECONDS + bounds.SECONDS_PER_MB
