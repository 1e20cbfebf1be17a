"""Line breaks of the source between wide characters vanish.

Chinese and Japanese are written without blanks.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from bindery.syntax.vocabulary import INLINES

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from bindery.syntax.draft import Draft

_BREAK = re.compile(r"[ \t]*\n[ \t\n]*")
_AMBIGUOUS = frozenset("\u2018\u2019\u201c\u201d\u2014\u2026\u00b7")
_OPAQUE = frozenset({"pre", "br", "img", "wbr"})
_ABOVE = frozenset({"rt", "rp"})
"""What does not stand in the line: its neighbours are each other's."""
_NOT_NARROW = re.compile("[\u1100-\u1fff\u2300-\U0010ffff]")
"""Characters that may be wide: none before them is, nor between (Unicode, EastAsianWidth.txt)."""

type_of_slot = Literal["text", "tail"]


def join_lines(draft: Draft) -> None:
    """Remove the line breaks that would show as blanks between wide characters."""
    for flow in _flows(draft.body):
        _join(flow)


def _flows(root: Element) -> list[list[tuple[Element, type_of_slot]]]:
    """The pieces of text that follow each other in a line, tags between them or not."""
    flows: list[list[tuple[Element, type_of_slot]]] = [[]]
    todo: list[tuple[Element, bool]] = [(root, True)]
    while todo:
        element, entering = todo.pop()
        if element.tag in _ABOVE:
            flows[-1].append((element, "tail"))
            continue
        through = element.tag in INLINES and element.tag not in _OPAQUE
        if not through:
            flows.append([])
        if entering:
            if element.tag != "pre" and not element.tag.startswith("{"):
                flows[-1].append((element, "text"))
                todo.append((element, False))
                todo.extend((child, True) for child in reversed(element))
                continue
            flows.append([])
        if element is not root:
            flows[-1].append((element, "tail"))
    return flows


def _join(flow: list[tuple[Element, type_of_slot]]) -> None:
    """Take the breaks out of one flow."""
    texts = [getattr(element, slot) or "" for element, slot in flow]
    whole = "".join(texts)
    if "\n" not in whole:
        return
    cuts = [match.span() for match in _BREAK.finditer(whole) if _vanishes(whole, match)]
    start = 0
    for (element, slot), text in zip(flow, texts, strict=True):
        end = start + len(text)
        kept = _without(text, start, cuts)
        if kept != text:
            setattr(element, slot, kept)
        start = end


def _without(text: str, start: int, cuts: list[tuple[int, int]]) -> str:
    """The text, which begins at `start` of the flow, without what is cut."""
    pieces, position = [], 0
    for first, last in cuts:
        left, right = max(first - start, position), min(last - start, len(text))
        if left < right:
            pieces.append(text[position:left])
            position = right
    return "".join(pieces) + text[position:]


def _vanishes(whole: str, match: re.Match[str]) -> bool:
    """Whether both neighbours are wide; a quotation mark or dash is when the other one is."""
    before, after = whole[match.start() - 1 : match.start()], whole[match.end() : match.end() + 1]
    if not match.start() or not after:
        return False
    wide = (is_wide(before), is_wide(after))
    return all(wide) or (wide[0] and after in _AMBIGUOUS) or (wide[1] and before in _AMBIGUOUS)


def holds_wide(text: str) -> bool:
    """Whether there is a character beside which no blank is written; quick where there is none."""
    return not text.isascii() and any(is_wide(match[0]) for match in _NOT_NARROW.finditer(text))


def is_wide(character: str) -> bool:
    """Whether no blank is written beside a character; Korean does write them, and pictures stand alone."""
    if unicodedata.east_asian_width(character) not in "WF":
        return False
    return "HANGUL" not in unicodedata.name(character, "") and not "\U0001f000" <= character <= "\U0001faff"
