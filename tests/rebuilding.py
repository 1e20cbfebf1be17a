"""Building a small book again and again, in this process or in one that is killed: the ground of `test_fresh`
and `test_rebuilt`.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

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
    of the system, or write down how many moments there are. Below 0 they are counted from when the report is
    written, before files take their places. Processes that this one starts are not counted."""
    count, late, us = 0, 0, os.getpid()

    def hear(event: str, facts: tuple[object, ...]) -> None:
        nonlocal count, late
        count += 1
        late += bool(late) or (event == "open" and str(facts[0]).endswith("report.json"))
        if moment in {count, -late} and os.getpid() == us and moment:
            os.kill(us, signal.SIGKILL)

    bounds.build_all = build_all
    sys.addaudithook(hear)
    built(one)
    if seen:
        seen.write_text(f"{count} {late}", "utf-8")


def in_a_process(*words: object) -> int | None:
    """How a process ended that ran `build_until`."""
    return _ended([_started(*words)])[0]


def two_at_once(one: Job) -> list[int | None]:
    """How two processes ended that build the same at the same time."""
    return _ended([_started(0, one) for _ in range(2)])


def _started(*words: object) -> BaseProcess:
    """A process that runs `build_until`. Who starts it was started earlier, perhaps on another day."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bindery.fresh"])
    process = context.Process(target=_as_here, args=(dict(os.environ), *words))
    process.start()
    return process


def _as_here(environment: Mapping[str, str], *words: Any) -> None:
    os.environ.clear()
    os.environ.update(environment)
    build_until(*words)


def _ended(processes: Sequence[BaseProcess]) -> list[int | None]:
    for process in processes:
        process.join()
    return [process.exitcode for process in processes]


def moments(told: str, chance: random.Random) -> Iterator[int]:
    """Twenty moments of a build: ten anywhere, ten near its end, where files take their places. What it
    asks for differs somewhat from build to build."""
    most, late = map(int, told.split())
    yield from chance.sample(range(1, most * 3 // 4), k=10)
    yield from (-moment for moment in chance.sample(range(1, late * 3 // 4), k=10))
