"""Notes: their texts leave the flow, their calls stay.

Last step of shaping, so that notes are shaped like all text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.model import Note
from bindery.syntax.draft import Draft, line_at
from bindery.syntax.targets import normal_label

if TYPE_CHECKING:
    from collections.abc import Iterable


def take_notes(draft: Draft) -> None:
    """Collect the notes that are called.

    Report calls without a note, notes without a call, and notes given twice.
    """
    defined = _definitions(draft)
    _settle_calls(draft, draft.body, defined)
    for element in defined.values():
        _settle_calls(draft, element, defined)
    order = _reached(draft.body, defined)
    for label, element in defined.items():
        if label not in order:
            hint = f"Call it with [^{element.get('data-note-text')}], or delete it."
            message = f"the note \u201c{element.get('data-note-text')}\u201d is never called"
            draft.problem("note-unused", message, line_at(element), hint)
    draft.notes += [_note(draft, label, defined[label]) for label in order]


def _definitions(draft: Draft) -> dict[str, Element]:
    """The texts of the notes, taken out of the tree; of two with one label the first counts."""
    defined: dict[str, Element] = {}
    for element, parent in reversed(list(tree.with_parents(draft.body))):
        if "data-note-text" in element.attrib:
            tree.remove(parent, element)
            element.tail = None
            label = normal_label(element.attrib["data-note-text"])
            if label in defined:
                _report_second(draft, defined[label])
            defined[label] = element
    return dict(sorted(defined.items(), key=lambda item: line_at(item[1])))


def _report_second(draft: Draft, second: Element) -> None:
    message = f"the note \u201c{second.get('data-note-text')}\u201d is defined twice"
    draft.problem("note-twice", message, line_at(second), "Give one of them another label.")


def _settle_calls(draft: Draft, root: Element, defined: dict[str, Element]) -> None:
    """Give each call its note's label; a call without a note is text again."""
    for element, parent in tree.with_parents(root):
        written = element.get("data-note")
        if written is None:
            continue
        if normal_label(written) in defined:
            element.set("data-note", normal_label(written))
            continue
        hint = f"Write it as a line of its own: [^{written}]: the text of the note."
        draft.problem("note-missing", f"there is no note \u201c{written}\u201d", line_at(element), hint)
        element.text = f"[^{written}]"
        tree.dissolve(parent, element)


def _reached(body: Element, defined: dict[str, Element]) -> list[str]:
    """The labels of the notes in the order of their first call, also from within other notes."""
    order = list(dict.fromkeys(_calls([body])))
    for label in order:  # grows while it is walked
        order += [called for called in dict.fromkeys(_calls([defined[label]])) if called not in order]
    return order


def _calls(roots: Iterable[Element]) -> list[str]:
    return [
        element.attrib["data-note"]
        for root in roots
        for element in root.iter()
        if "data-note" in element.attrib
    ]


def _note(draft: Draft, label: str, element: Element) -> Note:
    """The note; text of a raw or empty one is put in a paragraph."""
    if not tree.is_blank(element.text) or not len(element):
        paragraph = Element("p", {"data-line": element.get("data-line", "")})
        paragraph.text, element.text = element.text, None
        element.insert(0, paragraph)
    return Note(label, tuple(element), draft.source.at(line_at(element)))
