"""Readings over characters: real ruby in the EPUB, and in print a smaller line over words that stay whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pikepdf
import pymupdf
import pytest

from bindery import pipeline
from bindery.outputs.readings import raise_readings
from bindery.report import Silent
from bindery.tree import to_xml
from checkers import epubcheck, pdf_ua

TEXT = """# {\u64fa\u6e21|b\u01cei d\u00f9}\u7684\u4eba

\u91d1\u79cb\u4e5d\u6708\uff0c\u70cf\u93ae\u7684{\u904b\u6cb3|y\u00f9n h\u00e9}\u908a\u642d\u8d77\u4e86\u68da\
\u5b50\u300c{\u6578\u64da|sh\u00f9 j\u00f9}\u300d\u9019\u500b\u8a5e\uff0c\u93ae\u4e0a\u7684\u8001\u4eba\
\u807d\u4e86\u8a31\u591a\u5e74\u3002[^n]

[^n]: \u6ce8\u88cf\u4e5f\u6709{\u6f22\u5b57|h\u00e0n z\u00ec}\u3002

%s
"""
SAID = dict.fromkeys("\u6642\u5149\u5c71\u98a8\u6ce2", "sh\u01d0") | {"\u6c34": "shu\u0101ng"}
GLOSSED = (
    "".join(f"{{{sign}|{SAID[sign]}}}" for sign in "\u6642\u5149\u6c34\u6ce2\u5c71\u98a8" * 20) + "\u3002"
)
PAIR = (("\u904b", "y\u00f9n"), ("\u6cb3", "h\u00e9"))
SIZE, LEADING = 10.5, 18.0
SMALL = 0.6  # of the text's size: what is under it is a reading


@dataclass(frozen=True, slots=True)
class Sign:
    """A printed character: its size, its baseline, and from where to where it reaches."""

    text: str
    size: float
    base: float
    left: float
    right: float


@pytest.fixture(scope="module", params=["total", "greedy"])
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with readings of every kind, by both ways to break lines: the folder of its outputs."""
    root = tmp_path_factory.mktemp("ruby")
    (root / "1.md").write_text(TEXT % GLOSSED, encoding="utf-8")
    (root / "book.toml").write_text(
        '[book]\ntitle = "R"\nlanguage = "zh-Hant"\nauthors = ["A"]\ndate = "2026"\nchapters = ["1.md"]\n'
        f'[print]\ntrim = "A5"\nlines = "{request.param}"\n',
        encoding="utf-8",
    )
    report = pipeline.build(root, "r", root / "out", ("pdf", "epub"), Silent())
    assert [str(problem) for problem in report.problems if problem.severity != "notice"] == []
    return root / "out" / "r"


def signs_of(file: Path) -> list[list[Sign]]:
    """The characters of each page in the order of its content."""
    with closing(pymupdf.open(file)) as pdf:
        return [list(_signs(page)) for page in pdf]


def _signs(page: pymupdf.Page) -> Iterator[Sign]:
    for block in page.get_text("rawdict", sort=False)["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    left, _, right, _ = char["bbox"]
                    yield Sign(char["c"], span["size"], char["origin"][1], left, right)


def test_words_under_readings_are_read_whole(made: Path) -> None:
    """In the order of the page's content a word is not interrupted by its readings."""
    page = next(page for page in signs_of(made / "r.pdf") if any(sign.text == "\u904b" for sign in page))
    text = "".join(sign.text for sign in page)
    assert "\u70cf\u93ae\u7684\u904b\u6cb3\u908a" in text.replace("\n", "")
    assert "\u300c\u6578\u64da\u300d" in text


def test_lines_stay_even_and_readings_stand_over_their_words(made: Path) -> None:
    """Lines with and without readings are whole lines apart; a reading is centred over its character."""
    page = next(page for page in signs_of(made / "r.pdf") if any(sign.text == "\u904b" for sign in page))
    text = (sign for sign in page if abs(sign.size - SIZE) < 0.1 and sign.text.strip())
    bases = sorted({round(sign.base, 1) for sign in text})
    steps = [(after - before) / LEADING for before, after in pairwise(bases)]
    assert len(steps) > 3
    assert all(abs(step - round(step)) < 0.02 for step in steps), steps
    word = next(sign for sign in page if sign.text == "\u904b")
    over = [
        sign for sign in page if sign.size < SIZE * SMALL and abs(sign.base - word.base + SIZE) < SIZE / 4
    ]
    near = [sign for sign in over if word.left - 2 < (sign.left + sign.right) / 2 < word.right + 2]
    assert "".join(sign.text for sign in near) == "y\u00f9n"
    middle = (near[0].left + near[-1].right) / 2
    assert abs(middle - (word.left + word.right) / 2) < 0.6


def test_lines_of_nothing_but_readings_are_broken_and_full(made: Path) -> None:
    """Words with readings are parted between characters, and no line runs beyond the measure; planned lines
    all reach its edge."""
    rows: dict[tuple[int, float], list[Sign]] = {}
    for number, page in enumerate(signs_of(made / "r.pdf")):
        for sign in page:
            if sign.text in "\u6642\u5149\u6c34\u6ce2\u5c71\u98a8" and abs(sign.size - SIZE) < 0.1:
                rows.setdefault((number, round(sign.base)), []).append(sign)
    assert sum(map(len, rows.values())) == 120
    assert len(rows) >= 4
    width = max(sign.right for row in rows.values() for sign in row)
    assert width - min(sign.left for row in rows.values() for sign in row) < 27 * SIZE + 1
    if "total" in (made.parent.parent / "book.toml").read_text(encoding="utf-8"):
        pages = signs_of(made / "r.pdf")
        *full, _ = [
            max(sign.right for sign in pages[number] if 0 <= base - sign.base + 1 < SIZE * 1.3)
            for number, base in rows
        ]
        left = min(sign.left for row in rows.values() for sign in row)
        air = 1.2  # at the sides of a wide reading
        assert all(abs(right - left - 27 * SIZE) < air for right in full), full


def test_the_structure_says_word_and_reading(made: Path) -> None:
    """In the tags a word comes before its reading, both in what a screen reader knows as ruby; veraPDF's
    rules hold."""
    with pikepdf.open(made / "r.pdf") as pdf:
        rubies = [item for item in map(_dictionary, pdf.objects) if item.get("/S") == "/Ruby"]
        assert len(rubies) >= 120
        assert all([str(kid.S) for kid in ruby.K] == ["/RB", "/RT"] for ruby in rubies)
    assert pdf_ua.complaints(made / "r.pdf") == ()


def _dictionary(item: pikepdf.Object) -> pikepdf.Object:
    return item if isinstance(item, pikepdf.Dictionary) else pikepdf.Dictionary()


def test_the_epub_has_real_ruby(made: Path) -> None:
    """Each reading is an `rt` with brackets for readers that cannot raise it; titles elsewhere have none."""
    with ZipFile(made / "r.epub") as book:
        texts = {name: book.read(name).decode() for name in book.namelist() if name.endswith(".xhtml")}
    chapter = next(text for text in texts.values() if "<ruby>" in text)
    word = "".join(f"{sign}<rp>(</rp><rt>{said}</rt><rp>)</rp>" for sign, said in PAIR)
    assert f"<ruby>{word}</ruby>" in chapter
    navigation = next(text for text in texts.values() if 'epub:type="toc"' in text)
    assert "\u64fa\u6e21\u7684\u4eba" in navigation
    assert "b\u01cei" not in navigation
    assert epubcheck.check_all([made / "r.epub"]) == {made / "r.epub": ()}


@pytest.mark.parametrize(
    ("ruby", "wanted"),
    [
        ("\u7e4a\u7dad|\u305b\u3093\u3044", ('<rt style="letter-spacing: 0.333em">', "")),
        ("\u6771\u4eac|\u3068\u3046\u304d\u3087\u3046", ("", '<rb style="letter-spacing: 0.25em">')),
        ("\u6f22|h\u00e0n", ('<rt class="spelt">', "")),
    ],
)
def test_what_is_shorter_is_opened(ruby: str, wanted: tuple[str, str]) -> None:
    """A short reading, or a short word, is spread over the other; letters are not."""
    base, reading = ruby.split("|")
    tree = fromstring(f"<p>\u5b57<ruby>{base}<rp>(</rp><rt>{reading}</rt><rp>)</rp></ruby></p>")
    raise_readings(tree)
    assert all(part in to_xml(tree) for part in wanted)
    assert "rp" not in to_xml(tree)


def test_a_long_reading_reaches_over_kana_only() -> None:
    """Over kana a reading may stand by half its letter, over a character with a reading of its own not."""
    tree = fromstring(
        "<p>\u306e<ruby>\u627f<rt>\u3046\u3051\u305f</rt></ruby>\u5b57</p>",
    )
    raise_readings(tree)
    assert re.findall('<ruby style="([^"]*)"', to_xml(tree)) == ["margin-left: -0.25em; margin-right: -0em"]
