"""Bounds: a book is built in a process of its own, with a limit of time and memory.

Manuscripts come from strangers; whatever one does to a parser or to the layout, the build ends with a
problem and not with a dead machine. Memory goes back to the system with the process.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from bindery import machine, pipeline
from bindery.model import BuildReport, Making
from bindery.problems import Place, Problem
from bindery.report import Reporter

SECONDS = 300.0
"""Time for any book, before its size is known."""
SECONDS_PER_MB = 900.0
"""More time for each megabyte of text: ten times what 830 pages took on two slow cores."""
OF_AN_EDITION = 4.0
"""How many times as long an edition may take: it may have a reading over each character, 4 ms apiece."""
MEMORY = 150_000_000
"""Bytes that any book takes."""
MEMORY_OF_TEXT = 350
"""And for each byte of text: measured on novels of 100 to 1,000 pages, 10 % added."""
_MEMORY_SHARE = 0.75
_OBJECTS = 50_000
"""New objects after which a build looks for those that nobody needs: it keeps its trees, so few are."""


_USUAL = Making(jobs=None)


@dataclass(frozen=True, slots=True)
class Job:
    """One book to build."""

    root: Path
    name: str
    out: Path
    outputs: tuple[str, ...]
    edition: str = ""
    """One of those that the book declares, or empty."""
    making: Making = field(default=_USUAL, compare=False)

    @property
    def seconds(self) -> float:
        """How long the build may take: by the size of the Markdown below the root."""
        usual = SECONDS + SECONDS_PER_MB * self.text / 1_000_000
        return usual * OF_AN_EDITION if self.edition else usual

    @property
    def memory(self) -> int:
        """About how many bytes of memory the build takes at most."""
        return MEMORY + MEMORY_OF_TEXT * self.text

    @property
    def text(self) -> int:
        """How many bytes the Markdown below the root has."""
        return sum(path.stat().st_size for path in self.root.rglob("*.md") if path.is_file())


@dataclass(slots=True)
class _Wire:
    """The reporter of the building process: sends each event to the parent."""

    connection: Connection

    def step(self, text: str) -> None:
        """Send a step."""
        self.connection.send(("step", text))

    def count(self, text: str, done: int, total: int = 0) -> None:
        """Send a count."""
        self.connection.send(("count", text, done, total))


@dataclass(slots=True)
class _Running:
    job: Job
    process: BaseProcess
    connection: Connection
    deadline: float
    result: BuildReport | None = None


def build_all(
    jobs: Sequence[Job],
    reporters: Sequence[Reporter],
    at_once: int | None = None,
    ended: Callable[[Job, BuildReport], None] = lambda *_: None,
) -> list[BuildReport]:
    """Build the books, so many at once, else one for each core as far as there is memory; reports in the
    order of the jobs. `ended` is told of each as it is done."""
    room = None if at_once else machine.free_memory()
    at_once = at_once or machine.cores()
    waiting = list(zip(jobs, reporters, strict=True))[::-1]
    running: list[tuple[_Running, Reporter]] = []
    done: dict[int, BuildReport] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once and _fits(running, waiting[-1][0], room):
                job, reporter = waiting.pop()
                running.append((_start(job), reporter))
            _wait([one for one, _ in running])
            for one, reporter in list(running):
                if _ended(one, reporter):
                    running.remove((one, reporter))
                    done[id(one.job)] = one.result or _lost(one)
                    ended(one.job, done[id(one.job)])
    finally:
        for one, _ in running:  # interrupted: nothing goes on behind our back
            _stop(one)
    return [done[id(job)] for job in jobs]


def _fits(running: Sequence[tuple[_Running, Reporter]], job: Job, room: int | None) -> bool:
    """Whether there is memory for one more. For one by itself there has to be."""
    together = (*(one.job for one, _ in running), job)
    return not running or room is None or sum(one.memory for one in together) <= room


def _wait(running: Sequence[_Running]) -> None:
    """Wait until a process says something or is out of time, a second at most."""
    left = min(one.deadline for one in running) - time.monotonic()
    wait([one.connection for one in running], timeout=max(0.0, min(1.0, left)))


def _stop(one: _Running) -> None:
    one.process.kill()
    one.process.join()
    pipeline.clear(one.job.out, one.job.name, one.process.pid or 0)


def _start(job: Job) -> _Running:
    context = multiprocessing.get_context("fork" if _may_fork() else "spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined] # typed without it
        target=_run, args=(job, there), daemon=True
    )
    process.start()
    there.close()
    return _Running(job, process, here, time.monotonic() + job.seconds)


def _may_fork() -> bool:
    """Whether the building process may be a copy of this one, which has imported all it needs: on Linux, if
    there is no other thread, whose locks nobody would open in the copy."""
    return sys.platform == "linux" and threading.active_count() == 1


def _ended(one: _Running, reporter: Reporter) -> bool:
    """Pass on what the process says; true when it is done, dead or out of time."""
    try:
        while one.connection.poll():
            kind, *rest = one.connection.recv()
            if kind == "done":
                one.result = rest[0]
            else:
                getattr(reporter, kind)(*rest)
    except (EOFError, OSError):
        _stop(one)
        return True
    if time.monotonic() > one.deadline:
        _stop(one)
        return True
    return False


def _lost(one: _Running) -> BuildReport:
    if time.monotonic() > one.deadline:
        what = f"the book took longer than {one.job.seconds:.0f} seconds"
    else:
        what = f"the build ended without a report (exit code {one.process.exitcode})"
    hint = "build it in parts, or look for a chapter that is far larger or stranger than the others"
    return _failed(one.job, "too-much", what, hint)


def _run(job: Job, connection: Connection) -> None:
    """The building process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it and ends us
    gc.freeze()  # what was imported stays, and need not be looked through again and again
    gc.set_threshold(_OBJECTS)
    _limit_memory()
    try:
        wire = _Wire(connection)
        report = pipeline.build(job.root, job.name, job.out, job.outputs, wire, job.edition, job.making)
    except (MemoryError, RecursionError) as limit:
        what = "memory" if isinstance(limit, MemoryError) else "depth"
        report = _failed(
            job, "too-much", f"the book needs more {what} than a build may use", "build it in parts"
        )
    except Exception as fault:  # noqa: BLE001 - the boundary: a writer must never see a traceback
        frame = traceback.extract_tb(fault.__traceback__)[-1]
        where = f"{Path(frame.filename).name}:{frame.lineno}"
        report = _failed(
            job, "crash", f"{type(fault).__name__}: {fault}", f"this is a bug; it showed at {where}"
        )
    connection.send(("done", report))
    connection.close()


def _failed(job: Job, code: str, message: str, hint: str) -> BuildReport:
    return BuildReport(job.name, (), (Problem(code, message, Place("book.toml"), hint),), {})


def _limit_memory() -> None:
    """Three quarters of the machine's memory at most, where the system can say so (not on macOS)."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    limit = int(total * _MEMORY_SHARE)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ValueError, OSError):
        return
