"""Readings over their characters: ``{漢字|かんじ}`` and raw ``<ruby>`` become one shape.

The braces are DenDen Markdown's. A bar and a reading for each character, or a reading of as many words as
there are characters, sets each over its own; one reading stands over all. Braces and bars count only when
what stands before the bar is written in characters of Chinese, Japanese or Korean, and no blank touches them.

Every `ruby` that leaves here holds pairs: a base, ``<rp>(</rp>``, its `rt`, ``<rp>)</rp>``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from bindery import tree
from bindery.syntax.inline import Signed
from bindery.syntax.verbatim import Made

if TYPE_CHECKING:
    from markdown import Markdown

    from bindery.syntax.draft import Draft

_SIGN = r"[^\s{}|\\`<>\x02\x03\ufdd0-\ufddb]"
_WIDE = (
    "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)
RUBY = (
    rf"\{{(?![#.:%]){_SIGN}{{0,30}}?{_WIDE}{_SIGN}{{0,30}}"
    rf"(?:\|{_SIGN}(?:(?:{_SIGN}|[ ]){{0,60}}{_SIGN})?){{1,30}}\}}"
)
"""Regex of a base with its readings, without groups: a table's bars are not those in it."""


class Braces(Signed):
    """Makes `ruby` of braces."""

    SIGNS = ("{",)

    def handleMatch(  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], _: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The pairs; nothing when readings and characters are not as many as each other."""
        base, *readings = m.group()[1:-1].split("|")
        pairs = paired(base, readings)
        if not pairs:
            return None, None, None
        made = Made.of("ruby", m.group())
        for written, reading in pairs:
            _add(made, AtomicString(written), reading)
        return made, m.start(), m.end()


def paired(base: str, readings: list[str]) -> list[tuple[str, str]]:
    """Each part of a base with its reading."""
    if len(readings) == 1:
        words = readings[0].split()
        if len(words) != len(base):
            return [(base, readings[0])]
        readings = words
    return list(zip(base, readings, strict=True)) if len(base) == len(readings) else []


def _add(ruby: Element, base: str, reading: str) -> None:
    """Put a pair at the end of a ruby."""
    if len(ruby):
        ruby[-1].tail = AtomicString(base)
    else:
        ruby.text = AtomicString(base)
    for tag, text in (("rp", "("), ("rt", reading), ("rp", ")")):
        SubElement(ruby, tag).text = AtomicString(text)


def pair_readings(draft: Draft) -> None:
    """Bring every ruby to one shape, however HTML of any age wrote it; one within another is a phrase."""
    inside: set[Element] = set()
    for ruby, parent in tree.with_parents(draft.body):
        if ruby.tag != "ruby":
            continue
        if ruby in inside:
            ruby.tag = "span"
            continue
        inside.update(ruby.iter())
        _dissolve_all(ruby, "rtc")
        _interleave(ruby)
        _dissolve_all(ruby, "rb")
        tree.remove_all(ruby, lambda element: element.tag == "rp")
        if ruby.find("rt") is None:
            tree.dissolve(parent, ruby)
        _bracket(ruby)


def _dissolve_all(ruby: Element, tag: str) -> None:
    for child in ruby.findall(tag):
        tree.dissolve(ruby, child)


def _interleave(ruby: Element) -> None:
    """All bases and then all readings, as older HTML has them, become pairs."""
    bases, readings = ruby.findall("rb"), ruby.findall("rt")
    if len(bases) < 2 or len(bases) != len(readings) or len(ruby) != len(bases) * 2:
        return
    if [child.tag for child in ruby] == ["rb"] * len(bases) + ["rt"] * len(bases):
        ruby[:] = [child for pair in zip(bases, readings, strict=True) for child in pair]


def _bracket(ruby: Element) -> None:
    """Readers that cannot raise a reading set it in brackets."""
    children: list[Element] = []
    for child in ruby:
        if child.tag != "rt":
            children.append(child)
            continue
        before, after = Element("rp"), Element("rp")
        before.text, after.text = "(", ")"
        after.tail, child.tail = child.tail, None
        children += [before, child, after]
    ruby[:] = children


def extend(md: Markdown) -> None:
    """Register the braces: after code and escapes, before links."""
    md.inlinePatterns.register(Braces(RUBY, md), "readings", 180)
