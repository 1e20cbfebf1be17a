"""What is printed where on the pages of a PDF, as MuPDF reads it: folios, heads, openings, contents.

Nothing here imports Bindery; `test_books` compares it with what the file says of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pymupdf

from checkers.text import squeeze

_ARABIC = re.compile(r"[0-9]+")
_ROMAN = re.compile(r"[ivxlcdm]+")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_NEAR = 3.0  # points: words of one line
_IN_LINK = 5.0  # points: from a word's foot to that of its link, which is as high as the line
_Letter = tuple[tuple[float, float, float, float], str]
_GAP = 4.0  # points: no two letters of a word are so far apart


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space, with their box in points from the page's top left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outline: title and page (from 1)."""

    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Link:
    """A link within the book: where it stands, where it leads (pages from 1)."""

    page: int
    bottom: float
    target: int
    place: str
    """The name of the destination, or its point on the page."""


@dataclass(frozen=True)
class Sheets:
    """All pages of a book. `top` and `bottom` are the first and last line of the type area in points."""

    words: tuple[tuple[Word, ...], ...]
    outline: tuple[Row, ...]
    links: tuple[Link, ...]
    top: float
    bottom: float
    rtl: bool = False
    """Whether the book opens to the other side: its odd pages are left ones."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.words)

    def head(self, page: int) -> tuple[Word, ...]:
        """The words above the type area, from the left."""
        return _row(word for word in self.words[page - 1] if word.bottom <= self.top)

    def foot(self, page: int) -> tuple[Word, ...]:
        """The words below the type area, from the left."""
        return _row(word for word in self.words[page - 1] if word.top >= self.bottom)

    @cached_property
    def folios(self) -> tuple[str, ...]:
        """The number printed on each page; empty where there is none."""
        return tuple(self._folio(page) for page in range(1, self.count + 1))

    def _folio(self, page: int) -> str:
        """The foot's only word, or the head's outermost: a left page's first, a right page's last."""
        foot, head = self.foot(page), self.head(page)
        is_right = (page % 2 == 1) is not self.rtl
        outermost = head[-1:] if is_right else head[:1]
        candidates = [word.text for word in (*foot, *outermost)]
        return next((text for text in candidates if _ARABIC.fullmatch(text) or _ROMAN.fullmatch(text)), "")

    def blank(self) -> frozenset[int]:
        """Pages without a letter."""
        return frozenset(page for page in range(1, self.count + 1) if not self.words[page - 1])

    def contents(self, first: int, last: int) -> Iterator[tuple[str, int]]:
        """Each line of the contents: the folio that it prints at its end, the page that its link leads to."""
        entries: dict[str, Link] = {}
        for link in self.links:  # an entry of two lines is two links, its folio stands at the second
            if first <= link.page <= last:
                entries[link.place] = max(
                    link, entries.get(link.place, link), key=lambda a: (a.page, a.bottom)
                )
        for link in entries.values():
            line = [word for word in self.words[link.page - 1] if abs(word.bottom - link.bottom) < _IN_LINK]
            numbers = [w for w in line if _ARABIC.fullmatch(w.text) or _ROMAN.fullmatch(w.text)]
            edge = max(numbers, key=lambda word: -word.left if self.rtl else word.right, default=None)
            yield (edge.text if edge else "", link.target)


def sheets(path: Path, top: float, bottom: float, *, rtl: bool = False) -> Sheets:
    """The pages of a PDF."""
    with closing(pymupdf.open(path)) as pdf:
        words = tuple(tuple(_words(page)) for page in pdf)
        outline = tuple(Row(level, title, page) for level, title, page in pdf.get_toc())
        places = pdf.resolve_names()
        links = tuple(
            Link(
                page.number + 1,
                link["from"].y1,
                target + 1,
                f"{target} {link.get('nameddest') or link['to']}",
            )
            for page in pdf
            for link in page.get_links()
            if (target := _target(link, places)) >= 0
        )
    return Sheets(words, outline, links, top, bottom, rtl)


def _words(page: pymupdf.Page) -> Iterator[Word]:
    """The words of a page from the left, line by line; MuPDF takes an em space for a letter."""
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            letters = (letter for span in line["spans"] for letter in span["chars"])
            yield from _cut(_from_the_left((letter["bbox"], letter["c"]) for letter in letters))


def _from_the_left(letters: Iterable[_Letter]) -> list[_Letter]:
    """Letters in their order on the page. The second letter of a ligature has no width and stands at its end,
    beyond the next letter perhaps: it goes where the first one goes."""
    groups: list[list[_Letter]] = []
    for box, letter in letters:
        if groups and box[0] == box[2] and not letter.isspace():
            groups[-1].append((box, letter))
        else:
            groups.append([(box, letter)])
    return [letter for group in sorted(groups, key=lambda group: group[0][0]) for letter in group]


def _cut(letters: list[_Letter]) -> Iterator[Word]:
    """Letters into words: at blanks, and at gaps where a blank may have been left out."""
    word: list[_Letter] = []
    for box, letter in letters:
        if word and (letter.isspace() or box[0] - word[-1][0][2] > _GAP):
            yield _word(word)
            word = []
        if not letter.isspace():
            word.append((box, letter))
    if word:
        yield _word(word)


def _word(letters: list[_Letter]) -> Word:
    left, top, right, bottom = zip(*(box for box, _ in letters), strict=True)
    return Word("".join(letter for _, letter in letters), min(left), min(top), max(right), max(bottom))


def openings(pages: Sheets, titles: tuple[str, ...]) -> tuple[Row, ...]:
    """The outline's rows for the titles, in order; fewer than titles when one is not there."""
    rows = iter(pages.outline)
    found = (next((row for row in rows if squeeze(row.title) == squeeze(title)), None) for title in titles)
    return tuple(row for row in found if row)


def roman_value(text: str) -> int:
    """The number that a roman numeral stands for."""
    values = [_ROMAN_VALUES[letter] for letter in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


def labels_from(folios: tuple[str, ...]) -> tuple[str, ...]:
    """The label that each page must have, counted from the printed folios alone."""
    first = next((page, int(text)) for page, text in enumerate(folios) if _ARABIC.fullmatch(text))
    start = first[0] - first[1] + 1
    return tuple(roman(page + 1) if page < start else str(page - start + 1) for page in range(len(folios)))


def roman(number: int) -> str:
    """A roman numeral, slowly: the shortest spelling whose value fits."""
    ones = "i" * number
    for long, short in (
        ("iiiii", "v"), ("vv", "x"), ("xxxxx", "l"), ("ll", "c"), ("viiii", "ix"), ("iiii", "iv"),
        ("lxxxx", "xc"), ("xxxx", "xl"),
    ):  # fmt: skip
        ones = ones.replace(long, short)
    return ones


def _row(words: Iterator[Word]) -> tuple[Word, ...]:
    return tuple(sorted(words, key=lambda word: word.left))


def _target(link: dict[str, object], places: dict[str, dict[str, object]]) -> int:
    page = link.get("page", -1)
    if isinstance(page, int) and page >= 0:
        return page
    named = places.get(str(link.get("nameddest", link.get("name", ""))), {}).get("page", -1)
    return named if isinstance(named, int) else -1
