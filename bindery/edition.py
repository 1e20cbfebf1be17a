"""All of book.toml, typed: every key is a field with its default and the sentence that documents it.

Made by `edition_file`. The class is the reference: the handbook's table is made from it, an unknown
key is an error that names the nearest. A superset of mdBook's file: what is mdBook's alone is ignored with
one notice.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from bindery import book_values
from bindery.book_values import Trim
from bindery.edition_parts import (
    CHAPTERS,
    DATE,
    EPIGRAPH,
    FILES,
    FONTS,
    HOSTS,
    IDENTIFIERS,
    LISTS,
    PEOPLE,
    SCRIPTS,
    SUBJECTS,
    Contributor,
    Epigraph,
    Listed,
    Series,
    Subject,
    Text,
)
from bindery.edition_print import Print
from bindery.problems import Place
from bindery.toml_lines import KeyPath, line_of
from bindery.toml_values import (
    FLAG,
    SCALARS,
    TEXT,
    TEXTS,
    Scalar,
    one_of,
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
    "Subject",
    "Text",
    "Theme",
    "Trim",
]

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://bindery.invalid/book")


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
class Epub:
    """``[epub]``: the electronic edition."""

    fonts: tuple[str, ...] = field(
        default=(),
        metadata=says(
            "Fonts to embed: the theme's for parts of the text, and files of the book's own.", FONTS
        ),
    )
    sort: str = field(
        default="written",
        metadata=says("How Chinese titles and names without a sort are filed.", one_of("written", "pinyin")),
    )
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
class Pictures:
    """``[pictures]``: where pictures come from."""

    fetch: tuple[str, ...] = field(
        default=(),
        metadata=says("Hosts of the network from which pictures are fetched, over https.", HOSTS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """``[markdown]``: how the text is read."""

    jinja: bool = field(default=False, metadata=says("Run Jinja over the text, in a sandbox.", FLAG))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All of book.toml. Fields with a sentence are keys of ``[book]``; other tables are classes too."""

    title: str = field(
        default="",
        metadata=says("The title; when absent, the first heading of README.md or the folder's name.", TEXT),
    )
    subtitle: str = field(default="", metadata=says("The subtitle.", TEXT))
    title_sort: str = field(
        default="", metadata=says('The title as catalogues sort it: "Reed Cutters, The".', TEXT)
    )
    title_scripts: Mapping[str, str] = field(
        default_factory=dict,
        metadata=says("The title in other scripts or languages, for catalogues abroad.", SCRIPTS),
    )
    short: str = field(
        default="",
        metadata=says("The title for running heads; when absent, the title, cut after a word.", TEXT),
    )
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
        metadata=says(
            "What identifies the EPUB when it has no ISBN; when absent, a UUID is made.",
            word(book_values.identifier),
        ),
    )
    identifiers: tuple[str, ...] = field(
        default=(), metadata=says("Further numbers: DOI, URN, UUID, those of a shop.", IDENTIFIERS)
    )
    series: Series | None = field(
        default=None, metadata=says("The series: its name and number.", table(Series))
    )
    subjects: tuple[Subject, ...] = field(default=(), metadata=says("Subjects for catalogues.", SUBJECTS))
    date: str = field(
        default="",
        metadata=says("The date of publication: a year, month or day.", DATE),
    )
    modified: str = field(
        default="",
        metadata=says("When the text was last changed; a later date is a new version for shops.", DATE),
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
    also_by: tuple[str, ...] = field(
        default=(),
        metadata=says("Other books of the authors, for the back of the half title.", TEXTS, also="also_by"),
    )
    lists: tuple[str, ...] = field(
        default=(),
        metadata=says("Lists of what has a caption, behind the contents.", LISTS),
    )
    cover: str = field(default="", metadata=says("The picture of the cover, from the book's folder.", TEXT))
    credits: tuple[str, ...] = field(default=(), metadata=says("Lines for the copyright page.", TEXTS))

    theme: Theme = Theme()
    print: Print = Print()
    epub: Epub = Epub()
    variables: Mapping[str, Scalar] = field(default_factory=dict)
    """``[variables]``: names and values for Jinja in the text."""
    pictures: Pictures = Pictures()
    markdown: Markdown = Markdown()
    text: Text = Text()

    variant: str = ""
    """Which of the editions that the book declares this is; empty for the text as it is written."""
    own: frozenset[str] = frozenset()
    """The fields of ``[book]`` that such an edition says itself."""
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
    def newest(self) -> str:
        """The latest date that the sources state, or empty. Never a file's: a fresh copy has new ones."""
        return max(self.date, self.modified)

    @property
    def uuid(self) -> str:
        """A UUID made from title, authors and language: the same for the same book on every machine."""
        names = [person.name for person in self.authors]
        parts = (self.title, *names, self.language, *filter(None, [self.variant]))
        return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))

    @property
    def epub_identifier(self) -> str:
        """The EPUB's identifier: its ISBN, else the identifier given, else the UUID. Never the print ISBN."""
        if self.isbn_epub:
            return f"urn:isbn:{book_values.isbn13(self.isbn_epub)}"
        return self.identifier or f"urn:uuid:{self.uuid}"

    def at(self, *path: str | int) -> Place:
        """Where a key of book.toml stands: ``at("theme", "tokens", "measure")``."""
        return Place(self.path, line_of(self.lines, path))
