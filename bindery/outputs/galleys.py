"""The printed book of galleys: each part laid out apart, by as many processes as there are cores, and
kept; then joined into both files. Used by `outputs.pdf` where it can be done, with the same result as in
one piece.

    units -> galleys of chapters -> numbers of pages -> galley of contents -> heads -> faces -> files

What is kept in ``out/.cache/galleys`` lies under digests of all that it depends on, so it is never out of
date.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bindery.engine import apart, crew, embedded, fonts, heads, slots
from bindery.engine.crew import Failed
from bindery.engine.draw import Files, version_of
from bindery.engine.flow import Spot
from bindery.engine.founts import merged
from bindery.engine.galley import Galley, Kind, Leaf, Plate, from_bytes, to_bytes
from bindery.engine.heads import Head
from bindery.engine.link import Part, lost_ends
from bindery.engine.plain import Printed
from bindery.engine.relocate import Block
from bindery.engine.store import Store
from bindery.model import Book, Making
from bindery.outputs import compose, separable
from bindery.outputs.compose import Unit
from bindery.outputs.galley_keys import Keys
from bindery.outputs.galley_unit import Count, Setter, Told
from bindery.theme import Theme, joined

MEMORY = 300_000_000
"""Bytes that a worker takes, with Chinese type."""
SECONDS, SECONDS_PER_KB = 300.0, 4.0
"""Time for any part, and more for each kilobyte of its pages: a hundred times what it takes."""
_DIGITS = 12
"""Of the digest that names a part: an id in which letters are left out may be that of another part."""
_ROUNDS = 6
"""How often contents are laid out anew because their own length moves what they tell, at most."""
_TARGET = re.compile(r'data-target="#([^"]*)"')
_SLOT = re.compile(r'<span class="folio" data-target="#([^"]*)"')
"""A number that is told in figures: roman ones are told as they are."""


class Refused(Exception):
    """Raised with the reason, in words, when the book has to be laid out in one piece."""


class Unmade(Exception):
    """Raised when a part could not be laid out, with the path of its chapter and why."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Where galleys are made: how, where they are kept, who is told how many pages there are."""

    making: Making
    store: Store | None
    count: Count
    used: set[str] = field(default_factory=set)

    def get(self, key: str) -> bytes | None:
        """What was kept under a name."""
        self.used.add(key)
        return None if self.making.anew or self.store is None else self.store.get(key)

    def tidy(self) -> None:
        """Throw away what was not used for long, where too much is kept."""
        if self.store is not None:
            self.store.trim(self.used)

    def hands(self) -> int:
        """How many work at once."""
        asked = self.making.jobs
        return asked or max(1, crew.jobs_at_hand(MEMORY) // self.making.share)

    def put(self, key: str, data: bytes) -> None:
        """Keep something."""
        if self.store is not None:
            self.store.put(key, data)


@dataclass(frozen=True, slots=True)
class _Task:
    """A galley that is wanted: the name under which it is kept, the chapter's path, about how long its pages
    are, and what makes it."""

    key: str
    path: str
    size: int
    make: Callable[[Count], Galley]


def refusal(book: Book, theme: Theme) -> str:
    """Why a book cannot be laid out in parts; empty when it can, as far as is seen beforehand."""
    if book.edition.print.openings != "right":
        return "chapters open on any side, so that each depends on those before it"
    if found := separable.why_not(joined(compose.sheets(book, theme))):
        return found
    fonts.use(fonts.fontconfig(theme.faces.all))  # before WeasyPrint is imported for the first time
    others = ", ".join(apart.strange())
    return f"this version of WeasyPrint has another {others}" if others else ""


def parts_of(book: Book, theme: Theme, files: Files, shop: Shop) -> tuple[Part, ...]:
    """The parts of a book as they stand in it, all but the faces. Raises `Refused` and `Unmade`."""
    making = _Making(book, theme, files, shop, Keys(book, theme, compose.together(book, theme, ()), files))
    return tuple(making.parts(compose.units(book, theme)))


def faces_of(parts: Sequence[Part], theme: Theme, files: Files, shop: Shop) -> Galley:
    """The faces of all parts. Raises `Refused`."""
    whole = [one for part in parts for one in (part.galley, part.heads)]
    screen = tuple(merged(fount for one in whole for fount in one.screen.founts))
    press = tuple(merged(fount for one in whole for fount in one.press.founts))
    families, version = theme.faces.all, version_of(files.press)
    key = Keys.of_faces(families, version, screen, press)
    kept = shop.get(key)
    if kept is not None:
        return from_bytes(kept)
    try:
        made = embedded.embed(screen, press, families, version)
    except embedded.Lost as lost:
        raise Refused(f"the face “{lost}” is not found again") from lost
    shop.put(key, to_bytes(made))
    return made


@dataclass(slots=True)
class _Making:
    book: Book
    theme: Theme
    files: Files
    shop: Shop
    keys: Keys
    pages: int = 0
    """So many are there already."""

    def parts(self, units: Sequence[Unit]) -> Iterator[Part]:
        """All parts in their order."""
        tasks = {
            place: self._text(place, unit, Told()) for place, unit in enumerate(units) if not unit.contents
        }
        galleys = dict(zip(tasks, self._made(tuple(tasks.values())), strict=True))
        for place, unit in enumerate(units):
            if unit.contents:
                galleys[place] = self._contents(place, unit, galleys)
        whole = [galleys[place] for place in range(len(units))]
        if lost := next(lost_ends(whole), ""):
            raise Refused(f"a link leads to “{lost}”, which is not there")
        placed = list(_placed(whole))
        drawn = self._made([self._heads(heads, before) for heads, before in _heads(whole, placed)])
        for galley, margins, (first, _) in zip(whole, drawn, placed, strict=True):
            yield Part(galley, margins, first)

    def _text(self, place: int, unit: Unit, told: Told) -> _Task:
        setter = Setter(self.book, self.theme, self.files)
        path = unit.chapters[0].path if unit.chapters else "book.toml"
        size = sum(map(len, unit.pages))
        own = unit.chapters[0].id if unit.chapters else str(place)
        name = hashlib.sha256(own.encode()).hexdigest()[:_DIGITS]
        key = self.keys.of_unit(unit, told.first, told.numbers, slotted=told.slotted)
        return _Task(key, path, size, lambda count: setter.galley(name, unit, told, count))

    def _contents(self, place: int, unit: Unit, others: Mapping[int, Galley]) -> Galley:
        """The galley of contents. Where it tells of pages that count on from its own, it is laid out again
        until it is as long as these were counted for."""
        pages = "".join(unit.pages)
        wanted = set(_TARGET.findall(pages))
        slotted = set(_SLOT.findall(pages)) if self.book.edition.print.folios != "cjk" else set()
        count, like = 1, next(iter(others.values()))
        for _ in range(_ROUNDS):
            told = _told({**others, place: _empty(count, like)}, place, wanted)
            standing = _standing_in(told, slotted)
            (made,) = self._made([self._text(place, unit, standing)])
            if made.slots is None:
                slotted = set()
                continue
            whole = {**others, place: made}
            if standing == _standing_in(_told(whole, place, wanted), slotted):
                return slots.fill(made, _numbers([whole[at] for at in sorted(whole)]))
            count = max(count, len(made.leaves))
        raise Refused("the contents tell of pages that their own length moves")

    def _heads(self, wanted: Sequence[Head], before: Mapping[str, str]) -> _Task:
        families = self.theme.faces.all
        key = self.keys.of_heads(wanted, sorted(before.items()))
        shell = self.keys.shell
        return _Task(
            key, "book.toml", len(wanted), lambda _: heads.draw(shell, families, wanted, before, self.files)
        )

    def _made(self, tasks: Sequence[_Task]) -> list[Galley]:
        """Galleys in the order of the tasks: those that were kept, and those that are made now."""
        found = {place: self.shop.get(task.key) for place, task in enumerate(tasks)}
        missing = [place for place, data in found.items() if data is None]
        missing.sort(key=lambda place: -tasks[place].size)
        before = self.pages
        done = crew.work(
            missing,
            lambda place, count: to_bytes(tasks[place].make(count)),
            self.shop.hands(),
            lambda place: SECONDS + SECONDS_PER_KB * tasks[place].size / 1000,
            lambda pages: self.shop.count(before + pages),
        )
        for place, data in done:
            if isinstance(data, Failed):
                raise Unmade(tasks[place].path, data.why)
            self.shop.put(tasks[place].key, data)
            found[place] = data
        galleys = [from_bytes(data) for data in found.values() if data is not None]
        self.pages += sum(len(galley.leaves) for galley in galleys)
        if why := next((galley.unfit for galley in galleys if galley.unfit), ""):
            raise Refused(why)
        return galleys


def _empty(pages: int, like: Galley) -> Galley:
    """A galley of so many pages of which nothing is known."""
    leaf = Leaf(("right", False, "", ()), None, (), like.leaves[0].height)
    plate = Plate(Block(), (), ())
    return Galley((leaf,) * pages, plate, plate, Printed(transparent=False, in_rgb=(), mixed=()))


def _standing_in(told: Told, slotted: Collection[str]) -> Told:
    """What is told, with others as long for numbers that are filled in later."""
    numbers = {id_: slots.stand_in(n) if id_ in slotted else n for id_, n in told.numbers.items()}
    return Told(told.first, numbers, slotted=bool(slotted))


def _told(galleys: Mapping[int, Galley], place: int, wanted: Collection[str]) -> Told:
    """What the contents at a place are told, with galleys as they are: they know what begins within them."""
    order = [galleys[at] for at in sorted(galleys)]
    within = {id_ for leaf in galleys[place].leaves for id_, _ in leaf.anchors}
    numbers = {id_: number for id_, number in _numbers(order).items() if id_ in wanted and id_ not in within}
    own = list(_placed(order))[place][1]
    return Told(own[len(own) - len(galleys[place].leaves)], numbers)


def _placed(galleys: Sequence[Galley]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For each galley the page of the book (from 0) where it begins, with a blank one if it would not
    begin on a recto; and the numbers of all these pages."""
    page = number = 0
    for galley in galleys:
        first, numbers = page, []
        blank = [None] * (page % 2)
        for reset in (*blank, *(leaf.reset for leaf in galley.leaves)):
            number = number + 1 if reset is None else reset
            numbers.append(number)
        page += len(numbers)
        yield first, tuple(numbers)


def _numbers(galleys: Sequence[Galley]) -> dict[str, int]:
    """The number of the page on which each id begins."""
    found: dict[str, int] = {}
    for galley, (_, numbers) in zip(galleys, _placed(galleys), strict=True):
        own = numbers[len(numbers) - len(galley.leaves) :]
        for leaf, number in zip(galley.leaves, own, strict=True):
            for id_, _ in leaf.anchors:
                found.setdefault(id_, number)
    return found


def _alike(kind: Kind) -> Kind:
    """A kind of page, or the second of its group for all after the second: where styles ask for the first of
    a group and no other, they look the same, and the look is found once."""
    side, blank, name, groups = kind
    return side, blank, name, tuple((group, min(place, 1)) for group, place in groups)


def _heads(
    galleys: Sequence[Galley], placed: Sequence[tuple[int, tuple[int, ...]]]
) -> Iterator[tuple[tuple[Head, ...], dict[str, str]]]:
    """What the heads of each galley's pages say, and the strings that the pages before have left."""
    strings: dict[str, str] = {}
    for galley, (_, numbers) in zip(galleys, placed, strict=True):
        recto = galley.leaves[0].kind[0]
        verso = Leaf(("left" if recto == "right" else "right", True, "auto", ()), None, (), 0.0)
        leaves = [*[verso] * (len(numbers) - len(galley.leaves)), *galley.leaves]
        yield (
            tuple(
                Head(_alike(leaf.kind), number, leaf.strings, alone=leaf is verso)
                for leaf, number in zip(leaves, numbers, strict=True)
            ),
            dict(strings),
        )
        strings |= {name: texts[-1] for leaf in galley.leaves for name, texts in leaf.strings}


def ends_of(parts: Sequence[Part]) -> dict[str, int]:
    """The page of the book, from 0, on which each id begins."""
    found: dict[str, int] = {}
    for part in parts:
        for page, leaf in enumerate(part.galley.leaves, part.begins):
            for id_, _ in leaf.anchors:
                found.setdefault(id_, page)
    return found


def printed_of(parts: Sequence[Part]) -> Printed:
    """What was seen of all pages when they were drawn for the press."""
    seen = [(part.begins, part.galley.printed) for part in parts]
    seen += [(part.first, part.heads.printed) for part in parts]
    mixed = tuple(sorted((first + page, what) for first, each in seen for page, what in each.mixed))
    in_rgb = tuple(sorted({picture for _, each in seen for picture in each.in_rgb}))
    return Printed(any(each.transparent for _, each in seen), in_rgb, mixed)


def starts_of(part: Part) -> Iterator[Spot | None]:
    """Where each page of a part begins in the book."""
    yield from [None] * (part.begins - part.first)
    yield from (leaf.start for leaf in part.galley.leaves)
