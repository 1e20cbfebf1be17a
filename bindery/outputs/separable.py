"""Whether style sheets let the parts of a book be laid out apart: none may say of one part what depends on
another. Used by `galleys`.

A part stands alone in its document, so a selector that asks which of the sections a part is, or what stands
beside it, would find another answer there; so would counters that go on from part to part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import tinycss2

_SIGNS = (
    (r"position:\s*fixed", "something stands at a fixed place of all pages"),
    (r"@page[^{]*:(?:first\b|nth\((?!\s*1\s+of\b))", "a style counts pages"),
    (r"counter\(\s*pages\b", "a style tells how many pages the book has"),
    (r"@color-profile", "a style brings colours of its own"),
    (r"counter-(?:increment|set|reset)\s*:", "a style counts from part to part"),
    (r"\b(?:open|close)-quote\b", "a style counts quotation marks"),
    (r"\bstring\([^()]*,", "a style has heads tell what stood on pages before"),
    (r"\bcolumns?(?:-count|-width)?\s*:", "a style sets columns, which come out otherwise in a part"),
    (r"\btarget-text\(", "a style tells the text of other parts"),
)
"""What does not allow to lay parts out apart, in the text of style sheets, and why."""
_NUMBERED = re.compile(r"@page start\w*:nth\(1 of start\w*\)\s*\{\s*counter-reset:\s*page 1;?\s*\}")
"""How pages of the text are numbered from 1, which both engines know."""
_BESIDE = "a style asks what stands beside a part"
_KNOWN = ".dedication-page + .epigraph-page"
"""Pages for show, which are one part with what stands before them."""
_SISTERS = re.compile(r":(?:nth|first|last|only)-(?:last-)?(?:child|of-type)")
_OUTERMOST = re.compile(r"(?:html|body|:root)(?![\w-])")
_SIGN = re.compile(r"\s*([>+~])\s*(?![^()]*\))")
_AROUND = frozenset({"media", "layer", "supports"})
_NO_PART = re.compile(r"(?!section\b)[a-z][\w-]*|:is\(\s*(?!section\b)[a-z]")
"""The beginning of what is said of an element that no part is: one of another name."""


def why_not(css: str) -> str:
    """Why parts cannot be laid out apart under style sheets; empty when they can."""
    bare = _NUMBERED.sub("", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    if found := next((why for sign, why in _SIGNS if re.search(sign, bare)), ""):
        return found
    return _BESIDE if any(map(_asks_beside, _selectors(tinycss2.parse_stylesheet(bare)))) else ""


def _selectors(rules: Sequence[Any]) -> Iterator[str]:
    """All selectors, also those of rules within rules."""
    for rule in rules:
        if rule.type == "qualified-rule":
            yield from _parted(tinycss2.serialize(rule.prelude), ",")
        elif rule.type == "at-rule" and rule.content and rule.lower_at_keyword in _AROUND:
            yield from _selectors(tinycss2.parse_rule_list(rule.content))


def _parted(text: str, sign: str) -> Iterator[str]:
    """A text cut wherever a sign stands in no parentheses, without what is empty."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "([") - (letter in ")]")
        if depth == 0 and letter in sign:
            parts.append("")
        else:
            parts[-1] += letter
    return filter(None, map(str.strip, parts))


def _asks_beside(selector: str) -> bool:
    """Whether a selector may tell one part from another by its place in the book."""
    if selector == _KNOWN:
        return False
    may_be_part, sign, last = True, "", "body"
    for word in _parted(_SIGN.sub(r" \1 ", selector), " \n\t"):
        if word in {">", "+", "~"}:
            sign = word
            continue
        is_sister = sign in {"+", "~"}
        may_be_part = may_be_part and bool(
            (_NO_PART.match(last) is None) if is_sister else _OUTERMOST.match(last)
        )
        asks = is_sister or _SISTERS.search(word)
        if may_be_part and asks and not _NO_PART.match(word):
            return True
        if _OUTERMOST.match(word) and ":has(" in word:
            return True
        sign, last = "", word
    return False
