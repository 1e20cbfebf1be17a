"""Letters of other scripts in a Latin text, each run in an element of its own that cannot move its line.

Used by `outputs.print_text`. The face that stands in for a script is higher than that of the text; the sheets
give such an element no height, or its line and all below would leave the grid.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_RUN = re.compile("[\u0900-\u1cff\u2190-\ufb1c\ufe00-\ufe6f\uff00-\uffef\U00010000-\U0003ffff]+")
_LEFT_ALONE = frozenset({"rt", "rp"})


def set_apart(element: Element) -> None:
    """Wrap each run of another script below an element; a text that runs to the left is wrapped whole, since
    its words would change places otherwise."""
    if element.tag.startswith("{") or element.tag in _LEFT_ALONE or element.get("class") == "stranger":
        return
    for child in list(element):
        set_apart(child)
        text, child.tail = child.tail, None
        rest, wrapped = _parted(text or "")
        child.tail = rest or None
        _insert(element, list(element).index(child) + 1, wrapped)
    text, wrapped = _parted(element.text or "")
    element.text = text or None
    _insert(element, 0, wrapped)


def _insert(parent: Element, index: int, wrapped: list[Element]) -> None:
    for offset, one in enumerate(wrapped):
        parent.insert(index + offset, one)


def _parted(text: str) -> tuple[str, list[Element]]:
    """The text before the first run, and the runs with what follows each."""
    if _RIGHT_TO_LEFT.search(text):
        return "", [_wrapped(text, "")]
    runs = list(_RUN.finditer(text))
    if not runs:
        return text, []
    ends = [run.start() for run in runs[1:]] + [len(text)]
    spans = [_wrapped(run.group(), text[run.end() : end]) for run, end in zip(runs, ends, strict=True)]
    return text[: runs[0].start()], spans


def _wrapped(text: str, tail: str) -> Element:
    span = Element("span", {"class": "stranger"})
    span.text, span.tail = text, tail
    return span
