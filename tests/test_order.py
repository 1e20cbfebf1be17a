"""The order of a book, read from the files of `books/order`, which has all kinds of front and back matter."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

import printed
from bindery.model import Role
from bindery.read import read
from checkers import pdf_facts
from checkers.epub_open import EPUB_TYPE, XHTML, Epub, open_epub
from checkers.text import squeeze
from printed import Sheets
from shelf import Built

PT = 72 / 25.4


@pytest.fixture
def order(shelf: Mapping[str, Built]) -> Built:
    """The book at hand."""
    return shelf["order"]


@pytest.fixture
def pages(order: Built) -> Sheets:
    """Its pages."""
    grid = order.theme.grid
    top = grid.top * PT
    return printed.sheets(order.pdf, top, top + grid.lines * grid.leading)


def said(pages: Sheets, page: int) -> str:
    """All that is printed on a page, without blanks."""
    return squeeze("".join(word.text for word in pages.words[page - 1]))


def page_of(pages: Sheets, title: str) -> int:
    """Where the outline leads for a title."""
    (page,) = [row.page for row in pages.outline if row.title.endswith(title)]
    return page


def head(pages: Sheets, page: int) -> str:
    """The running head."""
    return squeeze("".join(word.text for word in pages.head(page))).casefold()


# --- print


def test_pages_before_the_contents_have_their_sides(pages: Sheets) -> None:
    """Half title, blank, title, copyright page, dedication, epigraph on its verso, contents: each a page."""
    assert said(pages, 1) == squeeze("A Manual of Knots, with Some Account of Those Who Tied Them")
    assert said(pages, 2) == ""
    assert squeeze("Every part of a book, once") in said(pages, 3)
    assert squeeze("2026 Ada Binder") in said(pages, 4)
    assert said(pages, 5) == squeeze("For those who untie them")
    assert said(pages, 6).startswith(squeeze("A knot is a promise made by a rope."))
    assert said(pages, 7).startswith("contents")


def test_display_pages_have_neither_head_nor_folio(order: Built, pages: Sheets) -> None:
    """The pages of the front and of parts are numbered, but print no number."""
    assert pdf_facts.page_labels(order.pdf)[:7] == ("i", "ii", "iii", "iv", "v", "vi", "vii")
    silent = [1, 2, 3, 4, 5, 6, *(page_of(pages, title) for title in ("and Its Makers", "and Their Uses"))]
    for page in silent:
        assert (pages.folios[page - 1], head(pages, page)) == ("", ""), page


def test_folios_are_roman_up_to_the_first_part(order: Built, pages: Sheets) -> None:
    """The preface has roman folios, the first part is page 1, and the count runs on through the back."""
    labels = pdf_facts.page_labels(order.pdf)
    assert pages.folios[page_of(pages, "Foreword") - 1] == "viii"
    first = page_of(pages, "and Its Makers")
    assert first % 2 == 1
    assert labels[first - 1] == "1"
    assert pages.folios[-1] == str(pages.count - first + 1)


def test_versos_name_the_part_and_rectos_the_short_title(pages: Sheets) -> None:
    """The left has the part's title, outside of parts the book's; the right has the short title."""
    made, kept = page_of(pages, "to Make It"), page_of(pages, "Keeping Rope")
    heads = {page % 2: head(pages, page) for page in range(made + 1, kept)}
    assert heads == {0: squeeze("rope and its makers"), 1: squeeze("making rope")}
    used = page_of(pages, "Hitches")
    heads = {page % 2: head(pages, page) for page in range(used + 1, used + 3)}
    assert heads == {0: squeeze("knots and their uses"), 1: "hitches"}
    back = page_of(pages, "Rope Makers Used")
    heads = {page % 2: head(pages, page) for page in range(back + 1, back + 4)}
    assert heads[0].startswith(squeeze("a manual of knots"))
    assert heads[1] == "measures"


def test_the_outline_puts_chapters_into_parts_and_nothing_else(pages: Sheets) -> None:
    """Front and back matter stand beside the parts."""
    levels = [(row.level, row.title) for row in pages.outline]
    assert [title for level, title in levels if level == 2] == [
        title for level, title in levels if any(word in title for word in ("Make It", "Keeping", "Hitches"))
    ]
    assert len(levels) == 14


def test_appendices_have_letters_in_contents_headings_and_captions(pages: Sheets) -> None:
    """“Appendix A” heads the first; its table is A.1; a reference without words says “Appendix A”."""
    contents = said(pages, 7)
    assert squeeze("Appendix A Breaking Loads") in contents
    assert squeeze("Appendix B Measures of Length") in contents
    loads = page_of(pages, "Breaking Loads")
    assert said(pages, loads).startswith(squeeze("Appendix A Breaking Loads"))
    assert squeeze("Table A.1 Loads by fibre") in said(pages, loads)
    referring = said(pages, page_of(pages, "Keeping Rope")).casefold()
    assert squeeze("See Appendix A and Appendix B, and there Table B.1.").casefold() in referring


# --- the EPUB


def kinds(book: Epub) -> list[str]:
    """The epub:type of each section that heads a file of the spine; of the contents, the nav's."""
    found = []
    for item in book.spine:
        tree = book.trees[item.path]
        first = next(e for e in tree.iter() if e.tag in {f"{XHTML}section", f"{XHTML}nav"})
        found.append(first.get(EPUB_TYPE, ""))
    return found


def test_the_epub_has_the_same_order_in_its_own_words(order: Built) -> None:
    """Every file says what it is, and they follow each other as in print; a half title it needs not."""
    assert kinds(open_epub(order.epub))[1:] == [
        "titlepage", "copyright-page", "dedication", "epigraph", "toc", "foreword", "preface", "part",
        "chapter", "chapter", "part", "chapter", "appendix", "appendix", "glossary", "bibliography", "index",
        "colophon",
    ]  # fmt: skip


def test_the_epub_has_the_same_letters(order: Built) -> None:
    """Headings, captions and references of appendices are those of print."""
    book = open_epub(order.epub)
    texts = {Path(item.path).stem: squeeze(_text(book.trees[item.path])) for item in book.spine}
    assert squeeze("Appendix A Breaking Loads") in texts["tables"]
    assert squeeze("Table B.1 Lengths at sea") in texts["measures"]
    assert squeeze("See Appendix A and Appendix B, and there Table B.1.") in texts["keeping"]


def _text(tree: Element) -> str:
    return "".join(tree.itertext())


# --- without an order


@pytest.mark.parametrize(
    ("language", "back"),
    [
        ("en", "afterword appendix-a appendix-b glossary bibliography end colophon"),
        ("zh-Hans", "appendix-a appendix-b glossary bibliography end afterword colophon"),
    ],
)
def test_files_without_an_order_are_put_into_the_languages_own(
    language: str, back: str, tmp_path: Path
) -> None:
    """A file's name or its head says what it is; custom says where that stands."""
    (tmp_path / "book.toml").write_text(f'[book]\ntitle = "T"\nlanguage = "{language}"\n')
    for name in (*back.split(), "preface", "foreword", "1"):
        text = "---\nrole: index\n---\n\n# End\n" if name == "end" else f"# {name}\n"
        (tmp_path / f"{name}.md").write_text(text)
    names = [Path(row.source.path).stem for row in read(tmp_path).entries if row.source]
    assert names == ["foreword", "preface", "1", *back.split()]


def test_the_writers_order_is_kept(tmp_path: Path) -> None:
    """SUMMARY.md is not sorted; in it a role makes a chapter back matter, but moves nothing."""
    (tmp_path / "SUMMARY.md").write_text("- [](one.md)\n- [](two.md)\n\n[](colophon.md)\n[](glossary.md)\n")
    for name in ("one", "colophon", "glossary"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n")
    (tmp_path / "two.md").write_text("---\nrole: appendix\nshort: Two\n---\n\n# two\n")
    rows = read(tmp_path).entries
    assert [(row.kind, row.role) for row in rows] == [
        ("", Role.CHAPTER), ("appendix", Role.BACK), ("colophon", Role.BACK), ("glossary", Role.BACK),
    ]  # fmt: skip
    assert rows[1].short == "Two"
