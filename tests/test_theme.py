"""Every theme on every trim in every script leaves room at all sides, and its words are whole."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import printed
from bindery import pipeline, theme
from bindery.book_values import Trim
from bindery.edition import Edition, Print, Theme
from bindery.edition_file import read_edition
from bindery.numerals import fill
from bindery.read import read
from bindery.report import Silent
from bindery.theme import TEMPLATES, Grid
from checkers.pdf_pages import page_texts
from shelf import BOOKS

THEMES = sorted(path.parent.name for path in TEMPLATES.glob("*/theme.toml"))
LANGUAGES = ("en", "de", "zh-Hant", "zh-Hans", "ja", "ko", "ar")
TRIMS = (
    "A4",
    "A5",
    "A6",
    "B5",
    "B6",
    "ISO-B5",
    "ISO-B6",
    "letter",
    "digest",
    "trade",
    "demy",
    "royal",
    "5x8in",
)
MM = 72 / 25.4
WORDS = tomllib.loads((TEMPLATES / "base" / "words.toml").read_text(encoding="utf-8"))
PATTERNS = ("part", "opening", "figure", "table", "listing", "see_chapter", "appendix")


def grid_of(name: str, language: str, trim: Trim) -> Grid:
    """The type area that a theme gives."""
    edition = Edition(language=language, theme=Theme(name=name), print=Print(trim=trim))
    chosen, problems = theme.choose(edition, BOOKS / "plain")
    assert chosen is not None, problems
    return chosen.grid


def test_a_narrow_page_parts_words_sooner() -> None:
    """Words of five letters may be parted where a line is short, of six where it is not."""
    assert "--grid-hyphens:6 3 3;" in grid_of("technical", "en", Trim(148, 210)).css()
    assert "--grid-hyphens:6 3 3;" in grid_of("literary", "en", Trim(127, 203.2)).css()
    assert "--grid-hyphens:5 2 3;" in grid_of("technical", "en", Trim(60, 100)).css()


def margins(grid: Grid) -> dict[str, float]:
    """What is left at each side, in mm, computed from the type area."""
    return {
        "inner": grid.inner,
        "outer": grid.width - grid.inner - grid.measure / MM,
        "top": grid.top,
        "bottom": grid.height - grid.top - grid.lines * grid.leading / MM,
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("size", TRIMS)
def test_every_usual_trim_has_room_at_all_sides(size: str, name: str, language: str) -> None:
    """The page is the trim; margins are print shops' at least; lines and characters are whole numbers."""
    trim = read_trim(size)
    grid = grid_of(name, language, trim)
    assert (grid.width, grid.height) == (trim.width, trim.height)
    sides = margins(grid)
    assert sides["inner"] >= 9.6, sides
    assert min(sides.values()) >= 6.4, sides
    assert grid.lines >= 12
    assert isinstance(grid.lines, int)
    assert grid.measure >= 12 * grid.size


def read_trim(size: str) -> Trim:
    """A trim as book.toml names it."""
    edition, problems = read_edition(f'[book]\ntitle = "A"\n[print]\ntrim = "{size}"\n', "book.toml")
    assert edition is not None
    assert problems == ()
    return edition.print.trim


@given(st.floats(70, 450), st.floats(70, 450), st.sampled_from(LANGUAGES), st.sampled_from(THEMES))
def test_every_allowed_trim_holds_text(width: float, height: float, language: str, name: str) -> None:
    """Any size that book.toml accepts has a line, a character and positive margins."""
    grid = grid_of(name, language, Trim(width, height))
    sides = margins(grid)
    assert min(sides.values()) > 0, sides
    assert grid.lines >= 1
    assert grid.measure > 0


def test_a_measure_of_whole_characters_holds_them() -> None:
    """Chinese lines are so many characters wide, and a breath more, so that none is pushed out."""
    grid = grid_of("base", "zh-Hant", Trim(148, 210))
    assert 0 < grid.measure - grid.chars * grid.size < 0.1


@pytest.mark.parametrize("language", WORDS)
def test_a_language_has_known_words_only(language: str) -> None:
    """Its words are words that English has too, and its patterns can be filled."""
    assert WORDS[language].keys() <= WORDS["en"].keys()
    assert all(isinstance(word, str) and word for word in WORDS[language].values())
    for key in PATTERNS:
        assert fill(WORDS[language].get(key, WORDS["en"][key]), 3)


@pytest.mark.parametrize(
    ("tag", "row"),
    [
        ("zh", "zh-Hans"), ("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"), ("zh-Hant-CN", "zh-Hant"), ("de-AT", "de"), ("pt", "en"), ("en-GB", "en"),
        ("ar-EG", "ar"), ("ja-JP", "ja"),
    ],
)  # fmt: skip
def test_a_language_finds_its_words(tag: str, row: str) -> None:
    """Regions and scripts lead to the nearest table; a language without one speaks English."""
    chosen, _ = theme.choose(Edition(language=tag), BOOKS / "plain")
    assert chosen is not None
    assert chosen.words["contents"] == WORDS[row]["contents"]


def test_an_unknown_theme_is_told_with_the_nearest(tmp_path: Path) -> None:
    """A theme that is not there gives no look but a problem."""
    for name in ("literery", "../base", "/etc", "base/../base", "css"):
        chosen, (problem,) = theme.choose(Edition(theme=Theme(name=name)), tmp_path)
        assert chosen is None
        assert problem.code == "theme-unknown"
    assert (
        theme.choose(Edition(theme=Theme(name="literery")), tmp_path)[1][0].hint == "did you mean 'literary'?"
    )


def built(root: Path, toml: str, texts: dict[str, str]) -> Path:
    """The PDF of a book that is written here."""
    root.mkdir()
    (root / "book.toml").write_text(f'[book]\ntitle = "A"\n{toml}', encoding="utf-8")
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    report = pipeline.build(root, root.name, root / "out", ("pdf",), Silent())
    assert [problem for problem in report.problems if problem.code != "engine-plain"] == []
    return root / "out" / root.name / f"{root.name}.pdf"


TWO = {"1.md": "# First\n\nText one.\n", "2.md": "# Second\n\nText two.\n"}


@pytest.mark.parametrize(("openings", "pages"), [("right", [7, 9]), ("any", [7, 8])])
def test_openings_may_be_on_any_page(openings: str, pages: list[int], tmp_path: Path) -> None:
    """“right” opens each chapter on a recto, “any” on the next page; the first one always on a recto."""
    pdf = built(tmp_path / "book", f'[print]\nopenings = "{openings}"\n', TWO)
    rows = printed.sheets(pdf, 0, 0).outline
    assert [row.page for row in rows if row.title in {"First", "Second"}] == pages


def test_a_token_changes_the_look(tmp_path: Path) -> None:
    """A book's own accent colours the number of its chapters."""
    pdf = built(tmp_path / "book", '[theme.tokens]\naccent = "#7a1f1f"\n', TWO)
    with pymupdf.open(pdf) as pages:
        spans = [
            span
            for block in pages[6].get_text("dict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
        ]
    assert [span["color"] for span in spans if span["text"] == "1" and span["size"] > 20] == [0x7A1F1F]


def test_a_book_may_bring_words_of_its_own(tmp_path: Path) -> None:
    """templates/words.toml of the book wins over ours, word by word."""
    words = {"templates/words.toml": '[en]\ncontents = "What is inside"\n'}
    texts = page_texts(built(tmp_path / "book", "", TWO | words))
    assert "What is inside" in texts[4]


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("fs", "blue", "is a length"),
        ("indent", 3, "is a length"),
        ("accent", 12, "is a colour"),
        ("accent", "11pt", "is a colour"),
        ("hyphen-penalty", "much", "is a number"),
        ("opening", "big", "no chapter opens"),
    ],
)
def test_a_token_of_another_kind_is_told_where_it_is_written(
    name: str, value: str | int, told: str, tmp_path: Path
) -> None:
    """A colour for a length, or a length for a colour, is one error at its line of book.toml."""
    typed = value if isinstance(value, int) else f'"{value}"'
    (tmp_path / "book.toml").write_text(
        f'[book]\ntitle = "A"\n[theme.tokens]\n{name} = {typed}\n', encoding="utf-8"
    )
    (tmp_path / "1.md").write_text("# One\n\nText.\n", encoding="utf-8")
    _, problems = theme.choose(read(tmp_path, "a").edition, tmp_path)
    assert [(p.code, p.at.line, told in p.message) for p in problems] == [("key-type", 4, True)]


@pytest.mark.parametrize(
    ("name", "value"),
    [("fs", "11pt"), ("indent", "0"), ("accent", "device-cmyk(0 .8 .9 .1)"), ("accent", "#7a1f1f"),
     ("code-size", "calc(var(--fs) * .9)"), ("c-size", "1.1em"), ("quiet", "var(--ink)"),
     ("head-weight", 700)],
)  # fmt: skip
def test_a_token_of_its_kind_is_taken(name: str, value: str | int, tmp_path: Path) -> None:
    """Lengths in any unit, computed ones, and colours in any notation are taken."""
    typed = value if isinstance(value, int) else f'"{value}"'
    (tmp_path / "book.toml").write_text(
        f'[book]\ntitle = "A"\n[theme.tokens]\n{name} = {typed}\n', encoding="utf-8"
    )
    (tmp_path / "1.md").write_text("# One\n\nText.\n", encoding="utf-8")
    look, problems = theme.choose(read(tmp_path, "a").edition, tmp_path)
    assert look is not None
    assert problems == ()
    assert f"--{name}:{value};" in look.own_tokens
