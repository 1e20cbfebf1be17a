"""Lines as they were planned: the seam between the total fit and WeasyPrint's inline layout.

Some names of WeasyPrint are replaced (`bindery.engine.lines.seam`): each line box's content is broken where the
plan says, its spaces and letters take the widths of the plan, and what cannot be planned goes the old way, line
by line. Text is only ever cut from the boxes' own text, so that a plan can lose or double no character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout.float import avoid_collisions
from weasyprint.matrix import Matrix
from weasyprint.text.line_break import strut

from bindery.engine.lines.fit import Fitted, fit, passes
from bindery.engine.lines.paragraph import Breaks, Paragraph, read
from bindery.engine.lines.pieces import Spread, piece, settle, type_width
from bindery.engine.lines.rules import Rules, rules_for

_SAME = 0.02  # pixels between two widths that are one
_ENDLESS = 1e6  # a line's room when the plan says where it ends
_BESIDE = 80  # lines beside a float, at most, that are planned for it


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a plan. `end`: the character before which its text ends, without spaces; `next`: the one that
    the next line begins with; `leads`, `hangs`: what hangs over the edges."""

    start: int
    end: int
    next: int
    width: float
    divided: bool
    ratio: float
    leads: float
    hangs: float
    last: bool


@dataclass(slots=True)
class Counts:
    """How many lines were planned, and how many went the old way and why."""

    planned: int = 0
    greedy: dict[str, int] = field(default_factory=dict)

    faults: dict[str, int] = field(default_factory=dict)
    """What went wrong, with the source line of the paragraph (0: not known)."""

    def miss(self, why: str) -> None:
        """Count a line that was not planned."""
        self.greedy[why] = self.greedy.get(why, 0) + 1

    def fail(self, box: Any, fault: Exception) -> None:
        """Keep what went wrong with a plan."""
        self.miss("fault")
        line = box.element.get("data-line", "") if hasattr(box.element, "get") else ""
        self.faults.setdefault(f"{type(fault).__name__}: {fault}", int(line) if line.isdigit() else 0)


@dataclass(slots=True)
class Plan:
    """What is known of the paragraph of a line box. None stands for a line that cannot be planned."""

    paragraph: Paragraph
    breaks: Breaks
    rules: Rules
    lines: dict[int, Line | None] = field(default_factory=dict)


@dataclass(slots=True)
class Setter:
    """Sets the lines of one document. `base` are the functions that were replaced."""

    exceptions: Mapping[str, tuple[int, ...]]
    base: Mapping[str, Callable[..., Any]]
    counts: Counts = field(default_factory=Counts)
    current: tuple[Plan, Line] | None = None
    hyphens: dict[str, float] = field(default_factory=dict)

    def split_inline_box(
        self, context: Any, box: Any, position_x: float, max_x: float, *rest: Any
    ) -> tuple[Any, ...]:
        """Set a line; inline boxes within it as ever. The arguments are those of WeasyPrint's function."""
        if isinstance(box, boxes.LineBox):
            with self._setting(None):
                found = self._found(context, box, max_x - position_x, rest)
            if found:
                return self._set(found, context, box, position_x, rest)
            with self._setting(None):
                return self._as_ever("split_inline_box", context, box, position_x, max_x, *rest)
        return self._as_ever("split_inline_box", context, box, position_x, max_x, *rest)

    def _found(self, context: Any, box: Any, width: float, rest: tuple[Any, ...]) -> tuple[Plan, Line] | None:
        """The planned line; none where the plan fails, since a book is not worth losing for a paragraph."""
        if getattr(box, "is_unplanned", False):
            return self.counts.miss("fault")
        try:
            return self._planned(context, box, width, skip=rest[1], block=rest[2], styled=rest[-1])
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with the plan, the old way is open
            box.is_unplanned = True
            return self.counts.fail(box, fault)

    def _set(
        self, found: tuple[Plan, Line], context: Any, box: Any, position_x: float, rest: tuple[Any, ...]
    ) -> tuple[Any, ...]:
        """Set a line as it is planned."""
        plan, line = found
        with self._setting(found):
            result = self._as_ever("split_inline_box", context, box, position_x, position_x + _ENDLESS, *rest)
        _justify(result[0], line, plan, position_x - box.position_x, preserved=result[2])
        return result

    def split_text_box(
        self, context: Any, box: Any, available_width: float, skip: int, is_line_start: bool = True
    ) -> tuple[Any, ...]:
        """End a text where the line does."""
        plan, line = self.current or (None, None)
        leaf = plan.paragraph.by_box.get(id(box)) if plan else None
        if line is None or leaf is None or leaf.shape is None:
            return self._as_ever("split_text_box", context, box, available_width, skip, is_line_start)
        begin = leaf.character(skip or 0)
        if line.last:
            return piece(context, leaf, begin, leaf.end), None, False
        if line.next > leaf.end:
            return piece(context, leaf, begin, min(leaf.end, line.end)), None, False
        return piece(context, leaf, begin, line.end, divided=line.divided), leaf.byte(line.next), False

    def text_align(self, context: Any, line: Any, available_width: float, last: bool) -> float:
        """Where a line begins. A planned one that is justified fills its room already."""
        if getattr(line, "is_justified", False):
            return 0.0
        return float(self._as_ever("text_align", context, line, available_width, last))

    def resolve_percentages(self, box: Any, containing_block: Any) -> None:
        """Give a box its lengths. A text has none that could change from line to line."""
        if isinstance(box, boxes.TextBox):
            if hasattr(box, "is_resolved"):
                return
            box.is_resolved = True
        self._as_ever("resolve_percentages", box, containing_block)

    def draw_first_line(self, stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        """Draw a text with letters as wide as the plan has them."""
        scale = getattr(textbox, "scale", 1.0)
        settle(textbox)
        if scale != 1.0:
            matrix = Matrix(a=scale) @ matrix
        return self._as_ever("draw_first_line", stream, textbox, overflow, ellipsis, matrix)

    def _as_ever(self, name: str, *arguments: Any) -> Any:
        return self.base[name](*arguments)

    @contextmanager
    def _setting(self, found: tuple[Plan, Line] | None) -> Iterator[None]:
        before, self.current = self.current, found
        try:
            yield
        finally:
            self.current = before

    def _planned(
        self, context: Any, box: Any, width: float, *, skip: Any, block: Any, styled: Any
    ) -> tuple[Plan, Line] | None:
        """The planned line that begins at a place; None when it is to go the old way."""
        if styled or box.style["white_space"] not in {"normal", "pre-line"}:
            return self.counts.miss("first line" if styled else "kept")
        plan = self._plan(context, box, block)
        start = plan.paragraph.start_of(skip)
        if start is None:
            return self.counts.miss("place")
        if any(at >= start for at in plan.paragraph.obstacles):
            return self.counts.miss("obstacle")
        line = plan.lines.get(start)
        if line is None or abs(line.width - width) > _SAME:
            _fit(plan, start, _measure(context, box, width, block))
            line = plan.lines.get(start)
        if line is None:
            return self.counts.miss("fit")
        self.counts.planned += 1
        return plan, line

    def _plan(self, context: Any, box: Any, block: Any) -> Plan:
        known: Plan | None = getattr(box, "plan", None)
        if known is not None and known.paragraph.intact:
            first = next(_texts(box), None)
            if first is None or id(first) in known.paragraph.by_box:
                return known
        rules = rules_for(box.style)
        paragraph = read(context, box, block, rules)
        breaks = Breaks(paragraph, rules, box.style["lang"], self.exceptions, self.hyphens)
        plan = box.plan = Plan(paragraph, breaks, rules)
        return plan


def _fit(plan: Plan, start: int, measure: Callable[[int], float]) -> None:
    """Plan the lines from a place to the next stop, or to the end."""
    end = next((at for at in plan.paragraph.stops if at >= start), len(plan.paragraph.text))
    plan.lines[start] = None
    if end == start:
        plan.lines[start] = Line(start, end, end, measure(0), False, 0.0, 0.0, 0.0, last=True)
        return
    leads = plan.breaks.before(start) if start or plan.paragraph.squares else 0.0  # a Latin indent stays straight
    found: tuple[Fitted, ...] = ()
    material = None
    for tolerance, divided in passes(plan.rules):
        if material is None or divided != was_divided:
            material, was_divided = plan.breaks.material(end, divided=divided), divided
        found = fit(material, start, measure, plan.rules, tolerance, leads)
        if found:
            break
    for number, fitted in enumerate(found):
        at = fitted.at
        plan.lines[fitted.start] = Line(
            fitted.start, at.end, at.next, measure(number), at.divided, fitted.ratio, leads, at.hangs,
            last=number == len(found) - 1,
        )  # fmt: skip
        leads = at.leads


def _measure(context: Any, box: Any, width: float, block: Any) -> Callable[[int], float]:
    """How wide the lines are from one on: the first has its indent, some may stand beside a float."""
    later = block.width
    if not context.excluded_shapes:
        return lambda number: later if number else width
    height = strut(box.style)[0] or 1.0
    bottom = max(shape.position_y + shape.margin_height() for shape in context.excluded_shapes)
    beside = min(max(ceil((bottom - box.position_y) / height), 0), _BESIDE)
    probe = box.copy()
    widths = [width]
    for number in range(1, beside + 1):
        probe.position_y, probe.height, probe.width = box.position_y + number * height, height, 0
        widths.append(avoid_collisions(context, probe, block, outer=False)[2])
    return lambda number: widths[number] if number < len(widths) else later


def _justify(line: Any, planned: Line, plan: Plan, indent: float, *, preserved: bool) -> None:
    """Give the spaces and letters of a line the widths of the plan."""
    glue, rules = plan.paragraph.glue, plan.rules
    for child in line.children if planned.leads else ():
        child.translate(dx=-planned.leads)
    last = planned.end - 1
    fixed = sum(glue.static[planned.start : last])
    lack = planned.width + planned.leads + planned.hangs - (line.width - indent) - fixed
    free = rules.ragged or ((planned.last or preserved) and lack >= 0)
    if free and not fixed:
        return
    room = sum((glue.stretch if lack > 0 else glue.shrink)[planned.start : last])
    scale = 1.0 if free or not room else 1 + rules.letter_scaling * min(max(planned.ratio, -1.0), 1.0)
    lack -= (scale - 1) * type_width(line)
    share = 0.0 if free or not room else lack / room
    before = line.position_x
    Spread(plan.paragraph, last, share, scale).over(line, 0.0)
    line.position_x = before
    if not free:
        line.width = indent + planned.width
        line.is_justified = True


def _texts(box: Any) -> Iterator[Any]:
    """The text boxes within a box."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text and child.style["font_size"]:
                yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)
