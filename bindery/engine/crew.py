"""A crew: tasks shared among copies of this process, each of which has all that this one has, and may change
it as it likes. Used where the units of a book are laid out.

The parent hands out one task at a time over a worker's line (a pair of sockets) and hears of pages and
results; a message is `_MESSAGE`, its kind, a number and a length, and then so many bytes. It waits for
whoever speaks first or is late first. A copy that fails harms nobody: its task is `Failed`, and if more are
waiting, a new copy takes its place.

What a task raises ends its copy, with the fault for its last words: nobody knows in what state it left what
it was working on. Only want of memory or depth is outlived. Where no copy can be made the tasks are done
here, one after the other; want is `Failed` there too, and anything else is raised, as by any other call.
"""

from __future__ import annotations

import gc
import math
import os
import signal
import socket
import struct
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import wait
from typing import NoReturn

from bindery import machine
from bindery.engine import beside

Count = Callable[[int], None]
"""Tells how many pages of the task are made so far."""
Do = Callable[[int, Count], bytes]
"""Does task number n and gives its result."""

_TASK = struct.Struct("<q")
_MESSAGE = struct.Struct("<BqQ")
_COUNTED, _DONE, _WANTING, _LAST_WORDS = range(4)
_CHUNK = 1 << 20
_LONGEST_WAIT = 3600.0
"""Seconds: the system's clocks do not wait for ever."""
_OBJECTS = 50_000
"""New objects after which a worker looks for those that nobody needs."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A task without a result."""

    task: int
    why: str
    """In words that follow a name: “it took longer than 300 seconds”, “TypeError: …”."""


def work(
    tasks: Sequence[int],
    do: Do,
    jobs: int,
    seconds: Callable[[int], float],
    counted: Callable[[int], None] = lambda _: None,
) -> Generator[tuple[int, bytes | Failed], None, None]:
    """Do tasks, begun in their order, with so many at once, each within its seconds; results come as they
    are made, with the numbers of their tasks. `counted` is told how many pages all of them have so far. When
    this is closed, or anything is raised here, nobody goes on working."""
    crew = _Crew(do, seconds, counted, deque(tasks))
    try:
        if min(jobs, len(tasks)) > 1:
            crew.fill(jobs)
        while crew.workers:
            answers = crew.listen()
            crew.fill(jobs)
            since = time.monotonic()
            yield from answers
            crew.excuse(time.monotonic() - since)
        while crew.waiting:
            task = crew.waiting.popleft()
            yield task, _attempt(do, task, partial(crew.count, task))
    finally:
        for worker in crew.workers:
            worker.end()


def jobs_at_hand(memory: int, asked: int | None = None) -> int:
    """How many workers there may be: as many as were asked for, else one for each core as far as there are
    so many bytes of memory for each; at least one."""
    if asked:
        return max(1, asked)
    free = machine.free_memory()
    return max(1, machine.cores() if free is None else min(machine.cores(), free // max(1, memory)))


@dataclass(slots=True, eq=False)
class _Worker:
    """A copy of this process, as the parent sees it: always with a task."""

    process: int
    line: socket.socket
    task: int = 0
    seconds: float = math.inf
    deadline: float = math.inf
    """By the clock `time.monotonic`."""
    heard: bytearray = field(default_factory=bytearray)
    """What has come in of messages that have not come to their end."""

    def give(self, task: int, seconds: float) -> None:
        """Hand out a task, of which we hear within so many seconds."""
        self.task, self.seconds, self.deadline = task, seconds, time.monotonic() + seconds
        with suppress(OSError):  # it has just died, and we shall hear of that
            self.line.sendall(_TASK.pack(task))

    def hear(self) -> Iterator[tuple[int, int, bytes]]:
        """The messages that have come, with kind, number and data. EOFError when no more can."""
        try:
            chunk = self.line.recv(_CHUNK)
        except ConnectionResetError:  # it died before it had read what we sent
            chunk = b""
        if not chunk:
            raise EOFError
        self.heard += chunk
        while len(self.heard) >= _MESSAGE.size:
            kind, number, length = _MESSAGE.unpack_from(self.heard)
            end = _MESSAGE.size + length
            if len(self.heard) < end:
                return
            data = bytes(self.heard[_MESSAGE.size : end])
            del self.heard[:end]
            yield kind, number, data

    def end(self) -> str:
        """End the copy, if it has not ended by itself; how it ended."""
        self.line.close()
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return f"it ended by signal {-code}" if code < 0 else f"it ended with exit code {code}"


@dataclass(slots=True)
class _Crew:
    do: Do
    seconds: Callable[[int], float]
    counted: Callable[[int], None]
    waiting: deque[int]
    workers: list[_Worker] = field(default_factory=list)
    pages: dict[int, int] = field(default_factory=dict)

    def fill(self, jobs: int) -> None:
        """Start as many workers as may be, with a task for each, as far as the system makes copies."""
        while self.waiting and len(self.workers) < jobs and beside.may_copy():
            try:
                worker = self._start()
            except OSError:  # no more processes, or no memory for one: those that there are go on
                return
            self.workers.append(worker)
            self._hand(worker)

    def listen(self) -> list[tuple[int, bytes | Failed]]:
        """Wait until somebody speaks or is late; the answers that there are then."""
        left = min(worker.deadline for worker in self.workers) - time.monotonic()
        ready = wait([worker.line for worker in self.workers], max(0.0, min(left, _LONGEST_WAIT)))
        answers: list[tuple[int, bytes | Failed]] = []
        for worker in list(self.workers):
            task = worker.task
            answer = self._hear(worker) if worker.line in ready else None
            if answer is None and worker.deadline <= time.monotonic():
                self._dismiss(worker)
                answer = Failed(task, f"it took longer than {worker.seconds:.0f} seconds")
            if answer is not None:
                answers.append((task, answer))
        return answers

    def excuse(self, seconds: float) -> None:
        """Give everybody more time, since for so long nobody listened."""
        for worker in self.workers:
            worker.deadline += seconds

    def count(self, task: int, pages: int) -> None:
        """Tell how many pages there are, now that a task has so many."""
        self.pages[task] = pages
        self.counted(sum(self.pages.values()))

    def _start(self) -> _Worker:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError:
            ours.close()
            theirs.close()
            raise
        if not process:
            _serve(theirs, [ours, *(worker.line for worker in self.workers)], parent, self.do)
        theirs.close()
        return _Worker(process, ours)

    def _hand(self, worker: _Worker) -> None:
        task = self.waiting.popleft()
        worker.give(task, self.seconds(task))

    def _hear(self, worker: _Worker) -> bytes | Failed | None:
        """What a worker says of its task, if that is over. It has the next one then, or is dismissed."""
        try:
            for kind, number, data in worker.hear():
                if kind == _COUNTED:
                    self.count(worker.task, number)
                    continue
                answer = data if kind == _DONE else Failed(worker.task, data.decode())
                if kind != _LAST_WORDS and self.waiting:
                    self._hand(worker)
                else:
                    self._dismiss(worker)
                return answer
        except EOFError:
            return Failed(worker.task, self._dismiss(worker))
        return None

    def _dismiss(self, worker: _Worker) -> str:
        self.workers.remove(worker)
        return worker.end()


def _attempt(do: Do, task: int, count: Count) -> bytes | Failed:
    try:
        return do(task, count)
    except (MemoryError, RecursionError) as limit:
        what = "memory" if isinstance(limit, MemoryError) else "depth"
        return Failed(task, f"it needs more {what} than a build may use")


def _serve(line: socket.socket, others: Sequence[socket.socket], parent: int, do: Do) -> NoReturn:
    """The life of a worker, which ends here whatever happens."""
    status = 1
    try:
        if beside.dies_with(parent):
            _settle(others)
            while order := line.recv(_TASK.size, socket.MSG_WAITALL):
                (task,) = _TASK.unpack(order)
                answer = _attempt(do, task, lambda pages: _say(line, _COUNTED, number=pages))
                if isinstance(answer, Failed):
                    _say(line, _WANTING, answer.why.encode())
                else:
                    _say(line, _DONE, answer)
            status = 0
    finally:
        try:
            fault = sys.exception()
            if fault:
                _say(line, _LAST_WORDS, f"{type(fault).__name__}: {fault}".encode(errors="replace"))
        finally:
            os._exit(status)


def _settle(others: Sequence[socket.socket]) -> None:
    """Be nothing but a worker: who waits for the others' ends, or for an interrupt, is the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in others:
        line.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    gc.freeze()  # to look through what the parent made would copy it
    gc.set_threshold(_OBJECTS)


def _say(line: socket.socket, kind: int, data: bytes = b"", number: int = 0) -> None:
    line.sendall(_MESSAGE.pack(kind, number, len(data)))
    line.sendall(data)
