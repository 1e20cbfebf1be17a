"""DAISY's Ace finds nothing in our books, and finds what a book was spoilt with.

Part of the browser job: run by `python3 build.py test --browser` and by nothing else.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bindery import pipeline
from bindery.report import Silent
from checkers import ace, samples
from shelf import BROKEN, Built

RATIO = re.compile(r"contrast of ([\d.]+)")
"""The ratio that a complaint of faint colours names."""


@pytest.fixture(scope="session")
def judged(shelf: dict[str, Built]) -> dict[str, tuple[ace.Violation, ...]]:
    """What Ace has against each book: one process for all."""
    return {path.stem: found for path, found in ace.violations(b.epub for b in shelf.values()).items()}


def test_ace_has_nothing_to_say(book: Built, judged: dict[str, tuple[ace.Violation, ...]]) -> None:
    """No violation, of whatever weight, in the package or in a document."""
    assert [str(violation) for violation in judged[book.name]] == []


def test_ace_sees_what_our_checks_see(tmp_path: Path) -> None:
    """Colours that are too faint trip its rule as they trip ours, with the same figures, and nothing else."""
    report = pipeline.build(BROKEN / "contrast-low", "faint", tmp_path, ("epub",), Silent())
    ours = {ratio for problem in report.problems for ratio in RATIO.findall(problem.message)}
    (found,) = ace.violations([tmp_path / "faint" / "faint.epub"]).values()
    assert {violation.rule for violation in found} == {"color-contrast"}
    assert {ratio for violation in found for ratio in RATIO.findall(violation.words)} == ours
    assert len(ours) == 3


def test_ace_complains_of_a_spoilt_book(tmp_path: Path) -> None:
    """The silence above comes from the books: one without metadata and with an unnamed picture is judged."""
    entries = samples.epub_entries()
    old = entries["EPUB/c1.xhtml"].decode()
    entries["EPUB/c1.xhtml"] = old.replace("</body>", "<p><img src='gone.png'/></p></body>").encode()
    spoilt = samples.zip_up(entries, tmp_path / "spoilt.epub")
    (tmp_path / "no.epub").write_bytes(b"no zip")
    found = ace.violations([spoilt, tmp_path / "no.epub"])
    assert {"image-alt", "metadata-accessibilityhazard"} <= {violation.rule for violation in found[spoilt]}
    assert [violation.rule for violation in found[tmp_path / "no.epub"]] == ["fault"]
