"""The fonts of a PDF as facts: which glyphs each holds, what they stand for, how wide they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping

import pikepdf
from pikepdf import Array, Dictionary, Object

from alike_tags import plain
from checkers.pdf_fonts import SUBSET, fonts

_PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_NAMED = frozenset({"/FontName", "/CIDSet", *_PROGRAMS})
_SINGLE = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGE = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_WORD = re.compile(rb"<([0-9a-fA-F]+)>")


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[tuple[str, object]]:
    """Each font by its name without the tag of its subset; what of it differs is told by itself."""
    seen: dict[str, int] = {}
    for name, font in sorted(((_name(font), font) for font in fonts(pdf)), key=_order):
        seen[name] = seen.get(name, 0) + 1
        title = f"font {name}" if seen[name] == 1 else f"font {name} ({seen[name]})"
        half = font.get("/DescendantFonts", [font])[0]
        descriptor = half.get("/FontDescriptor", Dictionary())
        yield f"{title}: kind", (str(font.get("/Subtype")), str(half.get("/Subtype")))
        yield f"{title}: characters", tuple(sorted(_characters(font).items()))
        yield f"{title}: widths", tuple(sorted(_widths(half.get("/W", Array())).items()))
        yield (
            f"{title}: measures",
            tuple((key, plain(value)) for key, value in sorted(descriptor.items()) if key not in _NAMED),
        )
        yield f"{title}: file", next((digest(descriptor[key]) for key in _PROGRAMS if key in descriptor), "")


def digest(stream: Object) -> str:
    """A digest of a stream's bytes as they are without packing."""
    return hashlib.sha256(stream.read_bytes()).hexdigest()


def _name(font: Object) -> str:
    return SUBSET.sub("", str(font.get("/BaseFont", "")).lstrip("/"))


def _order(row: tuple[str, Object]) -> tuple[object, ...]:
    """Fonts of one name stand in the order of what they hold."""
    return (row[0], sorted(_characters(row[1]).items()))


def _characters(font: Object) -> Mapping[int, str]:
    """What each glyph stands for."""
    if "/ToUnicode" not in font:
        return {}
    table = font.ToUnicode.read_bytes()
    found: dict[int, str] = {}
    for block in _SINGLE.findall(table):
        words = _WORD.findall(block)
        found |= {int(code, 16): _text(text) for code, text in zip(words[::2], words[1::2], strict=True)}
    for block in _RANGE.findall(table):
        words = _WORD.findall(block)
        for first, last, text in zip(words[::3], words[1::3], words[2::3], strict=True):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[code] = chr(ord(_text(text)) + step)
    return found


def _text(word: bytes) -> str:
    return bytes.fromhex(word.decode("ascii")).decode("utf-16-be", "replace")


def _widths(table: Object) -> Mapping[int, float]:
    """The width of each glyph: a table has a first glyph and a list, or first, last and one width."""
    found: dict[int, float] = {}
    rest = list(table)
    while rest:
        first = int(rest[0])
        if isinstance(rest[1], Array):
            found |= {first + step: float(width) for step, width in enumerate(rest[1])}
            rest = rest[2:]
        else:
            found |= dict.fromkeys(range(first, int(rest[1]) + 1), float(rest[2]))
            rest = rest[3:]
    return found
