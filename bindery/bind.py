"""Bind: chapters become one book. Order, numbers, ids, links, notes and pictures are decided here, once.

Stage between `parse` and `check`. Nothing after it counts or resolves anything, so that both outputs agree.
Ids are made unique by the chapter's own id (``trade.table-1``), hence independent of the chapter's place.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from bindery.captions import LISTS, give_ids
from bindery.edition import Edition
from bindery.edition_text import set_words, spell, typeset
from bindery.links import Graph
from bindery.mend import Fetch, Mender
from bindery.model import (
    Book,
    BoundChapter,
    BoundHeading,
    BoundNote,
    Chapter,
    Entry,
    Image,
    Manuscript,
    Role,
    SourceFile,
)
from bindery.numerals import fill
from bindery.pictures import with_words
from bindery.problems import Place, Problem
from bindery.tree import text_of
from bindery.world import Reader

_HEADING = re.compile(r"h[1-6]")
_RESERVED = frozenset(
    {"cover", "title-page", "copyright-page", "dedication-page", "contents", "contents-page", "start-of-text"}
    | {"half-title-page", "epigraph-page", "also-by-page"}
    | {f"list-of-{name}" for name in LISTS}
)
"""Ids and file names of pages that are made from metadata."""
_PATTERNS = {Role.PART: "part", Role.CHAPTER: "opening"}


@dataclass(slots=True)
class _Unit:
    """A chapter on its way through the stage."""

    entry: Entry
    chapter: Chapter | None
    id: str
    numbers: tuple[int | str, ...] = ()
    """The path of numbers in the book; of an appendix its letter."""
    body: Element | None = None
    title: Element | None = None
    headings: list[BoundHeading] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)

    @property
    def source(self) -> SourceFile:
        assert self.entry.source is not None
        return self.entry.source

    def at(self, element: Element | None) -> Place:
        """Where an element was written."""
        line = int(element.get("data-line", "0")) if element is not None else 0
        return self.source.at(line)


def bind(
    manuscript: Manuscript,
    chapters: Sequence[Chapter | None],
    words: Mapping[str, str],
    reader: Reader,
    fetch: Fetch | None = None,
) -> Book:
    """The bound book. `chapters` are parallel to the manuscript's entries, None for parts and drafts; `fetch`
    gives pictures that lie on the network."""
    problems: list[Problem] = [p for chapter in chapters if chapter for p in chapter.problems]
    units = _units(manuscript, chapters, words)
    graph = Graph()
    for unit in units:
        problems += _open(unit)
        if unit.chapter:
            graph.add(unit.chapter.path, unit.id, unit.ids)
    mender = Mender(graph, words, reader, _labels(units, words), fetch)
    bound = tuple(_close(unit, mender, words) for unit in units)
    mender.fill_empty_links()
    return Book(
        name=manuscript.name,
        root=manuscript.root,
        edition=typeset(manuscript.edition),
        chapters=bound,
        targets={id_: unit.id for unit in units for id_ in (unit.id, *unit.ids.values())},
        images={name: _spelled(image, manuscript.edition) for name, image in mender.images.items()},
        problems=(*manuscript.problems, *problems, *mender.problems),
    )


def _spelled(image: Image, edition: Edition) -> Image:
    """A picture with its words, if it is a drawing, as the edition spells them."""
    return with_words(image, lambda text: spell(text, edition)) if edition.text.convert else image


def _units(
    manuscript: Manuscript, chapters: Sequence[Chapter | None], words: Mapping[str, str]
) -> list[_Unit]:
    """Parts and chapters that have a text, numbered: parts and chapters through the book, files below a
    chapter within it."""
    taken = set(_RESERVED)
    units: list[_Unit] = []
    parts, numbers = 0, [0]
    for entry, chapter in zip(manuscript.entries, chapters, strict=True):
        if entry.role is not Role.PART and chapter is None:
            continue
        unit = _Unit(_typeset(entry, manuscript.edition), chapter, _chapter_id(entry, len(units), taken))
        if entry.role is Role.PART:
            parts += 1
            unit.numbers = (parts,)
        elif entry.role is Role.CHAPTER:
            del numbers[entry.depth :]
            numbers += [0] * (entry.depth - len(numbers))
            numbers[entry.depth - 1] += 1
            unit.numbers = tuple(numbers)
        units.append(unit)
    _letter([unit for unit in units if _is_appendix(unit.entry)], words["letters"])
    return units


def _typeset(entry: Entry, edition: Edition) -> Entry:
    """The row with the titles of SUMMARY.md and of the file's head set as the text is."""
    title, short = (set_words(text, edition) for text in (entry.title, entry.short))
    return replace(entry, title=title, short=short)


def _is_appendix(entry: Entry) -> bool:
    return entry.role is Role.BACK and entry.kind == "appendix"


def _letter(appendices: Sequence[_Unit], letters: str) -> None:
    """Give appendices their letters; one alone needs none."""
    for position, unit in enumerate(appendices if len(appendices) > 1 else ()):
        again, letter = divmod(position, len(letters))
        unit.numbers = (letters[letter] * (again + 1),)


def _chapter_id(entry: Entry, position: int, taken: set[str]) -> str:
    """The file's stem as an XML id in ASCII; a digest of the path where the stem is not ASCII."""
    path = entry.source.path if entry.source else f"part-{position + 1}"
    stem = PurePosixPath(path).stem
    if stem.lower() in {"readme", "index"}:
        stem = PurePosixPath(path).parent.name or stem
    if not re.fullmatch(r"[A-Za-z0-9_.-]+", stem):
        stem = "c" + hashlib.sha256(path.encode()).hexdigest()[:8]
    base = stem.lower() if stem[0].isalpha() else f"c{stem.lower()}"
    name, count = base, 2
    while name in taken:
        name, count = f"{base}-{count}", count + 1
    taken.add(name)
    return name


def _open(unit: _Unit) -> Iterator[Problem]:
    """Copy the body, take its title out, set its headings' levels, make its ids the book's."""
    if unit.chapter is None:
        return
    unit.body = copy.deepcopy(unit.chapter.body)
    unit.title = _take_title(unit.body)
    yield from _set_levels(unit)
    give_ids(unit.body)
    for element in unit.body.iter():
        if own := element.get("id"):
            unit.ids[own] = f"{unit.id}.{own}"
            element.set("id", unit.ids[own])
    if unit.title is not None and (own := unit.title.get("id")):
        unit.ids[own] = unit.id  # the title stands at the head of the chapter, which has an id already
    for note in unit.chapter.notes:
        unit.ids |= {
            own: f"{unit.id}.{own}" for block in note.body for e in block.iter() if (own := e.get("id"))
        }


def _take_title(body: Element) -> Element | None:
    for child in body:
        if child.tag == "h1":
            body.remove(child)
            body.text = (body.text or "") + (child.tail or "")
            return child
    return None


def _set_levels(unit: _Unit) -> Iterator[Problem]:
    """Levels in the book: a file nested below a chapter is a level deeper; none is skipped, since
    screen readers and PDF/UA count on it."""
    assert unit.body is not None
    level = unit.entry.depth
    written = 1
    for heading in unit.body.iter():
        if not _HEADING.fullmatch(str(heading.tag)):
            continue
        own = max(2, int(heading.tag[1]))
        if own > written + 1:
            hint = f"write {'#' * (written + 1)} here"
            yield Problem("heading-skip", f"from level {written} to level {own}", unit.at(heading), hint)
        level = min(own + unit.entry.depth - 1, level + 1, 6)
        written = own
        heading.tag = f"h{level}"


def _labels(units: Sequence[_Unit], words: Mapping[str, str]) -> dict[str, str]:
    """What an empty link says: a heading's text, “Chapter 3”, a part's title. Captions add theirs later."""
    labels: dict[str, str] = {}
    for unit in units:
        if unit.entry.role is Role.CHAPTER:
            labels[unit.id] = fill(words["see_chapter"], _number(unit))
        else:
            labels[unit.id] = (_is_appendix(unit.entry) and _label(unit, words)) or _title_text(unit, words)
        for heading in unit.body.iter() if unit.body is not None else ():
            if _HEADING.fullmatch(str(heading.tag)) and heading.get("id"):
                labels[heading.get("id", "")] = text_of(heading).strip()
    return labels


def _number(unit: _Unit) -> int | str:
    return unit.numbers[0] if len(unit.numbers) == 1 else ".".join(map(str, unit.numbers))


def _title_text(unit: _Unit, words: Mapping[str, str]) -> str:
    if unit.title is not None and (text := " ".join(text_of(unit.title).split())):
        return text
    stem = PurePosixPath(unit.entry.source.path).stem if unit.entry.source else ""
    return (
        unit.entry.title or stem.replace("-", " ").replace("_", " ").strip().capitalize() or words["untitled"]
    )


def _close(unit: _Unit, mender: Mender, words: Mapping[str, str]) -> BoundChapter:
    """Resolve what points elsewhere and give the unit its final form."""
    title = _title_text(unit, words)
    notes: tuple[BoundNote, ...] = ()
    if unit.body is not None and unit.chapter is not None:
        whole = [unit.body] if unit.title is None else [unit.title, unit.body]
        notes = mender.mend(whole, unit.chapter, unit.id, unit.source, unit.numbers[:1])
    return BoundChapter(
        id=unit.id,
        role=unit.entry.role,
        depth=unit.entry.depth,
        label=_label(unit, words),
        title=title,
        title_markup=_inline(unit.title) if unit.title is not None else (title,),
        body=unit.body,
        headings=tuple(_headings(unit.body)),
        notes=notes,
        path=unit.chapter.path if unit.chapter else "",
        kind=unit.entry.kind,
        short=unit.entry.short,
        places=unit.source.lines if unit.entry.source else (),
    )


def _label(unit: _Unit, words: Mapping[str, str]) -> str:
    """What stands over the title: the number in the language's way; “Appendix A” unless the title says it."""
    if not unit.numbers:
        return ""
    pattern = words[_PATTERNS.get(unit.entry.role, "appendix")]
    bare = fill(words["appendix"], "").strip().casefold()
    if unit.entry.role is Role.BACK and _title_text(unit, words).casefold().startswith(bare):
        return ""
    return fill(pattern, _number(unit))


def _inline(title: Element) -> tuple[Element | str, ...]:
    parts: list[Element | str] = [title.text or ""]
    for child in title:
        tail, child.tail = child.tail, None
        parts += [child, tail or ""]
    return tuple(part for part in parts if part != "")


def _headings(body: Element | None) -> Iterator[BoundHeading]:
    for element in body.iter() if body is not None else ():
        if _HEADING.fullmatch(str(element.tag)) and element.get("id"):
            yield BoundHeading(int(element.tag[1]), element.get("id", ""), " ".join(text_of(element).split()))
