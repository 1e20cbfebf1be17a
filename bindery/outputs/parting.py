"""Blocks too large for one file of the EPUB, parted where they may be: a table between rows, a listing
between lines, a list between items. Used by `outputs.portions`.

The parts follow each other as blocks of the same kind. The first has the caption and the id; the head of a
table is repeated, since a reader who opens a later part would not know its columns.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from bindery.tree import add_text, escaped, to_xml

_HOLDERS = ("tbody", "code", "pre", "table")
"""What holds the lines or rows of a block, the innermost first."""
_CONTAINERS = frozenset({"ul", "ol", "dl", "blockquote", "div"})
_REPEATED = frozenset({"thead", "colgroup"})

Unit = list[Element | str]
"""What stays together: a row, an item, a line of code with its markup."""


def size_of(element: Element) -> int:
    """The bytes of an element in a file."""
    return len(to_xml(element).encode())


def parted(block: Element, room: int) -> list[Element]:
    """The parts of a block, none of more than `room` bytes if that can be; itself where it is small, or one
    thing."""
    path, size = _path(block), size_of(block)
    if not path or size <= room:
        return [block]
    rows: Iterator[Unit] = ([child] for child in path[-1])
    units = list(_lines(path[-1]) if path[-1].tag in {"code", "pre"} else rows)
    frame = size - sum(map(_weight, units))  # a caption, a head, the tags around
    groups = list(_packed(units, max(room - frame, room // 2)))
    if len(groups) < 2:
        return [block]
    before = 0
    parts: list[Element] = []
    for group in groups:
        parts.append(_part(path, group, before))
        before += len(group)
    parts[-1].tail = block.tail
    return parts


def _path(block: Element) -> list[Element]:
    """The elements from a block down to the one that is parted; none if it cannot be."""
    if block.tag in _CONTAINERS:
        return [block]
    holder = next((found for tag in _HOLDERS for found in block.iter(tag)), None)
    parents = {child: parent for parent in block.iter() for child in parent}
    path = [] if holder is None else [holder]
    while path and path[0] is not block:
        path.insert(0, parents[path[0]])
    return path


def _lines(code: Element) -> Iterator[Unit]:
    """The lines of a listing; one that begins within markup goes with what is before it."""
    line: Unit = []
    for piece in (code.text or "", *(part for child in code for part in (child, child.tail or ""))):
        if not isinstance(piece, str):
            line.append(piece)
            continue
        *ended, rest = piece.split("\n")
        for text in ended:
            yield [*line, f"{text}\n"]
            line = []
        line += [rest] if rest else []
    if line:
        yield line


def _weight(unit: Unit) -> int:
    """The bytes of a unit in a file."""
    texts = (part if isinstance(part, str) else part.tail or "" for part in unit)
    return sum(len(escaped(text).encode()) for text in texts) + sum(
        size_of(part) for part in unit if not isinstance(part, str)
    )


def _packed(units: Sequence[Unit], room: int) -> Iterator[list[Unit]]:
    """The units in groups that fill the room."""
    group: list[Unit] = []
    weight = 0
    for unit in units:
        size = _weight(unit)
        if group and weight + size > room:
            yield group
            group, weight = [], 0
        group.append(unit)
        weight += size
    if group:
        yield group


def _part(path: Sequence[Element], group: Sequence[Unit], before: int) -> Element:
    """A block like the first of a path, with a group of units in its last; `before` have gone before."""
    holder = _shell(path[-1], first=not before)
    if holder.tag == "ol" and before:
        holder.set("start", str(int(path[-1].get("start", "1")) + before))
    for piece in (piece for unit in group for piece in unit):
        if isinstance(piece, str):
            add_text(holder, len(holder), piece)
        else:
            tail = "" if holder.tag in {"code", "pre"} else piece.tail
            holder.append(copy.copy(piece))
            holder[-1].tail = tail
    for parent, child in zip(reversed(path[:-1]), reversed(path), strict=False):
        around = _shell(parent, first=not before)
        around.extend(_beside(parent, child, holder, first=not before))
        holder = around
    return holder


def _shell(element: Element, *, first: bool) -> Element:
    """An element of the same kind with nothing in it; only the first part has the id."""
    attributes = {name: value for name, value in element.attrib.items() if first or name != "id"}
    return Element(element.tag, attributes)


def _beside(parent: Element, child: Element, part: Element, *, first: bool) -> Iterator[Element]:
    """The children of a parent with the part in the place of one; a later part has only heads of tables."""
    for other in parent:
        if other is child:
            part.tail = child.tail
            yield part
        elif first:
            yield other
        elif other.tag in _REPEATED:
            again = copy.deepcopy(other)
            for element in again.iter():
                element.attrib.pop("id", None)
            yield again
