"""Parity of the EPUB: every run of text of the bound book, and every thing, in the finished documents.

The documents are read as a reader reads them, without the numbers of notes and the marks of pages. A chapter
begins where its id stands, in whatever file, and ends where the next one does.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from bindery.checks.parity import (
    Lost,
    Said,
    is_hidden,
    is_unsaid,
    name_of,
    quoted,
    said,
    thing,
    title_of,
    told,
)
from bindery.model import Book, BoundChapter
from bindery.origins import letters
from bindery.problems import Problem

_XHTML = "{http://www.w3.org/1999/xhtml}"
_OURS = frozenset({"doc-noteref", "doc-backlink", "doc-pagebreak"})
_WINDOW = 4000
"""Letters that a template may put between two runs of a chapter."""

Sign = tuple[str, str]
"""A thing in a document: what it is, and the file or address that it names, or a formula's signs."""


@dataclass(slots=True)
class _Segment:
    """What stands in the documents from the beginning of a chapter to the next one."""

    parts: list[str] = field(default_factory=list)
    signs: list[Sign] = field(default_factory=list)
    _text: str | None = None

    @property
    def text(self) -> str:
        """The letters of its parts; looked for once, and only where parts as they stand do not do."""
        if self._text is None:
            self._text = letters("".join(self.parts))
        return self._text

    def says(self, title: Sequence[Said], body: Sequence[Said]) -> bool:
        """Whether a title stands here and behind it a text, as it was written to the last blank: so it nearly
        always is."""
        whole = "".join([run.text for run in body])
        before, found, _ = "".join(self.parts).partition(whole) if whole else ("", "", "")
        return bool(found) and "".join(run.letters for run in title) in letters(before)


def lost_in_epub(book: Book, addresses: Mapping[str, str], documents: Iterable[str]) -> Iterator[Problem]:
    """What the finished documents lack. `addresses`: what a picture's or a link's address, without the file
    before a ``#``, has become."""
    try:
        segments = _segments(book, documents)
    except ET.ParseError:
        return  # `outputs.accessibility` has told of it
    for chapter in book.chapters:
        segment = segments.get(chapter.id, _Segment())
        title, body = title_of(chapter), said(() if chapter.body is None else (chapter.body,))
        lost = [] if segment.says(title, body) else list(_texts((*title, *body), segment.text))
        whole = bool(lost) and not segment.text and sum(bool(run.letters) for run in body) > 1
        lost += _notes(chapter, segment, segments)
        trees = [] if chapter.body is None else [chapter.body]
        trees += [block for note in chapter.notes for block in note.body]
        lost += _things(trees, segment.signs, addresses)
        yield from told("epub-lost", "the EPUB", chapter, lost, whole=whole)


def _segments(book: Book, documents: Iterable[str]) -> dict[str, _Segment]:
    """The documents, cut at the chapters."""
    ids = {chapter.id for chapter in book.chapters}
    segments = {"": _Segment()}
    current = segments[""]
    for document in documents:
        body = ET.fromstring(document).find(f"{_XHTML}body")
        for element in () if body is None else (body,):
            for step in _steps(element):
                if isinstance(step, str):
                    current.parts.append(step)
                elif step[0] == "id":
                    current = segments.setdefault(step[1], _Segment()) if step[1] in ids else current
                else:
                    current.signs.append(step)
    return segments


def _steps(element: Element) -> Iterator[str | Sign]:
    """Text, things and ids in the order of reading."""
    tag = element.tag = element.tag.removeprefix(_XHTML)
    if id_ := element.get("id"):
        yield "id", id_
    if tag.startswith("{") and (drawn := thing(element)):
        yield drawn, _address(name_of(element))
    if is_unsaid(element) or tag == "rp" or element.get("role") in _OURS:
        return
    if what := {"img": "a picture", "a": "a link", "table": "a table"}.get(tag):
        yield what, _address(element.get("src") or element.get("href") or "")
    yield element.text or ""
    for child in element:
        yield from _steps(child)
        yield child.tail or ""


def _address(address: str) -> str:
    """An address without the file of this book that it lies in, which depends on where chapters are cut."""
    file, _, fragment = address.partition("#")
    if ":" in file or not (fragment or file.endswith(".xhtml")):
        return address
    return f"#{fragment or file.removesuffix('.xhtml')}"


def _texts(runs: Sequence[Said], text: str) -> Iterator[Lost]:
    """Runs that are not there in order. Usually all stand together, and one look is enough."""
    if letters("".join([run.text for run in runs])) in text:
        return
    cursor = 0
    for run in runs:
        found = text.find(run.letters, cursor, cursor + len(run.letters) + _WINDOW)
        if found < 0:
            yield Lost(run.line, quoted(run.text))
        else:
            cursor = found + len(run.letters)


def _notes(chapter: BoundChapter, segment: _Segment, segments: Mapping[str, _Segment]) -> Iterator[Lost]:
    """Notes that are missing; they may stand in a file of their own, so order is not asked of them."""
    for note in chapter.notes:
        runs = said(note.body)
        wanted = letters("".join([run.text for run in runs]))
        if wanted not in segment.text and not any(wanted in other.text for other in segments.values()):
            yield Lost(runs[0].line if runs else 0, f"note {note.number}")


def _things(trees: Sequence[Element], signs: Sequence[Sign], addresses: Mapping[str, str]) -> Iterator[Lost]:
    """Pictures, drawings, tables and links that are not there in order."""
    places: dict[Sign, list[int]] = {}
    for place, sign in enumerate(signs):
        places.setdefault(sign, []).append(place)
    after = 0
    for line, what, target in (row for tree in trees for row in _wanted(tree, 0)):
        found = places.get((what, addresses.get(target) or _address(target)), [])
        nearest = bisect_left(found, after)
        if nearest == len(found):
            yield Lost(line, what)
        else:
            after = found[nearest] + 1


def _wanted(element: Element, line: int) -> Iterator[tuple[int, str, str]]:
    """Each thing of a bound tree: line, what it is, what it names."""
    line = int(element.get("data-line") or line)
    what = thing(element)
    if what and not is_hidden(element):
        yield line, what, name_of(element)
    if not is_unsaid(element):
        for child in element:
            yield from _wanted(child, line)
