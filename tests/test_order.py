"""The order of a book, read from the files of `books/order`, which has all kinds of front and back matter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

import printed
from bindery.edition import Edition, Text
from bindery.edition_text import plain, typeset
from bindery.model import Role
from bindery.read import read
from checkers import pdf_facts
from checkers.epub_open import EPUB_TYPE, XHTML, Epub, open_epub
from checkers.text import squeeze
from printed import Sheets
from shelf import Built

PT = 72 / 25.4
SILENT = ("and Its Makers", "and Their Users’ Uses", "Colophon")
"""Titles of display pages in the outline."""


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
    """Half title, other books on its back, title, copyright page, dedication, epigraph on its back, contents,
    lists: each a page."""
    assert said(pages, 1) == squeeze("A Manual of Knots, with Some Account of Those Who Tied Them")
    assert said(pages, 2) == squeeze("Also by Ada Binder Lines and Their Ends The Rope-Maker’s “Walk”")
    assert squeeze("“Every part of a book” – once, and in the sailors’ own order") in said(pages, 3)
    assert squeeze("2026 Ada Binder") in said(pages, 4)
    assert said(pages, 5) == squeeze("For those who ‘untie’ them…")
    assert said(pages, 6).startswith(squeeze("A knot is a promise made by a rope."))
    assert [said(pages, page).casefold()[:8] for page in (7, 8, 9, 10)] == [
        "contents", "figuresf", "tablesta", "listings",
    ]  # fmt: skip


def test_display_pages_have_neither_head_nor_folio(order: Built, pages: Sheets) -> None:
    """The pages of the front, of parts and of the colophon are numbered, but print no number."""
    assert pdf_facts.page_labels(order.pdf)[:7] == ("i", "ii", "iii", "iv", "v", "vi", "vii")
    silent = [1, 2, 3, 4, 5, 6, *(page_of(pages, title) for title in SILENT)]
    for page in silent:
        assert (pages.folios[page - 1], head(pages, page)) == ("", ""), page


def test_folios_are_roman_up_to_the_first_part(order: Built, pages: Sheets) -> None:
    """The preface has roman folios, the first part is page 1, and the count runs on through the back."""
    labels = pdf_facts.page_labels(order.pdf)
    assert pages.folios[page_of(pages, "Foreword") - 1] == "xi"
    first = page_of(pages, "and Its Makers")
    assert first % 2 == 1
    assert labels[first - 1] == "1"
    assert pages.folios[-2] == str(pages.count - first)


def test_versos_name_the_part_and_rectos_the_short_title(pages: Sheets) -> None:
    """The left has the part's title, outside of parts the book's short one; the right has the short title."""
    made, kept = page_of(pages, "to Make It"), page_of(pages, "Keeping Rope")
    heads = {page % 2: head(pages, page) for page in range(made + 1, kept)}
    assert heads == {0: squeeze("rope and its makers"), 1: squeeze("making rope")}
    used = page_of(pages, "Hitches")
    heads = {page % 2: head(pages, page) for page in range(used + 1, used + 3)}
    assert heads == {0: squeeze("“knots” and their users’ uses"), 1: "hitches"}
    back = page_of(pages, "Rope Makers Used")
    heads = {page % 2: head(pages, page) for page in range(back + 1, back + 4)}
    assert heads[0] == squeeze("knots and those who tied them")
    assert heads[1] == "measures"


def test_the_outline_puts_chapters_into_parts_and_nothing_else(pages: Sheets) -> None:
    """Front and back matter stand beside the parts."""
    levels = [(row.level, row.title) for row in pages.outline]
    assert [title for level, title in levels if level == 2] == [
        title for level, title in levels if any(word in title for word in ("Make It", "Keeping", "Hitches"))
    ]
    assert len(levels) == 17


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


LISTS = (
    (
        8,
        ["Figure 1.1 Three strands, laid with the sun and not against it, as Lowtown has laid them"],
    ),
    (9, ["Table A.1 Loads by fibre", "Table B.1 Lengths at sea"]),
    (10, ["Listing 3.1 How to tie a hitch"]),
)
"""The page of each list and how its lines begin."""


@pytest.mark.parametrize(("page", "captions"), LISTS)
def test_a_list_names_what_has_a_caption_and_its_folio(
    order: Built, pages: Sheets, page: int, captions: list[str]
) -> None:
    """Label and caption, without its full stop, and the folio of the page where the caption stands."""
    lines = list(pages.contents(page, page))
    for caption, (folio, target) in zip(captions, lines, strict=True):
        assert squeeze(caption) in said(pages, page)
        assert squeeze(caption)[:40] in said(pages, target)
        assert folio == pdf_facts.page_labels(order.pdf)[target - 1]
    assert "remembers." not in said(pages, page)


def lefts(pages: Sheets, page: int) -> dict[str, float]:
    """Where the first word of each line begins, in points from the page's left."""
    rows: dict[float, tuple[float, str]] = {}
    for word in pages.words[page - 1]:
        if pages.top < word.bottom and word.top < pages.bottom:
            rows.setdefault(round(word.bottom), (word.left, word.text))
    return {text: round(left) for left, text in rows.values()}


def test_a_glossary_hangs_its_definitions(pages: Sheets) -> None:
    """Terms are flush, and what explains them is indented from its second line on; two terms share a line."""
    begin = lefts(pages, page_of(pages, "Terms"))
    assert begin["Strand"] == begin["Yarn"] == begin["Bitter"] == begin["Lay,"] == begin["What"]
    terms = {"Strand", "Yarn", "Bitter", "Lay,", "What"}
    (indent,) = {left for word, left in begin.items() if word not in {*terms, "Terms"}}
    assert indent > begin["Yarn"]
    assert squeeze("Lay, Twist The turn of the strands.") in said(pages, page_of(pages, "Terms"))


def test_a_bibliography_hangs_its_sources(pages: Sheets) -> None:
    """Names of authors are flush, further lines indented."""
    begin = lefts(pages, page_of(pages, "Books on Rope"))
    assert begin["A."] == begin["B."] == begin["C."]
    (indent,) = {left for word, left in begin.items() if word not in {"A.", "B.", "C.", "Books"}}
    assert indent > begin["A."]


def test_a_short_colophon_is_the_last_page_small_and_in_the_middle(pages: Sheets) -> None:
    """A third down, centred; nothing else is on the page."""
    page = pages.count
    assert page_of(pages, "Colophon") == page
    words = [word for word in pages.words[page - 1] if word.text != "Colophon"]
    middle = (min(word.left for word in words) + max(word.right for word in words)) / 2
    (head,) = [word for word in pages.words[page - 1] if word.text == "Colophon"]
    assert abs(middle - (head.left + head.right) / 2) < 1
    assert 0.3 < (head.top - pages.top) / (pages.bottom - pages.top) < 0.4


# --- a Chinese book


@pytest.fixture
def chinese(shelf: Mapping[str, Built]) -> Built:
    """The Chinese book, whose dedication and motto are files."""
    return shelf["order-zh"]


@pytest.fixture
def leaves(chinese: Built) -> Sheets:
    """Its pages."""
    grid = chinese.theme.grid
    top = grid.top * PT
    return printed.sheets(chinese.pdf, top, top + grid.lines * grid.leading)


def test_a_chinese_book_has_its_preface_before_the_contents(chinese: Built, leaves: Sheets) -> None:
    """Half title and other books, title page, dedication, motto on its back, preface, contents, lists; the
    back of the preface is blank, and folios are roman up to the first chapter."""
    begin = [said(leaves, page)[:4] for page in range(1, 14)]
    assert begin == [
        "\u7d50\u7e69\u5c0f\u8a18", "\u963f\u7e69\u7684\u5176", "\u7d50\u7e69\u5c0f\u8a18",
        "\u7d50\u7e69\u5c0f\u8a18", "\u737b\u7d66\u89e3\u7d50", "\u4e0a\u53e4\u7d50\u7e69",
        "\u5e8f\u6e21\u53e3\u7684", "", "\u76ee\u9304\u5e8f.", "\u5716\u76ee\u9304\u5716",
        "\u8868\u76ee\u9304\u8868", "", "\u7b2c\u4e00\u7ae0\u7e69",
    ]  # fmt: skip
    assert leaves.folios[:13] == ("", "", "", "", "", "", "vii", "", "ix", "x", "xi", "", "1")
    assert [row.title for row in leaves.outline][:4] == [
        "\u5e8f", "\u76ee\u9304", "\u5716\u76ee\u9304", "\u8868\u76ee\u9304",
    ]  # fmt: skip


def test_files_for_dedication_and_motto_are_display_pages(leaves: Sheets) -> None:
    """A third down, no title, head or folio: as those of metadata."""
    for page in (5, 6):
        assert (leaves.folios[page - 1], head(leaves, page)) == ("", "")
        first = min(word.top for word in leaves.words[page - 1])
        assert 0.3 < (first - leaves.top) / (leaves.bottom - leaves.top) < 0.36
    assert "Dedication" not in said(leaves, 5)


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
        "", "titlepage", "copyright-page", "dedication", "epigraph", "toc", "loi", "lot", "", "foreword",
        "preface", "part",
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


def test_the_epub_leads_to_the_lists(order: Built) -> None:
    """Each list is a page with a link to each caption; the landmarks name those that EPUB has a word for."""
    book = open_epub(order.epub)
    marks = {
        link.get(EPUB_TYPE): link.get("href")
        for nav in book.trees["EPUB/text/contents.xhtml"].iter(f"{XHTML}nav")
        for link in nav.iter(f"{XHTML}a")
    }
    assert (marks["loi"], marks["lot"]) == ("list-of-figures.xhtml", "list-of-tables.xhtml")
    tables = book.trees["EPUB/text/list-of-tables.xhtml"]
    assert [link.get("href", "").partition("#")[0] for link in tables.iter(f"{XHTML}a")] == [
        "tables.xhtml", "measures.xhtml",
    ]  # fmt: skip
    assert squeeze("Table A.1 Loads by fibre") in squeeze(_text(tables))


def test_the_chinese_epub_has_the_same_order(chinese: Built) -> None:
    """The preface comes before the contents there too; dedication and motto have no title and no row."""
    book = open_epub(chinese.epub)
    assert kinds(book)[1:10] == [
        "", "titlepage", "copyright-page", "dedication", "epigraph", "preface", "toc", "loi", "lot",
    ]  # fmt: skip
    toc = _text(book.trees["EPUB/text/contents.xhtml"])
    assert "Dedication" not in toc + _text(book.trees["EPUB/text/dedication.xhtml"])


def test_the_words_of_book_toml_are_set_as_the_text_is(order: Built) -> None:
    """Quotes and dashes are those of the language in subtitle, dedication and titles of parts."""
    book = open_epub(order.epub)
    assert "“Every part of a book” – once, and in the sailors’ own order" in _text(book.package)
    assert "“Knots” and Their Users’ Uses" in _text(book.trees["EPUB/text/contents.xhtml"])
    assert "‘untie’ them…" in _text(book.trees["EPUB/text/dedication-page.xhtml"])


def test_the_words_of_a_french_book_have_its_spaces_in_print_only() -> None:
    """The title page has a narrow space before a question mark, the catalogue a plain one; the identifier is
    that of the words as they were typed."""
    typed = Edition(title='Qui "noue" ?', language="fr")
    printed_words = typeset(typed)
    assert printed_words.title == "Qui «\u00a0noue\u00a0»\u202f?"
    assert plain(printed_words.title) == "Qui « noue » ?"
    assert printed_words.epub_identifier == typed.epub_identifier
    assert typeset(typed_as_is := replace(typed, text=Text(smart=False))) == typed_as_is


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
