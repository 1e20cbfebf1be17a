"""The printed pages in the EPUB: a mark in the text where each begins, and the list of them.

Used by `outputs.epub` before it cuts long chapters, with the facts that the printed edition gave. A mark
never parts a word: where print divided one, the mark stands before it, so that the page has all of its text.
Nor does it stand within what reads as one thing (a formula, a drawing, a ruby, a call of a note): before it.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from xml.etree.ElementTree import Element

from markupsafe import Markup

from bindery.contexts import PageLink
from bindery.model import Book, BoundChapter, PageStart, PageStarts
from bindery.numerals import figures
from bindery.origins import is_whole, letters, numbered
from bindery.tree import to_xml

EPUB_TYPE = "epub:type"
_AT = re.compile(r'<span [^>]*?id="([^"]+)"[^>]*? role="doc-pagebreak"')
_TAGS = re.compile("(<[^>]*>)")
_SIGNS = re.compile("&[^;]*;|.", re.DOTALL)
_SPACED = ((0x0000, 0x0E00), (0x10A0, 0x1780), (0x1E00, 0x2000))
"""Scripts that write spaces between words, so that a letter beside a letter is of the same word."""
_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em i ins kbd mark q s samp small span strong u var".split()
)
_JOINTS = "\u00ad\u2060\u2019'"
"""Signs within a word."""
_HYPHENS = "-\u2010\u2011\u00ad\u2060\u200b"


@dataclass(frozen=True, slots=True)
class PageMarks:
    """The marks of a book. `targets` are ids that are taken."""

    ids: Mapping[PageStart, str] = field(default_factory=dict)
    """Each page and the id of its mark, in order."""
    trees: Mapping[tuple[str, int], Sequence[PageStart]] = field(default_factory=dict)
    """The pages that begin in a body (note 0) or note of a chapter."""

    @classmethod
    def of(cls, starts: PageStarts | None, targets: Iterable[str]) -> PageMarks:
        """The marks for the pages that print has; none without a printed book."""
        taken, ids = set(targets), {}
        trees: dict[tuple[str, int], list[PageStart]] = {}
        for start in starts.starts if starts else ():
            id_ = f"page-{figures(start.label)}"
            while id_ in taken:
                id_ += "-"
            taken.add(id_)
            ids[start] = id_
            trees.setdefault((start.chapter, start.note), []).append(start)
        return cls(ids, trees)

    def head(self, chapter: str) -> Markup:
        """The mark of the page that begins with a chapter, or with a page of its own; may be empty."""
        return self.row(chapter, 0)

    def row(self, chapter: str, row: int) -> Markup:
        """The mark of the page that begins with a row of the contents; may be empty."""
        return Markup("").join(
            Markup(to_xml(self._mark(start)))  # noqa: S704 - the serialiser escapes
            for start in self.trees.get((chapter, 0), ())
            if (start.element, start.letter) == (row, 0)
        )

    def within(self, page: str, text: Markup) -> Markup:
        """The document of a page of its own with the marks of the printed pages that begin within it."""
        head, section, rest = str(text).partition("<section")
        runs = _TAGS.split(section + rest)  # text and tags by turns
        for start in reversed(self.trees.get((page, 0), ())):
            if start.letter:
                _insert(to_xml(self._mark(start)), runs, start.letter)
        return Markup(head + "".join(runs))  # noqa: S704 - what it was, and a mark

    def into(self, book: Book) -> Book:
        """The book with a mark in the text of its chapters wherever a printed page begins."""
        return replace(book, chapters=tuple(map(self._into_chapter, book.chapters))) if self.trees else book

    def _into_chapter(self, chapter: BoundChapter) -> BoundChapter:
        body = chapter.body if chapter.body is None else self.marked((chapter.body,), chapter.id)[0]
        notes = tuple(
            replace(note, body=tuple(self.marked(note.body, chapter.id, note.number)))
            for note in chapter.notes
        )
        return replace(chapter, body=body, notes=notes)

    def marked(self, trees: Sequence[Element], chapter: str, note: int = 0) -> Sequence[Element]:
        """The trees of a body or note with their marks: copies, unless there is nothing to mark."""
        wanted = [
            start
            for start in self.trees.get((chapter, note), ())
            if note or start.element or start.letter  # else it begins with the chapter: see `head`
        ]
        if not wanted:
            return trees
        trees = [copy.deepcopy(tree) for tree in trees]
        elements = [element for _, element in numbered(trees)]
        parents = {child: parent for tree in trees for parent in tree.iter() for child in parent}
        for start in reversed(wanted):  # from the end, so that earlier places stay where they are
            if start.element < len(elements):
                _put(self._mark(start), elements[start.element], start.letter, parents)
        return trees

    def _mark(self, start: PageStart) -> Element:
        return Element(
            "span",
            {
                EPUB_TYPE: "pagebreak",
                "id": self.ids[start],
                "role": "doc-pagebreak",
                "aria-label": start.label,
            },
        )

    def links(self, documents: Iterable[tuple[str, str]]) -> tuple[PageLink, ...]:
        """The list of pages, from the finished documents (file name, text): only what is there is listed."""
        found: dict[str, str] = {}
        for name, text in documents:
            for id_ in _AT.findall(text):
                found.setdefault(id_, f"{name}#{id_}")
        return tuple(
            PageLink(label=start.label, href=found[id_]) for start, id_ in self.ids.items() if id_ in found
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of text: the text of an element, or the tail behind one."""

    element: Element
    is_tail: bool

    @property
    def text(self) -> str:
        return (self.element.tail if self.is_tail else self.element.text) or ""


def _put(mark: Element, element: Element, letter: int, parents: dict[Element, Element]) -> None:
    """Put a mark before a letter of an element, or before the element if it has none or is one thing."""
    around = _outermost_whole(element, parents)
    if around is not None and around.tag != "pre":
        _before(mark, around, parents)
        return
    found = _place(_pieces(element), letter)
    if found is None:
        _before(mark, element, parents)
        return
    piece, index = _word_start(*found, parents)
    _split(mark, piece, index, parents)


def _outermost_whole(element: Element, parents: dict[Element, Element]) -> Element | None:
    found, node = None, element
    while True:
        if is_whole(node) or (node.tag == "sup" and "data-note" in node.attrib):
            found = node
        if node not in parents:
            return found
        node = parents[node]


def _pieces(element: Element) -> list[_Piece]:
    """The runs of an element's own text; of a whole, of all that is in it."""
    pieces = [_Piece(element, is_tail=False)]
    for child in element:
        if is_whole(element):
            pieces += _pieces(child) if is_whole(child) else _all_pieces(child)
        pieces.append(_Piece(child, is_tail=True))
    return pieces


def _all_pieces(element: Element) -> list[_Piece]:
    pieces = [_Piece(element, is_tail=False)]
    for child in element:
        pieces += [*_all_pieces(child), _Piece(child, is_tail=True)]
    return pieces


def _place(pieces: list[_Piece], letter: int) -> tuple[_Piece, int] | None:
    """The run and the index in it before which a letter (from 0) stands."""
    for piece in pieces:
        count = len(letters(piece.text))
        if letter < count:
            return piece, _index(piece.text, letter)
        letter -= count
    return None


def _index(text: Sequence[str], letter: int) -> int:
    for index, sign in enumerate(text):
        count = _count(sign)
        if letter < count:
            return index
        letter -= count
    return len(text)


@lru_cache(maxsize=10_000)
def _count(sign: str) -> int:
    """How many letters a sign is."""
    return len(letters(sign))


def _insert(mark: str, runs: list[str], letter: int) -> None:
    """Put a mark before the word of a letter, in markup that is cut into texts and tags."""
    for place in range(0, len(runs), 2):
        count = len(letters(unescape(runs[place])))
        if letter < count:
            signs = _SIGNS.findall(runs[place])
            index = _index([unescape(sign) for sign in signs], letter)
            while index and _is_within(unescape(signs[index - 1]), unescape(signs[index])):
                index -= 1
            runs[place] = "".join((*signs[:index], mark, *signs[index:]))
            return
        letter -= count


def _word_start(piece: _Piece, index: int, parents: dict[Element, Element]) -> tuple[_Piece, int]:
    """Go back to the beginning of a word that the page's end divided, also through markup within it."""
    text = piece.text
    while 0 < index < len(text) and _is_within(text[index - 1], text[index]):
        index -= 1
    while index > 0 and text[index - 1] in _HYPHENS and (index == 1 or text[index - 2].isspace()):
        index -= 1  # a minus belongs to its figure
    before = None if index else _before_piece(piece, parents)
    if before and text and before.text and _is_within(before.text[-1], text[0]):
        return _word_start(before, len(before.text) - 1, parents)
    return piece, index


def _is_within(left: str, right: str) -> bool:
    """Tell whether a word goes on from one sign to the next."""
    return all(map(_is_of_word, (left, right)))


def _is_of_word(sign: str) -> bool:
    if sign in _JOINTS or 0x300 <= ord(sign) < 0x370:  # accents that stand for themselves
        return True
    return sign.isalnum() and any(a <= ord(sign) < b for a, b in _SPACED)


def _before_piece(piece: _Piece, parents: dict[Element, Element]) -> _Piece | None:
    """The run before one, if nothing but the edge of inline markup is between them."""
    element = piece.element
    if piece.is_tail:
        return None if len(element) or is_whole(element) else _Piece(element, is_tail=False)
    parent = parents.get(element)
    if parent is None or element.tag not in _INLINE:
        return None
    position = list(parent).index(element)
    return _Piece(parent[position - 1], is_tail=True) if position else _Piece(parent, is_tail=False)


def _split(mark: Element, piece: _Piece, index: int, parents: dict[Element, Element]) -> None:
    """Part a run of text by a mark."""
    text, element = piece.text, piece.element
    mark.tail = text[index:]
    if piece.is_tail:
        element.tail = text[:index]
        parent = parents[element]
        parent.insert(list(parent).index(element) + 1, mark)
    else:
        element.text = text[:index]
        parent = element
        parent.insert(0, mark)
    parents[mark] = parent


def _before(mark: Element, element: Element, parents: dict[Element, Element]) -> None:
    parent = parents.get(element)
    if parent is None:
        return
    parent.insert(list(parent).index(element), mark)
    parents[mark] = parent
