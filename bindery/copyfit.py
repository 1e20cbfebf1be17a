"""Copyfitting: which paragraphs of a chapter are set a line longer or shorter so that facing pages end on the
same line. Used by `engine.fitting`, which knows how many lines a paragraph takes in each setting.

A chapter is a row of blocks; heights are in hundredths of a line. Pages are filled as the engine fills them:
with as much as they hold, and never with a widow or an orphan. What is left free at the foot is what the plan
is about: dynamic programming over blocks and lines on the page finds the cheapest set of changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

LINE = 100
"""Units in a line."""
CHANGED, SHORT, CUT, END, UNEVEN, HOLE = 1, 10, 2, 1000, 100, 150
"""What is paid for a paragraph with a line more or less, at least; for each line by which both pages of a
spread end early; for a page that is cut short on purpose; for a last page with too few lines;
for each line between the feet of a spread; for a hole."""
FEWEST = 5
_SAME = 75  # less is no line: a block with a height of its own
_HOLE = 320
_SLACK = 2
_DEAR = 120  # what is dearer by so much than the cheapest state after a block can hardly win
_BEAM = 96  # states kept after a block: a bound for books with blocks of all heights
_MANY = 120  # lines: a block that has more left is not cut


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or something that is not broken (one “line”). `prefix` is what stands before its first
    line and is kept with it, heads mostly; `gap` the space above, which goes at the head of a page; `lines`
    how many it has in each setting, the normal first, and `prices` what each costs; `notes` the height of
    notes that a line calls."""

    lines: tuple[int, ...] = (1,)
    prices: tuple[int, ...] = (0,)
    height: int = LINE
    gap: int = 0
    prefix: int = 0
    orphans: int = 2
    widows: int = 2
    notes: tuple[tuple[int, int], ...] = ()
    forced: bool = False
    """A page ends before it whatever is on it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The pages of a chapter. `first` is the number of its first page, from 0: odd pages are versos."""

    room: int
    first: int
    over_notes: int = 0
    """The space between text and notes."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it comes out: what begins it (block, line), and what the text above its notes takes."""

    block: int
    line: int
    used: int = 0
    noted: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A setting (index into `Block.lines`) for each block, the numbers of pages that end a line early, and
    the price."""

    settings: tuple[int, ...]
    cut: frozenset[int]
    cost: int


class _State(NamedTuple):
    """Where the text stands: on which page, how low, over how much of notes; how short the verso before it
    is (`None`: there is nothing to compare with); whether the page is to be cut."""

    page: int
    used: int = 0
    notes: int = 0
    beside: int | None = None
    cut: bool = False


class _Way(NamedTuple):
    """The cheapest way to a state: its price, and the choices from the last back to the first."""

    cost: int
    before: _Way | None = None
    setting: int = -1
    cut: int = -1


@dataclass(frozen=True, slots=True)
class _Press:
    """Fills pages with blocks."""

    shape: Shape
    cuts: bool = True

    def opening(self) -> dict[_State, _Way]:
        """The states before the first block."""
        first = self.shape.first
        states = {_State(first): _Way(0)}
        if self.cuts:
            states[_State(first, cut=True)] = _Way(CUT, cut=first)
        return states

    def after(self, states: dict[_State, _Way], block: Block) -> dict[_State, _Way]:
        """All states after one more block, each with its cheapest way; those far too dear are dropped."""
        found: dict[_State, _Way] = {}
        for state, way in states.items():
            for setting, lines in enumerate(block.lines):
                if setting and lines in block.lines[:setting]:
                    continue
                paid = _Way(way.cost + block.prices[setting], way, setting)
                for reached, by in self._put(state, paid, block, lines):
                    known = found.get(reached)
                    if known is None or by.cost < known.cost:
                        found[reached] = by
        least = min(way.cost for way in found.values())
        near = {state: way for state, way in found.items() if way.cost <= least + _DEAR}
        if len(near) <= _BEAM:
            return near
        return dict(sorted(near.items(), key=lambda item: item[1].cost)[:_BEAM])

    def _put(self, state: _State, way: _Way, block: Block, lines: int) -> list[tuple[_State, _Way]]:
        """Set a block of so many lines: one state for each choice of pages to cut."""
        if block.forced and state.used:
            return [
                end
                for fresh, paid in self._turned(state, way, lines=1, forced=True)
                for end in self._from(fresh, paid, block, lines, 0)
            ]
        return self._from(state, way, block, lines, 0)

    def _from(
        self, state: _State, way: _Way, block: Block, lines: int, done: int
    ) -> list[tuple[_State, _Way]]:
        reached, taken = self.fill(state, block, lines, done)
        if taken == lines:
            return [(reached, way)]
        return [
            end
            for fresh, paid in self._turned(reached, way, lines=lines - taken)
            for end in self._from(fresh, paid, block, lines, taken)
        ]

    def fill(self, state: _State, block: Block, lines: int, done: int) -> tuple[_State, int]:
        """The page with as many lines as it holds and may hold; how many lines of the block are set then."""
        page, used, notes, beside, cut = state
        room = self.shape.room - (LINE if cut else 0) + _SLACK
        top = used if done else used + block.prefix + (block.gap if used else 0)
        taken = self._holds(block, room - top - notes, lines - done, done, notes)
        if taken < lines - done:
            taken = min(taken, lines - done - block.widows)
            if taken < (1 if done else block.orphans):
                if used:
                    return state, done
                # On an empty page nothing else can be done.
                taken = min(
                    max(self._holds(block, room - top - notes, lines - done, done, notes), 1), lines - done
                )
        if block.notes:
            notes += self._called(block, done, done + taken, notes)
        return _State(page, top + taken * block.height, notes, beside, cut), done + taken

    def _holds(self, block: Block, free: int, lines: int, done: int, notes: int) -> int:
        """How many of a block's lines fit into a space, with the notes that they call."""
        most = min(max(free // block.height, 0), lines)
        while (
            block.notes
            and most
            and most * block.height + self._called(block, done, done + most, notes) > free
        ):
            most -= 1
        return most

    def _called(self, block: Block, start: int, end: int, notes: int) -> int:
        """The height of the notes that some lines of a block call."""
        height = sum(height for line, height in block.notes if start <= line < end)
        return height + (self.shape.over_notes if height and not notes else 0)

    def _turned(
        self, state: _State, way: _Way, *, lines: int, forced: bool = False
    ) -> Iterator[tuple[_State, _Way]]:
        """A new page after a full one: as it is, or to be cut. A block over many pages is not cut."""
        beside, price = (None, 0) if forced else self.closed(state)
        page = state.page + 1
        yield _State(page, 0, 0, beside), _Way(way.cost + price, way)
        if self.cuts and lines <= _MANY:
            yield _State(page, 0, 0, beside, cut=True), _Way(way.cost + price + CUT, way, cut=page)

    def closed(self, state: _State) -> tuple[int | None, int]:
        """How short a finished page is, for the recto beside it, and what it costs. A page with notes, or
        with a hole at its foot, is compared with none."""
        if state.notes:
            return None, 0
        short = self.shape.room - state.used
        if short > _HOLE:
            return None, HOLE
        if state.page % 2:
            return short, 0
        return None, 0 if state.beside is None else spread(state.beside, short)

    def end(self, state: _State) -> int:
        """What the last page of a chapter costs."""
        return END if state.page > self.shape.first and state.used < FEWEST * LINE - _SLACK else 0


def spread(verso: int, recto: int) -> int:
    """What two facing pages cost that are so much short of their room."""
    apart = abs(verso - recto)
    if apart > _SAME:
        return UNEVEN * round(apart / LINE)
    return SHORT * round(max(verso, recto) / LINE)


def plan(blocks: Sequence[Block], shape: Shape, *, cuts: bool = True) -> Plan:
    """The cheapest settings and cuts for a chapter."""
    press = _Press(shape, cuts)
    states = press.opening()
    for block in blocks:
        states = press.after(states, block)
    ends = ((way.cost + press.end(state), way) for state, way in states.items())
    cost, way = min(ends, key=lambda end: end[0])
    settings: list[int] = []
    cut: set[int] = set()
    step: _Way | None = way
    while step is not None:
        if step.setting >= 0:
            settings.append(step.setting)
        if step.cut >= 0:
            cut.add(step.cut)
        step = step.before
    return Plan(tuple(reversed(settings)), frozenset(cut), cost)


def sheets(blocks: Sequence[Block], shape: Shape, chosen: Plan | None = None) -> tuple[Sheet, ...]:
    """The pages that come of a plan; without one, all is normal and no page is cut."""
    press = _Press(shape, cuts=False)
    cut = chosen.cut if chosen else frozenset()
    state, start = _State(shape.first, cut=shape.first in cut), (0, 0)
    found: list[Sheet] = []
    for number, block in enumerate(blocks):
        lines, done = block.lines[chosen.settings[number] if chosen else 0], 0
        turning = block.forced and state.used > 0
        while done < lines:
            if not turning:
                state, done = press.fill(state, block, lines, done)
            if done < lines:
                found.append(Sheet(*start, state.used, bool(state.notes)))
                state, start = _State(state.page + 1, cut=state.page + 1 in cut), (number, done)
            turning = False
    return (*found, Sheet(*start, state.used, bool(state.notes)))


def price(pages: Sequence[Sheet], shape: Shape) -> int:
    """What a chapter's pages cost as they are, its changes aside."""
    press = _Press(shape)
    total, beside = 0, None
    for number, sheet in enumerate(pages[:-1], shape.first):
        beside, paid = press.closed(_State(number, sheet.used, int(sheet.noted), beside))
        total += paid
    return total + press.end(_State(shape.first + len(pages) - 1, pages[-1].used))
