"""A chapter's text in the spelling and with the readings that its edition wants. Two steps of `parse`.

`respell` converts the characters (see `spelling`), before signs are set by the language of the edition;
`set_readings` puts Pinyin over them (see `pinyin`), after. Ids, code, addresses, and passages that are marked
with a language of their own stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement

from bindery import pinyin, tree
from bindery.importing import needs
from bindery.problems import Place
from bindery.spelling import respelt
from bindery.syntax.draft import Draft, line_at
from bindery.syntax.headings import name_again
from bindery.syntax.vocabulary import INLINES
from bindery.typography import ADDRESS, AS_WRITTEN

_ABOVE = frozenset({"rt", "rp"})
"""Readings do not stand in the line."""
_LITERAL = frozenset({"code", "kbd", "samp", "pre"}) | _ABOVE
_GAP = "\ufffc"
"""What stands in a line where its text is not ours to change."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """Where a piece of a line is kept."""

    element: Element
    name: Literal["text", "tail"]
    bears: bool
    """Whether readings may be set over it."""

    @property
    def text(self) -> str:
        """The piece."""
        return (self.element.text if self.name == "text" else self.element.tail) or ""

    def put(self, text: str) -> None:
        """Give the place a new text."""
        if self.name == "text":
            self.element.text = text
        else:
            self.element.tail = text


@dataclass(slots=True)
class _Flow:
    """Texts that run on in a line, tags between them or not; and the line of the source."""

    line: int
    slots: list[_Slot | None]
    """None is a gap."""

    @property
    def text(self) -> str:
        """The whole, with what must stay masked."""
        whole = "".join(_GAP if slot is None else slot.text for slot in self.slots)
        return ADDRESS.sub(lambda match: _GAP * len(match[0]), whole)

    def pieces(self) -> Iterator[tuple[_Slot, int, int]]:
        """Each slot with where it begins and ends in the whole."""
        at = 0
        for slot in self.slots:
            end = at + (1 if slot is None else len(slot.text))
            if slot is not None and at < end:
                yield slot, at, end
            at = end


def respell(draft: Draft) -> None:
    """Convert the characters of a chapter, and drop readings if the edition wants none."""
    wanted = draft.text
    if wanted.ruby == "none":
        for ruby, parent in tree.with_parents(draft.body):
            if ruby.tag == "ruby":
                tree.remove_all(ruby, lambda element: element.tag in {"rt", "rp"})
                tree.dissolve(parent, ruby)
    if not wanted.convert or not needs.is_there("opencc"):
        return
    for flow in _flows(draft.body):
        done = respelt(flow.text, wanted.convert, wanted.spellings)
        draft.choices += done.chosen(_place(draft, flow))
        for slot, start, end in list(flow.pieces()):
            kept = zip(done.became[start:end], done.text[start:end], slot.text, strict=True)
            slot.put("".join(old if was == _GAP else new for new, was, old in kept))
    for element in _free(draft.body):
        for name in ("alt", "title"):
            if name in element.attrib:
                element.set(name, str(respelt(element.attrib[name], wanted.convert, wanted.spellings)))
    name_again(draft)


def set_readings(draft: Draft) -> None:
    """Put Pinyin over the characters of a chapter; where a reading is written, that one stays."""
    if not draft.text.is_read or not all(map(needs.is_there, pinyin.NEEDS)):
        return
    parents = tree.parents(draft.body)
    for flow in _flows(draft.body):
        read = pinyin.read(flow.text, draft.text.readings)
        if draft.text.ruby == "pinyin-rare":
            read.keep_rare()
        pieces = [piece for piece in flow.pieces() if piece[0].bears]
        free = {at for _, start, end in pieces for at in range(start, end)}
        draft.choices += (choice for at, choice in read.chosen(_place(draft, flow)) if at in free)
        for slot, start, end in reversed(pieces):
            _set(slot, read.words(start, end), parents)


def _place(draft: Draft, flow: _Flow) -> Place:
    return draft.source.at(flow.line)


def _set(slot: _Slot, words: Sequence[tuple[int, tuple[str, ...]]], parents: dict[Element, Element]) -> None:
    """Put readings over the words of a slot's text, which come by their lengths."""
    if not any(readings for _, readings in words):
        return
    text = slot.text
    slot.put("")
    if slot.name == "text":
        home, at = slot.element, 0
    else:
        home = parents[slot.element]
        at = list(home).index(slot.element) + 1
    for length, readings in words:
        word, text = text[:length], text[length:]
        if readings:
            home.insert(at, _ruby(word, readings))
            at += 1
        else:
            tree.add_text(home, at, word)


def _ruby(word: str, readings: Sequence[str]) -> Element:
    """A word, each of its characters under its reading, in the shape of `syntax.readings`."""
    ruby = Element("ruby")
    ruby.text = word[0]
    for number, reading in enumerate(readings, 1):
        for tag, text in (("rp", "("), ("rt", reading), ("rp", ")")):
            SubElement(ruby, tag).text = text
        ruby[-1].tail = word[number : number + 1]
    return ruby


def _flows(root: Element) -> Iterator[_Flow]:
    """The lines of text that an edition may change."""
    flow = _Flow(0, [])
    todo: list[tuple[Element, bool, bool]] = [(root, True, True)]
    while todo:
        element, bears, entering = todo.pop()
        line = line_at(element) or flow.line
        runs_on = element.tag in INLINES and element.tag not in {"br", "img"}
        if not runs_on:
            yield flow
            flow = _Flow(line, [])
        if not entering:
            flow.slots.append(_Slot(element, "tail", bears))
            continue
        if element is not root:
            todo.append((element, bears, False))
            if _stays(element):
                flow.slots += [] if element.tag in _ABOVE else [None]
                continue
        inside = bears and element.tag != "ruby" and not element.tag.startswith("{")
        flow.slots.append(_Slot(element, "text", inside))
        todo.extend((child, inside, True) for child in reversed(element))
    yield flow


def _stays(element: Element) -> bool:
    """Whether what is within stays as it was written."""
    is_kept = AS_WRITTEN in element.get("class", "").split()
    return element.tag in _LITERAL or "lang" in element.attrib or is_kept


def _free(root: Element) -> Iterator[Element]:
    """Every element that is in none that stays."""
    todo = [root]
    while todo:
        element = todo.pop()
        yield element
        todo.extend(child for child in reversed(element) if not _stays(child))
