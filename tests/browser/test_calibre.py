"""Calibre, whose conversion many a reader's book has gone through. Part of the browser job."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from checkers import samples
from shelf import Built

COMPLAINT = re.compile(r"warning|error|fail|could not|cannot|invalid|no such|not found|ignor", re.IGNORECASE)
HEADLESS = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
DETECTED = "\tDetected chapter"
"""Lines that repeat the book's own words."""


def complaints(epub: Path, made: Path) -> list[str]:
    """What calibre complains of while it makes a book for Kindles."""
    done = subprocess.run(
        ["ebook-convert", str(epub), str(made)],
        env=os.environ | HEADLESS, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    lines = [line for line in (done.stdout + done.stderr).splitlines() if not line.startswith(DETECTED)]
    ours = [line for line in lines if str(made) not in line and str(epub) not in line]
    return [line for line in ours if COMPLAINT.search(line)] + ["it failed"] * bool(done.returncode)


def test_calibre_converts_without_complaint(book: Built, tmp_path: Path) -> None:
    """The EPUB becomes a book for Kindles, and nothing is said but what was done."""
    made = tmp_path / "book.azw3"
    assert complaints(book.epub, made) == []
    assert made.stat().st_size > 10_000


def test_calibre_complains_of_a_picture_that_is_gone(tmp_path: Path) -> None:
    """Silence means something: a spoilt book is told of."""
    entries = samples.epub_entries()
    text = entries["EPUB/c1.xhtml"].decode()
    entries["EPUB/c1.xhtml"] = text.replace("</body>", "<p><img src='gone.png' alt=''/></p></body>").encode()
    spoilt = samples.zip_up(entries, tmp_path / "spoilt.epub")
    assert any("gone.png" in line for line in complaints(spoilt, tmp_path / "book.azw3"))
