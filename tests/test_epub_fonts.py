"""Fonts in the EPUB: none unless the book asks, then small, complete and allowed."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from bindery import pipeline
from bindery.engine import fonts
from bindery.engine.subset import BadFont, Face
from bindery.report import Silent
from checkers import epub_facts, epubcheck
from checkers.epub_open import spine_texts
from shelf import BOOKS, ROOT

CHINESE_LIMIT = 500_000
"""Bytes of fonts that a Chinese book of this length may cost its readers."""


def built(source: Path, place: Path, line: str) -> Path:
    """The EPUB of a copy of a book whose book.toml got a line below ``[epub]``."""
    root = Path(shutil.copytree(source, place / source.name))
    toml = root / "book.toml"
    text = toml.read_text(encoding="utf-8")
    table = "[epub]\n" if "[epub]" not in text else ""
    text = text.replace("[epub]\n", f"[epub]\n{line}\n") if not table else f"{text}\n{table}{line}\n"
    toml.write_text(text, encoding="utf-8")
    report = pipeline.build(root, root.name, place / "out", ("epub",), Silent())
    assert report.artifacts, report.problems
    return report.artifacts[0].path


def faces(epub: Path) -> dict[str, bytes]:
    """The font files of an EPUB."""
    with zipfile.ZipFile(epub) as zipped:
        names = [name for name in zipped.namelist() if "/fonts/" in name]
        return {name.rpartition("/")[2]: zipped.read(name) for name in names}


def style(epub: Path) -> str:
    """The style sheet of an EPUB."""
    with zipfile.ZipFile(epub) as zipped:
        return zipped.read("EPUB/css/book.css").decode()


def characters(data: bytes) -> set[int]:
    """The code points that a font draws."""
    return set(TTFont(io.BytesIO(data)).getBestCmap())


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Chinese book of source/ with all fonts of its theme."""
    return built(ROOT / "source" / "wuzhen", tmp_path_factory.mktemp("zh"), "fonts = true")


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book with emphasis, code and tables with all fonts of its theme."""
    return built(BOOKS / "specimen", tmp_path_factory.mktemp("en"), "fonts = true")


def test_no_font_is_forced_on_readers(tmp_path: Path) -> None:
    """A book that asks for nothing carries no font, and its sheet names none for the text."""
    root = Path(shutil.copytree(BOOKS / "german", tmp_path / "german"))
    report = pipeline.build(root, "german", tmp_path / "out", ("epub",), Silent())
    epub = report.artifacts[0].path
    assert faces(epub) == {}
    assert "@font-face" not in style(epub)
    assert "serif" not in style(epub)


def test_a_chinese_book_costs_its_readers_half_a_megabyte(chinese: Path) -> None:
    """Subsets of the book's characters, without what only vertical lines need."""
    sizes = {name: len(data) for name, data in faces(chinese).items()}
    assert sizes
    assert sum(sizes.values()) < CHINESE_LIMIT, sizes


@pytest.mark.parametrize("name", ["chinese", "english"])
def test_every_character_of_the_book_is_drawn(name: str, request: pytest.FixtureRequest) -> None:
    """All faces together have each character of the text that leaves ink and that the theme's faces have."""
    epub = request.getfixturevalue(name)
    drawn = set().union(*map(characters, faces(epub).values()))
    text = set("".join(spine_texts(epub)))
    theirs = ["Noto Serif CJK TC", "Source Serif Pro", "Source Code Pro"]
    wanted = {char for char in text if fonts.covers(theirs, char) and char.strip()}
    silent = {char for char in wanted if fonts.covers([], char)}
    assert {char for char in wanted - silent if ord(char) not in drawn} <= {"\u2011"}


@pytest.mark.parametrize("name", ["chinese", "english"])
def test_the_epub_with_fonts_is_valid(name: str, request: pytest.FixtureRequest) -> None:
    """EPUBCheck and our own facts find nothing, and each file is named by a rule."""
    epub = request.getfixturevalue(name)
    assert epub_facts.complaints(epub) == ()
    assert epubcheck.check_all([epub])[epub] == ()
    assert all(f"../fonts/{file}" in style(epub) for file in faces(epub))


def test_faces_have_the_styles_that_the_text_has(english: Path) -> None:
    """Roman, italic and bold of the text, bold heads, code; under names of their own."""
    files = faces(english)
    assert {"book-text.ttf", "book-text-italic.ttf", "book-heads-bold.ttf", "book-code.ttf"} <= set(files)
    for name, data in files.items():
        table = TTFont(io.BytesIO(data))["name"]
        assert table.getBestFamilyName() == name.rpartition(".")[0]
        assert "Source" not in (table.getBestFullName() or "")


def test_the_same_book_gives_the_same_fonts(english: Path, tmp_path: Path) -> None:
    """Byte for byte."""
    assert faces(built(BOOKS / "specimen", tmp_path, "fonts = true")) == faces(english)


def test_one_part_alone_may_have_its_font(tmp_path: Path) -> None:
    """Only heads: the text is left to the reader."""
    epub = built(BOOKS / "german", tmp_path, 'fonts = ["heads"]')
    assert set(faces(epub)) == {"book-heads-bold.ttf"}
    assert "body { font-family" not in style(epub)


def marked(bits: int) -> bytes:
    """A small font whose licence bits are these."""
    source = fonts.available()["Source Serif Pro"][0]
    font = TTFont(source)
    font["OS/2"].fsType = bits
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("bits", "allowed"), [(0, True), (4, True), (8, True), (2, False), (0x200, False)])
def test_licence_bits_are_respected(bits: int, allowed: bool) -> None:  # noqa: FBT001  (a row of the table)
    """A font that says it may not be embedded is not."""
    face = Face(marked(bits))
    if allowed:
        assert face.judged() == face
    else:
        with pytest.raises(BadFont):
            face.judged()


def test_a_font_of_the_book_is_embedded_by_its_family(tmp_path: Path) -> None:
    """Subset, unless its bits ask for the whole."""
    root = Path(shutil.copytree(BOOKS / "german", tmp_path / "german"))
    (root / "own.ttf").write_bytes(marked(0))
    kept = marked(0x100)
    (root / "whole.ttf").write_bytes(kept)
    epub = built(root, tmp_path / "again", 'fonts = ["own.ttf", "whole.ttf"]')
    small, whole = faces(epub)["own-1.ttf"], faces(epub)["own-2.ttf"]
    assert whole == kept
    assert len(small) * 3 < len(whole)
    assert 'font-family: "Source Serif Pro"' in style(epub)
