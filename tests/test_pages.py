"""The pages of print in the EPUB: each mark stands where its page begins, as the PDF's own text proves.

The text of the PDF is read by MuPDF, its heads and folios cut off by their place on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pymupdf
import pytest

from bindery import pipeline
from bindery.report import Silent
from checkers.epub_open import DC, OPF, open_epub, resolve, types_of
from checkers.page_list import Mark, marks_of, spans_of
from checkers.text import squeeze
from reading import is_rtl, letters_of
from shelf import BOOKS, Built

NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
PT = 72 / 25.4
SLACK = 3.0  # points: a letter's box is higher than its line
COMPARED = 28  # letters that follow a mark
OF_TITLES = 10  # of a title page
COUNT = re.compile(r"^(?:[\u2022\u2013\u25e6\u25aa\u2043\u25cf\u25cb\u25a0]|[0-9]{1,3}[.)]?|[a-z]\.)")
"""What print sets before an item of a list or a line of a listing."""
HALF_TITLE = "i"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the PDF: its label, the letters of its type area, all that is on it."""

    label: str
    letters: str
    everything: str
    """All text of the page as it is."""


def sheets_of(book: Built) -> Iterator[Sheet]:
    """The pages of a book as MuPDF reads them."""
    grid = book.theme.grid
    top, bottom = grid.top * PT - SLACK, grid.top * PT + grid.lines * grid.leading + SLACK
    with closing(pymupdf.open(book.pdf)) as pdf:
        for page in pdf:
            area = pymupdf.Rect(0, top, page.rect.width, bottom)
            yield Sheet(page.get_label(), read(page.get_text(clip=area), book), page.get_text())


def read(text: str, book: Built) -> str:
    """The letters to compare; of Arabic only what no reader puts elsewhere in its line."""
    return letters_of(squeeze(text)) if is_rtl(book) else squeeze(text)


def begins(sheet: Sheet, previous: str, mark: Mark, book: Built) -> bool:
    """Whether what follows a mark is what begins the page, or the whole word whose end begins it."""
    after = read(mark.after, book)
    leads = ["", *(read(lead, book) for lead in mark.lead)]
    if {"li", "pre", "dd"} & set(mark.around):
        leads += COUNT.findall(sheet.letters)[:1]
    if mark.path.endswith("-page.xhtml"):  # the words about the title are each template's own
        after = after[:OF_TITLES]
    texts = [sheet.letters.removeprefix(lead) for lead in leads if sheet.letters.startswith(lead)]
    if mark.is_picture:  # a drawing's own letters come first
        return after[: min(COMPARED, len(sheet.letters))] in sheet.letters
    if any(agree(text, after) for text in texts):
        return True
    word = re.match(r"[^\W\d_]+", mark.after)
    cuts = range(1, len(word[0]) if word else 0)
    return any(
        agree(text, after[cut:]) and is_divided(after[:cut], previous) for text in texts for cut in cuts
    )


def is_divided(word: str, page: str) -> bool:
    """Whether the beginning of a word stands at the end of a line, with a hyphen."""
    return bool(re.search(f"{re.escape(word)}[-\u2010\u00ad]\\s*$", page.casefold(), re.MULTILINE))


def agree(text: str, after: str) -> bool:
    """Whether two texts begin alike."""
    length = min(len(text), len(after), COMPARED)
    return length > 0 and text[:length] == after[:length]


def test_each_page_of_print_begins_at_its_mark(book: Built) -> None:
    """On every page of the PDF that has text, the words after its mark begin it; a divided word is whole."""
    marks = {mark.label: mark for mark in marks_of(book.epub)}
    previous, wrong = "", []
    for sheet in sheets_of(book):
        mark = marks.get(sheet.label)
        if mark and not begins(sheet, previous, mark, book):
            wrong.append((sheet.label, sheet.letters[:60], mark.after[:60], mark.around))
        previous = sheet.everything
    assert wrong == []


def test_every_page_but_the_blank_ones_is_listed(book: Built) -> None:
    """The list has each label of the PDF once, in the PDF's order, roman ones too; blank pages and the half
    title, which only print has, are left out."""
    listed = [mark.label for mark in marks_of(book.epub)]
    expected = [s.label for s in sheets_of(book) if s.everything.strip() and s.label != HALF_TITLE]
    pictures = {s.label for s in sheets_of(book) if not s.everything.strip()}
    assert [label for label in listed if label not in pictures] == expected
    assert len(set(listed)) == len(listed)


def test_front_matter_that_runs_on_has_a_mark_for_each_of_its_pages(tmp_path: Path) -> None:
    """Pages made from metadata, and lists, go on over several printed pages, each with its mark."""
    root = tmp_path / "almanac"
    root.mkdir()
    others = ", ".join(
        f'"{number} Years of Rope & Twine, as Told by Those Who Made Them"' for number in range(150)
    )
    (root / "book.toml").write_text(
        f'[book]\ntitle = "Running On"\nauthors = ["Ada Binder"]\nlanguage = "en"\nlists = ["tables"]\n'
        f"also-by = [{others}]\n"
    )
    table = "| a | b |\n|---|---|\n| c | d |\nTable: What {} ropes hold, those of hemp and those of jute\n\n"
    (root / "one.md").write_text("# One\n\n" + "".join(table.format(number) for number in range(60)))
    pipeline.build(root, root.name, tmp_path / "out", ("pdf", "epub"), Silent())
    book = Built(root.name, root, tmp_path / "out", {})
    marks = [mark.path.rpartition("/")[2] for mark in marks_of(book.epub)]
    assert min(marks.count("also-by-page.xhtml"), marks.count("list-of-tables.xhtml")) > 1
    assert sum(sheet.everything.count("Twine") for sheet in sheets_of(book)) == 150  # none ran off the page
    test_each_page_of_print_begins_at_its_mark(book)
    test_every_page_but_the_blank_ones_is_listed(book)


def test_the_old_list_of_pages_is_the_new_one(book: Built) -> None:
    """The NCX lists the same pages at the same places, for readers that know no other list."""
    opened = open_epub(book.epub)
    path = next(item.path for item in opened.items if item.path.endswith(".ncx"))
    rows = []
    for target in opened.trees[path].iter(f"{NCX}pageTarget"):
        content = target.find(f"{NCX}content")
        assert content is not None
        label = target.findtext(f"{NCX}navLabel/{NCX}text")
        rows.append((label, *resolve(path, content.get("src", ""))))
    assert rows == [(mark.label, mark.path, mark.id) for mark in marks_of(book.epub)]


def test_marks_stand_in_the_order_of_reading(book: Built) -> None:
    """Each mark of the documents is in the list, in the same order, named for listeners and empty."""
    spans = list(spans_of(open_epub(book.epub)))
    assert [(path, span.get("id")) for path, span in spans] == [(m.path, m.id) for m in marks_of(book.epub)]
    for _, span in spans:
        assert span.get("role") == "doc-pagebreak"
        assert span.get("aria-label")
        assert not "".join(span.itertext())


def test_the_package_says_which_printed_book_the_pages_are_of(shelf: dict[str, Built]) -> None:
    """The ISBN of print is the source of the pages; a book without one is named by its title."""
    package = open_epub(shelf["markdown"].epub).package
    isbn = shelf["markdown"].manuscript.edition.isbn
    metas = {row.get("property"): row.text for row in package.iter(f"{OPF}meta")}
    assert metas["pageBreakSource"] == f"urn:isbn:{isbn}"
    assert [row.text for row in package.iter(f"{DC}source")] == [f"urn:isbn:{isbn}"]
    assert metas["source-of"] == "pagination"
    plain = {
        row.get("property"): row.text for row in open_epub(shelf["plain"].epub).package.iter(f"{OPF}meta")
    }
    assert str(plain["pageBreakSource"]).startswith(shelf["plain"].manuscript.edition.title)


def test_an_epub_without_print_claims_no_pages(tmp_path: Path) -> None:
    """With --only epub nobody knows where pages begin: no list, no mark, no source."""
    report = pipeline.build(BOOKS / "plain", "plain", tmp_path, ("epub",), Silent())
    book = open_epub(report.artifacts[0].path)
    assert not any(
        types_of(e) & {"page-list", "pagebreak"} for _, tree in book.documents() for e in tree.iter()
    )
    assert "pageBreakSource" not in {row.get("property") for row in book.package.iter(f"{OPF}meta")}


@pytest.mark.parametrize("order", [("pdf", "epub"), ("epub", "pdf")])
def test_print_is_made_before_the_epub(order: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever the order in which outputs are asked for, the EPUB has the pages."""
    pipeline.build(BOOKS / "plain", "plain", tmp_path, order, Silent())
    assert marks_of(tmp_path / "plain" / "plain.epub")
