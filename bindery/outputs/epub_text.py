"""A chapter's tree for a reading system: links name files, notes pop up, pictures lie beside the text."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from operator import itemgetter
from xml.etree.ElementTree import Element, SubElement

from markupsafe import Markup

from bindery.contexts import NoteText
from bindery.model import BoundChapter
from bindery.outputs import epub_semantics
from bindery.outputs.columns import length
from bindery.outputs.wide_tables import has_spans
from bindery.render import inner, markup
from bindery.tree import add_class, breadth, text_of

EPUB_TYPE = epub_semantics.EPUB_TYPE

_MOST_COLUMNS = 12
"""Columns that a tablet can show side by side; the cells of a row of more follow one another as words do."""
_WHOLE = 9
"""Letters of a word of code that stays whole in a cell, also on a telephone: three columns of them fit."""

_BREAKS = re.compile(r"[-\s]")
_SHORT_CODE = re.compile(r"(?=.{3,16}$)\S*[- ].*")
"""Code with a hyphen or blank in it that stands on one line outside tables: an option of a command would lose
its hyphens to the line before, and blanks would be stretched with those of the text."""
_MOST_WHOLE = 14.0
"""Em of columns that are not broken, so that others have room on the smallest screen that is asked."""
_SIGN = re.compile("[\u2e80-\ua4cf\uf900-\ufaff\uff01-\uff60\U00020000-\U0003ffff]")


def body(chapter: BoundChapter, names: Names) -> Markup:
    """The text of a chapter as markup."""
    return inner(_ready(chapter.body, chapter, names)) if chapter.body is not None else Markup()


def title(chapter: BoundChapter, names: Names) -> Markup:
    """The title with its links and notes."""
    return markup(
        tuple(
            part if isinstance(part, str) else _ready(part, chapter, names) for part in chapter.title_markup
        )
    )


def notes(chapter: BoundChapter, names: Names) -> tuple[NoteText, ...]:
    """The chapter's notes, each with its back-link first: Kindle joins notes whose back-link comes last."""
    texts = []
    for note in chapter.notes:
        holder = Element("div")
        holder.extend(_ready(block, chapter, names) for block in note.body)
        first = next(iter(holder), None)
        if first is None or first.tag != "p":
            first = Element("p")
            holder.insert(0, first)
        back = Element("a", {"href": names.way_back(note.call_id, chapter.id), "role": "doc-backlink"})
        back.text, back.tail = str(note.number), " " + (first.text or "").lstrip()
        first.text = None
        first.insert(0, back)
        texts.append(NoteText(id=note.id, number=note.number, back=note.call_id, body=inner(holder)))
    return tuple(texts)


class Names:
    """Where ids and pictures lie in the EPUB, seen from a chapter's file."""

    def __init__(self, targets: Mapping[str, str], pictures: Mapping[str, str]) -> None:
        self._targets = targets
        self._pictures = pictures

    def href(self, id_: str, chapter: str = "") -> str:
        """The link to an id, from the file of `chapter`."""
        owner = self._targets.get(id_, id_)  # a page that is no chapter is its own file
        if owner == chapter:
            return f"#{id_}"
        return f"{owner}.xhtml" if owner == id_ else f"{owner}.xhtml#{id_}"

    def way_back(self, call: str, chapter: str) -> str:
        """The link from a note to its call, which lies in the same file unless the chapter was cut."""
        return self.href(call, chapter) if call in self._targets else f"#{call}"

    def picture(self, path: str) -> str:
        """The address of a picture."""
        return f"../images/{self._pictures[path]}"


def _ready(tree: Element, chapter: BoundChapter, names: Names) -> Element:
    tree = copy.deepcopy(tree)
    numbers = {str(note.number): note for note in chapter.notes}
    for element in list(tree.iter()):
        element.attrib.pop("data-line", None)
        if element.tag == "sup" and "data-note" in element.attrib:
            note = numbers[element.attrib.pop("data-note")]
            # No markup inside the reference: Kindle would show it instead of the pop-up.
            ref = {"href": f"#{note.id}", EPUB_TYPE: "noteref", "role": "doc-noteref"}
            if "id" in element.attrib:
                ref["id"] = element.attrib.pop("id")
            SubElement(element, "a", ref).text = str(note.number)
        elif element.tag == "a" and element.get("href", "").startswith("#"):
            element.set("href", names.href(element.get("href", "")[1:], chapter.id))
        elif element.tag == "img":
            element.set("src", names.picture(element.get("src", "")))
        elif element.tag == "pre":
            element.set("dir", "ltr")  # code, in a book of any direction; CSS may not say it in an EPUB
        elif element.tag == "code" and _SHORT_CODE.fullmatch("".join(element.itertext())):
            add_class(element, "held")
    _hold_tables(tree)
    _hold_calls(tree)
    _drop_data(tree)
    epub_semantics.mark(tree)
    return tree


def _hold_tables(tree: Element) -> None:
    """Put each table into a box of its own, whose width the sheet can ask for: a figure is one already."""
    for parent in list(tree.iter()):
        for place, table in enumerate(list(parent)):
            if table.tag != "table":
                continue
            if len(next(table.iter("tr"), ())) > _MOST_COLUMNS:
                add_class(table, "endless")
            _keep_whole(table)
            _keep_short(table)
            if "table" not in parent.get("class", "").split():
                box = Element("div", {"class": "table"})
                box.tail, table.tail = table.tail, None
                box.append(table)
                parent[place] = box


def _keep_short(table: Element) -> None:
    """Mark the cells of short columns with Chinese or Japanese in them: a screen may break such a cell before
    any sign, and would leave the last of a date alone on its line."""
    rows = list(table.iter("tr"))
    if has_spans(rows) or len({len(row) for row in rows}) != 1:
        return
    columns = [(max(map(length, column)), column) for column in zip(*rows, strict=True)]
    whole = 0.0
    for wide, column in sorted(columns, key=itemgetter(0))[:-1]:
        whole += wide
        if whole > _MOST_WHOLE:
            break
        if any(breadth(text_of(cell)) > len(text_of(cell)) for cell in column):
            for cell in column:
                add_class(cell, "unbroken")


def _hold_calls(tree: Element) -> None:
    """Keep the call of a note on the line of the sign before it: in text without spaces a line could begin
    with it."""
    for parent in list(tree.iter()):
        for place, call in enumerate(list(parent)):
            before = parent[place - 1] if place else None
            text = (parent.text if before is None else before.tail) or ""
            if "noteref" not in call.get("class", "").split() or not _SIGN.fullmatch(text[-1:]):
                continue
            held = Element("span", {"class": "held"})
            held.text, held.tail, call.tail = text[-1:], call.tail, None
            held.append(call)
            parent[place] = held
            if before is None:
                parent.text = text[:-1]
            else:
                before.tail = text[:-1]


def _keep_whole(table: Element) -> None:
    """Tell the sheet which words of code are short enough to stay whole in any cell."""
    for code in table.iter("code"):
        if max(map(len, _BREAKS.split("".join(code.itertext())))) <= _WHOLE:
            add_class(code, "whole")


def _drop_data(tree: Element) -> None:
    for element in tree.iter():
        for name in [name for name in element.attrib if name.startswith("data-")]:
            del element.attrib[name]
