"""The benchmarks: their prose, their edits, their meter and a table of a tiny book. No figure is judged."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pypdfium2
import pytest

from benchmarks import invented, meter, peers, prose, rebuild
from benchmarks.epub import bind

NOWHERE = Path(__file__).parent / "benchmarks"
"""A folder without novels."""
HELD = 48 << 20  # bytes, far more than Python itself has
HOLD = f"held = b'x' * {HELD}; "
WORK = HOLD + "sum(range(30_000_000))"
TWO = HOLD + f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WORK!r}])"


def test_invented_prose_is_the_same_and_has_no_end() -> None:
    """Without novels a book of any length can be had, the same each time, and no chapter is there twice."""
    once, again = (list(islice(invented.chapters(), 300)) for _ in range(2))
    assert once == again
    assert len({tuple(chapter) for chapter in once}) == len(once)


def test_invented_sentences_are_as_long_as_written_ones() -> None:
    """Sentences have some twenty words, chapters a few pages."""
    chapters = list(islice(invented.chapters(), 20))
    words = " ".join(part for chapter in chapters for part in chapter).split()
    sentences = [word for word in words if word.rstrip('"')[-1] in ".?!"]
    assert 12 < len(words) / len(sentences) < 28
    assert 1000 < len(words) / len(chapters) < 6000


def test_prose_is_never_the_same_in_another_round() -> None:
    """Novels that are told again have their sentences, and what is a single sentence its words, in another
    order."""
    assert prose.turned("One. Two! Three.", 1) == "Two! Three. One."
    assert prose.turned("a single one", 4) == "single one a"
    assert prose.turned("One. Two.", 0) == "One. Two."


def test_a_book_has_the_words_that_are_asked_for(tmp_path: Path) -> None:
    """A book ends with the chapter that reaches its length."""
    count, files = bind(NOWHERE, 9000, tmp_path / "book")
    last = len(files[-1].read_text(encoding="utf-8").split())
    assert 9000 <= count < 9000 + last
    assert [file.read_text(encoding="utf-8").partition("\n")[0] for file in files[:2]] == [
        "# Chapter 1", "# Chapter 2",
    ]  # fmt: skip


def test_one_edit_keeps_each_line_as_wide(tmp_path: Path) -> None:
    """Two letters of one word change places, in the middle of the chapter."""
    _, files = bind(NOWHERE, 3000, tmp_path / "book")
    before = files[0].read_text(encoding="utf-8")
    rebuild.keep_pages(files[0])
    after = files[0].read_text(encoding="utf-8")
    changed = [at for at, letters in enumerate(zip(before, after, strict=True)) if len(set(letters)) > 1]
    assert len(changed) == 2
    assert changed[1] == changed[0] + 1
    assert changed[0] > len(before) / 3
    assert sorted(before) == sorted(after)


def test_the_other_edit_adds_two_pages_of_words(tmp_path: Path) -> None:
    """A chapter ends with so many words more as two pages hold."""
    _, files = bind(NOWHERE, 3000, tmp_path / "book")
    before = files[0].read_text(encoding="utf-8")
    rebuild.add_pages(files[0], NOWHERE)
    after = files[0].read_text(encoding="utf-8")
    assert after.startswith(before.rstrip())
    assert 2 * rebuild.WORDS <= len(after.split()) - len(before.split()) < 2.6 * rebuild.WORDS


def test_memory_is_that_of_the_largest_and_of_all(tmp_path: Path) -> None:
    """What a process and its child hold at one moment is counted together."""
    its = meter.cost((sys.executable, "-c", TWO), tmp_path)
    assert its.largest >= HELD >> 20
    assert its.together is None or its.together >= 2 * HELD >> 20


def test_a_command_that_fails_has_no_cost(tmp_path: Path) -> None:
    """A row is that of a file that was made."""
    with pytest.raises(subprocess.CalledProcessError):
        meter.cost((sys.executable, "-c", "raise SystemExit(3)"), tmp_path)


def test_a_process_is_of_its_own_family() -> None:
    """A process is found with those that it started, and nobody else's are."""
    with subprocess.Popen((sys.executable, "-c", "input()"), stdin=subprocess.PIPE) as child:
        alone, both = set(meter.family(child.pid)), set(meter.family(os.getpid()))
        child.communicate(b"\n")
    assert alone == {child.pid}
    assert not Path("/proc/self/stat").exists() or both >= {os.getpid(), child.pid}


def test_peers_get_the_text_as_it_is() -> None:
    """What a program takes for its own signs is written so that it is letters again."""
    assert peers.as_typst("a_b #c [d] _so_ $5") == r"a\_b \#c \[d\] #emph[so] \$5"


def test_each_way_has_its_row(tmp_path: Path) -> None:
    """The table of a tiny book has a row for each way; only the edit that says so adds pages."""
    made = list(rebuild.rows(NOWHERE, 1, tmp_path, ("bindery", "plain", "weasyprint")))
    first, second, kept, longer, whole, alone = made
    assert first.pages == second.pages == kept.pages < longer.pages == whole.pages
    assert all(row.cost and row.cost.largest for row in made)
    with pypdfium2.PdfDocument(tmp_path / "weasyprint.pdf") as pdf:
        assert "Chapter 1" in pdf[0].get_textpage().get_text_range()
    assert rebuild.as_text(rebuild.Row("Typst")).count("|") == rebuild.as_text(alone).count("|")
