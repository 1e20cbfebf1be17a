"""Lines broken as paragraphs: a plan keeps every letter, and is drawn as it was made."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from pydoc_data.topics import topics
from statistics import mean

import pymupdf
import pytest

from bindery.engine import boxes, plain
from bindery.engine.lines.fit import Material
from bindery.engine.lines.rules import TOKENS
from bindery.problems import Problem
from line_cases import CASES, TEXT

ROOT = Path(__file__).parent.parent
FAMILIES = ("Source Serif Pro", "Source Code Pro", "Noto Serif CJK TC", "Amiri")
SMALL = """body { margin: 0 } @page { size: 300px 400px; margin: 20px }
html { font: 12px/16px "Source Serif Pro";
hyphens: auto; hyphenate-limit-chars: 5 2 3 } p { margin: 0; text-indent: 1.4em; text-align: justify }
code { font: .85em/0 "Source Code Pro"; hyphens: none }"""
EDGE = 280 * 0.75
PAGE = """body { margin: 0 } @page { size: 6in 9in; margin: 20mm }
html { font: 10pt/14pt "Source Serif Pro"; hyphens: auto }
p { margin: 0; text-indent: 1.4em; text-align: justify; hyphenate-limit-chars: 5 2 3 }
code { font: .85em/0 "Source Code Pro"; hyphens: none }"""
SIGNS = """body { margin: 0 } @page { size: 148mm 210mm; margin: 20mm 23mm;
margin-right: calc(125mm - 27 * 10.5pt - .05pt) }
html { font: 10.5pt/18pt "Noto Serif CJK TC" } p { margin: 0; text-indent: 2em; text-align: justify }"""


def laid_out(body: str, style: str, language: str = "en", *, greedy: bool = False) -> plain.Sheets:
    """Pages of some HTML."""
    html = f'<html lang="{language}"><title>Lines</title><style>{style}</style><body>{body}</body></html>'
    return plain.lay_out(html, FAMILIES, {}, lambda _: None, None if greedy else {})


def lines_of(sheets: plain.Sheets) -> list[boxes.Line]:
    """All lines, from page to page."""
    return [line for page in boxes.pages_of(sheets.document) for line in page.lines]


def letters(lines: list[boxes.Line]) -> str:
    """The text without spaces and the hyphens of divided words, which breaking lines may change."""
    text = "".join(re.sub("\u2010$", "", line.text) for line in lines)
    return re.sub(r"\s|\u00ad", "", text)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.replace(" ", "-"))
def test_every_letter_stays(case: str) -> None:
    """Planned lines hold the text of those that WeasyPrint breaks, and reach no further; no plan fails."""
    ours, theirs = laid_out(CASES[case], SMALL), laid_out(CASES[case], SMALL, greedy=True)
    planned, greedy = lines_of(ours), lines_of(theirs)
    if "float" in case or "table" in case:  # there what stands beside comes between
        assert Counter(letters(planned)) == Counter(letters(greedy))
    else:
        assert letters(planned) == letters(greedy)
    assert max(line.box.right for line in planned) <= max(EDGE, *(line.box.right for line in greedy)) + 0.5
    assert min(line.box.left for line in planned) >= min(line.box.left for line in greedy) - 0.5
    assert ours.counts is not None
    assert ours.counts.faults == set()
    assert ours.problems == theirs.problems


# What was planned, on the page.


def prose() -> str:
    """Real technical prose that every Python has: the paragraphs of its language reference."""
    texts = (text for _, text in sorted(topics.items()))
    found = (" ".join(part.split()) for text in texts for part in re.split(r"\n\s*\n", text))
    plain_ones = dict.fromkeys(part for part in found if 45 <= len(part.split()) <= 150 and "  " not in part)
    chosen = [part for part in plain_ones if not re.search(r"[_=<>{}\[\]|~+]|::|\w\(", part)]
    return "".join(f"<p>{smart(part)}</p>" for part in chosen[:150])


def smart(text: str) -> str:
    """Text with the marks of print."""
    text = re.sub(r'(^|[\s(])"', "\\1\u201c", text).replace('"', "\u201d").replace("'", "\u2019")
    return text.replace(" -- ", "\u2014").replace("&", "&amp;").replace("*", "")


def figures(lines: list[boxes.Line]) -> tuple[int, int, int]:
    """How many lines have spaces over 1.5 times of the natural, how many end in a division, and how many are
    the third such one in a row."""
    natural = 0.233 * 10  # Source Serif Pro's space is .233 em
    loose = hyphens = ladders = run = 0
    for line in lines:
        gaps = [right - left for left, right in line.gaps]
        loose += bool(gaps) and sum(gaps) / len(gaps) > 1.5 * natural
        run = run + 1 if line.text.endswith("\u2010") else 0
        hyphens += run > 0
        ladders += run == 3
    return loose, hyphens, ladders


def test_prose_is_set_better() -> None:
    """On real prose a twentieth of the loose lines is left, a third of the divided words, and no
    ladder of three."""
    text = prose()
    ours, theirs = laid_out(text, PAGE), laid_out(text, PAGE, greedy=True)
    loose, hyphens, ladders = figures(lines_of(ours))
    loose_before, hyphens_before, _ = figures(lines_of(theirs))
    assert loose_before > 60
    assert loose <= loose_before / 20
    assert hyphens <= hyphens_before / 3
    assert ladders == 0
    assert ours.counts is not None
    assert ours.counts.greedy.keys() <= {"kept"}


def feet(sheets: plain.Sheets) -> tuple[int, int]:
    """How many right-hand and left-hand pages end in a divided word."""
    last = [page.lines[-1].text.endswith("\u2010") for page in boxes.pages_of(sheets.document)]
    return sum(last[::2]), sum(last[1::2])


def test_a_page_seldom_ends_in_a_divided_word() -> None:
    """Where a paragraph can be planned without it at little cost; a right-hand page may cost more. No letter
    is lost over it, and where it may cost nothing, words are divided anywhere."""
    text, style = prose(), PAGE.replace("6in 9in", "4.4in 3.4in")
    never = "html { --recto-hyphen-demerits: -1000000000; --verso-hyphen-demerits: -1000000000 }"
    ours, theirs = laid_out(text, style), laid_out(text, style + never)
    assert letters(lines_of(ours)) == letters(lines_of(theirs))
    (recto, verso), (recto_before, verso_before) = feet(ours), feet(theirs)
    assert recto <= recto_before * 2 / 3
    assert verso < verso_before


def drawn(sheets: plain.Sheets) -> Iterator[list[tuple[str, float, float]]]:
    """The letters of each line of a PDF, with where they begin and end, as MuPDF reads them."""
    file = io.BytesIO()
    sheets.document.write_pdf(file)
    with pymupdf.open(stream=file.getvalue()) as document:
        for page in document:
            rows: dict[float, list[tuple[str, float, float]]] = {}
            for block in page.get_text("rawdict")["blocks"]:
                for line in block.get("lines", ()):
                    for span in line["spans"]:
                        for sign in span["chars"]:
                            row = rows.setdefault(round(sign["origin"][1]), [])
                            row.append((sign["c"], sign["bbox"][0], sign["bbox"][2]))
            yield from (sorted(row, key=lambda sign: sign[1]) for _, row in sorted(rows.items()))


def test_lines_are_drawn_as_wide_as_planned() -> None:
    """In the file each line but the last reaches the edge, or beyond it by what hangs there."""
    rows = list(drawn(laid_out(f"<p>{TEXT * 9}</p>", PAGE)))
    edge = (6 * 25.4 - 20) / 25.4 * 72
    hanging = 0
    for row in rows[:-1]:
        over = row[-1][2] - edge
        sign = row[-1][0]
        hung = sign in ".,;-\u2010\u2014’”"
        hanging += hung
        assert -0.3 < over < (2.5 if hung else 0.3), "".join(each[0] for each in row)
    assert hanging >= 3


def test_without_microtypography_letters_keep_their_width() -> None:
    """The tokens of scaling and hanging at zero: no text is scaled, nothing hangs."""
    style = PAGE + "html { --letter-scaling: 0; --hanging: 0 }"
    for style_, scaled in ((PAGE, True), (style, False)):
        file = io.BytesIO()
        laid_out(f"<p>{TEXT * 9}</p>", style_).document.write_pdf(file, uncompressed_pdf=True)
        widths = {float(m) for m in re.findall(rb"(\S+) 0 0 -1 \S+ \S+ Tm", file.getvalue())}
        assert (widths != {1.0}) == scaled
        assert all(0.98 <= width <= 1.02 for width in widths)


def test_a_block_may_have_its_own_rules() -> None:
    """A paragraph is set a line longer or shorter on demand; a token counts where it is set."""
    counts = {
        rule: len(lines_of(laid_out(f'<p style="{rule}">{TEXT * 6}</p>', PAGE)))
        for rule in ("--looseness: 0", "--looseness: 1", "--looseness: -1", "--hyphen-penalty: 5000")
    }
    assert counts["--looseness: 1"] == counts["--looseness: 0"] + 1
    assert counts["--looseness: -1"] <= counts["--looseness: 0"]
    assert "hyphen-penalty" in TOKENS
    assert "ragged" not in TOKENS


def test_lines_beside_a_capital_are_planned() -> None:
    """A capital over three lines at the head of a paragraph: all lines are planned, those beside it as wide
    as it leaves them, and each but the last reaches the edge, or hangs over it."""
    capital = '<span style="float: left; font-size: 40px; line-height: 42px; height: 54px">T</span>'
    sheets = laid_out(f'<p style="text-indent: 0">{capital}{TEXT[1:] * 3}</p>', PAGE)
    assert sheets.counts is not None
    assert sheets.counts.greedy == {}
    lines = [line for line in lines_of(sheets) if line.size < 12]
    beside, below = lines[0].box.left, lines[3].box.left
    assert [round(line.box.left - below, 1) for line in lines[:4]] == [round(beside - below, 1)] * 3 + [0]
    assert beside > below + 15
    assert {round(line.box.right - line.column.right, 1) for line in lines[:-1]} == {0.0}


def test_ragged_lines_are_planned_too() -> None:
    """Of lines that are not filled, no more than those that WeasyPrint breaks are shorter by three ems, the
    edge is no rougher, half as many words are divided, and never three in a row."""
    style, text = PAGE.replace("justify", "left"), prose()
    ours, theirs = (lines_of(laid_out(text, style, greedy=greedy)) for greedy in (False, True))

    def lacks(lines: list[boxes.Line]) -> list[float]:
        return [line.column.right - line.box.right for line in lines if not line.last]

    def roughness(lines: list[boxes.Line]) -> float:
        return mean(abs(above - below) for above, below in pairwise(lacks(lines)))

    assert letters(ours) == letters(theirs)
    assert sum(lack > 30 for lack in lacks(ours)) <= sum(lack > 30 for lack in lacks(theirs))
    assert roughness(ours) < 1.1 * roughness(theirs)
    assert figures(ours)[1] < figures(theirs)[1] / 2
    assert figures(ours)[2] == 0


def ends(style: str) -> tuple[int, int]:
    """In a text full of them: how many lone figures begin a line, parted from their word, and how many pairs
    of lines end in the same word."""
    text = prose().replace(" the ", " Chapter 2 ").replace(" is ", " section ").replace(" are ", " section ")
    lines = lines_of(laid_out(text, PAGE + f"html {{ {style} }}"))
    pairs = [(above.text.split(), below.text.split()) for above, below in pairwise(lines) if not above.last]
    parted = sum(above[-1] == "Chapter" and below[0] == "2" for above, below in pairs)
    same = sum(above[-1] == below[-1] and len(above[-1]) > 3 for above, below in pairs)
    return parted, same


def test_figures_stay_with_their_words_and_words_do_not_stand_over_themselves() -> None:
    """The costs of both make them rarer than chance does."""
    parted, same = ends("")
    parted_before, same_before = ends("--stranded-penalty: 0; --repeated-demerits: 0")
    assert parted < parted_before / 3
    assert same < same_before


def test_a_dash_ends_a_line_and_begins_none() -> None:
    """A dash without spaces stays with the word before it."""
    words = "".join(f"{'word ' * (number % 5)}some\u2014others " for number in range(60))
    found = [line.text for line in lines_of(laid_out(f"<p>{words}</p>", SMALL))]
    assert any(text.rstrip().endswith("\u2014") for text in found)
    assert not any(text.startswith("\u2014") for text in found)


def test_tables_and_columns_are_measured_as_ever() -> None:
    """How wide cells and columns are does not depend on how lines are broken."""
    for case in ("a table", "columns", "flexible boxes"):
        ours, theirs = (lines_of(laid_out(CASES[case], SMALL, greedy=greedy)) for greedy in (False, True))
        widths = [{(line.column.left, line.column.right) for line in lines} for lines in (ours, theirs)]
        assert widths[0] == widths[1]
        assert len(widths[0]) > 1


def test_words_are_divided_where_the_book_says() -> None:
    """A word of the book's list is divided at the places given and nowhere else."""
    text = f"<p>{'typographical ' * 60}</p>"
    eager = "p { --hyphen-penalty: -500; --double-hyphen-demerits: 0; --ladder-demerits: 0 }"
    html = f'<html lang="en"><title>L</title><style>{SMALL}{eager}</style>{text}</html>'
    sheets = plain.lay_out(html, FAMILIES, {}, lambda _: None, {"typographical": (5,)})
    ends = {line.text.split()[-1] for line in lines_of(sheets) if line.text.endswith("\u2010")}
    assert ends == {"typog\u2010"}


def test_a_plan_that_fails_costs_no_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """When a plan raises, the paragraph is broken line by line, and the report says so."""
    from bindery.engine.lines.paragraph import Breaks

    def broken(*_: object, **__: object) -> Material:
        raise ZeroDivisionError("of the test")

    monkeypatch.setattr(Breaks, "material", broken)
    sheets = laid_out(f"<p>{TEXT * 3}</p>", SMALL)
    assert letters(lines_of(sheets)) == re.sub(r"\s", "", TEXT * 3)
    assert [problem.code for problem in sheets.problems] == ["lines-unplanned"]
    assert sheets.counts is not None
    assert sheets.counts.planned == 0


def test_another_weasyprint_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function of another source than the known one: one warning names it, and lines are broken as ever."""
    from weasyprint.layout import inline

    from bindery.engine.lines import seam

    monkeypatch.setitem(seam.REPLACED, (inline, "text_align"), "0" * 16)
    sheets = laid_out(f"<p>{TEXT * 3}</p>", SMALL)
    messages = [problem.message for problem in sheets.problems]
    assert messages == ["this version has another text_align: lines are broken one by one"]
    assert isinstance(sheets.problems[0], Problem)
    assert sheets.counts is None
    assert not hasattr(inline.split_inline_box, "planned_over")


# Chinese.

PARAGRAPH = CASES["Chinese"].partition(">")[2].removesuffix("</p>") * 3


def test_chinese_lines_are_full() -> None:
    """Each line but the last reaches the edge with its last sign, or with the black half of a bracket."""
    rows = list(drawn(laid_out(f"<p>{PARAGRAPH}</p>", SIGNS, "zh-Hant")))
    left = 23 / 25.4 * 72
    edge = left + 27 * 10.5
    assert len(rows) > 6
    for row in rows[:-1]:
        text = "".join(sign[0] for sign in row)
        blank = 0.5 * 10.5 if row[-1][0] in "\u300d\uff09" else 0.0
        assert row[-1][2] - blank == pytest.approx(edge, abs=0.4), text
        assert text[0] not in "\uff0c\u3002\u300d\uff09\u3001", text


def test_signs_are_set_close_and_scripts_apart() -> None:
    """Two stops that meet lose a blank half; a quarter of an em parts a numeral from its sign; neither is in
    the text."""
    text = "他說\uff1a「好。」「是。」在2019年底。"
    rows = list(drawn(laid_out(f"<p>{text}</p>", SIGNS, "zh-Hant")))
    signs = {sign: (left, right) for sign, left, right in rows[0]}
    assert "".join(sign[0] for sign in rows[0]).replace(" ", "") == text
    between = signs["年"][0] - signs["9"][1]
    assert between == pytest.approx(10.5 / 4, abs=0.3)
    row = rows[0]
    meet = next(n for n in range(len(row)) if row[n][0] == "\u300d" and row[n + 1][0] == "\u300c")
    assert row[meet + 1][1] - row[meet][1] == pytest.approx(10.5 / 2, abs=0.3)


def test_copied_chinese_has_no_spaces() -> None:
    """Text taken from the PDF is the text that was set."""
    file = io.BytesIO()
    laid_out(f"<p>{PARAGRAPH}</p>", SIGNS, "zh-Hant").document.write_pdf(file)
    with pymupdf.open(stream=file.getvalue()) as document:
        text = "".join(page.get_text() for page in document)
    assert not re.search("[\u4e00-\u9fff\uff0c\u3002] +[\u4e00-\u9fff]", text)
    assert re.sub(r"\s", "", text) == PARAGRAPH
