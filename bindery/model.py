"""The things that travel between the stages. Frozen, slotted, picklable; a type per state.

    source/ --read--> Manuscript --parse--> Chapter… --bind--> Book --render--> XHTML --outputs--> Artifact…

Trees are `xml.etree.ElementTree.Element`s in XHTML vocabulary without namespace (SVG and MathML keep theirs).
They are built once by `parse`, copied by `bind`, and never changed after that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from xml.etree.ElementTree import Element

from bindery.edition import Edition
from bindery.problems import Place, Problem
from bindery.spelling import Choice


class Role(StrEnum):
    """What a part of the book is for; it decides page style, numbering and epub:type."""

    FRONT = "front"
    """Before the first chapter: preface, foreword, introduction. Not numbered, roman folios."""
    PART = "part"
    """A divider with a title, on a recto of its own."""
    CHAPTER = "chapter"
    """Numbered; opens on a recto."""
    BACK = "back"
    """After the last chapter: appendix, glossary, colophon. Not numbered."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A text file of the book: UTF-8, NFC, no BOM, Unix line ends, no control characters.

    `lines` gives for each line of `text` (from 0) the place it was written at, so that included
    files report their own path and line.
    """

    path: str
    text: str
    lines: tuple[Place, ...]

    def at(self, line: int) -> Place:
        """The place of line `line` (from 1) of the text; the file itself when there is none."""
        return self.lines[line - 1] if 0 < line <= len(self.lines) else Place(self.path)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the book's order, by SUMMARY.md or book.toml: a part's title or a chapter's file."""

    role: Role
    title: str
    """As written in SUMMARY.md; empty when the file's own heading is to be taken."""
    at: Place
    source: SourceFile | None = None
    """None for parts and for drafts."""
    depth: int = 1
    """1 for a chapter, 2 for a file nested below it, and so on."""
    kind: str = ""
    """What it is besides a chapter: a key of `matter.KINDS`, or empty."""
    short: str = ""
    """The title for running heads that the file's head gives, or empty."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A book as its folder holds it: read, ordered, not yet parsed."""

    name: str
    """The folder's name: the name of the outputs."""
    root: Path
    """Absolute; the only folder that may be read."""
    edition: Edition
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a chapter: its level in the file (1–6), id, plain text and place."""

    level: int
    id: str
    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its label in the source and its content as block elements."""

    label: str
    body: tuple[Element, ...]
    at: Place


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file, parsed: a pure function of its `SourceFile` and the edition.

    `body` is a ``<section>``; each block has ``data-line`` (a line of the source's text). Within it
    ``<sup data-note="label">`` (empty) stands where a note is called; links and images are as written.
    """

    path: str
    title: str
    """Plain text of the first level-1 heading, or empty."""
    body: Element
    headings: tuple[Heading, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    choices: tuple[Choice, ...] = ()
    """Where the edition's spelling or reading could have been another."""


@dataclass(frozen=True, slots=True)
class BoundNote:
    """A note of a bound chapter: numbered from 1 in each chapter, with ids unique over the book."""

    number: int
    id: str
    call_id: str
    body: tuple[Element, ...]

    @property
    def line(self) -> int:
        """The line of the chapter's text that it begins at; 0: not known."""
        return next((int(line) for block in self.body if (line := block.get("data-line"))), 0)


@dataclass(frozen=True, slots=True)
class BoundHeading:
    """A heading with its final id and level in the book (1 is a chapter's title)."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class BoundChapter:
    """A unit of the book, numbered and linked: links are ``#id`` with ids unique over the book."""

    id: str
    """Also the stem of its file in the EPUB; ASCII, a valid XML id."""
    role: Role
    depth: int
    label: str
    """“3”, “2.1”, a part's “One”, “Appendix A”, or empty."""
    title: str
    title_markup: tuple[Element | str, ...]
    body: Element | None
    """None for a part that has a title only."""
    headings: tuple[BoundHeading, ...] = ()
    notes: tuple[BoundNote, ...] = ()
    path: str = ""
    kind: str = ""
    """A key of `matter.KINDS`, or empty."""
    short: str = ""
    """The title for running heads that the writer gave, or empty."""
    places: tuple[Place, ...] = field(default=(), repr=False)
    """Where each line (from 1) of the chapter's text was written: ``data-line`` counts these."""

    def at(self, line: int) -> Place:
        """The place of a ``data-line``; the file itself when there is none."""
        return self.places[line - 1] if 0 < line <= len(self.places) else Place(self.path)


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the book: bytes, media type, size in pixels (0 for SVG without a size)."""

    path: str
    """As links in the tree name it: POSIX, relative to the book's root."""
    data: bytes = field(repr=False)
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Book:
    """Bound: ordered, numbered, each reference resolved or a `Problem`; ids unique over the book.

    The tree's ``img/@src`` are keys of `images`.
    """

    name: str
    root: Path
    edition: Edition
    chapters: tuple[BoundChapter, ...]
    targets: Mapping[str, str]
    """Every id of the book, and the id of the chapter that holds it."""
    images: Mapping[str, Image]
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a printed page begins: before letter `letter` of element `element` (see `origins`) of a chapter's
    body or note. Element 0, letter 0: with the chapter, or with a page of its own such as the title page; one
    that runs on has the letter (0 from its beginning) with which the next printed page begins."""

    label: str
    """The folio, as the PDF's page labels say it."""
    chapter: str
    """The chapter's id, or that of a page made from metadata."""
    note: int = 0
    """The number of the note, 0 for the body."""
    element: int = 0
    """The element's number; of the contents the row."""
    letter: int = 0


@dataclass(frozen=True, slots=True)
class PageStarts:
    """What print tells the EPUB: where its pages begin, in their order, without those that have no text."""

    starts: tuple[PageStart, ...]


@dataclass(frozen=True, slots=True)
class Making:
    """How the printed book is made, which decides how long it takes and never what it is."""

    engine: str = "galleys"
    """“galleys”, or “plain” for in one piece."""
    jobs: int | None = 1
    """By how many processes at once; None: as the machine allows."""
    share: int = 1
    """How many books are made at once: they share what the machine allows."""
    cache: Path | None = None
    """Where parsed chapters and galleys are kept, each in a folder; None: nowhere."""
    anew: bool = False
    """Whether those that were kept are left alone."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """A file that was made: exists on disk, was written atomically."""

    path: Path
    sha256: str
    pages: int = 0
    problems: tuple[Problem, ...] = ()
    beside: tuple[Artifact, ...] = ()
    """Files that were made of the same pages."""
    page_starts: PageStarts | None = None
    """Where the pages begin, if it has pages and a later output may ask."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """All that a user must read of one book's build."""

    name: str
    artifacts: tuple[Artifact, ...]
    problems: tuple[Problem, ...]
    seconds: Mapping[str, float]
