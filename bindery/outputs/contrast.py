"""Too little contrast in the EPUB: WCAG 2's formula over the colours that its sheets give its documents.

A book that sets no colours but grounds of pictures, as ours do, costs nothing here. What the reading system
chooses itself (night mode, a reader's own colours) and what stands under ``@media`` is not judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import cssselect2
import tinycss2
from tinycss2.color3 import RGBA, parse_color

from bindery.problems import Place, Problem
from bindery.theme import Sheet

_NORMAL, _LARGE = 4.5, 3.0
"""WCAG 2.2, 1.4.3: the least ratio for text, and for text from 18 points or from 14 in bold."""
_LARGE_TAGS = frozenset({"h1", "h2"})
"""1.6 and 1.3 times the text in bold in our sheet: above 14 points when the text has 12."""
_PROPERTIES = {"color": "ink", "background-color": "ground", "background": "ground"}


@dataclass(frozen=True, slots=True)
class _Tint:
    """A colour, and where it was written; None for what reading systems take by themselves."""

    colour: tuple[float, float, float]
    at: Place | None = None


_INK, _PAPER, _LINK = _Tint((0, 0, 0)), _Tint((1, 1, 1)), _Tint((0, 0, 238 / 255))
_Rules = list[tuple[str, RGBA, Place]]
Where = Callable[[str, str], Place]
"""The place of a style attribute, from its document's name and its text."""


def complaints(documents: Mapping[str, Element], sheets: Sequence[Sheet], where: Where) -> Iterator[Problem]:
    """One problem for each pair of colours that is too faint, at the rule that sets the text's."""
    matcher = _matcher(sheets)
    found: dict[tuple[Place, str], Problem] = {}
    for name, tree in documents.items():
        styled = any("color" in e.get("style", "") or "background" in e.get("style", "") for e in tree.iter())
        if matcher is not None or styled:
            for problem in _Judge(matcher, name, where).judge(tree):
                found.setdefault((problem.at, problem.message), problem)
    yield from found.values()


def ratio(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The contrast of two sRGB colours (0 to 1), from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _matcher(sheets: Sequence[Sheet]) -> Any:
    """All rules that set a colour; None when there are none."""
    matcher, count = cssselect2.Matcher(), 0
    for sheet in sheets:
        for rule in tinycss2.parse_stylesheet(sheet.text, skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule" or not (tints := _tints(rule.content, sheet.name)):
                continue
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            for selector in selectors:
                if selector.pseudo_element is None and selector.local_name != "img":  # which has no text
                    matcher.add_selector(selector, tints)
                    count += 1
    return matcher if count else None


def _tints(content: Any, name: str) -> _Rules:
    """The colours of a rule or of a style attribute: ``ink`` or ``ground``, colour, place."""
    found: _Rules = []
    for row in tinycss2.parse_blocks_contents(content):
        if row.type != "declaration" or row.lower_name not in _PROPERTIES:
            continue
        for token in row.value:
            colour = parse_color(token) if token.type in {"ident", "hash", "function"} else None
            if isinstance(colour, RGBA):
                found.append((_PROPERTIES[row.lower_name], colour, Place(name, row.source_line)))
                break
    return found


class _Judge:
    """Walks one document and compares each text with what is behind it."""

    def __init__(self, matcher: Any, name: str, where: Where) -> None:
        self._matcher = matcher
        self._name = name
        self._where = where

    def judge(self, tree: Element) -> Iterator[Problem]:
        """The faint texts of a document."""
        root = cssselect2.ElementWrapper.from_xml_root(tree)
        pending = [(root, _INK, _PAPER, _NORMAL)]
        while pending:
            element, ink, ground, least = pending.pop()
            tag = element.local_name
            ink, ground = self._cascade(element, _LINK if _is_link(element) else ink, ground)
            least = _LARGE if tag in _LARGE_TAGS else least
            if (element.etree_element.text or "").strip() and (ink.at or ground.at):
                yield from _faint(ink, ground, least)
            for child in element.iter_children():
                if (child.etree_element.tail or "").strip() and (ink.at or ground.at):
                    yield from _faint(ink, ground, least)
                pending.append((child, ink, ground, least))

    def _cascade(self, element: Any, ink: _Tint, ground: _Tint) -> tuple[_Tint, _Tint]:
        """The colours of an element, from those that it stands in."""
        rules = [row for match in self._matches(element) for row in match]
        if style := element.etree_element.get("style"):
            rules += [(kind, tint, self._where(self._name, style)) for kind, tint, _ in _tints(style, "")]
        for kind, colour, at in rules:
            if kind == "ground":
                ground = _Tint(_over(colour, ground.colour), at)
        for kind, colour, at in rules:
            if kind == "ink":
                ink = _Tint(_over(colour, ground.colour), at)
        return ink, ground

    def _matches(self, element: Any) -> Iterator[_Rules]:
        if self._matcher is not None:
            yield from (payload for _, _, _, payload in self._matcher.match(element))


def _is_link(element: Any) -> bool:
    return bool(element.local_name == "a" and "href" in element.etree_element.attrib)


def _over(colour: RGBA, ground: tuple[float, float, float]) -> tuple[float, float, float]:
    """A colour that may be see-through, on its ground."""
    red, green, blue = (
        own * colour.alpha + behind * (1 - colour.alpha)
        for own, behind in zip((colour.red, colour.green, colour.blue), ground, strict=True)
    )
    return red, green, blue


def _faint(ink: _Tint, ground: _Tint, least: float) -> Iterator[Problem]:
    if (found := ratio(ink.colour, ground.colour)) < least and (at := ink.at or ground.at):
        message = f"text {_hex(ink)} on {_hex(ground)} has a contrast of {int(found * 100) / 100:g} to 1"
        hint = f"take a darker or a lighter colour: {least:g} to 1 is the least that WCAG 2.2 AA allows"
        yield Problem("contrast-low", message, at, hint)


def _hex(tint: _Tint) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in tint.colour)
