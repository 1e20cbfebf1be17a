"""A chapter's tree for the printed page: notes stand in the text at their call, code is cut into lines."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from bindery.engine.finish import ORNAMENT
from bindery.model import BoundChapter, BoundNote
from bindery.origins import ORIGIN, mark
from bindery.outputs.breaks import allow
from bindery.outputs.columns import share
from bindery.outputs.flat import append, collapse, flat
from bindery.outputs.floating import let_float
from bindery.outputs.opening import PLAIN, Opening, open_text
from bindery.outputs.print_blocks import arrange, keep_company
from bindery.outputs.readings import raise_readings
from bindery.outputs.stops import set_stops
from bindery.outputs.whole_lines import Fit
from bindery.outputs.wide_tables import set_wide
from bindery.render import inner
from bindery.tree import breadth, text_of

_COUNTED = {
    "ol": ("start", "counter-reset: list-item {}; counter-increment: list-item -1"),
    "li": ("value", "counter-increment: list-item 0; counter-set: list-item {}"),
}
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class PrintText:
    """A chapter as the page needs it. `room`: letters that a note at the foot of a page may have, wide ones
    counted as two.

    `opening`: how its text begins. `grounded`: ids of figures that do not float.

    WeasyPrint never splits a note (page-high ones would run off the page), so longer ones close the chapter.
    """

    chapter: BoundChapter
    room: int
    fit: Fit
    opening: Opening = PLAIN
    grounded: frozenset[str] = frozenset()

    def body(self, outline: int) -> Markup:
        """The text; its headings are bookmarks from level `outline` on."""
        if self.chapter.body is None:
            return Markup()
        body = copy.deepcopy(self.chapter.body)
        mark((body,), self.chapter.id)
        tree = self._arranged(body, outline)
        open_text(tree, self.opening)
        let_float(tree, self.chapter.id, self.fit.grid, self.grounded)
        return inner(tree) + self._long_notes()

    def title(self) -> tuple[Element | str, ...]:
        """The title with its notes in place."""
        return tuple(
            part if isinstance(part, str) else self._ready(_wrapped(part), 0)[0]
            for part in self.chapter.title_markup
        )

    def _is_long(self, note: BoundNote) -> bool:
        return sum(breadth(text_of(block)) for block in note.body) > self.room

    def _ready(self, tree: Element, outline: int) -> Element:
        return self._arranged(copy.deepcopy(tree), outline)

    def _arranged(self, tree: Element, outline: int) -> Element:
        for element in list(tree.iter()):
            if element.tag == "sup" and "data-note" in element.attrib:
                self._set_note(element)
            elif element.tag == "img" and element.get("role") == "presentation":
                element.set("alt", ORNAMENT)
            elif element.tag == "pre":
                _set_lines(element)
            elif element.tag in _COUNTED:
                _set_count(element)
            elif element.tag in _HEADINGS and outline:
                element.set("data-outline", str(min(outline + int(element.tag[1]) - 1, 6)))
                element.set("data-label", text_of(element))
        set_wide(tree, self.fit.grid)
        share(tree, self.fit.grid)
        arrange(tree, glossary=self.chapter.kind == "glossary")
        keep_company(tree, self.fit.grid.letters)
        raise_readings(tree)
        self.fit.ready(tree)
        set_stops(tree, self.fit.language)
        allow(tree)
        return tree

    def _set_note(self, call: Element) -> None:
        """The first call of a note carries it; a later one, or that of a long note, is only its number."""
        number = call.attrib["data-note"]
        notes = {str(note.number): note for note in self.chapter.notes}
        note = notes[number]
        first = call.attrib.get("id")
        if first is None or self._is_long(note):
            call.attrib = {"class": "noteref", ORIGIN: ""} | ({"id": first} if first else {})
            SubElement(call, "a", {"href": f"#{note.id}"}).text = number
            return
        call.tag = "span"
        call.attrib = {"class": "footnote", "id": note.id, "data-number": number}
        blocks = copy.deepcopy(note.body)
        mark(blocks, self.chapter.id, note.number)
        for part in flat(blocks, notes):
            append(call, part)
        collapse(call)

    def _long_notes(self) -> Markup:
        section = Element("section", {"class": "long-notes"})
        for note in self.chapter.notes:
            if self._is_long(note):
                section.append(self._long_note(note))
        holder = Element("div")
        holder.append(section)
        return inner(holder) if len(section) else Markup()

    def _long_note(self, note: BoundNote) -> Element:
        holder = Element("div", {"class": "long-note", "id": note.id})
        blocks = copy.deepcopy(note.body)
        mark(blocks, self.chapter.id, note.number)
        holder.extend(self._arranged(block, 0) for block in blocks)
        first = next(iter(holder), None)
        if first is None or first.tag != "p":
            first = Element("p")
            holder.insert(0, first)
        number = Element("span", {ORIGIN: ""})
        number.text, number.tail = f"{note.number}.\u2002", (first.text or "").lstrip()
        first.text = None
        first.insert(0, number)
        return holder


def _set_count(element: Element) -> None:
    """Where a list's numbers begin, as a style: WeasyPrint heeds the attributes only with all of old HTML."""
    name, style = _COUNTED[str(element.tag)]
    if number := element.get(name):
        element.set("style", f"{element.get('style', '')};{style.format(number)}".lstrip(";"))


def _wrapped(part: Element) -> Element:
    holder = Element("span")
    holder.append(part)
    return holder


def _set_lines(pre: Element) -> None:
    """Each line of code in a block of its own, so that a turned line hangs under its head."""
    code = pre.find("code")
    holder = pre if code is None else code
    lines = _lines(holder)
    while lines and not "".join(lines[-1].itertext()):
        lines.pop()
    for child in list(holder):
        holder.remove(child)
    holder.text = None
    holder.extend(lines)


def _lines(code: Element) -> list[Element]:
    lines = [Element("span", {"class": "line"})]

    def put(text: str, style: Element | None) -> None:
        for position, piece in enumerate(text.split("\n")):
            if position:
                lines.append(Element("span", {"class": "line"}))
            if piece and style is not None:
                SubElement(lines[-1], style.tag, style.attrib).text = piece
            elif piece:
                append(lines[-1], piece)

    put(code.text or "", None)
    for child in code:
        put("".join(child.itertext()), child)
        put(child.tail or "", None)
    return lines
