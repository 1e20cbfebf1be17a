"""Emphasis, strong emphasis and ``~~deletions~~``, by CommonMark's rules of runs, in one pass over a text.

One rule differs: next to Chinese, Japanese and Korean characters punctuation does not hinder a run, because
those scripts write no blanks: **bold.**text, where the stop is U+3002, is bold.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

from bindery import tree
from bindery.syntax.inline import Signed
from bindery.syntax.literals import safe

if TYPE_CHECKING:
    from markdown import Markdown

WRAPPER = "bindery-run"
"""Holds what became of one text until it is dissolved in its parent."""

_RUN = re.compile(r"\*+|_+|~+")
_DEEPEST = 40
_TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong", ("~", 2): "del"}


@dataclass(slots=True, eq=False)
class Run:
    """A run of delimiters: how many are left, and what it can do."""

    sign: str
    start: int
    length: int
    opens: bool
    closes: bool
    left: int = field(init=False)

    def __post_init__(self) -> None:
        self.left = self.length


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Where in the text an element begins (after its delimiters) or ends, and where the delimiters stood."""

    start: int
    end: int
    opens: bool
    tag: str


class Emphasis(Signed):
    """Takes a whole text at its first run."""

    SIGNS = ("*", "_", "~")

    def handleMatch(  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        self, _: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The text as one wrapper of nested elements."""
        made = self.whole(data)
        return (None, None, None) if made is None else (made, 0, len(data))

    def whole(self, text: str) -> Element | None:
        """The same for a text without other markup."""
        events = _pairs(_runs(text))
        return _nested(text, sorted(events)) if events else None


def _is_blank(character: str) -> bool:
    return not character or character.isspace() or "\ufdd0" <= character <= "\ufddb"


def _is_punctuation(character: str) -> bool:
    return bool(character) and unicodedata.category(character)[0] in "PS"


def _is_wide(character: str) -> bool:
    return bool(character) and unicodedata.east_asian_width(character) in "WF"


def _runs(data: str) -> list[Run]:
    """All runs of a text; code, links and escapes beside them count as letters."""
    return [
        _run(
            match,
            data[match.start() - 1 : match.start()] if match.start() else "",
            data[match.end() : match.end() + 1],
        )
        for match in _RUN.finditer(data)
    ]


def _run(match: re.Match[str], before: str, after: str) -> Run:
    """A run with what its neighbours let it do."""
    blank_before, blank_after = _is_blank(before), _is_blank(after)
    stop_before = _is_punctuation(before) and not _is_wide(before)
    stop_after = _is_punctuation(after) and not _is_wide(after)
    wide_before, wide_after = _is_wide(before), _is_wide(after)
    left = not blank_after and (not stop_after or blank_before or stop_before or wide_before)
    right = not blank_before and (not stop_before or blank_after or stop_after or wide_after)
    sign, length = match.group()[0], len(match.group())
    if sign == "_":
        opens = left and (not right or _is_punctuation(before))
        closes = right and (not left or _is_punctuation(after))
    else:
        opens, closes = left, right
    usable = sign != "~" or length == 2
    return Run(sign, match.start(), length, opens and usable, closes and usable)


def _pairs(runs: list[Run]) -> list[Event]:
    """Match closing runs with opening ones, as the specification's stack of delimiters does."""
    events: list[Event] = []
    stack: list[Run] = []
    bottoms: dict[tuple[str, bool, int], Run | None] = {}
    for run in runs:
        while run.closes and run.left and (position := _opener(stack, run, bottoms)) is not None:
            opener = stack[position]
            width = 2 if min(run.left, opener.left) >= 2 else 1
            del stack[position + 1 :]
            tag = _TAGS[run.sign, width]
            begin = opener.start + opener.left - width
            finish = run.start + run.length - run.left
            events += [Event(begin, begin + width, True, tag), Event(finish, finish + width, False, tag)]  # noqa: FBT003
            opener.left -= width
            run.left -= width
            if not opener.left:
                stack.pop()
        if run.opens and run.left:
            run.start, run.length = run.start + run.length - run.left, run.left
            stack.append(run)
    return events


def _opener(stack: list[Run], run: Run, bottoms: dict[tuple[str, bool, int], Run | None]) -> int | None:
    """Where the nearest run that this one may close stands.

    That there is none is remembered, so that the search stays linear.
    """
    key = (run.sign, run.opens, run.length % 3)
    bottom = bottoms.get(key)
    for position in range(len(stack) - 1, -1, -1):
        candidate = stack[position]
        if candidate is bottom:
            break
        odd = (candidate.closes or run.opens) and (candidate.length + run.length) % 3 == 0
        thirds = candidate.length % 3 == 0 and run.length % 3 == 0
        if candidate.sign == run.sign and (run.sign == "~" or not odd or thirds):
            return position
    bottoms[key] = stack[-1] if stack else None
    return None


def _nested(data: str, events: list[Event]) -> Element:
    """The text with its elements in a wrapper.

    Delimiters that stayed alone are made safe from a second look.
    """
    root = Element(WRAPPER)
    path, position = [root], 0
    skipped = 0
    for event in events:
        _append(path[-1], data[position : event.start])
        position = event.end
        if event.opens and len(path) <= _DEEPEST and not skipped:
            path.append(SubElement(path[-1], event.tag))
        elif event.opens:
            skipped += 1
        elif skipped:
            skipped -= 1
        else:
            path.pop()
    _append(root, data[position:])
    return root


def _append(element: Element, text: str) -> None:
    """Add text at the end of an element, its delimiters as Python-Markdown's escapes."""
    if any(sign in text for sign in Emphasis.SIGNS):
        text = _RUN.sub(lambda match: safe(match.group()), text)
    tree.add_text(element, len(element), text)


class Dissolve(Treeprocessor):
    """Takes the wrappers out of the tree again."""

    def run(self, root: Element) -> None:
        """Put what each wrapper holds in its place."""
        for parent in list(root.iter()):
            while (wrapper := parent.find(WRAPPER)) is not None:
                tree.dissolve(parent, wrapper)


def extend(md: Markdown) -> None:
    """Put this in the place of Python-Markdown's two patterns."""
    for name in ("not_strong", "em_strong", "em_strong2"):
        md.inlinePatterns.deregister(name, strict=False)
    md.inlinePatterns.register(Emphasis(r"[*_~]", md), "emphasis", 60)
    md.treeprocessors.register(Dissolve(md), "dissolve", 15)
