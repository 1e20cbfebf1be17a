"""Text copied from the PDF has the spaces that were written: none in the gaps that typesetting makes."""

from __future__ import annotations

import pytest

from checkers.pdf_copied import READERS, spaces
from shelf import Built

SQUARE = ("wuzhen", "editions", "editions.zh-Hans", "editions.pinyin", "japanese")
LEAST = 40  # gaps of wuzhen that every reader takes for spaces where the file does not say what is written


def passages(book: Built) -> list[str]:
    """Everything that was written, block by block."""
    return [passage.text for chapter in book.written for passage in chapter.passages]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", SQUARE)
def test_copied_text_has_no_space_that_was_not_written(
    shelf: dict[str, Built], name: str, reader: str
) -> None:
    """Neither between Chinese characters, however loose their line or long their readings, nor in the quarter
    em beside Latin; MuPDF alone sees one behind Latin, whatever a file says."""
    book = shelf[name]
    found = spaces(READERS[reader](book.pdf), passages(book))
    if reader == "mupdf":
        found = tuple(space for space in found if space.squares == 2 or not space.before[-1].isascii())
    assert found == ()


@pytest.mark.parametrize("reader", READERS)
def test_spaces_that_were_not_written_are_seen(shelf: dict[str, Built], reader: str) -> None:
    """The file for the press, drawn alike, does not say what is written: there every reader sees spaces."""
    book = shelf["wuzhen"]
    found = spaces(READERS[reader](book.print_pdf), passages(book))
    assert len(found) >= LEAST
    assert any(space.squares == 1 for space in found)
