"""The books opened and paged through in a browser, by two engines that share no code.

Part of the browser job: run by `python3 build.py test --browser` and by nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from checkers import engines, samples
from checkers.engines import ENGINES, VIEWS, Reading
from shelf import Built

SPOILT = {
    "overflow: ": "<pre style='white-space: pre !important'>" + "wide " * 90 + "</pre>",
    "picture: ": "<p><img src='gone.png' alt='gone'/></p>",
    "faint: ": "<p style='color: #fefefe; background: #ffffff'>Who reads this?</p>",
    "stranded: ": "<p>A<sup style='display: block'><a role='doc-noteref' href='#n'>1</a></sup></p>",
    "lost: ": "<p style='display: none'>Nobody reads this.</p>",
    "blank": "<div style='height: 100vh; break-before: column; break-after: column'></div><p>Behind.</p>",
}


@pytest.fixture(scope="session")
def read(shelf: dict[str, Built], pytestconfig: pytest.Config) -> dict[str, list[Reading]]:
    """All readings of each book: one browser for all."""
    screens = pytestconfig.getoption("screens")
    found: dict[str, list[Reading]] = defaultdict(list)
    for reading in engines.readings(
        [book.epub for book in shelf.values()], screens=Path(screens) if screens else None
    ):
        found[reading.epub.stem].append(reading)
    return found


def test_every_page_can_be_turned_and_read(book: Built, read: dict[str, list[Reading]]) -> None:
    """On each screen, in the dark and in large type: no error, no letter lost or cut off, nothing blank."""
    told = {
        f"{reading.engine} on {reading.view.name}": reading.faults[:8]
        for reading in read[book.name]
        if reading.faults
    }
    assert told == {}
    assert len(read[book.name]) == len(ENGINES) * len(VIEWS)


def test_larger_type_needs_more_pages(book: Built, read: dict[str, list[Reading]]) -> None:
    """The reader's size of type is obeyed: the scale is not lost on the way, nor fixed by the book."""
    pages = {(reading.engine, reading.view.name): reading.pages for reading in read[book.name]}
    documents = len(engines.spine_letters(book.epub))
    for engine in ENGINES:
        plain, large = (pages[engine, view.name] for view in (VIEWS[0], VIEWS[4]))
        assert large > plain or plain == documents


@pytest.mark.parametrize("fault", SPOILT)
def test_a_fault_is_seen_by_both_engines(fault: str, tmp_path: Path) -> None:
    """A book that is spoilt in one way is complained of for just that."""
    entries = samples.epub_entries()
    old = entries["EPUB/c1.xhtml"].decode()
    entries["EPUB/c1.xhtml"] = old.replace("</body>", SPOILT[fault] + "</body>").encode()
    spoilt = samples.zip_up(entries, tmp_path / "spoilt.epub")
    for reading in engines.readings([spoilt], VIEWS[1:2]):
        assert any(fault in told for told in reading.faults), (reading.engine, reading.faults)


def test_both_engines_are_silent_on_a_good_book(tmp_path: Path) -> None:
    """What is complained of above comes from what was spoilt."""
    good = samples.zip_up(samples.epub_entries(), tmp_path / "good.epub")
    assert [reading.faults for reading in engines.readings([good], VIEWS[1:2])] == [(), ()]
