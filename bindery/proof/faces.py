"""Marks on faces: letters from elsewhere, unknown signs, figures and capitals of the wrong kind."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bindery.engine.boxes import Line
from bindery.engine.glyph_runs import Run
from bindery.proof.galley import PROSE, Galley, Mark, mark, quoted

_PROSE = (*PROSE, "head", "caption", "table", "opener")
_WORDS = re.compile(r"[^\W\d_]{2,}(?:[ ,:]{1,2}[^\W\d_]{2,})+")
_SHOUTS = 8  # capitals: fewer are an abbreviation or two
_DIGITS = re.compile(r"\d{2,}")
_SLOPED = ("LATIN", "GREEK", "CYRILLIC")
_OLD = "oldstyle-nums"


def strange(galley: Galley) -> Iterator[Mark]:
    """Letters set in a family that the theme does not name, or lent by one that only helps out with signs."""
    for page, line in galley.lines(*_PROSE, "code", "margin", "display", "contents"):
        for face, text in (pair for run in line.runs for pair in run.faces):
            lent = face in galley.others and _has_own_letters(text, galley)
            if text.strip() and (face not in galley.families or lent):
                yield mark("face", f"{quoted(text)} is set in {face}", page, line)
                break


def _has_own_letters(text: str, galley: Galley) -> bool:
    """Tell whether a text has letters of the book's own script (Latin where it is not known)."""
    script = "CJK UNIFIED" if galley.is_cjk else "LATIN"
    return any(letter.isalpha() and unicodedata.name(letter, "").startswith(script) for letter in text)


def unknown(galley: Galley) -> Iterator[Mark]:
    """Boxes that stand for signs which no face has."""
    for page, line in galley.lines(*_PROSE, "code", "margin", "display", "contents"):
        if "\u25a1" in line.text and not galley.boxes_in_source:
            yield mark("glyph", f"a sign that no face has: {quoted(line.text)}", page, line)


def _mixed(line: Line) -> Iterator[Run]:
    return (run for run in line.runs if run.tag not in {"code", "kbd", "samp", "var", "a", "sup", "sub"})


def figures(galley: Galley) -> Iterator[Mark]:
    """Figures in prose that are not old-style, in a book whose prose has old-style ones."""
    runs = [(page, line, run) for page, line in galley.lines("text") for run in _mixed(line)]
    if 2 * sum(_OLD in run.figures for _, _, run in runs) <= len(runs):
        return
    for page, line, run in runs:
        if (number := _DIGITS.search(run.text)) and _OLD not in run.figures:
            yield mark("figures", f"lining figures in prose: {quoted(number[0])}", page, line)


def _shout(text: str) -> str:
    """Two words or more in capitals, if the text has them."""
    found = (words[0] for words in _WORDS.finditer(text))
    return next((words for words in found if words.isupper() and len(words) >= _SHOUTS), "")


def capitals(galley: Galley) -> Iterator[Mark]:
    """Words in capitals without space between them; small capitals that the face has not."""
    for page, line in galley.lines(*_PROSE, "margin"):
        for run in _mixed(line):
            shout = _shout(run.text)
            if shout and run.spacing == 0 and run.caps == "normal":
                yield mark("capitals", f"capitals without space: {quoted(shout)}", page, line)
            if not run.has_small_caps:
                message = f"{run.faces[0][0]} has no small capitals: {quoted(run.text)}"
                yield mark("capitals", message, page, line)


def faked(galley: Galley) -> Iterator[Mark]:
    """Letters that should slope or be bold, set in a face that does not or is not: a machine would slant or
    smear it. Scripts that have no italics keep upright."""
    for page, line in galley.lines(*_PROSE, "code", "margin", "display", "contents"):
        for lack, text in (pair for run in line.runs for pair in run.lacks):
            if lack == "bold" or _can_slope(text):
                yield mark("faked", f"no {lack} face for {quoted(text)}", page, line)
                break


def _can_slope(text: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(_SLOPED) for letter in text if letter.isalpha())
