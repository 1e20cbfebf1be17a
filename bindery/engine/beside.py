"""Work that a copy of this process does while this one goes on. Used by `outputs.pdf`: one file is drawn of
the pages while the other is. `engine.crew` shares what makes a copy safe.

Pages cannot be sent to another process, but on Linux a copy of this one has them. It needs as much memory
again at worst; where that is not at hand, or no second core, the work is done when its result is asked for.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import resource
import signal
import sys
import threading
from collections.abc import Callable
from typing import NoReturn, TypeVar

from bindery import machine

Result = TypeVar("Result")
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def begin(work: Callable[[], Result]) -> Callable[[], Result]:
    """Begin work whose result can be pickled, and that leaves nothing in memory; what is returned waits for
    the result. A copy that fails is as if it had never been: the work is done here, where faults are told."""
    if not has_room():
        return work
    reading, writing = os.pipe()
    ours = os.getpid()
    copy = os.fork()
    if not copy:
        _do(work, writing, ours)
    os.close(writing)

    def wait() -> Result:
        with os.fdopen(reading, "rb") as answer:
            data = answer.read()
        _, status = os.waitpid(copy, 0)
        if status:
            return work()
        result: Result = pickle.loads(data)  # noqa: S301 - our own copy wrote it
        return result

    return wait


def has_room() -> bool:
    """Whether a copy can run beside us: where one may be made, with a second core, and memory for all that
    we have."""
    if not may_copy() or machine.cores() < 2:
        return False
    free, ours = machine.free_memory(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return free is not None and free > 2 * ours


def may_copy() -> bool:
    """Whether a copy of this process is as good as this one: on Linux, if no other thread holds locks that
    nobody would open in the copy."""
    return sys.platform == "linux" and threading.active_count() == 1


def dies_with(parent: int) -> bool:
    """Have the system end this copy when its parent dies. False if that has happened already."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    return os.getppid() == parent


def _do(work: Callable[[], Result], writing: int, parent: int) -> NoReturn:
    """Do the work in the copy, which ends here whatever happens."""
    status = 1
    try:
        if dies_with(parent):
            gc.disable()  # it would touch, and so copy, all that there is
            data = pickle.dumps(work())
            with os.fdopen(writing, "wb") as answer:
                answer.write(data)
            status = 0
    finally:
        os._exit(status)
