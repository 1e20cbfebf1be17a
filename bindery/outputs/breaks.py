"""Where long addresses and words of code may be broken on paper: by custom, without a hyphen.

An address is broken after its colon and double slash, and before a full stop, a question mark and the like (a
slash may end a line anyway). A path, a dotted name or a call in running text is broken after a slash, a low
line or an opening bracket and before a full stop, so that what is left at either end still looks like code.
The place is an empty box, so that nothing is added to the text that a reader copies. Used by
`outputs.print_text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

_ADDRESS = re.compile(
    r"(?:[a-z][a-z+.-]{1,9}://|www\.)[^\s<>\"\u3000-\u303f\uff00-\uffef]{8,}", re.IGNORECASE
)
_IN_ADDRESS = re.compile(r"(?<=//)|(?<=:)(?!/)|(?<=[^.?#&=_~%,])(?=[.?#&=_~%,]\w)")
_CODE = re.compile(r"[^\s\u3000-\u303f\uff00-\uffef]{12,}")
_IN_CODE = re.compile(r"(?<=\w{2}[/\\_(])(?=\w{3})|(?<=\w{3})(?=\.\w{2})")
Made = Callable[[str], tuple[str, list[Element]]]
"""What a word becomes: a text, and elements with what follows each."""
_LEFT_ALONE = frozenset({"pre", "kbd", "samp", "math", "svg"})


def allow(tree: Element) -> None:
    """Let the addresses and the words of code below an element break."""
    for element in list(_inside(tree)):
        if element.tag == "code":
            _spread(element, _CODE, _in_code)
        elif any(map(_may_have_address, (element.text, *(child.tail for child in element)))):
            _spread(element, _ADDRESS, _in_address)


def _may_have_address(text: str | None) -> bool:
    """Told at once, since the search for addresses takes long and most texts have none."""
    return text is not None and ("://" in text or "www." in text.lower())


def _inside(element: Element) -> list[Element]:
    """An element and all below it, but what keeps its spaces; code in a listing does."""
    if element.tag in _LEFT_ALONE:
        return []
    return [element, *(below for child in element for below in _inside(child))]


def _spread(element: Element, words: re.Pattern[str], made: Made) -> None:
    """Put the elements made of each such word in its place, in an element's own text."""
    for child in reversed(list(element)):
        before, pieces = _parts(child.tail or "", words, made)
        if pieces:
            child.tail = before
            place = list(element).index(child) + 1
            element[place:place] = pieces
    before, pieces = _parts(element.text or "", words, made)
    if pieces:
        element.text = before
        element[0:0] = pieces


def _parts(text: str, words: re.Pattern[str], made: Made) -> tuple[str, list[Element]]:
    """The text before the first such word, and the elements from there on, with the text between as tails."""
    pieces: list[Element] = []
    first, done = "", 0
    for found in words.finditer(text):
        lead, parts = made(found[0])
        before = text[done : found.start()] + lead
        if pieces:
            pieces[-1].tail = (pieces[-1].tail or "") + before
        else:
            first += before
        pieces += parts
        done = found.end()
    if pieces:
        pieces[-1].tail = (pieces[-1].tail or "") + text[done:]
    return first, pieces


def _in_address(word: str) -> tuple[str, list[Element]]:
    return "", [_cut(Element("span", {"class": "address"}), word, _IN_ADDRESS)]


def _in_code(word: str) -> tuple[str, list[Element]]:
    parts = _cut(Element("code"), word, _IN_CODE)
    return parts.text or "", list(parts)


def _cut(holder: Element, word: str, places: re.Pattern[str]) -> Element:
    """A word with an empty box at each place where it may be broken."""
    start = 0
    for place in (found.start() for found in places.finditer(word)):
        if not start < place < len(word):
            continue
        _append(holder, word[start:place])
        holder.append(Element("span", {"class": "cut"}))
        start = place
    _append(holder, word[start:])
    return holder


def _append(holder: Element, text: str) -> None:
    if len(holder):
        holder[-1].tail = text
    else:
        holder.text = text
