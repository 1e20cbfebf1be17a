"""Things with a height of their own, made a whole number of lines high: the text below is on the grid again.

Used by `outputs.print_text`, after the text has got its notes and its code its lines. Python knows how wide a
line of code and how high a picture is; the sheets decide the rest.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from bindery.engine.line_breaks import pieces
from bindery.model import Book, Image
from bindery.outputs.sheets import token
from bindery.outputs.strangers import set_apart
from bindery.theme import Grid, Theme, script_of

_GROUP = 4
"""Rows of code that make a whole number of lines, if code is led by three quarters of a line."""
_LETTER = 0.6  # em: the width of every letter of a typewriter face
_FIRST_WIDE = 0x2E80  # letters from here on are as wide as they are high
_ROUNDING = 1e-6
_HANG = 2  # letters by which a turned line of code is indented; as in blocks.css
_NUMBERS = 4  # letters that the numbers of lines take
_BESIDE = 3.0  # lines that a full-page picture leaves to its caption
_ROOM = 4.0  # lines of a page that a picture leaves at least
_PT_PER_PX = 0.75
_SHARE = re.compile(r"width: *([\d.]+)%")
_CODE_SIZE = re.compile(r"(?:calc\(var\(--fs\) \* ([\d.]+)\)|([\d.]+)pt)")
_INDENTS = {"ul": 1.5, "ol": 1.5, "dd": 1.5, "blockquote": 4.0, "aside": 1.2, "div": 1.0}
"""By how many lines' heights a block may narrow the measure."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The type area that things are fitted to. `code` is the size of code in points."""

    grid: Grid
    code: float
    images: Mapping[str, Image]
    language: str = "en"

    def ready(self, tree: Element) -> None:
        """All that keeps a text on the grid."""
        self.settle(tree)
        if script_of(self.language) == "latin":
            set_apart(tree)

    def settle(self, tree: Element, indent: float = 0.0) -> None:
        """Give each picture and block of code below an element its height."""
        for child in tree:
            if child.tag == "pre":
                _group(child, self._columns(child, indent), self.language)
            elif child.tag == "figure" and "table" not in _classes(child):
                self._picture(child, indent)
            self.settle(child, indent + _INDENTS.get(child.tag, 0.0))

    def _width(self, indent: float) -> float:
        return max(self.grid.measure - indent * self.grid.leading, self.grid.leading)

    def _columns(self, pre: Element, indent: float) -> float:
        """How many letters of the typewriter face are as wide as a row of code."""
        numbered = any("data-number" in line.attrib for line in pre.iter("span"))
        before = _NUMBERS if numbered else _HANG
        return max(self._width(indent) / (self.code * _LETTER) - before, 8)

    def _picture(self, figure: Element, indent: float) -> None:
        """A picture's box: as wide as it is to be, the nearest number of lines high."""
        for picture in figure.iter("img"):
            image = self.images.get(picture.get("src", ""))
            if image is not None:
                picture.set("style", self._box(picture, image, indent, full="full" in _classes(figure)))

    def _box(self, picture: Element, image: Image, indent: float, *, full: bool) -> str:
        room, highest = self._width(indent), (self.grid.lines - _ROOM) * self.grid.leading
        if full:
            return f"width: {room:.2f}pt; height: {self.grid.lines - _BESIDE:g}rlh"
        width, height = (image.width or 400) * _PT_PER_PX, (image.height or 200) * _PT_PER_PX
        share = _SHARE.search(picture.get("style", ""))
        wanted = room * float(share[1]) / 100 if share else min(width, room)
        scale = min(wanted / width, highest / height)
        lines = max(round(height * scale / self.grid.leading), 1)
        return f"width: {width * scale:.2f}pt; height: {lines}rlh"


def fit_of(book: Book, theme: Theme) -> Fit:
    """The fit for a book in a theme: the size of code is the last that its sheets or the book give."""
    found = _CODE_SIZE.match(token(theme, "code-size"))
    share, points = found.groups() if found else ("0.8", "")
    code = float(points or 0) or theme.grid.size * float(share)
    return Fit(theme.grid, code, book.images, book.edition.language)


def _group(pre: Element, columns: float, language: str) -> None:
    """Lines of code in groups that stay together, each a whole number of lines high."""
    code = pre.find("code")
    holder = pre if code is None else code
    lines = list(holder)
    if not all(line.get("class") == "line" for line in lines):
        return
    for line in lines:
        holder.remove(line)
        if (turns := _rows(line, columns, language) - 1) > 0:
            line.set("style", f"--grid-turns: {turns}")
            SubElement(line, "span", {"class": "turn"})
    for group in _groups(lines, columns, language):
        rows = sum(_rows(line, columns, language) for line in group)
        SubElement(holder, "span", {"class": "rows", "style": f"--grid-rows: {rows}"}).extend(group)


def _groups(lines: list[Element], columns: float, language: str) -> Iterator[list[Element]]:
    """Runs of lines that fill whole groups, as far as turned lines let them."""
    group: list[Element] = []
    rows = 0
    for line in lines:
        group.append(line)
        rows += _rows(line, columns, language)
        if rows % _GROUP == 0 or rows > 2 * _GROUP:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _rows(line: Element, columns: float, language: str) -> int:
    """How many rows a line of code takes: it is turned between words, and in one longer than a row."""
    rows, used, later = 1, 0.0, max(columns - _HANG, 1)
    full = int(later + _ROUNDING)  # letters of a word that is longer than a row
    for piece in pieces("".join(line.itertext()), language):
        room = columns if rows == 1 else later
        word = piece.rstrip(" ")
        wide, blanks = _letters(word), len(piece) - len(word)
        if used + wide <= room + _ROUNDING:
            used += wide + blanks
            continue
        rows += used > 0
        rows += max(math.ceil(wide / full - _ROUNDING) - 1, 0)
        used = (wide % full or full) + blanks
    return rows


def _letters(word: str) -> float:
    """How wide a word of code is, in letters of the typewriter face; others are as wide as they are high."""
    wide = sum(ord(letter) >= _FIRST_WIDE for letter in word)
    return len(word) + wide * (1 / _LETTER - 1)


def _classes(element: Element) -> list[str]:
    return element.get("class", "").split()
