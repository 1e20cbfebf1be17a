"""The benchmark of long books: what a build costs from nothing, again with nothing changed, after an edit;
beside it WeasyPrint by itself, with the same text in one plain page.

    python -m tests.benchmarks rebuild [--from DIR] [--pages 100 500 1000]

`prose` says where the novels come from. Both outputs are built. Seconds by the clock, so let nothing else
run, and of the processor; memory of the largest process.
"""

from __future__ import annotations

import argparse
import html
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import prose
from benchmarks.epub import ROOT, bind

WORDS = 375
"""Words on a page of a novel, as Bindery sets it."""
_SHEET = (
    "@page { size: 6in 9in; margin: 2cm } html { font: 11pt/14pt serif; text-align: justify; hyphens: auto }"
)
_EDIT = "\n\nA paragraph more.\n"


@dataclass(frozen=True)
class Cost:
    """What a command took: seconds by the clock and of the processor, megabytes of its largest process."""

    seconds: float
    work: float
    memory: int


def main(words: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks rebuild", description=__doc__)
    parser.add_argument("--from", dest="root", type=Path, default=Path("/"), help="where packages lie (/)")
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 500, 1000])
    args = parser.parse_args(words)
    if not (args.root / prose.NOVELS).exists():
        sys.stdout.write(f"no novels below {args.root}\n\n{prose.__doc__}\n")
        return 2
    sys.stdout.write(f"{_cores()} cores, Python {platform.python_version()}, {platform.system()}\n")
    for pages in args.pages:
        with tempfile.TemporaryDirectory() as folder:
            for name, its in costs(args.root, pages, Path(folder)):
                row = f"{name:28}{its.seconds:8.1f} s{its.work:8.1f} s{its.memory:8,} MB"
                sys.stdout.write(f"{pages:6,}  {row}\n")
                sys.stdout.flush()
    return 0


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def costs(root: Path, pages: int, folder: Path) -> Iterator[tuple[str, Cost]]:
    """What each way of making a book of about so many pages takes."""
    book = folder / "novels"
    _, files = bind(root, pages * WORDS, book)
    build = (sys.executable, ROOT / "build.py", book, "--out", folder / "out")
    yield "from nothing", cost(build)
    yield "nothing changed", cost(build)
    yield "nothing changed, EPUB alone", _second(*build, "--only", "epub")
    cost(build)
    middle = files[len(files) // 2]
    middle.write_text(middle.read_text(encoding="utf-8") + _EDIT, encoding="utf-8")
    yield "after an edit", cost(build)
    page = folder / "page.html"
    page.write_text(as_page(files), encoding="utf-8")
    command = (sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", page, folder / "page.pdf")
    yield "WeasyPrint by itself", cost(command)


def _second(*command: str | Path) -> Cost:
    cost(command)
    return cost(command)


def as_page(files: Sequence[Path]) -> str:
    """The chapters as one page of HTML."""
    parts = (part for file in files for part in file.read_text(encoding="utf-8").split("\n\n"))
    blocks = (
        f"<h1>{html.escape(part[2:])}</h1>" if part.startswith("# ") else f"<p>{html.escape(part)}</p>"
        for part in parts
    )
    head = f'<!doctype html><html lang="en-GB"><title>Novels</title><style>{_SHEET}</style>'
    return head + "\n".join(blocks)


def cost(command: Sequence[str | Path]) -> Cost:
    """Run a command to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    largest = usage.ru_maxrss // (1024 if sys.platform == "linux" else 1024 * 1024)
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, largest)
