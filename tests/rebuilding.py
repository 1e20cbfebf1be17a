"""Building a small book again and again, in this process or in one that is killed: the ground of `test_fresh`
and `test_rebuilt`.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bindery import bounds, fresh, pipeline
from bindery.bounds import Job
from bindery.model import BuildReport
from bindery.report import Reporter, Silent


def build_all(
    jobs: Sequence[Job],
    reporters: Sequence[Reporter],
    at_once: int | None = None,
    ended: Callable[[Job, BuildReport], None] = lambda *_: None,
) -> list[BuildReport]:
    """What stands for that of `bounds`: starting a process takes longer than building so small a book."""
    reports = []
    for one, its in zip(jobs, reporters, strict=True):
        what = (one.root, one.name, one.out, one.outputs, its, one.edition, one.making)
        reports.append(pipeline.build(*what))
        ended(one, reports[-1])
    return reports


def built(one: Job, said: Reporter | None = None, *, anew: bool = False) -> BuildReport:
    """The report of one job."""
    (report,) = fresh.build_all([one], [said or Silent()], anew=anew)
    return report


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, with their bytes."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def told(report: BuildReport) -> set[object]:
    """What the report of a build that succeeded says of the book."""
    assert report.artifacts, report.problems
    return {(problem.code, problem.message, problem.at) for problem in report.problems}


def is_checked(report: BuildReport) -> bool:
    """Whether a report is of a build that only checked."""
    return set(report.seconds) == {"check"}


def build_until(moment: int, one: Job, seen: Path | None = None) -> None:
    """Build and record in this process; kill it at the moment that is counted by what it asks of Python and
    of the system, or write down how many moments there are. Processes that it starts are not counted."""
    count, us = 0, os.getpid()

    def hear(*_: object) -> None:
        nonlocal count
        count += 1
        if count == moment and os.getpid() == us:
            os.kill(us, signal.SIGKILL)

    bounds.build_all = build_all
    sys.addaudithook(hear)
    built(one)
    if seen:
        seen.write_text(str(count), "utf-8")


def in_a_process(*words: object) -> int | None:
    """How a process ended that ran `build_until`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bindery.fresh"])
    process = context.Process(target=build_until, args=words)
    process.start()
    process.join()
    return process.exitcode


def two_at_once(one: Job) -> list[int | None]:
    """How two processes ended that build the same at the same time."""
    context = multiprocessing.get_context("forkserver")
    both = [context.Process(target=build_until, args=(0, one)) for _ in range(2)]
    for process in both:
        process.start()
    for process in both:
        process.join()
    return [process.exitcode for process in both]


def moments(most: int, chance: random.Random) -> Iterator[int]:
    """Twenty moments of a build: ten anywhere, ten near its end, where files take their places."""
    yield from chance.sample(range(1, most), k=10)
    yield from chance.sample(range(most - 150, most), k=10)
