"""What a command costs: time by the clock and of the processor, memory of its largest process and of all.

The largest process is what the kernel says at the end (`getrusage`, resident pages; never less than this
process itself has). All processes together are looked at five times a second, each with its share of what
several of them hold (`Pss` in Linux's smaps_rollup), so that forked workers do not count their common pages
twice; one look takes some milliseconds. Elsewhere than on Linux it is not known.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_STEP = 0.2  # seconds between two looks
_SHARE = re.compile(r"^Pss: +(\d+) kB", re.MULTILINE)
_MODEL = re.compile(r"^model name\s*: (.+)", re.MULTILINE)
_GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock and of the processor; megabytes of its largest process, and
    of all at the moment when they had most, None where that cannot be seen."""

    seconds: float
    work: float
    largest: int
    together: int | None


def cost(command: Sequence[str | Path], compiled: Path) -> Cost:
    """Run a command to its end. Python keeps its compiled modules in the folder `compiled`, whatever this
    machine has it do: run what is to be measured once before, as on any day but the first."""
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    process = subprocess.Popen(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**usual, "PYTHONPYCACHEPREFIX": str(compiled)},
    )
    with _watching(process.pid) as seen:
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    largest = usage.ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
    together = max(largest, *seen) if _can_be_seen() else None
    return Cost(seconds, usage.ru_utime + usage.ru_stime, largest, together)


@contextmanager
def _watching(pid: int) -> Iterator[list[int]]:
    """The megabytes that a process and those below it have together, at one moment after the other."""
    seen: list[int] = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(_STEP):
            seen.append(sum(map(_share, family(pid))))

    watcher = threading.Thread(target=watch, daemon=True)
    if _can_be_seen():
        watcher.start()
    try:
        yield seen
    finally:
        done.set()
        if watcher.is_alive():
            watcher.join()


def _can_be_seen() -> bool:
    return (_PROC / "self" / "smaps_rollup").exists()


def family(pid: int) -> Iterator[int]:
    """A process and all that it and its children have started."""
    children = defaultdict(list)
    for path in _PROC.glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended meanwhile
            parent = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
            children[int(parent)].append(int(path.parent.name))
    waiting = [pid]
    while waiting:
        yield (found := waiting.pop())
        waiting += children[found]


def _share(pid: int) -> int:
    """The megabytes of a process, and its share of those that it has with others."""
    with suppress(OSError):
        found = _SHARE.search((_PROC / str(pid) / "smaps_rollup").read_text(encoding="utf-8"))
        return int(found[1]) // 1024 if found else 0
    return 0


def machine() -> str:
    """The machine and how busy it is, for the head of a table."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    told = _PROC / "cpuinfo"
    found = _MODEL.search(told.read_text(encoding="utf-8")) if told.exists() else None
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / _GIGABYTE
    model = found[1] if found else platform.processor() or platform.machine()
    system = f"{platform.system()}, Python {platform.python_version()}"
    return f"{model}, {cores} cores, {memory:.0f} GB, {system}; load {os.getloadavg()[0]:.1f}"
