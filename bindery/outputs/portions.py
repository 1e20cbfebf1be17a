"""Chapters too long for one file of the EPUB, cut into several. Used by `outputs.epub`.

E-readers lay out a file as a whole before they show its first page; from a few hundred kilobytes on a reader
waits at every turn into it. A chapter is cut before a heading where that leaves no small piece, else between
two blocks; a block is cut only where it is too large by itself, between its rows or lines. Notes go with the
text that calls them, so that they still pop up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from bindery.model import Book, BoundChapter, BoundNote
from bindery.outputs.parting import parted, size_of
from bindery.problems import Problem

LIMIT = 250_000
"""Bytes of text and its notes in one file."""
_LEAST = LIMIT // 2
"""A piece that ends at a heading has at least so many bytes."""
_HEADING = re.compile(r"h[1-6]")


def split(book: Book) -> Book:
    """The same book with more chapters: each piece after the first has an id of its own, and the ids within
    it belong to that. A note that two pieces call stands in both."""
    taken = {chapter.id for chapter in book.chapters} | set(book.targets)
    chapters: list[BoundChapter] = []
    targets = dict(book.targets)
    for chapter in book.chapters:
        pieces = _pieces(chapter, taken)
        chapters += pieces
        for piece in reversed(
            pieces if len(pieces) > 1 else []
        ):  # a note that two pieces call is the first's
            targets |= dict.fromkeys(_ids(piece), piece.id)
    return replace(book, chapters=tuple(chapters), targets=targets)


def uncut(book: Book) -> Iterator[Problem]:
    """A notice for each block of a book that was split which is too large all the same."""
    hint = "part it by hand; e-readers wait long before so much text"
    for chapter in book.chapters:
        if chapter.body is None or _at_most(chapter.body) <= LIMIT:
            continue
        for block in chapter.body:
            if (size := size_of(block)) > LIMIT:
                what = f"a block of {size // 1000} kB is one file of the EPUB and cannot be cut"
                yield Problem("block-large", what, chapter.at(int(block.get("data-line", "0"))), hint)


def _pieces(chapter: BoundChapter, taken: set[str]) -> list[BoundChapter]:
    if chapter.body is None:
        return [chapter]
    notes = {str(note.number): note for note in chapter.notes}
    if not notes and _at_most(chapter.body) <= LIMIT:
        return [chapter]
    if sum(_size(block, notes) for block in chapter.body) <= LIMIT:
        return [chapter]
    blocks = [part for block in chapter.body for part in parted(block, LIMIT)]
    sizes = [_size(block, notes) for block in blocks]
    cuts = [*_cuts(blocks, sizes), len(blocks)]
    made: list[BoundChapter] = []
    for first, last in zip([0, *cuts], cuts, strict=False):
        body = Element(chapter.body.tag, chapter.body.attrib)
        body.extend(blocks[first:last])
        titled = chapter.title_markup if not first else ()
        called = _called([body, *(part for part in titled if not isinstance(part, str))], notes)
        id_ = _id(chapter.id, len(made) + 1, taken) if made else chapter.id
        made.append(replace(chapter, id=id_, body=body, notes=tuple(called)))
    return made


def _cuts(blocks: Sequence[Element], sizes: Sequence[int]) -> Iterator[int]:
    """Where the pieces after the first begin."""
    start, weight, heading, before = 0, 0, 0, 0
    for place, (block, size) in enumerate(zip(blocks, sizes, strict=True)):
        if weight + size > LIMIT and place > start:
            at_heading = heading > start and before >= _LEAST
            start, weight = (heading, weight - before) if at_heading else (place, 0)
            yield start
        if _HEADING.fullmatch(str(block.tag)) and place > start:
            heading, before = place, weight
        weight += size


def _size(block: Element, notes: Mapping[str, BoundNote]) -> int:
    """The bytes of a block and of the notes that it calls."""
    called = (part for note in _called([block], notes) for part in note.body)
    return sum(map(size_of, (block, *called)))


def _at_most(body: Element) -> int:
    """Bytes that a text may have at most: counting all of them takes long, and most chapters are short."""
    text = sum(map(len, body.itertext()))
    attributes = sum(
        len(name) + len(value) for element in body.iter() for name, value in element.attrib.items()
    )
    return 6 * (text + attributes) + 100 * sum(1 for _ in body.iter())


def _called(trees: Sequence[Element], notes: Mapping[str, BoundNote]) -> list[BoundNote]:
    """The notes that trees call, and those that these call, in their order."""
    found: dict[str, BoundNote] = {}
    todo = list(trees)
    while todo:
        for element in todo.pop().iter():
            number = element.get("data-note", "")
            if number in notes and number not in found:
                found[number] = notes[number]
                todo += notes[number].body
    return sorted(found.values(), key=lambda note: note.number)


def _id(chapter: str, number: int, taken: set[str]) -> str:
    while f"{chapter}-{number}" in taken:
        number += 1
    taken.add(f"{chapter}-{number}")
    return f"{chapter}-{number}"


def _ids(piece: BoundChapter) -> Iterator[str]:
    """All ids that lie in the piece's file."""
    yield piece.id
    trees = [piece.body] if piece.body is not None else []
    for tree in (*trees, *(part for note in piece.notes for part in note.body)):
        yield from (id_ for element in tree.iter() if (id_ := element.get("id")))
