"""What a Chinese or Japanese page has of its own: full lines, marks beside characters, its own figures."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pymupdf
import pypdfium2
import pytest

from bindery import pipeline, theme
from bindery.bind import bind
from bindery.engine.boxes import Line, pages_of
from bindery.outputs import pdf
from bindery.outputs.stops import set_stops
from bindery.parse import parse
from bindery.read import read
from bindery.report import Silent
from bindery.world import Reader
from checkers import epubcheck
from checkers.epub_open import open_epub
from checkers.page_list import marks_of
from checkers.pdf_copied import SQUARE
from checkers.pdf_facts import page_labels
from shelf import ROOT, Built
from test_lines import laid_out

SHORT = 0.05
"""Of an em: how far a line may end before the edge, half a point."""
HAN = "\u6c34\u9109\u8207\u7db2\u8def\uff0c\u540c\u6e90\u800c\u7570\u6d41\u3002"
PAGE = """@page { size: 300pt 400pt; margin: 40pt } html { font: 10pt/18pt "Noto Serif CJK TC" }
p { margin: 0; text-align: justify }"""


def lines_of(root: Path, lines: str) -> list[Line]:
    """The lines of a book as its pages are laid out."""
    manuscript = read(root)
    edition = replace(manuscript.edition, print=replace(manuscript.edition.print, lines=lines))
    manuscript = replace(manuscript, edition=edition)
    look, _ = theme.choose(edition, root)
    assert look is not None
    chapters = [parse(entry.source, edition) if entry.source else None for entry in manuscript.entries]
    book = bind(manuscript, chapters, look.words, Reader(root))
    _, sheets = pdf.laid_out(book, look, Silent())
    return [line for page in pages_of(sheets.document) for line in page.lines]


def short(lines: list[Line]) -> tuple[int, list[str]]:
    """How many lines ought to be full, and those that are not."""
    full = [line for line in lines if line.justified and not line.last and line.kind in {"text", "note"}]
    return len(full), [
        f"{(line.column.right - line.box.right) / line.size:.2f} em: {line.text}"
        for line in full
        if abs(line.column.right - line.box.right) > SHORT * line.size
    ]


def test_no_line_of_a_chinese_book_ends_before_the_edge() -> None:
    """Every line but the last of a paragraph reaches the edge of the measure, in text, lists and notes."""
    count, found = short(lines_of(ROOT / "source" / "wuzhen", "total"))
    assert count > 400
    assert found == []


def test_lines_that_are_broken_one_by_one_fall_short() -> None:
    """The count above does see ragged lines: WeasyPrint's own are."""
    _, found = short(lines_of(ROOT / "source" / "wuzhen", "greedy"))
    assert len(found) > 50


@pytest.mark.parametrize("width", range(90, 130, 3))
def test_the_call_of_a_note_begins_no_line(width: int) -> None:
    """A call stays with the character before it, and a stop with the call."""
    called = HAN[:5] + '<sup class="noteref">1</sup>' + HAN[5:] + '<sup class="noteref">12</sup>'
    pages = pages_of(laid_out(f'<p style="width: {width}px">{called * 4}</p>', PAGE, "zh-Hant").document)
    starts = [line.text[:1] for line in pages[0].lines]
    assert len(starts) > 4
    assert not {start for start in starts if start in "12\uff0c\u3002"}


@pytest.mark.parametrize("length", range(12, 32))
def test_no_character_stands_alone_on_the_last_line(length: int) -> None:
    """Where a paragraph would end on one character and its stop, a line before gives one of its own."""
    text = HAN[:5] * 9
    body = f'<p style="width: {length}em">{text[: length + 1]}\u3002</p>'
    (first, last) = pages_of(laid_out(body, PAGE, "zh-Hant").document)[0].lines
    assert last.text == f"{text[length - 1 : length + 1]}\u3002", first.text


@pytest.mark.parametrize("language", ["zh-Hans", "ja"])
def test_a_latin_word_is_divided_rather_than_a_line_left_gaping(language: str) -> None:
    """An unmarked word in Latin letters is divided as English; characters beside it are no part of it."""
    text = f"{HAN[:5] * 3}Internationalisation{HAN[:4] * 8}\u3002"
    body = f'<p style="width: 20em; hyphens: auto; hyphenate-limit-chars: 5 2 3">{text}</p>'
    first = pages_of(laid_out(body, PAGE, language).document)[0].lines[0]
    assert first.text.endswith("\u2010")
    assert "Internationalisation".startswith(first.text[15:-1])


@pytest.mark.parametrize(("language", "hangs"), [("zh-Hans", 5.0), ("ja", 5.0), ("zh-Hant", 0.0)])
def test_a_stop_hangs_by_the_blank_that_its_own_language_has(language: str, hangs: float) -> None:
    """At a line's end the blank half of a stop hangs over the edge, in words of another language too; in
    traditional Chinese a stop stands in the middle of its square and has none."""
    words = f'<span lang="{language}">{HAN[:3]}\uff0c{HAN[:2]}\uff0c{HAN[:4]}\uff0c</span>'
    pages = pages_of(laid_out(f"<p>{words * 40}</p>", PAGE, "zh-Hant").document)
    ends = [line for line in pages[0].lines if line.text.endswith("\uff0c") and not line.last]
    over = {round(line.runs[-1].right - line.column.right, 1) for line in ends}
    assert over == {hangs}


@pytest.mark.parametrize(("signs", "least"), [(10, 10), (13, 4), (14, 4), (20, 4), (25, 4)])
def test_a_title_in_the_middle_leaves_no_two_signs_alone(signs: int, least: int) -> None:
    """A centred title is broken early rather than that its last line holds three signs or fewer."""
    sheet = PAGE.replace("justify", "center; font-size: 20pt; line-height: 36pt; text-indent: 0")
    pages = pages_of(laid_out(f"<p>{(HAN[:5] * 5)[:signs]}</p>", sheet, "zh-Hant").document)
    lines = [len(line.text) for line in pages[0].lines]
    assert sum(lines) == signs
    assert lines[-1] >= least
    assert len(lines) == -(-signs // 11), "in no more lines than are needed"


def drawn(body: str, folder: Path, language: str) -> tuple[list[dict[str, Any]], list[tuple[str, Any]]]:
    """The paths that are painted, and the characters with their boxes."""
    file = folder / "page.pdf"
    laid_out(body, PAGE, language).document.write_pdf(file, pdf_tags=True)
    with closing(pymupdf.open(file)) as made:
        blocks = made[0].get_text("rawdict")["blocks"]
        spans = (span for block in blocks for line in block.get("lines", ()) for span in line["spans"])
        signs = [(char["c"], char) for span in spans for char in span["chars"] if char["c"].strip()]
        return made[0].get_drawings(), signs


@pytest.mark.parametrize(("side", "above"), [("under", False), ("over", True)])
def test_each_letter_has_its_dot_and_a_stop_has_none(side: str, above: bool, tmp_path: Path) -> None:  # noqa: FBT001
    """Dots stand in the middle of their letters, also where the line is stretched; copied text has none."""
    text = f'{HAN}<em style="font-style: normal; --dots: {side}">{HAN * 2}</em>{HAN * 2}'
    paths, signs = drawn(f"<p>{text}</p>", tmp_path, "zh-Hant")
    assert "".join(sign for sign, _ in signs) == HAN * 5
    marked = [sign for letter, sign in signs[len(HAN) : len(HAN) * 3] if letter.isalnum()]
    assert len(paths) == len(marked)
    for path, sign in zip(paths, marked, strict=True):
        box, (left, _, _, _) = path["rect"], sign["bbox"]
        assert abs((box.x0 + box.x1) / 2 - (left + 5)) < 0.3, sign["c"]
        assert (box.y1 < sign["origin"][1] - 8.8) if above else (box.y0 > sign["origin"][1] + 1.2)


def test_names_are_underlined_and_titles_have_a_wave(tmp_path: Path) -> None:
    """Two names beside each other have two lines; a wave is made of curves, and stays within its word."""
    words = (("line", "\u6771\u5761"), ("line", "\u5b50\u7531"), ("wave", "\u5922\u6eaa"))
    marked = "".join(f'<span style="--underline: {line}">{word}</span>' for line, word in words)
    body = f"<p>{HAN}{marked}</p>"
    paths, _ = drawn(body, tmp_path, "zh-Hant")
    assert [{item[0] for item in path["items"]} for path in paths] == [{"l"}, {"l"}, {"c"}]
    first, second, wave = (path["rect"] for path in paths)
    assert second.x0 - first.x1 > 0.8
    assert 18 < wave.x1 - wave.x0 < 20


@pytest.mark.parametrize(
    ("language", "wanted"), [("zh-Hant", 3), ("zh-HK", 3), ("zh-Hans", 0), ("ja", 0), ("en", 0)]
)
def test_a_stop_in_kai_is_that_of_the_text(language: str, wanted: int) -> None:
    """Traditional Chinese has its stops in the middle of their squares, also in Kai; the text stays as it is,
    and words of another language keep theirs."""
    inner = f"<em>{HAN}<strong>\u6c34\u3002</strong></em>\u6c34\uff0c<em lang='zh-Hans'>{HAN}</em>"
    tree = fromstring(f"<div><p>{inner}</p></div>")
    before = "".join(tree.itertext())
    set_stops(tree, language)
    assert "".join(tree.itertext()) == before
    assert len(tree.findall(".//span[@class='stop']")) == wanted


def test_pages_and_lists_may_be_counted_in_chinese(tmp_path: Path) -> None:
    """``folios = "cjk"`` counts pages in characters, in the contents too, and so do the page field of a
    viewer and the EPUB's list of pages; ``{.han}`` does so for a list."""
    (tmp_path / "1.md").write_text(
        "".join(
            (
                f"# {HAN[:2]}\n\n",
                f"{HAN * 30}\n\n" * 6,
                *(f"{n}. {HAN}\n" for n in range(1, 13)),
                "\n{: .han }\n",
            )
        ),
        encoding="utf-8",
    )
    (tmp_path / "book.toml").write_text(
        '[book]\ntitle = "F"\nlanguage = "zh-Hant"\nchapters = ["1.md", "2.md"]\n[print]\nfolios = "cjk"\n',
        encoding="utf-8",
    )
    (tmp_path / "2.md").write_text(f"# {HAN[2:4]}\n\n{HAN}\n\n{HAN}\n", encoding="utf-8")
    report = pipeline.build(tmp_path, "f", tmp_path / "out", ("pdf", "epub"), Silent())
    assert [str(problem) for problem in report.problems] == []
    with closing(pymupdf.open(tmp_path / "out/f/f.pdf")) as made:
        texts = [page.get_text() for page in made]
    with closing(pypdfium2.PdfDocument(tmp_path / "out/f/f.pdf")) as made:
        labels = [made.get_page_label(page) for page in range(len(made))]
    assert tuple(labels) == page_labels(tmp_path / "out/f/f.pdf")
    assert labels[-7:] == list("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03")
    assert set("".join(labels[:-7])) <= set("ivx")
    epub = tmp_path / "out/f/f.epub"
    marks = marks_of(epub)
    assert [mark.label for mark in marks] == [label for label in labels if label in {m.label for m in marks}]
    assert marks[-1].label == "\u4e03"
    assert all(mark.id.isascii() for mark in marks)
    assert epubcheck.check_all([epub]) == {epub: ()}
    assert texts[-1].split()[-1] == "\u4e03"
    assert "\u5341\u4e8c\u3001" in "".join(texts).replace("\n", "")
    contents = next(text for text in texts if "\u76ee\u9304" in text.replace("\u3000", ""))
    assert {"\u4e00", "\u4e03"} <= set(contents.split())


@pytest.mark.parametrize(("name", "some"), [("wuzhen", True), ("japanese", True), ("german", False)])
def test_the_call_of_a_note_begins_no_line_on_screens(
    shelf: dict[str, Built],
    name: str,
    some: bool,  # noqa: FBT001
) -> None:
    """In an EPUB too a call stays with the sign before it; behind Latin no line could end anyway."""
    held = []
    for _, tree in open_epub(shelf[name].epub).documents():
        for parent in tree.iter():
            before = parent.text or ""
            for child in parent:
                if "noteref" in child.get("class", "").split():
                    held.append(parent.get("class") == "held")
                    assert held[-1] or not SQUARE.match(before[-1:]), before
                    assert not held[-1] or (len(before) == 1 and not child.tail)
                before = child.tail or ""
    assert held
    assert any(held) is some
    assert ".held { white-space: nowrap; }" in css_of(shelf[name].epub)


def css_of(path: Path) -> str:
    """The sheet of an EPUB."""
    with ZipFile(path) as zipped:
        return zipped.read("EPUB/css/book.css").decode()
