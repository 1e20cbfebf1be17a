"""The import as a writer meets it: a folder that can be built, a report of each change, or one message."""

from __future__ import annotations

import json
import random
import shutil
import tomllib
import zlib
from pathlib import Path
from typing import Any

import pytest

import manuscripts
from bindery.importing import needs
from bindery.importing.manuscript import Done, Wishes, run
from bindery.importing.refusal import Refused
from bindery.read import read
from hostile import png
from shelf import ROOT, command


def made(folder: Path, name: str, data: str | bytes, **wishes: Any) -> tuple[Done, Path]:
    """Import a manuscript of that name and content into ``folder/book``."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return run(path, folder / "book", Wishes(**wishes)), folder / "book"


def refused(folder: Path, name: str, data: str | bytes, **wishes: Any) -> str:
    """Why a manuscript is not imported; nothing was written."""
    with pytest.raises(Refused) as why:
        made(folder, name, data, **wishes)
    assert not (folder / "book").exists()
    return str(why.value)


def all_of(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a folder with the moment it was written at."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_a_damaged_manuscript_becomes_a_book(tmp_path: Path) -> None:
    """What the text proves is mended, the rest is asked; once answered, the text is as it was written."""
    done, book = made(tmp_path, "page.txt", manuscripts.damaged())
    assert [question.rule for _, question in done.report.questions] == ["title", "leftover", "shifted"]
    assert done.report.counts["automatic"]["gloss"] == manuscripts.damaged().count("(")
    ids = tuple(question.id for _, question in done.report.questions)
    made(tmp_path, "page.txt", manuscripts.damaged(), accept=ids)
    title, *clean = manuscripts.CLEAN
    text = (book / "page.md").read_text("utf-8")
    mended = "\u9019\u662f\u66f8\u7684\u7279\u5fb5\u8207\u9858\u671b\u3002"
    assert text == "\n\n".join((f"# {title}", *clean[:-1], mended, clean[-1])) + "\n"
    assert tomllib.loads((book / "book.toml").read_text("utf-8"))["book"] == {
        "title": title,
        "language": "zh-Hant",
        "chapters": ["page.md"],
    }
    assert read(book).problems == ()


def test_every_change_is_reported_with_its_place(tmp_path: Path) -> None:
    """Line and column lead to the words before the change, in the manuscript as it came."""
    done, book = made(tmp_path, "page.txt", manuscripts.damaged())
    lines = manuscripts.damaged().split("\n")
    told = json.loads((book / "import/report.json").read_text("utf-8"))
    assert len(told["changes"]) == len(done.report.changes) > 40
    for change in told["changes"]:
        at = lines[change["line"] - 1] + "\n"
        if "(" not in change["before"] and change["before"]:
            assert at[change["column"] - 1 :].startswith(change["before"][0]), change
        assert {"rule", "kind", "after"} <= change.keys()
    people = (book / "import/report.md").read_text("utf-8")
    assert people.count("(gloss, automatic)") == told["counts"]["automatic"]["gloss"]
    assert all(question["id"] in people for question in told["questions"])
    assert (book / "import/page.txt").read_bytes() == manuscripts.damaged().encode()


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    """Not a byte and not a date; answers stay given; the result has nothing to mend."""
    done, book = made(tmp_path, "page.txt", manuscripts.damaged())
    made(tmp_path, "page.txt", manuscripts.damaged(), accept=(done.report.questions[0][1].id,))
    before = all_of(book)
    again, _ = made(tmp_path, "page.txt", manuscripts.damaged())
    assert again.written == 0
    assert all_of(book) == before
    (tmp_path / "next").mkdir()
    after, _ = made(tmp_path / "next", "page.md", (book / "page.md").read_bytes())
    assert after.report.changes == ()


def test_what_a_writer_changed_is_never_overwritten(tmp_path: Path) -> None:
    """An edited file stays; where an import would write it anew, it refuses and touches nothing."""
    done, book = made(tmp_path, "page.txt", manuscripts.damaged())
    (book / "page.md").write_text("mine", encoding="utf-8")
    assert made(tmp_path, "page.txt", manuscripts.damaged())[0].written == 0
    before = all_of(book)
    with pytest.raises(Refused, match=r"page\.md.*Nothing was written"):
        made(tmp_path, "page.txt", manuscripts.damaged(), accept=(done.report.questions[0][1].id,))
    with pytest.raises(Refused, match="another manuscript"):
        made(tmp_path, "other.txt", "Another text.\n\nIt has two lines.\n")
    assert all_of(book) == before
    (tmp_path / "full" / "book").mkdir(parents=True)
    (tmp_path / "full" / "book" / "book.toml").write_text("[book]\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"book\.toml"):
        made(tmp_path / "full", "page.txt", manuscripts.damaged())


def test_an_answer_that_no_question_has_is_refused(tmp_path: Path) -> None:
    """A mistyped id is named."""
    assert "abc" in refused(tmp_path, "page.txt", manuscripts.damaged(), accept=("abc",))


@pytest.mark.parametrize("gloss", ["ruby", "keep"])
def test_readings_may_become_ruby_or_stay(gloss: str, tmp_path: Path) -> None:
    """``--gloss ruby`` puts them over their characters, ``keep`` leaves them; a book either way."""
    _, book = made(tmp_path, "page.txt", manuscripts.damaged(), gloss=gloss)
    text = (book / "page.md").read_text("utf-8")
    sign = "<ruby>\u6578<rt>sh\u00f9</rt></ruby>" if gloss == "ruby" else "\u6578(sh\u00f9)"
    assert text.count(sign) == manuscripts.damaged().count("\u6578(sh\u00f9)")
    assert read(book).problems == ()


def test_word_comes_with_pictures_notes_and_tables(tmp_path: Path) -> None:
    """Two chapters, a note, a table, a picture; a formula is dropped and named with its text."""
    done, book = made(tmp_path, "forest.docx", manuscripts.docx())
    first = (book / "01.md").read_text("utf-8")
    assert first.startswith("# Of Trees\n\nAn oak is *old*, a \\*birch\\* is not[^1].\n")
    assert "| oak | 30 m |" in first
    assert "![A grey square](images/01.png)" in first
    assert first.endswith("[^1]: Nor is it tall.\n")
    assert (book / "02.md").read_text("utf-8") == "# Of Leaves\n\nThey fall:\n"
    assert done.report.lost == ("Word: formula: \u201ca+b\u201d",)
    assert read(book).edition.people[0].name == "Ann Birch"


def test_html_comes_without_scripts_and_fetches_nothing(tmp_path: Path) -> None:
    """Pictures beside the page and within it come along; what lies elsewhere is named."""
    (tmp_path / "secret.png").write_bytes(png(4, 4, zlib.compress(b"\0\1\2\3\4" * 4)))
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "local.png").write_bytes(png(5, 5, zlib.compress(b"\0\1\2\3\4\5" * 5)))
    done, book = made(folder, "ponds.html", manuscripts.HTML)
    text = (book / "ponds.md").read_text("utf-8")
    assert "stol" not in text
    assert '![A pond](images/01.png "The pond.")' in text
    assert "![Near](images/02.png)" in text
    assert "see [below](#deep). 2 \\* 3 \\* 4 \\< 30." in text
    assert "## Deep water {#deep}" in text
    assert "| small \\| old | 1 m |" in text
    assert '<td colspan="2">joined</td>' in text
    assert '```python\nif a < b:\n    print("``")\n```' in text
    assert "\n1\\. is not a list here." in text
    assert sorted(path.name for path in (book / "images").iterdir()) == ["01.png", "02.png"]
    lost = "\n".join(done.report.lost)
    assert all(word in lost for word in ("script", "frame", "../secret.png", "https://pond.invalid/x.png"))
    assert read(book).problems == ()


def test_a_scraped_page_gets_its_paragraphs(tmp_path: Path) -> None:
    """Breaks of the line in the place of paragraphs, with typed indents, are paragraphs."""
    first, second, third = "\u6c34\u6d41\u3002", "\u8239\u884c\u3002", "\u8def\u9577\u3002"
    page = f"<html>\u3000\u3000{first}<br><br>&nbsp;&nbsp;{second}<br>\u3000\u3000{third}</html>"
    _, book = made(tmp_path, "page.html", page)
    text = (book / "page.md").read_text("utf-8")
    assert text == f"{first}\n\n{second}\n\n{third}\n"


def test_an_epub_comes_in_its_reading_order(tmp_path: Path) -> None:
    """A file for each document, links between them, notes, the cover; the navigation is left to the build."""
    done, book = made(tmp_path, "hill.epub", manuscripts.epub())
    assert (book / "01.md").read_text("utf-8") == (
        "# The Hill\n\nUp[^1-1], then [down](02.md).\n\n![A hill](images/01.png)\n\n[^1-1]: Slowly.\n"
    )
    assert (book / "02.md").read_text("utf-8") == "# The Dale\n\nDown.\n"
    edition = read(book).edition
    assert (edition.title, edition.language, edition.cover) == ("Hill and Dale", "en-GB", "images/01.png")
    assert done.report.lost == ("video",)


def test_an_imported_book_builds_and_its_epub_comes_back(tmp_path: Path) -> None:
    """The command imports, the result builds without a warning, and the EPUB that it gives imports again."""
    (tmp_path / "forest.docx").write_bytes(manuscripts.docx())
    done = command("import", "forest.docx", "--into", "forest", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left behind: Word: formula" in done.stdout
    built = command("./forest", "--only", "epub", "--strict", cwd=tmp_path)
    assert built.returncode == 0, built.stdout
    told = command("import", "out/forest/forest.epub", "--into", "again", "--json", cwd=tmp_path)
    assert told.stderr == ""
    assert json.loads(told.stdout)["title"] == "The Forest"
    assert "Nor is it tall." in "".join(path.read_text("utf-8") for path in (tmp_path / "again").glob("*.md"))


HAN = "\u4eba\u4eba\u90fd\u8981\u8b80\u66f8\u3002" * 40
ENTITY = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
REFUSED: dict[str, tuple[str, bytes, dict[str, str], str]] = {
    "truncated": ("a.txt", HAN.encode()[:-1], {}, "cut short"),
    "truncated-big5": ("a.txt", HAN.encode("big5")[:-1], {}, "cut short"),
    "truncated-utf16": ("a.txt", HAN.encode("utf-16")[:-1], {}, "cut short"),
    "wrong-encoding": ("a.txt", HAN.encode("big5"), {"encoding": "utf-8"}, "looks like Big5"),
    "unknown-encoding": ("a.txt", b"text", {"encoding": "klingon"}, "no encoding 'klingon'"),
    "no-text-codec": ("a.txt", b"text", {"encoding": "zlib"}, "no encoding 'zlib'"),
    "binary": ("a.txt", random.Random(1).randbytes(4000), {}, "no text"),  # noqa: S311  (a fixed seed)
    "zeroes": ("a.txt", b"ab\0\0" * 100, {}, "zero bytes"),
    "empty": ("a.txt", b" \n", {}, "empty"),
    "old-word": ("a.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 99, {}, "save it as .docx"),
    "pdf": ("a.txt", b"%PDF-1.7", {}, "a PDF"),
    "bomb": ("a.docx", manuscripts.bomb(), {}, "unpacks to far more"),
    "cut-zip": ("a.docx", manuscripts.docx()[:900], {}, "cut short"),
    "other-zip": ("a.docx", manuscripts.zipped({"x": "y"}), {}, "neither Word nor EPUB"),
    "entities": (
        "a.docx",
        manuscripts.docx(**{"word/document.xml": f"{ENTITY}<x>&b;</x>"}),
        {},
        "declares entities",
    ),
    "epub-entities": (
        "a.epub",
        manuscripts.epub(**{"OEBPS/text/a.xhtml": f"{ENTITY}<x>&b;</x>"}),
        {},
        "declares entities",
    ),
    "encrypted": (
        "a.epub",
        manuscripts.epub(**{"META-INF/encryption.xml": manuscripts.ENCRYPTED}),
        {},
        "encrypted",
    ),
    "damaged-entry": (
        "a.docx",
        manuscripts.docx(**{"word/document.xml": "<w:document"}),
        {},
        "not well-formed",
    ),
    "deep": ("a.html", b"<html>" + b"<div>" * 5000 + b"x", {}, "nests"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_imported_ends_in_one_message(name: str, tmp_path: Path) -> None:
    """Nothing is guessed and nothing written; the message says what is wrong with the file."""
    file, data, wishes, says = REFUSED[name]
    assert says in refused(tmp_path, file, data, **wishes)


def test_the_command_refuses_in_one_line(tmp_path: Path) -> None:
    """Exit code 2, a line on stderr, no traceback and no folder."""
    done = command("import", "nothing.txt", "--into", "book", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bindery: nothing.txt: there is no such file\n"
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_lacks_is_named_with_its_command(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Without an optional library the import says which, and what installs it."""
    monkeypatch.setattr(needs, "is_there", lambda module: module != "opencc")
    said = refused(tmp_path, "a.txt", "text")
    assert "needs OpenCC" in said
    assert "-m pip install 'OpenCC>=" in said


def test_the_libraries_are_the_extra_of_the_project() -> None:
    """pyproject.toml, the tests' own list and the message name the same."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert extras["import"] == list(needs.REQUIREMENTS.values())
    assert set(extras["import"]) <= set(extras["test"])


def test_a_build_repairs_nothing_and_names_what_an_import_would(tmp_path: Path) -> None:
    """The lint finds the damage of the fixture by the import's rules; the files stay as they are."""
    book = tmp_path / "book"
    shutil.copytree(ROOT / "tests/books/broken/text-damaged", book)
    shown = "\n\n".join(manuscripts.damaged().split("\n"))
    (book / "one.md").write_text(f"# One\n\n{shown}\n", encoding="utf-8")
    before = all_of(book)
    done = command(book, "--only", "epub", "--strict", cwd=tmp_path)
    assert done.returncode == 1
    for rule in ("gloss, ", "comma-doubled, ", "comma-before-stop, ", "ellipsis)", "shifted)", "leftover)"):
        assert f"({rule}" in done.stdout, rule
    assert all_of(book) == before
