"""Each judge of the built files is silent on a good book and complains of the one fault put into it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Pdf
from PIL import Image, ImageDraw

from checkers import (
    epub_blocks,
    epub_facts,
    epubcheck,
    pdf_facts,
    pdf_pages,
    pdf_render,
    pdf_ua,
    samples,
    text,
)
from checkers.epub_faults import EPUB_FAULTS, in_chapter
from checkers.epub_open import spine_texts
from checkers.pdf_faults import PDF_FAULTS, forget_characters, shift_character_ids

TITLES = tuple(title for title, _ in samples.CHAPTERS)
EXPECTED = pdf_facts.Expected(
    frozenset({samples.FAMILY}), "Sample", "en", samples.TRIM, TITLES, tuple(map(str, range(1, 16)))
)
FREE = pdf_pages.Free(edge=14, inner=samples.MARGIN, outer=samples.MARGIN)
BLANK = 15


# --- the good book


@pytest.fixture(scope="module")
def good_pdf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as a PDF."""
    return samples.pdf(samples.page_html(), tmp_path_factory.mktemp("pdf") / "good.pdf")


@pytest.fixture(scope="module")
def good_epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample as an EPUB."""
    return samples.zip_up(samples.epub_entries(), tmp_path_factory.mktemp("epub") / "good.epub")


def test_every_judge_of_pdfs_is_silent_on_a_good_one(good_pdf: Path) -> None:
    """A complaint about a good file would teach everybody to ignore complaints."""
    assert pdf_ua.complaints(good_pdf) == ()
    assert pdf_facts.complaints(good_pdf, EXPECTED) == ()
    assert pdf_pages.ink_complaints(good_pdf, FREE) == ()
    assert pdf_pages.blank_complaints(good_pdf, {BLANK}) == ()
    assert pdf_pages.glyph_complaints(good_pdf) == ()
    assert pdf_pages.mapping_complaints(good_pdf) == ()
    assert pdf_render.complaints(good_pdf) == ()


def test_every_judge_of_epubs_is_silent_on_a_good_one(good_epub: Path) -> None:
    """The sample EPUB satisfies all that is asked of ours (epubcheck judges it below, with the bad ones)."""
    assert epub_facts.complaints(good_epub) == ()
    assert epub_facts.dates(good_epub) == {samples.DATE}


def test_the_text_is_found_in_both_good_files(good_pdf: Path, good_epub: Path) -> None:
    """Hyphenation, ligatures, running heads, notes and page breaks do not hide what was written."""
    assert text.lost(samples.WRITTEN, pdf_pages.page_texts(good_pdf)) == ()
    assert text.lost(samples.WRITTEN, spine_texts(good_epub)) == ()


def test_the_pdf_holds_what_the_epub_holds(good_pdf: Path, good_epub: Path) -> None:
    """The EPUB's blocks serve as the expected text of the PDF, the note's number and arrow left open."""
    blocks = epub_blocks.written_in(good_epub)
    assert [len(chapter.passages) for chapter in blocks] == [10, 10, 10]
    assert [sum(passage.floats for passage in chapter.passages) for chapter in blocks] == [1, 1, 1]
    assert text.lost(blocks, pdf_pages.page_texts(good_pdf)) == ()


# --- faults of the PDF's structure


@pytest.mark.parametrize(("spoil", "phrase"), PDF_FAULTS)
def test_each_fault_of_structure_is_named(
    spoil: Callable[[Pdf], None], phrase: str, good_pdf: Path, tmp_path: Path
) -> None:
    """A PDF with one fault gets a complaint that says which."""
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(good_pdf) as pdf:
        spoil(pdf)
        pdf.save(bad)
    assert any(phrase in complaint for complaint in pdf_facts.complaints(bad, EXPECTED))


def test_half_a_pdf_is_not_a_pdf(good_pdf: Path, tmp_path: Path) -> None:
    """A file that was cut off in the middle is named by qpdf."""
    bad = tmp_path / "bad.pdf"
    data = good_pdf.read_bytes()
    bad.write_bytes(data[: len(data) // 2])
    assert any("qpdf" in complaint for complaint in pdf_facts.complaints(bad, EXPECTED))


def test_missing_pages_are_counted(good_pdf: Path) -> None:
    """Fewer labels expected than there are pages is a complaint of its own."""
    fewer = replace(EXPECTED, labels=EXPECTED.labels[:-1])
    assert pdf_facts.complaints(good_pdf, fewer) == ("15 pages, 14 labels expected",)


# --- faults of the PDF's pages, put into the HTML


def _spoiled(tmp_path: Path, old: str, new: str) -> Path:
    html = samples.page_html()
    assert old in html
    return samples.pdf(html.replace(old, new, 1), tmp_path / "bad.pdf")


@pytest.mark.parametrize(
    ("old", "new", "phrase"),
    [
        ('alt="A grey field"', "", "figure"),
        ('<h1 id="c2">Of Locking Up</h1>', '<h1 id="c2">Of Locking Up</h1><h3>A jump</h3>', "heading"),
    ],
)
def test_page_validation_sees_what_a_listener_would_miss(
    old: str, new: str, phrase: str, tmp_path: Path
) -> None:
    """A picture without words and a skipped heading level break PDF/UA-1."""
    found = pdf_ua.complaints(_spoiled(tmp_path, old, new))
    assert any(phrase in complaint.lower() for complaint in found), found


def test_ink_on_a_blank_page_is_seen(tmp_path: Path) -> None:
    """A folio on a page that has to be blank is a complaint, and so is a blank page that nobody ordered."""
    bad = _spoiled(tmp_path, "@page blank { ", "@page blank { @left-middle { content: 'ink' } ")
    assert pdf_pages.blank_complaints(bad, {BLANK}) == (f"page {BLANK}: there is ink on a blank page",)


def test_a_blank_page_that_nobody_ordered_is_seen(good_pdf: Path) -> None:
    """Each blank page has to be wanted."""
    assert pdf_pages.blank_complaints(good_pdf, ()) == (f"page {BLANK}: the page is blank",)


@pytest.mark.parametrize(
    ("style", "phrase"),
    [
        ("white-space: nowrap", "page 1: ink 0.0 points from the fore edge"),
        ("position: relative; top: -70pt", "points from the head"),
        ("margin-left: -5mm", "from the spine"),
    ],
)
def test_ink_where_none_may_be_is_seen(style: str, phrase: str, tmp_path: Path) -> None:
    """Text beside its column, under the knife or in the gutter is named with its side."""
    found = pdf_pages.ink_complaints(_spoiled(tmp_path, "<p>Here", f'<p style="{style}">Here'), FREE)
    assert any(phrase in complaint for complaint in found), found


def test_a_page_that_bleeds_is_let_off(tmp_path: Path) -> None:
    """A plate goes to the edge on purpose."""
    bad = _spoiled(tmp_path, "<p>Here", '<p style="white-space: nowrap">Here')
    assert pdf_pages.ink_complaints(bad, FREE, full_bleed={1}) == ()


def test_a_character_without_a_glyph_is_seen(tmp_path: Path) -> None:
    """A character that no font has becomes a box on paper; the judge gives its number."""
    bad = _spoiled(tmp_path, "<p>Here", "<p>\U0010fffd Here")
    assert any("page 1" in complaint for complaint in pdf_pages.glyph_complaints(bad))


def test_a_glyph_that_stands_for_no_character_is_seen(good_pdf: Path, tmp_path: Path) -> None:
    """Ink without a meaning is lost to whoever copies or listens."""
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(good_pdf) as pdf:
        forget_characters(pdf)
        pdf.save(bad)
    assert len(pdf_pages.mapping_complaints(bad)) == BLANK - 1


def test_a_font_that_two_renderers_read_differently_is_seen(good_pdf: Path, tmp_path: Path) -> None:
    """Character ids that are not glyph ids leave letters on the page in one renderer only."""
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(good_pdf) as pdf:
        shift_character_ids(pdf)
        pdf.save(bad)
    assert len(pdf_render.complaints(bad, sample=3)) == 2, "two pages with text, one blank"


def test_one_missing_word_is_a_difference_and_antialiasing_is_none() -> None:
    """The measure sees a wiped word, and not grey fringes of another kind."""
    one = Image.new("L", (400, 200), 255)
    ImageDraw.Draw(one).rectangle((40, 40, 360, 60), fill=0)
    fringe, wiped = one.copy(), one.copy()
    ImageDraw.Draw(fringe).rectangle((40, 39, 360, 39), fill=160)
    ImageDraw.Draw(wiped).rectangle((40, 40, 120, 60), fill=255)
    assert pdf_render.difference(one, fringe) == 0
    assert pdf_render.difference(one, wiped) > 0.1


def test_the_sample_has_the_first_page_and_the_last() -> None:
    """Evenly spread, never more than asked for, all pages of a short book."""
    assert pdf_render.spread(3, 20) == (0, 1, 2)
    assert pdf_render.spread(101, 5) == (0, 25, 50, 75, 100)


# --- lost text


def test_a_lost_sentence_is_quoted(tmp_path: Path) -> None:
    """Words that vanish from the middle of a paragraph are missed in the PDF."""
    bad = _spoiled(tmp_path, " ".join(samples.paragraph(21).split()[20:24]), "")
    found = text.lost(samples.WRITTEN, pdf_pages.page_texts(bad))
    assert [complaint[:39] for complaint in found] == ["Of Locking Up: lost: 'Here paragraph 21"]


def test_a_lost_note_is_missed(tmp_path: Path) -> None:
    """Notes may stand anywhere, but they have to stand."""
    bad = _spoiled(tmp_path, samples.note(2), "")
    found = text.lost(samples.WRITTEN, pdf_pages.page_texts(bad))
    assert found == (f"Of Locking Up: lost: {samples.note(2)!r}",)


def test_swapped_chapters_are_out_of_order(good_pdf: Path, good_epub: Path) -> None:
    """All words being there is not enough."""
    first, second, third = samples.WRITTEN
    for pages in (pdf_pages.page_texts(good_pdf), spine_texts(good_epub)):
        found = text.lost((second, first, third), pages)
        assert [complaint[:24] for complaint in found] == ["Of Galleys: out of order"]


def test_a_chapter_that_is_not_there_is_missed_alone(good_epub: Path) -> None:
    """One lost chapter does not drag the following ones along."""
    first, _, third = spine_texts(good_epub)
    found = text.lost(samples.WRITTEN, (first, third))
    assert found == ("Of Locking Up: lost: 'Of Locking Up'",)


def test_chinese_is_found_across_lines_and_pages() -> None:
    """Lines break anywhere in Chinese, and a note's number stands between two characters."""
    block = "\u6d3b\u5b57\u5370\u5237\u672f\u662f\u53d1\u660e" + text.ANYTHING + "\uff0c\u6bd5\u6607\u3002"
    pages = (
        "\u6d3b\u5b57\u5370\u5237\r\n\u672f\u662f\n\u6ce8\u91ca 1",
        "\u4e66\u540d\n\u53d1\u660e1\uff0c\u6bd5\n\u6607\u3002",
    )
    assert text.lost((text.written("one", [block]),), pages) == ()
    lacking = (pages[0], pages[1].replace("\u6607", ""))
    assert len(text.lost((text.written("one", [block]),), lacking)) == 1


def test_guillemets_that_pdfium_turned_round_are_the_same() -> None:
    """In Arabic lines the text layer may show the closing sign for the opening one."""
    arabic = "\u0648\u0642\u0627\u0644: \u00ab\u0627\u0646\u0638\u0631\u00bb"
    turned = "\u0648\u0642\u0627\u0644: \u00bb\u0627\u0646\u0638\u0631\u00ab"
    assert text.lost((text.written("one", [arabic]),), (turned,)) == ()


def test_anything_is_short() -> None:
    """A placeholder stands for a number or a picture, not for a lost page of text."""
    block = f"before the formula{text.ANYTHING}after the formula"
    short, long = (f"before the formula {'x' * many} after the formula" for many in (20, 2000))
    assert text.lost((text.written("one", [block]),), (short,)) == ()
    assert len(text.lost((text.written("one", [block]),), (long,))) == 1


def test_cells_broken_over_a_page_stand_side_by_side() -> None:
    """The second cell of a row begins on the page before the end of the first one."""
    cells = ("alpha beta gamma delta", "one two three four")
    pages = ("alpha beta one two 7", "head gamma delta three four")
    assert text.lost((text.written("table", cells),), pages) == ()


# --- faults of the EPUB


@pytest.mark.parametrize(("spoil", "phrase"), EPUB_FAULTS)
def test_each_fault_of_the_epub_is_named(
    spoil: Callable[[dict[str, bytes]], None], phrase: str, tmp_path: Path
) -> None:
    """An EPUB with one fault gets a complaint that says which."""
    entries = samples.epub_entries()
    spoil(entries)
    found = epub_facts.complaints(samples.zip_up(entries, tmp_path / "bad.epub"))
    assert any(phrase in complaint for complaint in found), found


def test_a_compressed_mimetype_is_named(tmp_path: Path) -> None:
    """Readers look for the type at a fixed place in the zip's bytes; epubcheck does not mind."""
    bad = samples.zip_up(samples.epub_entries(), tmp_path / "bad.epub", stored=())
    assert [complaint[:22] for complaint in epub_facts.complaints(bad)] == ["mimetype is compressed"]


def test_a_zip_with_todays_date_is_named(good_epub: Path, tmp_path: Path) -> None:
    """Two dates in one zip mean that the clock was asked."""
    bad = tmp_path / "bad.epub"
    bad.write_bytes(good_epub.read_bytes())
    with zipfile.ZipFile(bad, "a") as zipped:
        zipped.writestr(zipfile.ZipInfo("META-INF/late", (2020, 1, 1, 0, 0, 0)), b"")
    assert any("different dates" in complaint for complaint in epub_facts.complaints(bad))


def test_what_is_no_zip_is_no_epub(tmp_path: Path) -> None:
    """A file of another kind gets one complaint and no traceback."""
    bad = tmp_path / "bad.epub"
    bad.write_bytes(b"not a zip")
    assert epub_facts.complaints(bad) == ("bad.epub: File is not a zip file",)


def test_epubcheck_judges_all_books_in_one_run(good_epub: Path, tmp_path: Path) -> None:
    """One Java machine passes the good book, fails each bad one, and mixes up no two of them."""
    malformed, dangling, junk = (tmp_path / f"{name}.epub" for name in ("malformed", "dangling", "junk"))
    faults = {malformed: in_chapter("</h1>", "</h1"), dangling: in_chapter("#note", "#nothing")}
    for path, spoil in faults.items():
        entries = samples.epub_entries()
        spoil(entries)
        samples.zip_up(entries, path)
    junk.write_bytes(b"not a zip")
    found = epubcheck.check_all([malformed, good_epub, dangling, junk])
    codes = {path.stem: {message.code for message in messages} for path, messages in found.items()}
    assert codes["good"] == set()
    assert "RSC-016" in codes["malformed"]
    assert codes["dangling"] == {"RSC-012"}
    assert "PKG-008" in codes["junk"]


def test_epubcheck_is_not_asked_about_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Its report on a missing file is empty; that must not read as clean."""
    with pytest.raises(FileNotFoundError):
        epubcheck.check_all([tmp_path / "none.epub"])
