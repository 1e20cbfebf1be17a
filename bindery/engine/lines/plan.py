"""The plan of a paragraph: its lines by the character that each begins with. Used by `setting`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, inf
from typing import Any

from weasyprint.layout.float import avoid_collisions, float_layout
from weasyprint.text.line_break import strut

from bindery.engine.lines.fit import Fitted, Start, fit, fits, passes
from bindery.engine.lines.paragraph import Breaks, Paragraph
from bindery.engine.lines.rules import Rules

_SAME = 0.02  # pixels between two widths that are one
_TRIES = 3  # hyphens that are forbidden to keep a page's foot free of them
_FREE = 3  # lines: a shorter paragraph shows each change
_ALL = 100  # badness: a line whose room is all used
_BESIDE = 80  # lines beside a float, at most, that are planned for it


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan. `end`: the character before which its text ends, without spaces; `next`: the one that
    the next line begins with; `leads`, `hangs`: what hangs over the edges, in pixels."""

    start: int
    end: int
    next: int
    width: float
    divided: bool
    ratio: float
    leads: float
    hangs: float
    last: bool


@dataclass(frozen=True, slots=True)
class Widths:
    """How wide the lines from one on are: the first ones, and all after them."""

    first: tuple[float, ...]
    later: float

    def __call__(self, number: int) -> float:
        """The width of a line, by its number from 0."""
        return self.first[number] if number < len(self.first) else self.later


@dataclass(slots=True)
class Plan:
    """What is known of the paragraph of a line box. Lines are planned when they are asked for, and anew where
    they turn out to have another room; None stands for one that cannot be planned."""

    paragraph: Paragraph
    breaks: Breaks
    rules: Rules
    lines: dict[int, Line | None] = field(default_factory=dict)
    beside: float = 0.0
    """How much of the first line's room a capital at its head takes."""

    def line(self, start: int, width: float, measure: Callable[[], Widths]) -> Line | None:
        """The line that begins with a character and is so wide; `measure` tells how wide the next are."""
        known = self.lines.get(start)
        if known is None or abs(known.width - width) > _SAME:
            self._fit(start, measure())
        return self.lines[start]

    def avoid(self, first: Line, count: int, most: float) -> bool:
        """Plan the lines from one on anew so that the one so many lines below ends in no divided word. They
        must stay as many, and cost no more than before and `most`."""
        lines = [first]
        while not lines[-1].last and (after := self.lines.get(lines[-1].next)):
            lines.append(after)
        widths = Widths(tuple(line.width for line in lines), lines[-1].width)
        start, end = self._start(first.start, widths), self._end(first.start)
        found = best = self._fitted(start, end)
        forbidden = set[int]()
        while len(found) == len(lines) and found[-1].cost <= best[-1].cost + most and len(forbidden) < _TRIES:
            if not found[count].at.divided:
                self._keep(start, found)
                return True
            forbidden.add(found[count].at.end)
            found = self._fitted(start, end, forbidden)
        return False

    def _fit(self, start: int, measure: Widths) -> None:
        """Plan the lines from a character to the next stop, or to the end."""
        end = self._end(start)
        self.lines[start] = None
        if end == start:
            self.lines[start] = Line(start, end, end, measure(0), False, 0, 0, 0, last=True)  # noqa: FBT003
            return
        begin = self._start(start, measure)
        self._keep(begin, self._fitted(begin, end))

    def _end(self, start: int) -> int:
        return next((at for at in self.paragraph.stops if at >= start), len(self.paragraph.text))

    def _start(self, start: int, measure: Widths) -> Start:
        # An indent of Latin stays straight; in Chinese an opening bracket would make it deeper.
        leads = self.breaks.before(start) if start or self.paragraph.squares else 0.0
        return Start(start, leads, measure, len(measure.first))

    def _keep(self, start: Start, found: tuple[Fitted, ...]) -> None:
        """Take lines into the plan."""
        leads = start.leads
        for number, fitted in enumerate(found):
            at, last = fitted.at, number == len(found) - 1
            self.lines[fitted.start] = Line(
                fitted.start,
                at.end,
                at.next,
                start.measure(number),
                at.divided,
                fitted.ratio,
                leads,
                at.hangs,
                last,
            )
            leads = at.leads

    def _fitted(self, start: Start, end: int, forbidden: Collection[int] = frozenset()) -> tuple[Fitted, ...]:
        """The best lines: without dividing words if that is good enough. Where another number of lines is
        wanted than is best, worse lines are looked at too, as far as they are fit to be seen."""
        material, is_divided, looseness = self.breaks.material(end), False, round(self.rules.looseness)
        wanted, nearest = 0, tuple[Fitted, ...]()
        for tolerance, divided in passes(self.rules):
            if nearest and tolerance > self.rules.emergency_tolerance:
                break
            if divided and not is_divided:
                material, is_divided = self.breaks.divided(material, end, forbidden), True
            found = fit(material, start, self.rules, tolerance)
            if found and not nearest:
                best = replace(self.rules, looseness=0)
                count = len(fit(material, start, best, tolerance)) if looseness else len(found)
                wanted, nearest = count + looseness, found
            if found and abs(len(found) - wanted) <= abs(len(nearest) - wanted):
                nearest = found
            if nearest and len(nearest) == wanted:
                break
        return nearest

    def alternatives(self) -> tuple[Plan, ...]:
        """The paragraph in a line less and in a line more, where usual lines do it; none where this plan does
        not say all of the paragraph, as beside a float, and of signs, which are as far apart in a whole book.
        """
        own = self._all()
        wanted = {len(own) + by for by in self._likely(own)} if self._is_free(own) else set()
        if not wanted:
            return ()
        widths = Widths((own[0].width,), own[-1].width)
        start, end, tolerance = Start(0, own[0].leads, widths), len(self.paragraph.text), self.rules.tolerance
        material = self.breaks.material(end)
        found = fits(material, start, self.rules, self.rules.pretolerance)
        if not wanted <= found.keys():
            found = {**fits(self.breaks.divided(material, end, ()), start, self.rules, tolerance), **found}
        plans = (self._in(start, found[count], len(own)) for count in sorted(wanted & found.keys()))
        return tuple(plan for plan in plans if not plan.is_runt)

    def _in(self, start: Start, found: tuple[Fitted, ...], count: int) -> Plan:
        plan = Plan(self.paragraph, self.breaks, replace(self.rules, looseness=len(found) - count))
        plan._keep(start, found)
        return plan

    def _is_free(self, own: Sequence[Line]) -> bool:
        paragraph = self.paragraph
        if paragraph.stops or paragraph.obstacles or paragraph.squares or self.rules.ragged:
            return False
        return len(own) >= _FREE and all(abs(line.width - own[-1].width) <= _SAME for line in own[1:])

    def _likely(self, own: Sequence[Line]) -> Iterator[int]:
        """Whether the room of all lines together is enough for a line less (-1) or more (1)."""
        paragraph, rules, last = self.paragraph, self.rules, own[-1]
        length = sum(paragraph.advances[last.start : last.end])
        letters = rules.letter_scaling * sum(paragraph.advances)
        if length <= sum(paragraph.glue.shrink) + letters:
            yield -1
        furthest = (rules.tolerance / _ALL) ** (1 / 3)
        if last.width - length <= furthest * sum(paragraph.glue.stretch) + letters:
            yield 1

    @property
    def count(self) -> int:
        """How many lines are planned from the first on."""
        return len(self._all())

    @property
    def worst(self) -> float:
        """The badness of the line that is stretched or shrunk most, as TeX counts it."""
        return max((_ALL * abs(line.ratio) ** 3 for line in self._all()), default=0.0)

    @property
    def is_runt(self) -> bool:
        """Whether the last line is too short to be seen as one."""
        last = self._all()[-1]
        length = sum(self.paragraph.advances[last.start : last.end])
        return length < self.rules.runt_share * last.width

    def _all(self) -> list[Line]:
        """The lines of the paragraph, one after the other; none if some are not planned."""
        found: list[Line] = []
        start = 0
        while start < len(self.paragraph.text):
            line = self.lines.get(start)
            if line is None:
                return []
            found.append(line)
            start = line.next
        return found


def beside_initial(context: Any, initial: Any, box: Any, width: float, block: Any) -> tuple[float, Widths]:
    """The room that a capital at the head of a line box takes, and how wide the lines are then. It is laid
    out for its size alone; what it moves aside is put back."""
    shapes, context.excluded_shapes = context.excluded_shapes, []
    initial.position_x, initial.position_y = box.position_x, box.position_y
    try:
        placed, _ = float_layout(context, initial, block, [], [], -inf, None)
    finally:
        context.excluded_shapes = shapes
    room, height = max(placed.margin_width(), 0), strut(box.style)[0] or 1.0
    lines = min(max(ceil(placed.margin_height() / height), 1), _BESIDE)
    return room, Widths((width - room, *[block.width - room] * (lines - 1)), block.width)


def measures(context: Any, box: Any, width: float, block: Any) -> Widths:
    """How wide the lines of a line box are from one on: the first has its indent, some stand beside a float.

    They are tried as WeasyPrint will try them; a wrong guess is only planned again.
    """
    if not context.excluded_shapes:
        return Widths((width,), block.width)
    height = strut(box.style)[0] or 1.0
    bottom = max(shape.position_y + shape.margin_height() for shape in context.excluded_shapes)
    beside = min(max(ceil((bottom - box.position_y) / height), 0), _BESIDE)
    probe = box.copy()
    widths = [width]
    for number in range(1, beside + 1):
        probe.position_y, probe.height, probe.width = box.position_y + number * height, height, 0
        widths.append(avoid_collisions(context, probe, block, outer=False)[2])
    return Widths(tuple(widths), block.width)
