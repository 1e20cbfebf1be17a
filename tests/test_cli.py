"""The command line as people and programs meet it: what it says, where files go, how it exits."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from shelf import BOOKS, BROKEN, ROOT, TIME_LIMIT, command

PLAIN = BOOKS / "plain"
EPUB = ("--only", "epub")
"""The quick output, where it does not matter which."""


def files(out: Path) -> list[str]:
    """All files below a folder, hidden ones too, without what is kept for the next build."""
    found = (path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())
    return sorted(name for name in found if not re.search(r"\.cache/(builds|chapters|galleys)/", name))


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Two books in source/, a folder named like the command's own word, another one named plain."""
    for name in ("source/plain", "source/other", "test", "elsewhere/plain"):
        shutil.copytree(PLAIN, tmp_path / name)
    return tmp_path


def test_weasyprint_is_imported_only_where_pages_are_made() -> None:
    """The command starts without it: it costs time, and must not be there before fonts are chosen."""
    code = "import sys, bindery.cli; print('weasyprint' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=TIME_LIMIT
    )
    assert done.stdout == "False\n"


def test_a_book_is_built_into_out_beside_where_one_stands(library: Path) -> None:
    """By path, both outputs and the report go to out/<name>/, and the command says what it made."""
    done = command("elsewhere/plain", cwd=library)
    assert done.returncode == 0
    made = ["plain/plain-print.pdf", "plain/plain.epub", "plain/plain.pdf", "plain/report.json"]
    assert files(library / "out") == made
    assert done.stdout.splitlines()[0].startswith("plain: out/plain/plain.pdf, ")
    assert done.stdout.splitlines()[1].startswith("plain: out/plain/plain-print.pdf, ")
    assert done.stdout.splitlines()[2] == "plain: out/plain/plain.epub"


def test_without_a_name_all_of_source_is_built(library: Path) -> None:
    """No BOOK means every folder of source/."""
    assert command(*EPUB, cwd=library).returncode == 0
    assert [name for name in files(library / "out") if name.endswith(".epub")] == [
        "other/other.epub", "plain/plain.epub",
    ]  # fmt: skip


def test_a_bare_name_is_a_book_of_source(library: Path) -> None:
    """`other` means source/other, from where source/ is."""
    assert command("other", *EPUB, cwd=library).returncode == 0
    assert "other/other.epub" in files(library / "out")


def test_only_makes_one_output_and_leaves_the_other_alone(library: Path) -> None:
    """After a full build, --only epub does not touch the PDF."""
    assert command("plain", cwd=library).returncode == 0
    pdf = library / "out/plain/plain.pdf"
    before = pdf.stat().st_mtime_ns, pdf.read_bytes()
    (library / "source/plain/1-first.md").write_text("# Changed\n\nNew words.\n", encoding="utf-8")
    assert command("plain", *EPUB, cwd=library).returncode == 0
    assert (pdf.stat().st_mtime_ns, pdf.read_bytes()) == before


def test_out_may_be_anywhere(library: Path) -> None:
    """--out makes the folders that it needs, and nothing is written anywhere else."""
    before = files(library)
    assert command("plain", *EPUB, "--out", "a/b/c", cwd=library).returncode == 0
    assert sorted(set(files(library)) - set(before)) == ["a/b/c/plain/plain.epub", "a/b/c/plain/report.json"]


def test_two_books_of_one_name_do_not_overwrite_each_other(library: Path) -> None:
    """The second is given a number."""
    done = command("source/plain", "elsewhere/plain", *EPUB, cwd=library)
    assert done.returncode == 0
    assert files(library / "out") == [
        "plain-2/plain-2.epub", "plain-2/report.json", "plain/plain.epub", "plain/report.json",
    ]  # fmt: skip


def test_a_book_called_test_is_reached_by_its_path(library: Path) -> None:
    """`test` runs the tests; ./test is a folder like any other."""
    assert command("./test", *EPUB, cwd=library).returncode == 0
    assert files(library / "out") == ["test/report.json", "test/test.epub"]


@pytest.mark.parametrize("word", ["0", "-1", "many", "1000000"])
def test_a_number_of_books_is_one(word: str, library: Path) -> None:
    """What is no number for --jobs is refused in one line, before anything is built."""
    done = command("plain", *EPUB, f"--jobs={word}", cwd=library)
    assert done.returncode == 2
    assert f"'{word}' is no number of things" in done.stderr
    assert not (library / "out").exists()


def test_test_runs_the_tests_with_its_arguments(library: Path) -> None:
    """The word alone starts pytest in the project, whatever lies beside."""
    done = command("test", "--collect-only", "-q", "tests/test_cli.py", cwd=library)
    assert done.returncode == 0
    assert "tests/test_cli.py::test_out_may_be_anywhere" in done.stdout


@pytest.mark.parametrize("name", ["no-such-book", "elsewhere"])
def test_what_is_no_book_is_told_without_a_traceback(name: str, library: Path) -> None:
    """A wrong name, and a folder without Markdown: one message and 2."""
    if name == "elsewhere":
        shutil.rmtree(library / "elsewhere/plain")
    done = command(name, cwd=library)
    assert done.returncode == 2
    assert "[book-missing]" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
    assert files(library / "out") == []


def test_without_source_and_name_it_says_what_it_wants(tmp_path: Path) -> None:
    """In an empty folder the command fails with one line."""
    done = command(cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "bindery: no book named, and no folder source/ here\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("note-missing",), 0),
        (("note-missing", "--strict"), 1),
        (("chapter-draft", "--strict"), 0),
        (("image-missing",), 2),
        (("image-missing", "--strict"), 2),
        (("note-missing", "image-missing"), 2),
        (("--unknown-flag",), 2),
    ],
)
def test_the_exit_code_says_how_it_went(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    """0 built, 1 warnings under --strict, 2 not built; notices never count."""
    done = command(*words, *EPUB, "--out", tmp_path, cwd=BROKEN)
    assert done.returncode == code, done.stdout


def test_problems_are_told_with_place_code_and_hint(tmp_path: Path) -> None:
    """The path starts where one stands, so that a terminal can open it; the hint is indented below."""
    done = command("tests/books/broken/image-missing", *EPUB, "--out", tmp_path)
    first, hint, last = done.stdout.splitlines()
    assert first.startswith("tests/books/broken/image-missing/one.md:3: no image 'bridge.png' ")
    assert first.endswith("[image-missing]")
    assert hint.startswith("    ")
    assert last == "image-missing: 1 error"


def test_json_is_the_only_thing_said(library: Path) -> None:
    """Programs get one JSON value on stdout, for good and for broken books, and silence on stderr."""
    shutil.copytree(BROKEN / "image-missing", library / "broken")
    done = command("plain", "broken", "no-such-book", *EPUB, "--json", cwd=library)
    assert done.returncode == 2
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert [(report["name"], report["built"]) for report in told] == [
        ("plain", True), ("broken", False), ("no-such-book", False),
    ]  # fmt: skip
    (problem,) = told[1]["problems"]
    assert problem["code"] == "image-missing"
    assert problem["severity"] == "error"
    assert problem["at"] == {"path": "one.md", "line": 3}


def test_in_a_log_each_step_is_a_line(library: Path) -> None:
    """Without a terminal nothing is redrawn: a line for each step, and no control characters."""
    done = command("plain", cwd=library)
    lines = done.stderr.splitlines()
    assert [line.split()[:2] for line in lines] == [
        ["plain:", word] for word in ("reading", "parsing", "laying", "writing", "assembling")
    ]
    assert all(char.isprintable() for line in lines for char in line)


def test_on_a_terminal_pages_are_counted(tmp_path: Path) -> None:
    """On a terminal the line is redrawn with the number of the page."""
    parent, child = pty.openpty()
    with subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), str(PLAIN), "--out", str(tmp_path)],
        stdout=subprocess.DEVNULL, stderr=child,
    ) as process:  # fmt: skip
        os.close(child)
        said = b"".join(read_all(parent)).decode()
        assert process.wait(TIME_LIMIT) == 0
    os.close(parent)
    assert "\r\x1b[Kplain: chapter 3 of 3" in said
    assert "\r\x1b[Kplain: page 1" in said


def read_all(descriptor: int) -> Iterator[bytes]:
    """What comes from a terminal until its other end closes (Linux then says EIO)."""
    with suppress(OSError):
        while data := os.read(descriptor, 4096):
            yield data


def test_ctrl_c_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Stopped in the middle of a layout, the command ends with 130, without traceback, and leaves no file."""
    with subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), str(BOOKS / "hard"), "--out", str(tmp_path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        assert any("laying out" in line for line in process.stderr)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=TIME_LIMIT)
    assert "Traceback" not in out + err
    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == [".cache"], "what is kept is whole, or not believed"
