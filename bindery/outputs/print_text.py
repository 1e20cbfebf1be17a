"""A chapter's tree for the printed page: notes stand in the text at their call, code is cut into lines.

WeasyPrint floats an element to the foot of the page only from where it is called, and only inline
content survives there (upstream issue 1833), so notes of several blocks are flattened.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from bindery.model import BoundChapter, BoundNote
from bindery.render import inner
from bindery.tree import text_of

_INLINE_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "figcaption"})


def body(chapter: BoundChapter, outline: int) -> Markup:
    """The text of a chapter as markup; its headings are bookmarks from level `outline` on."""
    if chapter.body is None:
        return Markup()
    tree = _ready(chapter.body, chapter, outline)
    return inner(tree)


def title(chapter: BoundChapter) -> tuple[Element | str, ...]:
    """The title with its notes in place."""
    return tuple(
        part if isinstance(part, str) else _ready(_wrapped(part), chapter, 0)[0]
        for part in chapter.title_markup
    )


def _wrapped(part: Element) -> Element:
    holder = Element("span")
    holder.append(part)
    return holder


def _ready(tree: Element, chapter: BoundChapter, outline: int) -> Element:
    tree = copy.deepcopy(tree)
    notes = {str(note.number): note for note in chapter.notes}
    for element in list(tree.iter()):
        element.attrib.pop("data-line", None)
        if element.tag == "sup" and "data-note" in element.attrib:
            _set_note(element, notes)
        elif element.tag == "pre":
            _set_lines(element)
        elif element.tag in {"h2", "h3", "h4", "h5", "h6"} and outline:
            element.set("data-outline", str(min(outline + int(element.tag[1]) - 1, 6)))
    return tree


def _set_note(call: Element, notes: Mapping[str, BoundNote]) -> None:
    """The first call carries the note; a later one is its figure with a link."""
    number = call.attrib["data-note"]
    note = notes[number]
    call.attrib.pop("class", None)
    if "id" not in call.attrib:
        call.attrib = {"class": "noteref"}
        SubElement(call, "a", {"href": f"#{note.id}"}).text = number
        return
    call.tag = "span"
    call.attrib = {"class": "footnote", "id": note.id, "data-number": number}
    for part in _flat(note.body, notes):
        _append(call, part)


def _flat(
    blocks: tuple[Element, ...] | list[Element], notes: Mapping[str, BoundNote]
) -> Iterator[Element | str]:
    """A note's blocks as inline content, a line break between them."""
    first = True
    for block in blocks:
        if not first:
            yield Element("br")
        first = False
        if block.tag in {"ul", "ol"}:
            yield from _flat_list(block, notes)
        elif block.tag in _INLINE_BLOCKS or not any(
            child.tag in _INLINE_BLOCKS | {"ul", "ol"} for child in block
        ):
            yield from _inline(block, notes)
        else:
            yield from _flat(list(block), notes)


def _flat_list(block: Element, notes: Mapping[str, BoundNote]) -> Iterator[Element | str]:
    for number, item in enumerate(block, int(block.get("start", "1"))):
        if number > int(block.get("start", "1")):
            yield Element("br")
        yield f"{number}. " if block.tag == "ol" else "– "
        nested = [child for child in item if child.tag in _INLINE_BLOCKS | {"ul", "ol"}]
        yield from _flat(nested, notes) if nested else _inline(item, notes)


def _inline(block: Element, notes: Mapping[str, BoundNote]) -> Iterator[Element | str]:
    if block.text:
        yield block.text
    for child in block:
        part = copy.deepcopy(child)
        part.tail = None
        if part.tag == "sup" and "data-note" in part.attrib:
            yield f" [{_note_text(notes[part.attrib['data-note']])}]"
        else:
            yield part
        if child.tail:
            yield child.tail


def _note_text(note: BoundNote) -> str:
    """A note within a note: its words in brackets, since a foot of the page has none of its own."""
    return " ".join(text_of(block).strip() for block in note.body)


def _append(parent: Element, part: Element | str) -> None:
    if not isinstance(part, str):
        for element in part.iter():
            element.attrib.pop("data-line", None)
        parent.append(part)
    elif len(parent):
        parent[-1].tail = (parent[-1].tail or "") + part
    else:
        parent.text = (parent.text or "") + part


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
                _append(lines[-1], piece)

    put(code.text or "", None)
    for child in code:
        put("".join(child.itertext()), child)
        put(child.tail or "", None)
    return lines
