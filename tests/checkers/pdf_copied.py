"""Text copied from a PDF: spaces that nobody wrote, at gaps that programs take for some.

Each reader has its own rule: pdftotext takes a gap of a tenth of the type's size for a space, MuPDF one of
0.15 behind a letter that is not Chinese, pdfium one that depends on the letters' widths.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pymupdf

from checkers.pdf_pages import page_texts

SQUARE = re.compile("[\u2e80-\u30ff\u3130-\u9fff\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")
SEEN = 3  # letters on both sides by which a place is known again
_CODE = re.compile("[!-/:-@[-`{-~]")  # beside its smaller type pdftotext sees a space where no gap is at all
_GAP = re.compile(r"(?<=\S) +(?=\S)")


@dataclass(frozen=True, slots=True)
class Space:
    """A space between two letters where none was written, with the letters around it."""

    before: str
    after: str

    @property
    def squares(self) -> int:
        """How many of the two letters stand in squares."""
        return sum(bool(SQUARE.match(letter)) for letter in (self.before[-1], self.after[0]))


def _mupdf(path: Path) -> str:
    with closing(pymupdf.open(path)) as pdf:
        return "\n".join(page.get_text() for page in pdf)


def _pdftotext(*options: str) -> Callable[[Path], str]:
    def read(path: Path) -> str:
        words = ["pdftotext", *options, str(path), "-"]
        return subprocess.run(words, capture_output=True, check=True, text=True, encoding="utf-8").stdout

    return read


READERS: Mapping[str, Callable[[Path], str]] = {
    "pdfium": lambda path: "\n".join(page_texts(path)),
    "mupdf": _mupdf,
} | ({"pdftotext": _pdftotext(), "raw": _pdftotext("-raw")} if shutil.which("pdftotext") else {})
"""What copies text; that of Poppler where the system has it."""


def spaces(copied: str, written: Sequence[str]) -> tuple[Space, ...]:
    """Spaces beside Chinese or Japanese letters that stand in a copied text and not in the written passages.
    Where the letters around a gap are those of no passage, it is one of the page, as between two cells."""
    text = "\n".join(re.sub(r"\s+", " ", passage) for passage in written)
    bare = text.replace(" ", "")
    found = (space for line in copied.splitlines() for space in _spaces(line))
    return tuple(
        space
        for space in found
        if f"{space.before}{space.after}" in bare and not re.search(_as_copied(space), text)
    )


def _as_copied(space: Space) -> str:
    before, after = (" ?".join(map(re.escape, letters)) for letters in (space.before, space.after))
    return f"{before} {after}"


def _spaces(line: str) -> Iterator[Space]:
    for gap in _GAP.finditer(line):
        before, after = (line[: gap.start()].replace(" ", ""), line[gap.end() :].replace(" ", ""))
        space = Space(before[-SEEN:], after[:SEEN])
        whole = len(space.before) == len(space.after) == SEEN
        if whole and space.squares and not _CODE.search(space.before + space.after):
            yield space
