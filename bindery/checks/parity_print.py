"""Parity of the printed book: every letter of the bound book, and every thing, on the laid-out pages.

Elements keep their names from the bound tree to the boxes (see `origins`), so each is compared with itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from bindery.checks.parity import LINK, Lost, follows, is_unsaid, quoted, said, thing, title_of, told
from bindery.engine.flow import Flow
from bindery.model import Book, BoundChapter, BoundNote
from bindery.origins import is_whole, letters, numbered, origin, own_text
from bindery.problems import Problem

_UNKNOWN = "\u25a1"
"""Stands on the page for a character that no face has; `checks.glyphs` has told of it."""


def lost_in_print(book: Book, flow: Flow) -> Iterator[Problem]:
    """What the laid-out pages lack."""
    heads = "\n".join(text for name, text in flow.text.items() if name.startswith("@"))
    feet = "\n".join(text for name, text in flow.text.items() if name.startswith("#"))
    order = {name: place for place, name in enumerate(flow.text) if name not in flow.floating}
    for chapter in book.chapters:
        title = "".join(run.letters for run in title_of(chapter))
        lost = [] if title in heads or follows(title, heads) else [Lost(0, "the title")]
        whole = False
        if chapter.body is not None:
            found = list(_compared((chapter.body,), chapter.id, 0, flow))
            lost += [row for row in found if row is not None]
            whole = len(found) > 1 and None not in found
            lost += _disorder(chapter, order)
        for note in chapter.notes:
            lost += _note(note, chapter.id, flow, feet)
        yield from told("print-lost", "print", chapter, lost, whole=whole)


def _compared(trees: Sequence[Element], chapter: str, note: int, flow: Flow) -> Iterator[Lost | None]:
    """For each element that has a text or is a thing, what of it is lost."""
    line, unsaid = 0, _unsaid(trees)
    for number, element in numbered(trees):
        line = int(element.get("data-line") or line)
        if element in unsaid:
            continue
        name = origin(chapter, note, number)
        text = "" if element.tag.startswith("{") else own_text(element)
        written = letters(text)
        what = thing(element)
        if written and not _is_printed(written, name, flow):
            yield Lost(line, quoted(text))
        elif written or what:
            yield None if not what or _is_there(what, name, flow) else Lost(line, what)


def _is_there(what: str, name: str, flow: Flow) -> bool:
    """Whether a thing has a box; a link must lead somewhere too."""
    return name in (flow.links if what == LINK else flow.seen)


def _is_printed(written: str, name: str, flow: Flow) -> bool:
    printed = flow.text.get(name)
    if printed is None:
        return False
    if written == printed:
        return True
    alike = len(written) == len(printed) and _UNKNOWN in printed
    return alike and all(b in {a, _UNKNOWN} for a, b in zip(written, printed, strict=True))


def _unsaid(trees: Sequence[Element]) -> set[Element]:
    """Elements that are not compared: not of the text, or parts of what is compared as a whole."""
    found: set[Element] = set()
    for tree in trees:
        for element in tree.iter():
            if element in found:
                continue
            if is_whole(element):
                found.update(part for part in element.iter() if part is not element)
            elif is_unsaid(element):
                found.update(element.iter())
    return found


def _disorder(chapter: BoundChapter, order: Mapping[str, int]) -> Iterator[Lost]:
    """The first element of a body whose text stands before one that it should follow."""
    assert chapter.body is not None
    numbers = {element: number for number, element in numbered((chapter.body,))}
    last = -1
    for element, line in dict(_speaking(chapter.body, 0)).items():
        place = order.get(origin(chapter.id, 0, numbers[element]), last)
        if place < last:
            yield Lost(line, quoted(own_text(element)))
            return
        last = place


def _speaking(element: Element, line: int) -> Iterator[tuple[Element, int]]:
    """The elements in the order in which their own text begins, with their lines."""
    line = int(element.get("data-line") or line)
    if is_whole(element):
        yield element, line
    if is_whole(element) or is_unsaid(element):
        return
    if letters(element.text or ""):
        yield element, line
    for child in element:
        yield from _speaking(child, line)
        if letters(child.tail or ""):
            yield element, line


def _note(note: BoundNote, chapter: str, flow: Flow, feet: str) -> Iterator[Lost]:
    """A note at the foot of a page, where its blocks became one; a long one, which kept its elements; or one
    that is called from a note and stands within that."""
    wanted = "".join(run.letters for run in said(note.body))
    foot = flow.text.get(f"#{note.id}", "")
    if foot and follows(wanted, foot):
        yield from _things(note, chapter, flow)
        return
    if follows(wanted, foot) or wanted in feet or _UNKNOWN in foot:
        return
    if foot or any(_compared(note.body, chapter, note.number, flow)):
        yield Lost(note.line, f"note {note.number}")


def _things(note: BoundNote, chapter: str, flow: Flow) -> Iterator[Lost]:
    """Pictures, links and formulas that a note at the foot lacks; a table is only its text there."""
    unsaid = _unsaid(note.body)
    for number, element in numbered(note.body):
        what = "" if element in unsaid or element.tag == "table" else thing(element)
        if what and not _is_there(what, origin(chapter, note.number, number), flow):
            yield Lost(note.line, f"{what} of note {note.number}")
