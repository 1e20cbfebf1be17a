"""The type that Bindery sets: complete families, cut faces with right names, and nothing of the system's."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, strategies

from bindery.engine import cache, cut, faces, fonts

BOOK = ("Source Serif Pro", "Source Code Pro", "EB Garamond", "Noto Serif CJK TC")
LINES = """
<html lang="en"><style>html, @page { font-family: "Source Serif Pro" }</style>
<p>Text <b>bold</b> <i>italic</i> \U0001f600 <span style="font-family: Helvetica">unknown</span>
<p style="font-family: 'EB Garamond'">Garamond <b><i>bold italic</i></b> <b style="font-weight: 600">semi</b>
<p lang="zh-Hant" style="font-family: 'Noto Serif CJK TC'">\u9aa8 <b>\u9aa8</b>
<p lang="ja" style="font-family: 'Noto Serif CJK JP'">\u9aa8
"""
SCRIPT = f"""
import sys
from pathlib import Path
from bindery.engine import fonts
fonts.use(fonts.fontconfig({BOOK!r}))
import weasyprint
sys.stdout.buffer.write(weasyprint.HTML(string={LINES!r}).write_pdf())
"""

ALONE = f"""
import subprocess
from bindery.engine import fonts
config = fonts.fontconfig({BOOK!r})
{{}}
subprocess.Popen = None
fonts.use(config)
import weasyprint
"""


def printed(**environment: str) -> bytes:
    """The PDF of `LINES`, made by a new process in a bare environment."""
    root = str(Path(__file__).resolve().parent.parent)
    bare = {"PATH": os.defpath, "PYTHONPATH": root} | environment
    return subprocess.run([sys.executable, "-c", SCRIPT], env=bare, check=True, capture_output=True).stdout


@pytest.mark.parametrize(("change", "failed"), [("", False), ("fonts._are_known = lambda: False", True)])
def test_no_process_is_started_to_find_pango(change: str, *, failed: bool) -> None:
    """Where the loader knows WeasyPrint's libraries by name, no compiler or linker is asked for them."""
    root = str(Path(__file__).resolve().parent.parent)
    ran = subprocess.run(
        [sys.executable, "-c", ALONE.format(change)],
        env={"PYTHONPATH": root},
        check=False,
        capture_output=True,
    )
    assert (ran.returncode != 0) == failed, ran.stderr


def families_of(pdf: bytes) -> set[str]:
    """The names of the fonts that a PDF embeds, without the subset's tag."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        found = {
            str(font.BaseFont)
            for page in document.pages
            for font in page.Resources.get("/Font", pikepdf.Dictionary()).values()
        }
    return {name.rpartition("+")[2].removeprefix("/").replace("-", " ") for name in found}


def test_every_family_of_the_catalogue_is_there() -> None:
    """The set-up brings each family that the catalogue names, and each of its files exists."""
    named = {f.name for f in (*faces.PACKED, *faces.VARIABLE)} | {n for s in faces.SYSTEM for n in s.names}
    assert set(fonts.available()) == named
    assert [file for files in fonts.available().values() for file in files if not file.is_file()] == []


def test_unknown_families_are_named_in_order() -> None:
    """What cannot be set is told as it was asked for."""
    assert fonts.missing(["Nope", "Amiri", "Helvetica"]) == ("Nope", "Helvetica")


@pytest.mark.parametrize("family", [f.name for f in (*faces.PACKED, *faces.VARIABLE)])
def test_a_family_has_four_linked_styles_under_one_name(family: str) -> None:
    """Regular, italic, bold and bold italic carry the family's name, their weight and their flags."""
    styles = set()
    for file in fonts.available()[family]:
        font = TTFont(file, lazy=True)
        assert "fvar" not in font
        assert font["name"].getBestFamilyName() == family
        bits = font["OS/2"].fsSelection
        assert bool(bits & cut.ITALIC) == bool(font["head"].macStyle & 2) == ("It" in file.stem.split("-")[1])
        assert bool(bits & cut.BOLD) == (font["OS/2"].usWeightClass == 700)
        styles.add((font["OS/2"].usWeightClass, bool(bits & cut.ITALIC)))
    assert styles >= {(400, False), (400, True), (700, False), (700, True)}


def test_cutting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """A face depends on its source only, not on the clock or the folder, so that books repeat."""
    family = next(f for f in faces.VARIABLE if f.name == "Source Code Pro")
    source = fonts.package_files(family.package)
    assert source
    made = cut.make(family, source, tmp_path / "again")
    kept = fonts.available()[family.name]
    assert sorted(file.name for file in made.iterdir()) == sorted(file.name for file in kept)
    assert [file.name for file in kept if file.read_bytes() != (made / file.name).read_bytes()] == []


def test_a_page_holds_only_the_families_asked_for() -> None:
    """Neither a character without glyph nor an unknown family lets a font of the system in."""
    assert families_of(printed()) == {
        "Source Serif Pro", "Source Serif Pro Bold", "Source Serif Pro Italic",
        "EB Garamond", "EB Garamond Bold Italic", "EB Garamond Semi Bold",
        "Noto Serif CJK TC", "Noto Serif CJK TC Bold",
    }  # fmt: skip


def test_a_page_does_not_depend_on_the_environment(tmp_path: Path) -> None:
    """Language, home and other people's fontconfig settings leave no trace in the bytes."""
    elsewhere = {"LANG": "ja_JP.UTF-8", "FC_LANG": "ja", "PANGO_LANGUAGE": "ja", "PYTHONHASHSEED": "7"}
    assert printed(LANG="C") == printed(HOME=str(tmp_path), FONTCONFIG_PATH=str(tmp_path), **elsewhere)


def test_the_same_families_give_the_same_configuration() -> None:
    """The file is written once; other families or another order give another file."""
    first = fonts.fontconfig(BOOK)
    assert fonts.fontconfig(BOOK) == first
    assert fonts.fontconfig(BOOK[::-1]) != first
    assert "Helvetica" not in fonts.fontconfig([*BOOK, "Helvetica"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "families", "expected"),
    [
        ("Stra\u00dfe, na\u00efve", ["EB Garamond"], ""),
        ("\u6f22a", ["Source Serif Pro"], "\u6f22"),
        ("\u6f22a", ["Source Serif Pro", "Noto Serif CJK TC"], ""),
        ("\u0639\u0631\u0628\u064a", ["Amiri"], ""),
        ("ok \U0001f600", ["Source Serif Pro", "Noto Serif CJK TC", "Amiri"], "\U0001f600"),
        ("so\u00adft\u200b\u2060 \u2003\n\ufe0f", ["Source Serif Pro"], ""),
        ("non\u2011breaking", ["Amiri"], ""),
        ("x", ["Helvetica"], "x"),
    ],
)
def test_characters_that_no_family_draws_are_found(text: str, families: list[str], expected: str) -> None:
    """Each character without a glyph is reported; what leaves no ink, or HarfBuzz makes up, is not."""
    assert fonts.uncovered(text, families) == set(expected)


@given(strategies.text())
def test_uncovered_is_part_of_the_text_and_shrinks_with_more_families(text: str) -> None:
    """More families never leave more characters without a glyph."""
    few, more = fonts.uncovered(text, BOOK[:1]), fonts.uncovered(text, BOOK)
    assert more <= few <= set(text)


def test_others_folders_are_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache in a folder of another user is passed over: it could hold anything."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = tmp_path / "bindery"
    folder.mkdir()
    assert folder in cache.folders()
    monkeypatch.setattr(os, "getuid", lambda: folder.stat().st_uid + 1)
    assert (folder in cache.folders()) == (folder.stat().st_uid == 0)


def test_a_folder_that_cannot_be_written_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a virtualenv and with a home that takes no files, made things go to the temporary folder."""
    (tmp_path / "full").touch()
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "full"))
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    assert cache.writable.__wrapped__().parent == tmp_path
    assert (cache.writable.__wrapped__().stat().st_mode & 0o777) == 0o700
