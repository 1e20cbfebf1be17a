"""The benchmark of long books: what a build costs from nothing, again with nothing changed, and after edits;
beside it other programs with the same text (`peers`).

    python -m tests.benchmarks rebuild [--from DIR] [--pages 100 500 1000 5000] [--ways bindery typst ...]

`prose` says where the text comes from, `meter` what is measured. Each build of Bindery makes both PDFs and
the EPUB. Let nothing else run. One edit exchanges two letters of a word in the middle of the book, the other
adds two pages of text to its third chapter.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pypdfium2

from benchmarks import meter, peers, prose
from benchmarks.epub import ROOT, bind

WORDS = 360
"""Words on a page of a novel, as Bindery sets it."""
EARLY = 2
"""The chapter, from 0, that grows by two pages."""
_INSIDE = re.compile(r"(?<=\b[a-z])([a-z])(?!\1)([a-z])(?=[a-z]{2,}\b)")
_HEAD = """
| pages asked | way | pages | by the clock | processor | largest process | all together |
|------------:|:----|------:|-------------:|----------:|----------------:|-------------:|
"""
_BUILD = (sys.executable, ROOT / "build.py")


@dataclass(frozen=True)
class Row:
    """A way of making the book, what it cost and how many pages came out; None where it is not installed."""

    way: str
    cost: meter.Cost | None = None
    pages: int = 0


def main(words: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks rebuild", description=__doc__)
    parser.add_argument("--from", dest="root", type=Path, default=Path("/"), help="where packages lie (/)")
    parser.add_argument("--pages", type=int, nargs="+", default=[100, 500, 1000])
    names = ["bindery", "plain", *(peer.word for peer in peers.known())]
    parser.add_argument("--ways", nargs="+", choices=names, default=names)
    args = parser.parse_args(words)
    sys.stdout.write(f"{prose.source(args.root)}; {meter.machine()}\n{_HEAD}")
    for pages in args.pages:
        with tempfile.TemporaryDirectory() as folder:
            for row in rows(args.root, pages, Path(folder), args.ways):
                sys.stdout.write(f"| {pages:,} | {as_text(row)} |\n")
                sys.stdout.flush()
    return 0


def as_text(row: Row) -> str:
    """A row of the table, without its first cell."""
    if row.cost is None:
        return f"{row.way} | not installed | | | |"
    its = row.cost
    together = "" if its.together is None else f"{its.together:,} MB"
    cells = (f"{row.pages:,}", f"{its.seconds:.1f} s", f"{its.work:.1f} s", f"{its.largest:,} MB", together)
    return " | ".join((row.way, *cells))


def rows(root: Path, pages: int, folder: Path, ways: Sequence[str]) -> Iterator[Row]:
    """What the ways of making a book of about so many pages take, of those that are asked for."""
    book, compiled = folder / "novels", folder / "compiled"
    _, files = bind(root, pages * WORDS, book)
    _make_ready(root, folder)
    if "bindery" in ways:
        for way, command in _again(root, files, (*_BUILD, book, "--out", folder / "out")):
            yield _row(way, command, compiled, folder / "out" / "novels" / "novels.pdf")
    if "plain" in ways and has_engines():
        command = (*_BUILD, book, "--engine", "plain", "--no-cache", "--out", folder / "plain")
        yield _row("Bindery in one piece", command, compiled, folder / "plain" / "novels" / "novels.pdf")
    for peer in peers.known():
        if peer.word in ways and not peer.installed:
            yield Row(peer.name)
        elif peer.word in ways:
            yield _row(peer.name, peer.write(files, folder), compiled, folder / f"{peer.word}.pdf")


def _make_ready(root: Path, folder: Path) -> None:
    """Have modules compiled and faces cut, as on any day but the first."""
    bind(root, 1, folder / "small")
    meter.cost((*_BUILD, folder / "small", "--out", folder / "small-out"), folder / "compiled")


def _again(root: Path, files: Sequence[Path], build: peers.Command) -> Iterator[tuple[str, peers.Command]]:
    """The builds of the book one after the other; each edit is made just before its build."""
    yield "Bindery, from nothing", build
    yield "Bindery, nothing changed", build
    keep_pages(files[len(files) // 2])
    yield "Bindery, after an edit that keeps the pages", build
    add_pages(files[min(EARLY, len(files) - 1)], root)
    yield "Bindery, after two pages more", build


def keep_pages(file: Path) -> None:
    """Exchange two letters of a word in the middle of a chapter, which is as wide as before."""
    text = file.read_text(encoding="utf-8")
    middle = text.index("\n\n", len(text) // 2)
    file.write_text(text[:middle] + _INSIDE.sub(r"\2\1", text[middle:], count=1), encoding="utf-8")


def add_pages(file: Path, root: Path) -> None:
    """Let a chapter be two pages longer, with prose from the last of the novels."""
    text = file.read_text(encoding="utf-8")
    words = next(islice(prose.chapters(root), 40, None))
    more: list[str] = []
    while sum(len(part.split()) for part in more) < 2 * WORDS:
        more.append(words.pop())
    file.write_text("\n\n".join((text.rstrip(), *more)) + "\n", encoding="utf-8")


def has_engines() -> bool:
    """Whether this Bindery can be told how to lay out."""
    told = subprocess.run((*_BUILD, "--help"), check=True, capture_output=True, text=True)
    return "--engine" in told.stdout


def _row(way: str, command: peers.Command, compiled: Path, made: Path) -> Row:
    """Run a command and count the pages of what it made."""
    its = meter.cost(command, compiled)
    with pypdfium2.PdfDocument(made) as pdf:
        return Row(way, its, len(pdf))
