"""The crew: tasks are done by copies of this process, and whatever happens to one happens to no other."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bindery import machine
from bindery.engine import crew
from bindery.engine.crew import Count, Do, Failed, jobs_at_hand, work

FILES = Path("/proc/self/fd")
"""What this process holds open."""
LARGE = 50_000_000
PIPE = 10_000_000
"""More bytes than a line holds."""
SHORT = 1.0
"""Seconds: for tasks that never end."""


def ample(task: int) -> float:
    """Seconds for tasks that end."""
    return 300.0


def name(task: int, count: Count) -> bytes:
    """A task that tells who did it."""
    return f"{task} {os.getpid()}".encode()


def all_of(tasks: list[int], do: Do, jobs: int = 2) -> dict[int, bytes | Failed]:
    """The results of tasks, of which each has come once."""
    answers = list(work(tasks, do, jobs, ample))
    assert sorted(task for task, _ in answers) == sorted(tasks)
    return dict(answers)


def workers_of(answers: dict[int, bytes | Failed]) -> set[int]:
    """The processes that did tasks which tell."""
    return {int(answer.split()[1]) for answer in answers.values() if isinstance(answer, bytes)}


@pytest.fixture(autouse=True)
def _all_are_reaped() -> Iterator[None]:
    """After each test no worker is left, alive or as a zombie, and no line to one is open."""
    before = len(list(FILES.iterdir()))
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert len(list(FILES.iterdir())) == before


def test_tasks_are_shared_among_copies() -> None:
    """Each task is done once, under its number, by as many copies as there are jobs, of which each does
    several tasks, and none of which is this process."""
    answers = all_of(list(range(40)), name, jobs=3)
    assert all(isinstance(told, bytes) and int(told.split()[0]) == task for task, told in answers.items())
    assert 1 <= len(workers_of(answers)) <= 3
    assert os.getpid() not in workers_of(answers)


def test_there_are_no_more_copies_than_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tasks have two workers, though there may be nine; no task, none."""
    started: list[int] = []
    original = os.fork

    def fork() -> int:
        started.append(original())
        return started[-1]

    monkeypatch.setattr(os, "fork", fork)
    assert workers_of(all_of([1, 2], name, jobs=9)) <= set(started)
    assert all_of([], name) == {}
    assert len(started) == 2


def test_tasks_begin_in_their_order_and_results_come_as_they_are_made() -> None:
    """The first tasks given are the first begun; one that takes long keeps nobody else's result back."""
    reading, writing = os.pipe()

    def do(task: int, count: Count) -> bytes:
        if task == 9:
            os.read(reading, 1)
        return bytes([task])

    come: list[int] = []
    for task, _ in work([9, 5, 7, 3], do, 2, ample):
        come.append(task)
        if task == 3:
            os.write(writing, b"g")
    os.close(reading)
    os.close(writing)
    assert come == [5, 7, 3, 9]


def test_a_worker_changes_nothing_here() -> None:
    """What a task does to the things of this process it does to its copy."""
    things = [0]

    def do(task: int, count: Count) -> bytes:
        things.append(task)
        return bytes(len(things))

    assert all(all_of([1, 2, 3], do).values())
    assert things == [0]


def test_large_results_arrive() -> None:
    """Results of 50 MB come whole and at once, while others wait with theirs; an empty one is a result."""

    def do(task: int, count: Count) -> bytes:
        return bytes([task]) * (LARGE if task else 0)

    for task, answer in work([1, 2, 0, 3], do, 2, ample):
        assert answer == bytes([task]) * (LARGE if task else 0)


def test_nobody_is_late_because_we_did_not_listen() -> None:
    """While a result is made use of, time stands still for the others: one that has done its task in time,
    and waits with a large result for us to read, is not late, however long that takes."""
    clock = [0.0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "monotonic", lambda: clock[0])
        answers: dict[int, bytes | Failed] = {}
        for task, answer in work([1, 2, 3], lambda task, _: bytes(task * PIPE), 2, lambda _: SHORT):
            answers[task] = answer
            clock[0] += 1000.0
    assert answers == {task: bytes(task * PIPE) for task in (1, 2, 3)}


def test_pages_are_counted_over_all_tasks() -> None:
    """What is told is the sum over all tasks of what each told last; it never falls and ends at them all."""
    for jobs in (1, 2):
        told: list[int] = []

        def do(task: int, count: Count) -> bytes:
            for page in range(task):
                count(page + 1)
            return b""

        assert len(list(work([5, 4, 3], do, jobs, ample, told.append))) == 3
        assert told == list(range(1, 13))


def test_a_task_that_hangs_is_ended() -> None:
    """When its seconds are over its worker is killed, and the task has failed; the others are done, by a new
    worker in its place if need be. Each task has seconds of its own."""

    def do(task: int, count: Count) -> bytes:
        while task < 2:
            signal.pause()
        return b"done"

    answers = dict(work(list(range(6)), do, 2, lambda task: SHORT if task < 2 else 300.0))
    late = {task: Failed(task, "it took longer than 1 seconds") for task in (0, 1)}
    assert answers == late | dict.fromkeys(range(2, 6), b"done")


def test_a_task_may_have_all_the_time_there_is() -> None:
    """Infinity is a number of seconds."""
    assert len(list(work([1, 2], name, 2, lambda _: float("inf")))) == 2


@pytest.mark.parametrize(
    ("die", "why"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "it ended by signal 9"),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), "it ended by signal 15"),
        (lambda: os._exit(3), "it ended with exit code 3"),
    ],
)
def test_a_worker_that_dies_is_replaced(die: Do, why: str) -> None:
    """A worker that ends in the middle, by whatever, costs its task and nothing else."""

    def do(task: int, count: Count) -> bytes:
        count(1)
        if task % 2:
            die()  # type: ignore[call-arg] # each of the rows needs nothing
        return b"done"

    answers = all_of(list(range(8)), do)
    assert answers == {task: Failed(task, why) if task % 2 else b"done" for task in range(8)}


def test_half_a_result_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies while it tells its result costs the task and nothing else."""
    say = crew._say  # noqa: SLF001 - where a worker tells

    def dying(line: socket.socket, kind: int, data: bytes = b"", number: int = 0) -> None:
        if data == b"half":
            line.sendall(crew._MESSAGE.pack(kind, number, 100) + data)  # noqa: SLF001
            os._exit(1)
        say(line, kind, data, number)

    monkeypatch.setattr(crew, "_say", dying)
    answers = all_of([0, 1, 2], lambda task, _: b"whole" if task else b"half")
    assert answers == {0: Failed(0, "it ended with exit code 1"), 1: b"whole", 2: b"whole"}


@pytest.mark.parametrize("ears", ["deaf", "open"])
def test_a_worker_that_dies_between_tasks_is_replaced(ears: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is gone when it is given a task, or goes before it has read which, costs that task alone."""
    say = crew._say  # noqa: SLF001 - where a worker tells

    def dying(line: socket.socket, kind: int, data: bytes = b"", number: int = 0) -> None:
        if data == b"last" and ears == "deaf":
            line.shutdown(socket.SHUT_RD)
        say(line, kind, data, number)
        if data == b"last":
            select.select([line], [], [])
            os._exit(3)

    monkeypatch.setattr(crew, "_say", dying)
    answers = all_of([0, 1, 2, 3], lambda task, _: b"whole" if task else b"last")
    (lost,) = (answer for answer in answers.values() if isinstance(answer, Failed))
    assert (answers[0], lost.why) == (b"last", "it ended with exit code 3")
    assert {answers[task] for task in range(1, 4) if task != lost.task} == {b"whole"}


def deep(task: int) -> int:
    """Calls without an end."""
    return deep(task + 1) + 1


def test_what_a_task_raises_is_told() -> None:
    """An exception is told with its kind and message, a message that no text can hold too, and the other
    tasks are done."""

    def do(task: int, count: Count) -> bytes:
        match task:
            case 0:
                raise TypeError("no such paper")
            case 1:
                sys.exit("a way out")
            case 2:
                raise ValueError("half \ud800")
            case 3:
                raise KeyboardInterrupt
            case _:
                return b"done"

    whys = ["TypeError: no such paper", "SystemExit: a way out", "ValueError: half ?", "KeyboardInterrupt: "]
    failed = {task: Failed(task, why) for task, why in enumerate(whys)}
    assert all_of(list(range(8)), do) == failed | dict.fromkeys(range(4, 8), b"done")


@pytest.mark.parametrize("jobs", [1, 2])
def test_want_of_memory_and_depth_is_outlived(jobs: int) -> None:
    """Who needs more than there is has failed, with words that say so; its worker goes on."""

    def do(task: int, count: Count) -> bytes:
        if task == 0:
            return bytes(10**15)
        return bytes(deep(0)) if task == 1 else name(task, count)

    answers = all_of(list(range(6)), do, jobs)
    assert answers[0] == Failed(0, "it needs more memory than a build may use")
    assert answers[1] == Failed(1, "it needs more depth than a build may use")
    assert len(workers_of(answers)) <= jobs
    assert (os.getpid() in workers_of(answers)) == (jobs == 1)


def test_alone_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one job, one task, another system, another thread, or where the system makes no copies, this
    process does the tasks, one after the other, in their order."""
    here = [(task, name(task, lambda _: None)) for task in (3, 1, 2)]
    assert list(work([3, 1, 2], name, 1, ample)) == here
    assert list(work([3], name, 2, ample)) == here[:1]
    with monkeypatch.context() as other:
        other.setattr(sys, "platform", "darwin")
        assert list(work([3, 1, 2], name, 2, ample)) == here
    with monkeypatch.context() as full:
        full.setattr(os, "fork", refuse)
        assert list(work([3, 1, 2], name, 2, ample)) == here
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    assert list(work([3, 1, 2], name, 2, ample)) == here
    stop.set()
    thread.join()


def refuse() -> int:
    """What a system says that has no process left."""
    raise BlockingIOError("Resource temporarily unavailable")


def test_here_a_bug_is_raised() -> None:
    """Done here, what nobody expected is raised where faults are told, not made a result."""

    def do(task: int, count: Count) -> bytes:
        raise ZeroDivisionError("a bug of ours")

    with pytest.raises(ZeroDivisionError, match="a bug of ours"):
        list(work([1, 2], do, 1, ample))


def test_as_many_as_there_are_cores_and_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """One for each core within the memory that is free, at least one; a number that was asked for wins."""
    for cores, free, memory, asked, jobs in (
        (4, 1000, 100, None, 4),
        (4, 250, 100, None, 2),
        (4, 99, 100, None, 1),
        (4, None, 100, None, 4),
        (4, 1000, 0, None, 4),
        (1, 1000, 100, None, 1),
        (1, 99, 100, 3, 3),
    ):
        monkeypatch.setattr(machine, "cores", lambda cores=cores: cores)
        monkeypatch.setattr(machine, "free_memory", lambda free=free: free)
        assert jobs_at_hand(memory, asked) == jobs
