"""The sample books as the real command built them, and what their authors wrote: the ground of `test_books`.

`shelf` builds all books at once in one process, as a user would; the manuscripts are read again here, so that
the tests know what has to stand in the outputs.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from bindery import theme
from bindery.bind import bind
from bindery.edition import Edition
from bindery.edition_text import plain, set_words, typeset
from bindery.model import Book, Chapter, Entry, Manuscript, Role
from bindery.parse import parse
from bindery.read import editions_of, read
from bindery.theme import Theme
from bindery.world import Reader
from checkers.text import ANYTHING, AT_HEAD, Passage, Written

ROOT = Path(__file__).parent.parent
BOOKS = ROOT / "tests" / "books"
BROKEN = BOOKS / "broken"
TIME_LIMIT = 280
SILENT = frozenset({"dedication", "epigraph"})
"""Kinds of files that have no title anywhere."""
_BLOCKS = frozenset(
    "section p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd blockquote pre figure figcaption table caption thead "
    "tbody tfoot tr th td div aside header footer hr details summary".split()
)


def roots(*, ours: bool = True, samples: bool = True) -> list[Path]:
    """The folders of the books of source/ and of the sound sample books, sorted."""
    found = list((ROOT / "source").iterdir()) if ours else []
    found += [folder for folder in BOOKS.iterdir() if folder != BROKEN] if samples else []
    return sorted(folder for folder in found if folder.is_dir())


def command(
    *words: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None, umask: int = -1
) -> subprocess.CompletedProcess[str]:
    """Run build.py as a user does; what it said comes back as text."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *map(str, words)],
        cwd=cwd, env={**os.environ, **(env or {})}, umask=umask, capture_output=True, text=True,
        encoding="utf-8", check=False, timeout=TIME_LIMIT,
    )  # fmt: skip


@dataclass(frozen=True)
class Built:
    """One book: its folder, its files, what the command said of it."""

    name: str
    root: Path
    out: Path
    told: Mapping[str, Any]
    """The book's report as ``--json`` gave it."""
    variant: str = ""
    """Which of the editions that the book declares it is."""

    @property
    def pdf(self) -> Path:
        """The print edition, for the screen."""
        return self.out / self.name / f"{self.name}.pdf"

    @property
    def print_pdf(self) -> Path:
        """The print edition, for the press."""
        return self.out / self.name / f"{self.name}-print.pdf"

    @property
    def epub(self) -> Path:
        """The electronic edition."""
        return self.out / self.name / f"{self.name}.epub"

    @property
    def kept(self) -> Mapping[str, Any]:
        """The report that lies beside the outputs."""
        text = (self.out / self.name / "report.json").read_text(encoding="utf-8")
        kept: Mapping[str, Any] = json.loads(text)
        return kept

    @cached_property
    def manuscript(self) -> Manuscript:
        """The book's folder, read."""
        return read(self.root, self.name, self.variant)

    @cached_property
    def edition(self) -> Edition:
        """What book.toml says, with its words as they are printed."""
        return typeset(self.manuscript.edition)

    @property
    def title(self) -> str:
        """The title as the files say it to machines."""
        return plain(self.edition.title)

    @cached_property
    def chapters(self) -> tuple[tuple[Entry, Chapter], ...]:
        """Each row of the order that has a file, with the file parsed."""
        edition = self.manuscript.edition
        return tuple((e, parse(e.source, edition)) for e in self.manuscript.entries if e.source)

    @cached_property
    def theme(self) -> Theme:
        """The look that the edition chooses."""
        chosen, problems = theme.choose(self.manuscript.edition, self.root)
        assert chosen is not None, problems
        return chosen

    @cached_property
    def rows(self) -> tuple[Entry, ...]:
        """The order without what stands alone on a page that nothing names."""
        return tuple(row for row in self.manuscript.entries if row.kind not in SILENT)

    @property
    def before_text(self) -> tuple[str, ...]:
        """The titles of the contents and of the lists behind them."""
        return tuple(self.theme.words[name] for name in ("contents", *self.edition.lists))

    @property
    def openings(self) -> tuple[str, ...]:
        """The titles of parts and chapters, in order; files below a chapter open no page."""
        rows = (row for row in self.rows if row.depth == 1)
        parsed = dict(self.chapters)
        return tuple(
            (row in parsed and parsed[row].title) or self.typeset(row.title) or _named(row)
            for row in rows
            if row in parsed or row.role is Role.PART
        )

    @cached_property
    def shorts(self) -> dict[str, str]:
        """Titles, and what their writers want in running heads instead."""
        return {parsed.title: self.typeset(row.short) for row, parsed in self.chapters if row.short}

    def typeset(self, text: str) -> str:
        """A title of the order as it is printed."""
        return set_words(text, self.manuscript.edition)

    @cached_property
    def written(self) -> tuple[Written, ...]:
        """What must stand in both outputs."""
        return tuple(
            Written(chapter.path, (*_passages(chapter.body), *_notes(chapter)))
            for _, chapter in self.chapters
        )


def shelve(books: Sequence[Path], out: Path, *words: str, **how: Any) -> list[Built]:
    """Build the books with one command; whether each was made is in its report."""
    done = command(*books, "--out", out, "--json", *words, **how)
    assert done.stderr == "", "under --json nothing is said but the report"
    told = json.loads(done.stdout)
    made = editions(books)
    assert [report["name"] for report in told] == list(made)
    return [
        Built(name, root, out, report, variant)
        for (name, (root, variant)), report in zip(made.items(), told, strict=True)
    ]


def editions(books: Sequence[Path]) -> dict[str, tuple[Path, str]]:
    """The names of books and of the editions that they declare, each with its folder and what it declares."""
    return {
        ".".join(filter(None, (root.name, variant))): (root, variant)
        for root in books
        for variant in ("", *editions_of(root))
    }


def bound(root: Path, variant: str = "") -> tuple[Book, Theme]:
    """The bound book of a folder, and its look."""
    manuscript = read(root, root.name, variant)
    look, problems = theme.choose(manuscript.edition, manuscript.root)
    assert look is not None, problems
    chapters = [
        parse(entry.source, manuscript.edition) if entry.source else None for entry in manuscript.entries
    ]
    return bind(manuscript, chapters, look.words, Reader(root)), look


def _named(row: Entry) -> str:
    """The title that a file without one gets from its name."""
    assert row.source is not None
    return Path(row.source.path).stem.replace("-", " ").capitalize()


def _passages(body: Element) -> Iterator[Passage]:
    """The blocks of a chapter; a figure for the head of a page may stand below what follows it."""
    for block in body:
        floats = block.tag == "figure" and bool(AT_HEAD & set(block.get("class", "").split()))
        for text in _runs(block) if block.tag in _BLOCKS else _said(_inline(block)):
            yield Passage(text, floats)


def _notes(chapter: Chapter) -> Iterator[Passage]:
    called = {sup.get("data-note") for tree in _trees(chapter) for sup in tree.iter("sup")}
    for note in chapter.notes:
        if note.label in called:
            yield from (Passage(text, floats=True) for block in note.body for text in _runs(block))


def _trees(chapter: Chapter) -> Iterator[Element]:
    yield chapter.body
    for note in chapter.notes:
        yield from note.body


def _runs(element: Element) -> Iterator[str]:
    """The inline text of each block, cut where a block stands within it."""
    if element.tag == "pre":
        yield from "".join(element.itertext()).splitlines()
        return
    text = element.text or ""
    for child in element:
        if child.tag in _BLOCKS:
            yield from _said(text)
            yield from _runs(child)
            text = child.tail or ""
        else:
            text += _inline(child) + (child.tail or "")
    yield from _said(text)


def _said(text: str) -> Iterator[str]:
    if text.replace(ANYTHING, "").strip():
        yield text


def _inline(element: Element) -> str:
    """The words of inline markup; open where an output puts its own: a note's number, a link's label."""
    empty = element.tag == "a" and not "".join(element.itertext()).strip()
    if element.tag in {"rt", "rp"}:  # print sets readings after the lines that they stand over
        return ""
    if empty or "data-note" in element.attrib or element.tag == "img":
        return ANYTHING
    if element.tag in _BLOCKS:
        return "".join(element.itertext())
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
