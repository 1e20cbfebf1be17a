"""Headings and ids: each heading gets an id, each id of a chapter is there once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import replace

from bindery import tree
from bindery.model import Heading
from bindery.syntax.draft import Draft, line_at

LEVELS = {f"h{level}": level for level in range(1, 7)}
"""The elements that are headings, and how deep each stands."""


def name_headings(draft: Draft) -> None:
    """Keep the ids that were written, make the others from the headings' words, and list the headings."""
    used = _written_ids(draft)
    for element in draft.body.iter():
        if element.tag not in LEVELS:
            continue
        text = tree.text_of(element)
        if "id" not in element.attrib:
            element.set("id", _free(slug(text) or "section", used))
        place = draft.source.at(line_at(element))
        draft.headings.append(Heading(LEVELS[element.tag], element.attrib["id"], text, place))


def name_again(draft: Draft) -> None:
    """List the headings by the words that they have now; ids stay."""
    heads = (element for element in draft.body.iter() if element.tag in LEVELS)
    draft.headings[:] = [
        replace(heading, text=tree.text_of(head)) for heading, head in zip(draft.headings, heads, strict=True)
    ]


def _written_ids(draft: Draft) -> Counter[str]:
    """All ids in the tree; a second one of a kind is renamed and reported."""
    used: Counter[str] = Counter()
    line = 1
    for element in draft.body.iter():
        line = line_at(element) or line
        identifier = "-".join(element.attrib.pop("id", "").split())
        if not identifier:
            continue
        if identifier in used:
            hint = "Links lead to the first of the two."
            draft.problem("id-duplicate", f"the id \u201c{identifier}\u201d is used twice", line, hint)
            identifier = _free(identifier, used)
        used[identifier] += identifier not in used
        element.set("id", identifier)
    return used


def _free(wanted: str, used: Counter[str]) -> str:
    """The id itself or the first of id-1, id-2… that is free; it is taken from now on."""
    found = wanted
    while found in used:
        found = f"{wanted}-{used[wanted]}"
        used[wanted] += 1
    used[found] = 1
    return found


def slug(text: str) -> str:
    """A heading's words as GitHub makes an anchor of them; letters of all scripts stay."""
    kept = (char for char in text.lower() if char in " -_" or unicodedata.category(char)[0] in "LMN")
    return re.sub(r"\s", "-", "".join(kept).strip())
