"""No worker of a crew outlives it, and none is or does what its parent is for."""

from __future__ import annotations

import gc
import os
import select
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bindery.engine.crew import Count, Do, work

ROOT = Path(__file__).parent.parent
FILES = Path("/proc/self/fd")
"""What this process holds open."""


def ample(task: int) -> float:
    """Seconds for tasks that end."""
    return 300.0


def waiting(pids: int) -> Do:
    """Tasks that write who does them to a pipe, and from the second on never end."""

    def do(task: int, count: Count) -> bytes:
        os.write(pids, f"{os.getpid():9}".encode())
        while task:
            signal.pause()
        return b"done"

    return do


def is_over(reading: int) -> bool:
    """Wait until nobody holds the writing end of a pipe any more; false after a minute."""
    while select.select([reading], [], [], 60.0)[0]:
        if not os.read(reading, 100):
            return True
    return False


@pytest.mark.parametrize("end", ["close", "raise"])
def test_nobody_goes_on_when_we_stop(end: str) -> None:
    """When the results are closed, or anything is raised here, all workers are dead and reaped."""
    reading, writing = os.pipe()

    def counted(_: int) -> None:
        raise KeyboardInterrupt

    def do(task: int, count: Count) -> bytes:
        count(task)
        return waiting(writing)(task, count)

    if end == "close":
        results = work([0, 1, 2], waiting(writing), 2, ample)
        assert next(results) == (0, b"done")
        results.close()
    else:
        with pytest.raises(KeyboardInterrupt):
            list(work([0, 1, 2], do, 2, ample, counted))
    os.close(writing)
    assert is_over(reading)
    os.close(reading)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


PARENT = """
import os, signal, sys
from bindery.engine.crew import work
def do(task, count):
    os.write(int(sys.argv[1]), f"{os.getpid():9}".encode())
    while True:
        signal.pause()
list(work([1, 2, 3], do, 3, lambda _: 300.0))
"""


def test_workers_die_with_their_parent() -> None:
    """When the parent is killed, and can end nobody, its workers end."""
    reading, writing = os.pipe()
    command = [sys.executable, "-c", PARENT, str(writing)]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=[writing]) as parent:
        os.close(writing)
        heard = b""
        while len(heard) < 3 * 9:
            chunk = os.read(reading, 27)
            assert chunk, "it never came so far"
            heard += chunk
        parent.kill()
    assert len(set(heard.split())) == 3
    assert is_over(reading), "a worker lives on"
    os.close(reading)


def sockets() -> int:
    """How many sockets this process holds."""
    return sum(path.is_symlink() and str(path.readlink()).startswith("socket:") for path in FILES.iterdir())


def test_a_worker_is_nothing_but_a_worker() -> None:
    """It reads no input, hears no interrupt, holds one line and nobody else's, and looks through no more
    objects than it makes."""

    def do(task: int, count: Count) -> bytes:
        os.kill(os.getpid(), signal.SIGINT)
        return f"{os.read(0, 1)!r} {sockets()} {gc.get_threshold()[0]} {gc.get_freeze_count() > 0}".encode()

    kept, (reading, writing) = os.dup(0), os.pipe()
    os.write(writing, b"input")
    os.dup2(reading, 0)
    answers = {told for _, told in work([1, 2, 3, 4], do, 3, ample)}
    os.dup2(kept, 0)
    for fd in (kept, reading, writing):
        os.close(fd)
    assert answers == {f"b'' {sockets() + 1} 50000 True".encode()}


LEAVING = """
import atexit, sys
from bindery.engine.crew import work
sys.stdout.write("begun\\n")
atexit.register(lambda: sys.stdout.write("left\\n"))
try:
    list(work([1, 2, 3, 4], lambda task, count: b"" if task % 2 else sys.exit(), 2, lambda _: 300.0))
finally:
    sys.stdout.write("cleared\\n")
"""


def test_a_worker_never_does_what_its_parent_has_left_to_do() -> None:
    """What waits in the parent to be written, to be cleared away, or to be done at its end is done once."""
    command = [sys.executable, "-c", LEAVING]
    told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    assert told == "begun\ncleared\nleft\n"
