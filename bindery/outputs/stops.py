"""Stops of the text's own face within Kai, in traditional Chinese. Used by `outputs.print_text`.

Taiwan and Hong Kong set a stop in the middle of its square; Kai faces have it at the left, and a paragraph
would show both (CLREQ §3.1.2). The sheets give the elements made here the face of the text.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from bindery.theme import script_of

_STOPS = re.compile("[\uff0c\u3002\u3001\uff1a\uff1b\uff01\uff1f]+")
_KAI = frozenset({"em", "i", "cite", "dfn", "blockquote"})
_HANT = frozenset({"Hant", "TW", "HK", "MO"})


def set_stops(tree: Element, language: str) -> None:
    """Set the stops below all elements that the sheets set in Kai apart, unless they are of another
    language."""
    if not is_traditional(language):
        return
    for element in list(tree.iter()):
        if element.tag in _KAI:
            _within(element)


def is_traditional(language: str) -> bool:
    """Whether a language is Chinese with its stops in the middle."""
    return script_of(language) == "zh" and bool(_HANT & set(language.split("-")))


def _within(element: Element) -> None:
    """Set apart the stops of an element and of those in it."""
    if "stop" in element.get("class", "").split() or not is_traditional(element.get("lang", "zh-Hant")):
        return
    children = list(element)
    element[:] = []
    element.text = _parted(element, element.text)
    for child in children:
        text, child.tail = child.tail, None
        element.append(child)
        if child.tag not in {"rt", "code", "pre"}:
            _within(child)
        child.tail = _parted(element, text)


def _parted(parent: Element, text: str | None) -> str | None:
    """The text before the first stop; stops and what is behind them go to the end of the parent."""
    runs = list(_STOPS.finditer(text or ""))
    if not text or not runs:
        return text
    ends = [run.start() for run in runs[1:]] + [len(text)]
    for run, end in zip(runs, ends, strict=True):
        stop = Element("span", {"class": "stop"})
        stop.text, stop.tail = run.group(), text[run.end() : end] or None
        parent.append(stop)
    return text[: runs[0].start()] or None
