"""All of book.toml, typed: every key is a field with its default and the sentence that documents it.

First half of the stage `read`. The class is the reference: the handbook's table is made from it, an unknown
key is an error that names the nearest. A superset of mdBook's file: what is mdBook's alone is ignored with
one notice.
"""

from __future__ import annotations

import re
import tomllib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bindery import book_values
from bindery.book_values import Trim
from bindery.edition_parts import (
    CHAPTERS,
    DATE,
    EPIGRAPH,
    FILES,
    MARKS,
    PEOPLE,
    TRIM,
    VARIABLES,
    Contributor,
    Epigraph,
    Listed,
    Series,
)
from bindery.problems import Place, Problem
from bindery.toml_lines import KeyPath, key_lines, line_of
from bindery.toml_values import (
    FLAG,
    SCALARS,
    TEXT,
    TEXTS,
    Cell,
    Fault,
    Kind,
    Ledger,
    Scalar,
    keys_of,
    one_of,
    read_fields,
    says,
    table,
    word,
)

__all__ = [
    "Contributor",
    "Edition",
    "Epigraph",
    "Epub",
    "Listed",
    "Markdown",
    "Print",
    "Series",
    "Text",
    "Theme",
    "Trim",
    "read_edition",
]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://bindery.invalid/book")
STANDARDS = (
    "pdf/ua-1",
    "pdf/x-4",
    "pdf/x-3",
    *(f"pdf/a-{part}{level}" for part in (2, 3) for level in "abu"),
)
"""What ``[print] standard`` may be; the file for the screen is PDF/UA-1 in any case."""
_MDBOOK_TABLES = ("build", "output", "preprocessor", "rust")
_MDBOOK_KEYS = ("multilingual",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """``[theme]``: how the book looks."""

    name: str = field(
        default="",
        metadata=says("The theme; when empty, zh for a Chinese book, technical for others.", TEXT),
    )
    tokens: Mapping[str, Scalar] = field(
        default_factory=dict, metadata=says("Values that replace tokens of the theme.", SCALARS)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """``[print]``: the printed edition."""

    trim: Trim = field(
        default=Trim(148, 210),
        metadata=says(
            'The size of the cut leaf: a name ("A5", "B6", "trade") or a size ("6x9in", "140x203mm").',
            TRIM,
        ),
    )
    openings: str = field(
        default="right",
        metadata=says(
            "On which pages chapters open: only on right-hand ones, or on any.", one_of("right", "any")
        ),
    )
    bleed: float = field(
        default=0.0,
        metadata=says(
            'How far colour runs over the edge of the leaf in the file for the press: "3mm".',
            word(book_values.bleed, 'length: "3mm", "0.125in"'),
        ),
    )
    marks: tuple[str, ...] = field(
        default=(), metadata=says("Marks beside the leaf in the file for the press.", MARKS)
    )
    standard: str = field(
        default="pdf/ua-1",
        metadata=says(
            "What a file conforms to besides: pdf/x for the press, pdf/a for keeping.", one_of(*STANDARDS)
        ),
    )
    profile: str = field(
        default="",
        metadata=says(
            "The ICC profile of the press, a file of the book's folder; pdf/x cannot do without one.", TEXT
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Epub:
    """``[epub]``: the electronic edition."""

    certified_by: str = field(
        default="",
        metadata=says(
            "Who looked at the EPUB and vouches for EPUB Accessibility 1.1 at WCAG 2.2 Level AA.",
            TEXT,
        ),
    )
    certifier_report: str = field(
        default="", metadata=says("The web address of their report.", word(book_values.address, "address"))
    )
    exemption: str = field(
        default="",
        metadata=says(
            "Why the European Accessibility Act does not apply.",
            one_of("eaa-microenterprise", "eaa-fundamental-alteration", "eaa-disproportionate-burden"),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """``[markdown]``: how the text is read."""

    jinja: bool = field(default=False, metadata=says("Run Jinja over the text, in a sandbox.", FLAG))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """``[text]``: what becomes of typed signs."""

    smart: bool = field(
        default=True,
        metadata=says(
            "Typed quotes, dashes, dots and spaces become those that the language prints.",
            FLAG,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All of book.toml. Fields with a sentence are keys of ``[book]``; other tables are classes too."""

    title: str = field(
        default="",
        metadata=says("The title; when absent, the first heading of README.md or the folder's name.", TEXT),
    )
    subtitle: str = field(default="", metadata=says("The subtitle.", TEXT))
    authors: tuple[Contributor, ...] = field(
        default=(),
        metadata=says("The authors, as names or as tables.", PEOPLE, also="author"),
    )
    contributors: tuple[Contributor, ...] = field(
        default=(),
        metadata=says(
            "Others who made the book: translators, editors, illustrators.",
            PEOPLE,
        ),
    )
    language: str = field(
        default="en",
        metadata=says("The language of the text, as a BCP 47 tag.", word(book_values.language_tag)),
    )
    text_direction: str = field(
        default="",
        metadata=says("The direction of the text; when absent, the language's.", one_of("ltr", "rtl")),
    )
    src: str = field(
        default="",
        metadata=says(
            'The folder of the text; when absent, "src" if it has a SUMMARY.md, else the book\'s own.', TEXT
        ),
    )
    description: str = field(default="", metadata=says("A few sentences for catalogues.", TEXT))
    publisher: str = field(default="", metadata=says("The publisher.", TEXT))
    place: str = field(default="", metadata=says("The town of publication.", TEXT))
    rights: str = field(default="", metadata=says("The copyright statement or licence.", TEXT))
    isbn: str = field(default="", metadata=says("The ISBN of the printed edition.", word(book_values.isbn)))
    isbn_epub: str = field(default="", metadata=says("The ISBN of the EPUB.", word(book_values.isbn)))
    identifier: str = field(
        default="",
        metadata=says("Another identifier, such as a URN or DOI; when absent, a UUID is made.", TEXT),
    )
    series: Series | None = field(
        default=None, metadata=says("The series: its name and number.", table(Series))
    )
    subjects: tuple[str, ...] = field(default=(), metadata=says("Subjects for catalogues.", TEXTS))
    date: str = field(
        default="",
        metadata=says("The date of publication: a year, month or day.", DATE),
    )
    edition: str = field(default="", metadata=says('Which edition it is: "Second edition".', TEXT))
    front: tuple[Listed, ...] = field(
        default=(),
        metadata=says("Files before the first chapter.", FILES),
    )
    chapters: tuple[Listed, ...] = field(
        default=(),
        metadata=says(
            "The chapters in their order, when there is no SUMMARY.md.",
            CHAPTERS,
        ),
    )
    back: tuple[Listed, ...] = field(
        default=(),
        metadata=says("Files after the last chapter.", FILES),
    )
    dedication: str = field(default="", metadata=says("To whom the book is dedicated.", TEXT))
    epigraph: Epigraph | None = field(
        default=None,
        metadata=says("A quotation at the head of the book.", EPIGRAPH),
    )
    cover: str = field(default="", metadata=says("The picture of the cover, from the book's folder.", TEXT))
    credits: tuple[str, ...] = field(default=(), metadata=says("Lines for the copyright page.", TEXTS))

    theme: Theme = Theme()
    print: Print = Print()
    epub: Epub = Epub()
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    """``[variables]``: names and values for Jinja in the text."""
    markdown: Markdown = Markdown()
    text: Text = Text()

    path: str = field(default="book.toml", compare=False)
    lines: Mapping[KeyPath, int] = field(default_factory=dict, compare=False, repr=False)
    """The line of each key, for problems that later stages find."""

    @property
    def direction(self) -> str:
        """``ltr`` or ``rtl``: as given, else as the language runs."""
        return self.text_direction or book_values.direction_of(self.language)

    @property
    def people(self) -> tuple[Contributor, ...]:
        """All who made the book, authors first."""
        return self.authors + self.contributors

    @property
    def uuid(self) -> str:
        """A UUID made from title, authors and language: the same for the same book on every machine."""
        names = [person.name for person in self.authors]
        return str(uuid.uuid5(_NAMESPACE, "\n".join((self.title, *names, self.language))))

    @property
    def epub_identifier(self) -> str:
        """The EPUB's identifier: its ISBN, else the identifier given, else the UUID. Never the print ISBN."""
        if self.isbn_epub:
            return f"urn:isbn:{book_values.isbn13(self.isbn_epub)}"
        return self.identifier or f"urn:uuid:{self.uuid}"

    def at(self, *path: str | int) -> Place:
        """Where a key of book.toml stands: ``at("theme", "tokens", "measure")``."""
        return Place(self.path, line_of(self.lines, path))


_TABLES: dict[str, Kind] = {
    "theme": table(Theme),
    "print": table(Print),
    "epub": table(Epub),
    "variables": VARIABLES,
    "markdown": table(Markdown),
    "text": table(Text),
}


def read_edition(text: str, path: str) -> tuple[Edition | None, tuple[Problem, ...]]:
    """The edition that a book.toml describes, and all that is wrong with it; None if it is not TOML.

    A key with a fault keeps its default, so that the rest of the book can be read and its faults told too.
    """
    try:
        raw = tomllib.loads(text)
        lines = key_lines(text)
    except RecursionError:
        return None, (Problem("toml-syntax", "arrays or tables nest too deeply", Place(path)),)
    except ValueError as error:  # TOMLDecodeError, or a number that Python refuses to hold
        return None, (_syntax_problem(str(error), text, path),)
    ledger = Ledger(path, lines)
    root = Cell(raw, (), ledger)
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name in _TABLES and (read := _TABLES[name].read(root.item(name, value))) is not None:
            values[name] = read
    edition = Edition(**_book(root, raw), **values, path=path, lines=lines)
    _judge_tables(root, raw)
    return edition, tuple(ledger.problems)


def _syntax_problem(error: str, text: str, path: str) -> Problem:
    match = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", error)
    last = text.rstrip("\n").count("\n") + 1
    line = int(match[1]) if match and match[1] else last if match else 0
    message = error[: match.start()] if match else error.partition(";")[0]
    hint = 'Strings stand in quotes: title = "My Book".' if message == "Invalid value" else ""
    return Problem("toml-syntax", message[:1].lower() + message[1:], Place(path, line), hint)


def _book(root: Cell, raw: Mapping[str, object]) -> dict[str, Any]:
    cell = root.item("book", raw.get("book", {}))
    if not isinstance(cell.raw, dict):
        cell.expected("a table")
        return {}
    values = read_fields(Edition, cell, cell.raw, _MDBOOK_KEYS)
    if values.get("title") == "":
        hint = "A book needs a title; without the key it is the name of the folder."
        cell.item("title", "").refuse(Fault("is empty", hint), "key-missing")
    return values


def _judge_tables(root: Cell, raw: Mapping[str, object]) -> None:
    """Notice the tables of mdBook once, refuse all others that are not ours."""
    ignored: list[str] = []
    known = ("book", *_TABLES)
    for name, value in raw.items():
        if name in _MDBOOK_TABLES:
            inner = value if isinstance(value, dict) and name in {"output", "preprocessor"} else {}
            ignored += [f"[{name}.{key}]" for key in inner] or [f"[{name}]"]
        elif name in keys_of(Edition):
            fault = Fault("stands outside its table", f'Put "{name}" below a line [book].')
            root.item(name, value).refuse(fault, "key-unknown")
        elif name not in known:
            root.item(name, value).unknown(known, "table")
    first = [name for name in raw if name in _MDBOOK_TABLES]
    if first:
        root.ledger.add("table-ignored", (first[0],), f"not used, they are for mdBook: {', '.join(ignored)}")
