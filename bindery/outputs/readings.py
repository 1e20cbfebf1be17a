"""Readings over their characters on the printed page. Used by `print_text`; the EPUB keeps real ruby.

WeasyPrint knows no ruby. Each pair becomes a box in the line, its reading a block above its base, and the
sheets lift it so that lines stay even. Lengths are of an em, from the requirements for Japanese layout
(JLREQ §3.3): a reading is set in half the size; where it is the longer, it may reach over kana beside it by
half its own letter, a spelt one over any sign that has none; where either is the shorter, it is opened, half
as much at its ends as between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bindery import tree

_SIZE = 0.5
_REACH = _SIZE / 2
_LETTER = 0.21  # of the base's em: a letter of a reading that is spelt, rather too narrow
_AIR = 0.09  # … and what the sheets leave at its sides
_WIDE = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]+")
_UNDER = re.compile("[\u3001-\u301f\u3040-\u30ff\uff01-\uff1f]")
_UNDER_LETTERS = re.compile("[\u3001-\u9fff\uff01-\uff1f]")


@dataclass(frozen=True, slots=True)
class _Pair:
    base: Element
    reading: Element


def raise_readings(body: Element) -> None:
    """Set the readings of a copied tree over their bases."""
    for ruby, before, after in list(_beside(body)):
        pairs, rest = _parted(ruby)
        ruby.tag, ruby.text = "span", None
        tree.add_class(ruby, "ruby")
        ruby[:] = []
        for number, pair in enumerate(pairs):
            is_last = number == len(pairs) - 1 and not len(rest) and not rest.text
            ruby.append(_box(pair, ("" if number else before, after if is_last else "")))
        tree.move_content(rest, ruby)


def _beside(body: Element) -> Iterator[tuple[Element, str, str]]:
    """Each ruby, and the letters that touch it."""
    for parent in body.iter():
        before = parent.text or ""
        for child in parent:
            if child.tag == "ruby":
                yield child, before[-1:], (child.tail or "")[:1]
            before = child.tail or ""


def _parted(ruby: Element) -> tuple[list[_Pair], Element]:
    """The pairs of a ruby, and what follows its last reading."""
    pairs: list[_Pair] = []
    base = Element("rb")
    base.text = ruby.text
    for child in ruby:
        if child.tag == "rp":
            tree.add_text(base, len(base), child.tail)
        elif child.tag == "rt":
            reading = Element("rt", child.attrib)
            tree.move_content(child, reading)
            pairs.append(_Pair(base, reading))
            base = Element("rb")
            base.text = child.tail
        else:
            base.append(child)
    return pairs, base


def _box(pair: _Pair, beside: tuple[str, str]) -> Element:
    """The box of a pair, its reading first: what comes last decides on which line it stands."""
    box = Element("ruby")
    box.extend((pair.reading, pair.base))
    base, reading = ("".join(part.itertext()) for part in (pair.base, pair.reading))
    spelt = not (_WIDE.fullmatch(base) and _WIDE.fullmatch(reading))
    over = len(reading) * (_LETTER if spelt else _SIZE) + (_AIR if spelt else 0) - len(base)
    if over > 0:
        _reach(box, over / 2, beside, _UNDER_LETTERS if spelt else _UNDER)
    if spelt:
        tree.add_class(pair.reading, "spelt")
    elif over < 0:
        _open(pair.reading, -over / len(reading) / _SIZE)
    elif over and len(base) > 1:
        _open(pair.base, over / len(base))
    return box


def _reach(box: Element, most: float, beside: tuple[str, str], under: re.Pattern[str]) -> None:
    """Let a long reading stand over the letters beside it, if those may be under one."""
    left, right = (min(_REACH, most) if under.match(sign) else 0.0 for sign in beside)
    if left or right:
        box.set("style", f"margin-left: {-left:.3g}em; margin-right: {-right:.3g}em")


def _open(part: Element, air: float) -> None:
    part.set("style", f"letter-spacing: {air:.3g}em")
