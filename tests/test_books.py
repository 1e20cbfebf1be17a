"""Every sound book, built by the real command: both editions are valid, whole, printable, and agree."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from xml.etree.ElementTree import Element

import pikepdf
import pymupdf
import pytest
from PIL import Image

import printed
from bindery.model import Role
from checkers import epub_blocks, epub_facts, epubcheck, pdf_facts, pdf_pages, pdf_render, pdf_ua
from checkers.epub_open import EPUB_TYPE, XHTML, Epub, open_epub, resolve, spine_texts, types_of
from checkers.text import lost, squeeze
from printed import Sheets
from reading import calls, is_rtl, read_pages, read_words, to_read
from shelf import ROOT, Built

PT = 72 / 25.4
NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
HARD = frozenset({"hard"})
"""Books that are meant to be warned about."""
# What print shops ask for a book of up to 150 pages: 3/8 inch at the spine, 1/4 inch elsewhere.
FREE_INNER, FREE_EDGE = 9.6 * PT, 6.4 * PT
PAGEFUL = 2000  # letters of a note that no foot of a page could hold
HALF = 0.55
BLOCK_SLACK = 3.0  # points beside the type area: hanging signs and side bearings


@pytest.fixture(scope="session")
def judged(shelf: dict[str, Built]) -> dict[str, tuple[epubcheck.Message, ...]]:
    """What epubcheck has against each book, from one run of Java."""
    found = epubcheck.check_all(built.epub for built in shelf.values())
    return {path.stem: messages for path, messages in found.items()}


@pytest.fixture(scope="session")
def laid() -> dict[str, Sheets]:
    """The pages of books that a test has looked at."""
    return {}


@pytest.fixture
def pages(book: Built, laid: dict[str, Sheets]) -> Sheets:
    """The pages of the book at hand."""
    if book.name not in laid:
        grid = book.theme.grid
        top = grid.top * PT
        laid[book.name] = printed.sheets(book.pdf, top, top + grid.lines * grid.leading, rtl=is_rtl(book))
    return laid[book.name]


def opening_pages(book: Built, pages: Sheets) -> tuple[int, ...]:
    """The page of each part and chapter, by the outline."""
    rows = printed.openings(pages, book.openings)
    assert len(rows) == len(book.openings), "the outline has every opening"
    return tuple(row.page for row in rows)


# --- what is said


def test_only_hard_books_are_warned_about(book: Built) -> None:
    """A sound book builds without a warning; notices are allowed in samples, nothing at all in our own."""
    ours = book.root.is_relative_to(ROOT / "source")
    told = [p for p in book.told["problems"] if ours or p["severity"] != "notice"]
    assert book.name in HARD or told == []


def test_the_report_tells_the_truth(book: Built) -> None:
    """Each file has the digest and the pages that the report says, and nothing else was made."""
    for row in book.kept["artifacts"]:
        data = (book.out / book.name / row["file"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(data).hexdigest()
    with pikepdf.open(book.pdf) as pdf:
        assert book.kept["artifacts"][0]["pages"] == len(pdf.pages)
    files = {path.name for path in (book.out / book.name).iterdir()}
    beside = {f"{book.name}.choices.tsv"} if book.edition.text.respells else set()
    assert files == {book.pdf.name, book.print_pdf.name, book.epub.name, "report.json", *beside}
    assert {**book.told, "seconds": None} == {**book.kept, "seconds": None}
    assert book.kept["built"] is True


def test_another_machine_makes_the_same_bytes(book: Built, other_shelf: dict[str, Built]) -> None:
    """Zone, language, home, hash seed, umask, folder and file times leave no trace in any file."""
    for path in sorted((book.out / book.name).iterdir()):
        twin = other_shelf[book.name].out / book.name / path.name
        # Digests, since pytest would explain a difference of megabytes for hours.
        digests = [hashlib.sha256(file.read_bytes()).hexdigest() for file in (path, twin)]
        assert digests[0] == digests[1], path.name


# --- the text, in both


def test_the_pdf_has_every_word_in_order(book: Built) -> None:
    """Nothing that was written is missing from print, and the notes stand somewhere."""
    assert lost(to_read(book.written, book), read_words(book)) == ()


def test_the_epub_has_every_word_in_order(book: Built) -> None:
    """Nothing that was written is missing from the EPUB."""
    assert lost(book.written, spine_texts(book.epub, readings=False)) == ()


def test_print_says_what_the_epub_says(book: Built) -> None:
    """Each block of the EPUB stands in the PDF too, words that Bindery adds included."""
    assert lost(to_read(epub_blocks.written_in(book.epub), book), read_words(book)) == ()


# --- print: the file


def test_a_screen_reader_can_follow_the_pdf(book: Built) -> None:
    """The PDF conforms to PDF/UA-1."""
    assert pdf_ua.complaints(book.pdf) == ()


def test_the_pdf_is_what_the_edition_says(book: Built, pages: Sheets) -> None:
    """Title, language, trim, outline, fonts of the theme only, and labels that equal the printed folios."""
    edition, grid = book.edition, book.theme.grid
    expected = pdf_facts.Expected(
        families=frozenset(book.theme.faces.all),
        title=book.title,
        language=edition.language,
        trim=(edition.print.trim.width * PT, edition.print.trim.height * PT),
        chapters=tuple(row.title for row in printed.openings(pages, book.openings)),
        labels=printed.labels_from(pages.folios),
    )
    assert (grid.width, grid.height) == (edition.print.trim.width, edition.print.trim.height)
    assert pdf_facts.complaints(book.pdf, expected) == ()


def parts(book: Built, pages: Sheets) -> set[int]:
    """Pages of parts and of colophons: the former print no folio, nor do the latter where they are short."""
    rows = [row for row in book.rows if row.depth == 1 and (row.source or row.role is Role.PART)]
    starts = opening_pages(book, pages)
    return {
        page
        for row, page in zip(rows, starts, strict=True)
        if row.role is Role.PART or row.kind == "colophon"
    }


def test_each_printed_folio_is_the_page_label(book: Built, pages: Sheets) -> None:
    """A viewer that is asked for page 12 shows the page that prints 12; all text pages have one."""
    labels = pdf_facts.page_labels(book.pdf)
    assert [f or label for f, label in zip(pages.folios, labels, strict=True)] == list(labels)
    assert "1" in labels
    starts = opening_pages(book, pages)
    silent = {page for page, folio in enumerate(pages.folios, 1) if not folio}
    first = min([*starts, *(row.page for row in front(book, pages))])
    assert silent <= set(range(1, first)) | pages.blank() | parts(book, pages)


def test_the_text_is_set_in_the_face_for_text(book: Built) -> None:
    """Most letters are set in the theme's text face: no stand-in has silently taken its place."""
    letters: Counter[str] = Counter()
    with closing(pymupdf.open(book.pdf)) as pdf:
        for page in pdf:
            for span in page.get_texttrace():
                if span["size"] > book.theme.grid.size * HALF:  # readings are half as large, and many
                    letters[span["font"]] += len(span["chars"])
    usual = letters.most_common(1)[0][0].replace("-", "").lower()
    face = book.theme.faces.text[0].replace(" ", "").lower()
    assert usual.startswith(face[:10]), letters


def test_two_renderers_draw_the_same_pages(book: Built) -> None:
    """What pdfium draws, MuPDF draws, on a sample of pages."""
    assert pdf_render.complaints(book.pdf, sample=6) == ()


def test_every_character_has_a_glyph(book: Built) -> None:
    """No page shows the box for an unknown character."""
    assert pdf_pages.glyph_complaints(book.pdf) == ()


# --- print: the pages


def test_ink_stays_away_from_knife_and_spine(book: Built) -> None:
    """Print shops' margins are free of ink on every page."""
    free = pdf_pages.Free(edge=FREE_EDGE, inner=FREE_INNER, outer=FREE_EDGE, rtl=is_rtl(book))
    assert pdf_pages.ink_complaints(book.pdf, free) == ()


def test_nothing_sticks_out_of_the_type_area(book: Built) -> None:
    """Lines, tables and code end where the measure ends."""
    grid = book.theme.grid
    outer = (grid.width - grid.inner) * PT - grid.measure
    free = pdf_pages.Free(inner=grid.inner * PT - BLOCK_SLACK, outer=outer - BLOCK_SLACK, rtl=is_rtl(book))
    assert pdf_pages.ink_complaints(book.pdf, free) == ()


def front(book: Built, pages: Sheets) -> list[printed.Row]:
    """The rows of the outline that are no part or chapter: the contents and the lists behind them."""
    starts = opening_pages(book, pages)
    rows = (row for row in pages.outline if row.level == 1 and row.title in book.before_text)
    return [row for row in rows if row.page not in starts]


def test_chapters_open_on_rectos_and_only_versos_are_blank(book: Built, pages: Sheets) -> None:
    """Parts and chapters begin on odd pages; a blank page is the even one before such a page."""
    starts = opening_pages(book, pages)
    if book.manuscript.edition.print.openings == "right":
        last = {pages.count} & parts(book, pages)  # a colophon takes the last page, whatever its side
        assert [page for page in starts if page % 2 == 0 and page not in last] == []
    assert list(starts) == sorted(set(starts))
    # The half title, the title page and what follows the copyright page stand on rectos.
    allowed = {page - 1 for page in (3, 7, 9, *starts, *(row.page for row in front(book, pages)))}
    assert pages.blank() <= allowed
    assert pdf_pages.blank_complaints(book.pdf, pages.blank()) == ()


def test_openings_have_no_running_head(book: Built, pages: Sheets) -> None:
    """Nothing stands above the type area on title, contents, parts and openings."""
    starts = opening_pages(book, pages)
    for page in (1, 2, 3, 4, *(row.page for row in front(book, pages)), *starts):
        assert [word.text for word in pages.head(page)] == [], page


def test_running_heads_name_book_and_chapter(book: Built, pages: Sheets) -> None:
    """On the recto the chapter that the page belongs to; on the verso its part, else the book."""
    starts = opening_pages(book, pages)
    titles, over = dict(zip(starts, book.openings, strict=True)), overs(book, starts)
    contents = [row.page for row in front(book, pages)]
    for page in range(starts[0] + 1, pages.count + 1):
        start = max(start for start in (*starts, *contents) if start <= page)
        if page in titles or page in pages.blank() or start in contents:
            continue
        said = "".join(word.text for word in pages.head(page))
        want = book.shorts.get(titles[start], titles[start]) if page % 2 else over[start]
        # As letters without order: MuPDF gives Arabic from the left.
        lacking = Counter(squeeze(want)[:20]) - Counter(squeeze(said))
        assert not lacking, (page, said, want)


def overs(book: Built, starts: tuple[int, ...]) -> dict[int, str]:
    """What has to stand over the versos of what opens on each page: only chapters belong to a part."""
    rows = [row for row in book.rows if row.depth == 1 and (row.source or row.role is Role.PART)]
    found, part = {}, ""
    for row, start in zip(rows, starts, strict=True):
        if row.role is not Role.CHAPTER:
            part = book.typeset(row.title) if row.role is Role.PART else ""
        found[start] = part or book.edition.short or book.edition.title
    return found


def test_contents_print_the_folio_of_the_page_they_lead_to(book: Built, pages: Sheets) -> None:
    """Each line of the contents and of the lists ends with the number of the page behind its link."""
    starts = opening_pages(book, pages)
    heads = [row.page for row in front(book, pages)]
    last = min((page for page in starts if page > max(heads, default=0)), default=1) - 1
    lines = list(pages.contents(min(heads, default=0), last)) if heads else []
    labels = pdf_facts.page_labels(book.pdf)
    assert [folio for folio, _ in lines] == [labels[target - 1] for _, target in lines]
    # Files below a chapter may begin on its page.
    led = list(dict.fromkeys(target for _, target in lines if target in starts))
    assert led == ([*starts] if len(book.written) > 1 else [])


def test_notes_stand_on_the_page_of_their_call(book: Built) -> None:
    """A reader finds the note at the foot of the page where its number stands; a giant one on the next."""
    texts = [squeeze(text) for text in read_pages(book)]
    for before, number, note in calls(book):
        called = called_on(texts, before, number)
        near = called if len(note) < PAGEFUL else called | {page + 1 for page in called}
        noted = {page for page, text in enumerate(texts, 1) if note[:12] in text}
        assert near & noted, (before, number, note[:12], called, noted)


def called_on(texts: list[str], before: str, number: int) -> set[int]:
    """The pages where a note's number stands behind these letters, or behind the last of them."""
    for start in range(len(before) - 2):
        found = {page for page, text in enumerate(texts, 1) if f"{before[start:]}{number}" in text}
        if found:
            return found
    return set()


# --- the EPUB


def test_epubcheck_has_nothing_to_say(book: Built, judged: dict[str, tuple[epubcheck.Message, ...]]) -> None:
    """The EPUB is valid."""
    assert [str(message) for message in judged[book.name]] == []


def test_the_epub_is_sound_where_epubcheck_does_not_look(book: Built) -> None:
    """Zip, package, navigation, links, notes, language: no complaint."""
    assert epub_facts.complaints(book.epub) == ()


def documents(book: Epub) -> Iterator[tuple[str, Element]]:
    """The documents of the spine in order."""
    return ((item.path, book.trees[item.path]) for item in book.spine)


def test_notes_pop_up_on_every_reader(book: Built) -> None:
    """A call is a link without markup in it; the note an aside of its file that begins with the way back."""
    count = 0
    for path, tree in documents(open_epub(book.epub)):
        asides = {e.get("id"): e for e in tree.iter(f"{XHTML}aside") if "footnote" in types_of(e)}
        for call in tree.iter(f"{XHTML}a"):
            if call.get(EPUB_TYPE) != "noteref":
                continue
            assert len(call) == 0
            assert (call.text or "").isdecimal()
            file, id_ = resolve(path, call.get("href", ""))
            assert file == path
            assert leads_back(asides[id_], tree)
            count += 1
    assert count >= sum(1 for _ in calls(book))


def leads_back(note: Element, tree: Element) -> bool:
    """Whether a note begins with a link to its own call."""
    first = note[0]
    if (note.text or "").strip() or (first.text or "").strip() or not len(first):
        return False
    link = first[0]
    ids = {element.get("id"): element for element in tree.iter()}
    target = ids.get(link.get("href", "").removeprefix("#"))
    return target is not None and target.get("href") == f"#{note.get('id')}"


def test_old_and_new_readers_show_the_same_contents(book: Built) -> None:
    """The NCX has the rows of the navigation document: same words, same places, same order."""
    opened = open_epub(book.epub)
    assert nav_rows(opened) == ncx_rows(opened)
    assert len(nav_rows(opened)) >= len(book.openings)


def nav_rows(book: Epub) -> list[tuple[str, tuple[str, str]]]:
    """Label and place of each row of the table of contents."""
    path = next(item.path for item in book.items if "nav" in item.properties)
    toc = next(nav for nav in book.trees[path].iter(f"{XHTML}nav") if nav.get(EPUB_TYPE) == "toc")
    return [
        (" ".join("".join(a.itertext()).split()), resolve(path, a.get("href", "")))
        for a in toc.iter(f"{XHTML}a")
    ]


def ncx_rows(book: Epub) -> list[tuple[str, tuple[str, str]]]:
    """Label and place of each point of the NCX."""
    path = next(item.path for item in book.items if item.path.endswith(".ncx"))
    rows = []
    for point in book.trees[path].iter(f"{NCX}navPoint"):
        content = point.find(f"{NCX}content")
        label = point.findtext(f"{NCX}navLabel/{NCX}text") or ""
        assert content is not None
        rows.append((" ".join(label.split()), resolve(path, content.get("src", ""))))
    return rows


def test_the_spine_follows_the_contents(book: Built) -> None:
    """Who turns pages meets the chapters in the order of the navigation."""
    opened = open_epub(book.epub)
    order = {item.path: place for place, item in enumerate(opened.spine)}
    places = [order[path] for _, (path, _) in nav_rows(opened)]
    assert all(before <= after for before, after in pairwise(places))


def test_the_cover_is_a_picture(book: Built) -> None:
    """The cover image is a JPEG that opens, and taller than wide."""
    opened = open_epub(book.epub)
    (path,) = [item.path for item in opened.items if "cover-image" in item.properties]
    with zipfile.ZipFile(book.epub) as zipped, Image.open(io.BytesIO(zipped.read(path))) as cover:
        assert cover.format == "JPEG"
        assert cover.height > cover.width >= 600
