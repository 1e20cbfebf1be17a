"""What templates know: a frozen class for each kind of page, each field with its sentence.

``templates/README.md`` holds the table made from these classes (a test compares them); a template has
`book`, `words` and, on a page, `page`. Nothing else is promised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from markupsafe import Markup


def _says(sentence: str) -> Any:
    return field(metadata={"help": sentence})


def _mark() -> Any:
    sentence = "The mark of the printed page that begins here, for the head of the text; may be empty (EPUB)."
    return field(default=Markup(), metadata={"help": sentence})


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLine:
    """People with one role, other than authors."""

    role: str = _says("What they did, in the book's language: “Translated by”.")
    names: str = _says("Their names, joined.")


@dataclass(frozen=True, slots=True, kw_only=True)
class BookFacts:
    """`book`: the book's metadata, in every template."""

    title: str = _says("The title.")
    plain_title: str = _says("The title for machines, with no spaces but plain ones.")
    short: str = _says("The title for running heads, cut at a word where it is long.")
    bulk: str = _says("How long the title is: ``brief``, ``long`` or ``endless``.")
    subtitle: str = _says("The subtitle, or empty.")
    authors: tuple[str, ...] = _says("The authors' names.")
    credits: tuple[CreditLine, ...] = _says("Translators, editors and others, by role.")
    language: str = _says("The language as a BCP 47 tag.")
    direction: str = _says("``ltr`` or ``rtl``.")
    publisher: str = _says("The publisher, or empty.")
    place: str = _says("The publisher's town, or empty.")
    year: str = _says("The year of publication, or empty.")
    date: str = _says("The date of publication as given, or empty.")
    edition: str = _says("“Second edition”, or empty.")
    rights: str = _says("The copyright statement, or empty.")
    isbn: str = _says("The ISBN of the output that is being made, or empty.")
    identifier: str = _says("The EPUB's identifier.")
    description: str = _says("A few sentences about the book, or empty.")
    subjects: tuple[str, ...] = _says("Subjects, for catalogues.")
    imprint: tuple[str, ...] = _says("Further lines for the copyright page.")
    also_by: tuple[str, ...] = _says("Other books of the authors.")
    also_by_head: str = _says("What stands over them: “Also by Ada Binder”.")
    dedication: str = _says("To whom the book is dedicated, or empty.")
    epigraph: str = _says("A quotation at the book's head, or empty.")
    epigraph_source: str = _says("Where the quotation is from, or empty.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintBook:
    """`page` of ``print/book.html``: the shell around all pages of the PDF."""

    styles: Markup = _says("All style sheets, tokens first.")
    openings: str = _says("``right`` or ``any``: the pages on which chapters open.")
    pages: tuple[Markup, ...] = _says("The rendered pages in their order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontPage:
    """`page` of pages made from `book` alone: cover, half title, title page, dedication and such."""

    id: str = _says("The page's id.")
    mark: Markup = _mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsLine:
    """A line of the contents."""

    kind: str = _says("``part``, ``front``, ``chapter``, ``back`` or ``section``; ``item`` in a list.")
    level: int = _says("1 for parts and chapters, 2 for sections and nested chapters.")
    label: str = _says("“3”, “Chapter 3” or “Figure 3.1”, in the language's way; may be empty.")
    title: Markup = _says("The title, with its emphasis.")
    href: str = _says("Where it leads, as the output needs it.")
    roman: bool = _says("Whether the page has a roman folio (print).")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsPage:
    """`page` of ``contents``: the table of contents."""

    id: str = _says("The page's id.")
    lines: tuple[ContentsLine, ...] = _says("Parts, chapters and sections in their order.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """`page` of ``list``: the figures, tables or listings that have a caption."""

    id: str = _says("The page's id.")
    title: str = _says("What stands over the list.")
    type: str = _says("The list as an epub:type; may be empty.")
    letters: int = _says("How many letters the longest label has, wide ones counted as two.")
    lines: tuple[ContentsLine, ...] = _says("The entries in their order.")
    mark: Markup = _mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """A note at the end of a chapter (EPUB)."""

    id: str = _says("The note's id.")
    number: int = _says("Its number in the chapter.")
    back: str = _says("The id of its first call.")
    body: Markup = _says("The note, its back-link first.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterPage:
    """`page` of ``chapter``, ``display`` and ``part``: one file of the book, or a part's title."""

    id: str = _says("The chapter's id.")
    role: str = _says("``front``, ``part``, ``chapter`` or ``back``.")
    depth: int = _says("1, or more for a file nested below a chapter.")
    label: str = _says("The number over the title, in the language's way; may be empty.")
    title: Markup = _says("The title, with its emphasis.")
    plain: str = _says("The title as plain text.")
    short: str = _says("The title for running heads: the writer's short one, or cut at a word.")
    over: str = _says("What heads left-hand pages: the part's title, or the book's; short (print).")
    bulk: str = _says("How long the title is: ``brief``, ``long`` or ``endless``.")
    outline: int = _says("The level of the bookmark.")
    capital: bool = _says("Whether the text begins with a large capital (print).")
    floats: bool = _says("Whether figures in the text may float to the next page (print).")
    start: bool = _says("Whether arabic folios begin here (print).")
    body: Markup = _says("The text.")
    nested: tuple[Markup, ...] = _says("Files nested below this one, rendered (print).")
    notes: tuple[NoteText, ...] = _says("The notes of the chapter (EPUB; print has them in the text).")
    continued: bool = _says("Whether the file goes on with a chapter too long for one file (EPUB).")
    kind: str = _says("What it is besides: ``glossary``, ``colophon`` or another role of a file.")
    display: bool = _says("Whether it stands alone on its page: a dedication, an epigraph, a short colophon.")
    matter: str = _says("``frontmatter``, ``bodymatter`` or ``backmatter``.")
    type: str = _says("What the chapter is, as an epub:type; may be empty.")
    aria: str = _says("What it is, as an ARIA role; may be empty.")
    mark: Markup = _mark()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A row of the EPUB's landmarks."""

    type: str = _says("The epub:type: ``cover``, ``toc``, ``bodymatter``…")
    title: str = _says("Its name, in the book's language.")
    href: str = _says("Where it leads.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavPoint:
    """A row of the EPUB's navigation; rows below it are inside."""

    title: Markup = _says("The title, with its emphasis and number.")
    href: str = _says("Where it leads.")
    below: tuple[NavPoint, ...] = _says("The rows below.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLink:
    """A row of the EPUB's list of printed pages."""

    label: str = _says("The folio: “xii” or “12”.")
    href: str = _says("Where the page begins.")


@dataclass(frozen=True, slots=True, kw_only=True)
class NavPage:
    """`page` of ``epub/nav.xhtml``."""

    id: str = _says("The page's id.")
    points: tuple[NavPoint, ...] = _says("The table of contents, nested.")
    landmarks: tuple[Landmark, ...] = _says("The landmarks.")
    pages: tuple[PageLink, ...] = _says("The printed pages; empty when the EPUB was made without print.")
    mark: Markup = _mark()


PAGES: Mapping[str, type] = {
    "print/book.html": PrintBook,
    "print/half.html": FrontPage,
    "print/title.html": FrontPage,
    "print/copyright.html": FrontPage,
    "print/dedication.html": FrontPage,
    "print/epigraph.html": FrontPage,
    "print/also-by.html": FrontPage,
    "print/contents.html": ContentsPage,
    "print/list.html": ListPage,
    "print/display.html": ChapterPage,
    "print/part.html": ChapterPage,
    "print/chapter.html": ChapterPage,
    "epub/cover.xhtml": FrontPage,
    "epub/title.xhtml": FrontPage,
    "epub/copyright.xhtml": FrontPage,
    "epub/dedication.xhtml": FrontPage,
    "epub/epigraph.xhtml": FrontPage,
    "epub/also-by.xhtml": FrontPage,
    "epub/list.xhtml": ListPage,
    "epub/display.xhtml": ChapterPage,
    "epub/part.xhtml": ChapterPage,
    "epub/chapter.xhtml": ChapterPage,
    "epub/nav.xhtml": NavPage,
}
"""Each template that is a page, and the class of its `page`."""

DOCUMENTED = (
    BookFacts,
    CreditLine,
    PrintBook,
    FrontPage,
    ContentsPage,
    ContentsLine,
    ListPage,
    ChapterPage,
    NoteText,
    NavPage,
    NavPoint,
    Landmark,
    PageLink,
)


def table() -> str:
    """The variables as Markdown, for ``templates/README.md``."""
    blocks = []
    for kind in DOCUMENTED:
        rows = [f"| `{f.name}` | {f.metadata['help']} |" for f in fields(kind)]
        used = ", ".join(f"`{name}`" for name, its in PAGES.items() if its is kind)
        about = (kind.__doc__ or "").strip() + (f" In {used}." if used else "")
        blocks.append(
            "\n".join(
                [f"### {kind.__name__}", "", about, "", "| variable | what it is |", "|---|---|", *rows]
            )
        )
    return "\n\n".join(blocks) + "\n"
