"""Marks on signs that a typewriter made: straight quotes, two hyphens for a dash, three stops."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.proof.galley import PROSE, Galley, Mark, mark, quoted

_CODE = frozenset({"code", "kbd", "samp", "var", "math"})
_SIGNS = (
    (re.compile('"'), "a straight quotation mark"),
    (re.compile("'"), "a straight apostrophe"),
    (re.compile(r"(?<![-\w])--(?![-\w])|\w--\w"), "two hyphens for a dash"),
    (re.compile(r"\.\.\."), "three stops for an ellipsis"),
    (re.compile(r"(?<=\S) - (?=\S)"), "a hyphen for a dash"),
)


def typewriter(galley: Galley) -> Iterator[Mark]:
    """Signs of the typewriter in prose, headings and captions; code may have them."""
    for page, line in galley.lines(*PROSE, "head", "opener", "caption", "table", "display", "margin"):
        text = "".join("\ufffc" if run.tag in _CODE else run.text for run in line.runs)
        for sign, name in _SIGNS:
            if found := sign.search(text):
                around = text[max(found.start() - 16, 0) : found.end() + 16].replace("\ufffc", "…")
                yield mark("typewriter", f"{name}: {quoted(around)}", page, line)
