"""The benchmark of the EPUB: a book of 300,000 words of prose by Bindery and by Pandoc, from the same files.

    python -m tests.benchmarks epub [--from DIR] [--words 300000] [--rounds 3]

`prose` says where the text comes from. Processor time of each command and all that it starts; the least of
some rounds, so that Python's modules are compiled, as on any day but the first. Bindery's own checks of the
text are part of it, as a user has them; no checker of EPUBs is.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import meter, prose

ROOT = Path(__file__).parent.parent.parent
TITLE = "Novels"


def main(words: list[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks epub", description=__doc__)
    parser.add_argument("--from", dest="root", type=Path, default=Path("/"), help="where packages lie (/)")
    parser.add_argument("--words", type=int, default=300_000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "novels"
        count, files = bind(args.root, args.words, book)
        sys.stdout.write(f"{count:,} words in {len(files)} files, {prose.source(args.root)}\n")
        least: dict[str, float] = {}
        for _ in range(args.rounds):
            for name, command in ways(book, files, Path(folder) / "out"):
                seconds = meter.cost(command, Path(folder) / "compiled").work
                least[name] = min(seconds, least.get(name, seconds))
        for name, seconds in least.items():
            sys.stdout.write(f"{name:12}{seconds:8.2f} s\n")
    return 0


def bind(root: Path, most: int, book: Path) -> tuple[int, list[Path]]:
    """A book of so many words in Markdown, one file for each chapter; how many words it has."""
    book.mkdir()
    files: list[Path] = []
    count = 0
    for chapter in prose.chapters(root):
        files.append(book / f"{len(files) + 1:03}.md")
        files[-1].write_text(f"# Chapter {len(files)}\n\n" + "\n\n".join(chapter) + "\n", encoding="utf-8")
        count += sum(len(paragraph.split()) for paragraph in chapter)
        if count >= most:
            break
    (book / "book.toml").write_text(
        f'[book]\ntitle = "{TITLE}"\nauthors = ["Jane Austen"]\nlanguage = "en-GB"\n', encoding="utf-8"
    )
    return count, files


def ways(book: Path, files: Sequence[Path], out: Path) -> Iterator[tuple[str, Sequence[str | Path]]]:
    """The commands that make an EPUB of the book."""
    yield "Bindery", (sys.executable, ROOT / "build.py", book, "--only", "epub", "--no-cache", "--out", out)
    if shutil.which("pandoc"):
        meta = ("--metadata", f"title={TITLE}", "--metadata", "lang=en-GB", "--toc", "--from", "markdown")
        yield "Pandoc", ("pandoc", *meta, "--output", out / "pandoc.epub", *files)
