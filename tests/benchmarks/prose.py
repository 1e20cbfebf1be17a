"""Real prose that anybody can install: paragraphs for the benchmark of lines, chapters for those of books.

Literature is Jane Austen's novels from the Debian package r-cran-janeaustenr; technical prose in five
languages is the manual of Debian's installer, installation-guide-amd64. Neither need be installed:

    apt-get download r-cran-janeaustenr installation-guide-amd64
    for deb in *.deb; do dpkg -x $deb DIR; done

The novels have 725,000 words, some 2,000 pages. A longer book tells them again, with the sentences of each
paragraph in another order and chapters numbered on, so that no chapter is there twice and nothing can be kept
from the first time. Where there are no novels, chapters are `invented`.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import count, islice
from pathlib import Path

from benchmarks import invented

NOVELS = "usr/lib/R/site-library/janeaustenr/data/Rdata.rdb"
MANUAL = "usr/share/doc/installation-guide-amd64"
LANGUAGES = ("en", "de", "fr", "ru", "el")
"""The languages of the manual that are set."""
_LETTERS = {"ru": "[\u0400-\u04ff]", "el": "[\u0370-\u03ff]"}  # a part is not translated
_WORDS = (38, 160)
_SHORT = 10_000  # letters: less is no novel
_CHAPTER = re.compile(r"^ *chapter [ivxlc\d]+\.? *$", re.IGNORECASE | re.MULTILINE)
_BETWEEN = re.compile(r"(?<=[.!?]) +")
_CODES = 2  # code spans that a paragraph may have
_CODE = {"code", "kbd", "samp", "tt"}
_STRING = 0x00040009  # R's serialisation: a string of ASCII, then its length
_DIALOGUE = re.compile(r'(^|[\s(\u2014])"')

Run = tuple[str, bool]
"""Text, and whether it is code."""
Paragraph = tuple[Run, ...]


def literary(root: Path, most: int) -> tuple[Paragraph, ...]:
    """Paragraphs of *Emma*."""
    emma = next((text for text in _novels(root) if text.startswith("EMMA")), "")
    found = (" ".join(part.split()) for part in emma.split("\n\n"))
    return tuple(((smart(text).replace("_", ""), False),) for text in islice(filter(_fits, found), most))


def source(root: Path) -> str:
    """Where chapters come from, for a table's head."""
    return "novels of Jane Austen" if (root / NOVELS).exists() else "invented prose"


def chapters(root: Path) -> Iterator[list[str]]:
    """The paragraphs of one chapter after the other, without an end."""
    if not (root / NOVELS).exists():
        yield from invented.chapters()
    for turn in count():
        for chapter in _told(root):
            yield [turned(paragraph, turn) for paragraph in chapter]


def turned(paragraph: str, turn: int) -> str:
    """A paragraph that starts with another of its sentences; one of a single sentence, with another word."""
    parts = _BETWEEN.split(paragraph)
    parts = parts if len(parts) > 1 else paragraph.split()
    at = turn % len(parts)
    return " ".join(parts[at:] + parts[:at])


def _told(root: Path) -> Iterator[list[str]]:
    """The paragraphs of each chapter of the novels."""
    for text in _novels(root):
        for chapter in _CHAPTER.split(text)[1:]:
            parts = (" ".join(part.split()) for part in chapter.split("\n\n"))
            if found := [part for part in parts if part]:
                yield found


def _novels(root: Path) -> Iterator[str]:
    """The novels of the package as they are."""
    data, at = (root / NOVELS).read_bytes(), 0
    while at < len(data):
        machine = zlib.decompressobj()
        text = "\n".join(_strings(machine.decompress(data[at + 4 :]))).strip()
        at = len(data) - len(machine.unused_data)
        if len(text) > _SHORT:
            yield text


def _strings(data: bytes) -> list[str]:
    """The strings of a serialised vector of R, one after the other."""
    found, at = [], data.find(struct.pack(">i", _STRING))
    while 0 <= at < len(data) and struct.unpack_from(">i", data, at)[0] == _STRING:
        (size,) = struct.unpack_from(">i", data, at + 4)
        found.append(data[at + 8 : at + 8 + size].decode("latin-1"))
        at += 8 + size
    return found


def technical(root: Path, language: str, most: int) -> tuple[Paragraph, ...]:
    """Paragraphs of the manual in a language."""
    letters = re.compile(_LETTERS.get(language, "."))
    known: dict[str, Paragraph] = {}
    for path in sorted((root / MANUAL / language).glob("*.html")):
        reader = _Reader()
        reader.feed(path.read_text(encoding="utf-8", errors="replace"))
        for paragraph in reader.found:
            text = "".join(words for words, _ in paragraph)
            if _fits(text) and letters.search(text) and sum(code for _, code in paragraph) <= _CODES:
                known.setdefault(text, paragraph)
    return tuple(islice(known.values(), most))


def _fits(text: str) -> bool:
    return _WORDS[0] <= len(text.split()) <= _WORDS[1]


def smart(text: str) -> str:
    """Text with the marks of print; what is emphasised stands between low lines."""
    text = _DIALOGUE.sub("\\1\u201c", text.replace("--", "\u2014")).replace('"', "\u201d")
    return text.replace("'", "\u2019")


class _Reader(HTMLParser):
    """Reads the paragraphs of a page as runs of text and code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Paragraph] = []
        self.runs: list[Run] | None = None
        self.code = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - as the parser has it
        if tag == "p":
            self.runs, self.code = [], 0
        self.code += tag in _CODE

    def handle_endtag(self, tag: str) -> None:
        self.code -= tag in _CODE
        if tag == "p" and self.runs:
            self.found.append(tuple(_joined(self.runs)))
            self.runs = None

    def handle_data(self, data: str) -> None:
        if self.runs is not None:
            self.runs.append((data, self.code > 0))


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Runs with single spaces between words, none at the paragraph's edges."""
    text = ""
    for words, code in runs:
        clean = re.sub(r"\s+", " ", words)
        if not text or text.endswith(" "):
            clean = clean.lstrip()
        text += clean
        if clean:
            yield clean, code
