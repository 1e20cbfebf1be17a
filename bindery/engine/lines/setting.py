"""Lines as they were planned: the seam between the total fit and WeasyPrint's inline layout.

Some names of WeasyPrint are replaced (`seam`): each line box's content is broken where the plan says, its
spaces and letters take the widths of the plan, and what cannot be planned goes the old way, line by line.
Text is only ever cut from the boxes' own text, so that a plan can lose or double no character.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix

from bindery.engine.lines.feet import without_hyphen
from bindery.engine.lines.paragraph import Breaks, read
from bindery.engine.lines.pieces import Spread, piece, settle, type_width
from bindery.engine.lines.plan import Line, Plan, beside_initial, measures
from bindery.engine.lines.rules import rules_for

_ENDLESS = 1e6  # a line's room when the plan says where it ends
_SKIP, _BLOCK, _STYLED = 1, 2, -1  # where WeasyPrint's split_inline_box has them after its fourth argument
_Found = tuple[Plan, Line]


@dataclass(slots=True)
class Counts:
    """How many lines were planned, and how many went the old way and why."""

    planned: int = 0
    greedy: dict[str, int] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    """What went wrong with a plan."""

    def miss(self, why: str) -> None:
        """Count a line that was not planned."""
        self.greedy[why] = self.greedy.get(why, 0) + 1


@dataclass(slots=True)
class Setter:
    """Sets the lines of one document. `divisions`: words and where alone they may be divided; `base`: the
    functions that were replaced. The methods have the arguments of those functions."""

    divisions: Mapping[str, tuple[int, ...]]
    base: Mapping[str, Callable[..., Any]]
    counts: Counts = field(default_factory=Counts)
    current: _Found | None = None
    hyphens: dict[str, float] = field(default_factory=dict)

    def split_inline_box(self, context: Any, box: Any, position_x: float, max_x: float, *rest: Any) -> Any:
        """Set a line; inline boxes within it as ever."""
        as_ever = self.base["split_inline_box"]
        if not isinstance(box, boxes.LineBox):
            return as_ever(context, box, position_x, max_x, *rest)
        with self._setting(None):
            found = self._found(context, box, max_x - position_x, rest)
        if found is None:
            return as_ever(context, box, position_x, max_x, *rest)
        way = None if found[1].last else found[0].paragraph.box_after(found[1].next)
        with self._setting(found):
            whole = box if way is None else _cut(box, way)
            result = as_ever(context, whole, position_x, position_x + _ENDLESS, *rest)
        result[0].planned = found
        _justify(result[0], *found, position_x - box.position_x + found[0].beside, preserved=result[2])
        return result if way is None else (result[0], _resume(way), *result[2:])

    def split_text_box(
        self,
        context: Any,
        box: Any,
        available_width: float,
        skip: int,
        is_line_start: bool = True,  # noqa: FBT001, FBT002 - as WeasyPrint has it
    ) -> Any:
        """End a text where the line does."""
        plan, line = self.current or (None, None)
        leaf = plan.paragraph.by_box.get(id(box)) if plan else None
        if line is None or leaf is None or leaf.shape is None:
            return self.base["split_text_box"](context, box, available_width, skip, is_line_start)
        begin = leaf.character(skip or 0)
        if line.last or line.next > leaf.end:
            return piece(context, leaf, begin, min(leaf.end, line.end)), None, False
        return piece(context, leaf, begin, line.end, divided=line.divided), leaf.byte(line.next), False

    def text_align(self, context: Any, line: Any, available_width: float, last: bool) -> Any:  # noqa: FBT001
        """Where a line begins. A planned one that is justified fills its room already."""
        if getattr(line, "is_justified", False):
            return 0
        return self.base["text_align"](context, line, available_width, last)

    def _linebox_layout(self, *arguments: Any) -> Any:
        """Lay out lines up to the foot of a page."""
        return without_hyphen(self.base["_linebox_layout"], arguments)

    def atomic_box(self, context: Any, box: Any, position_x: float, skip_stack: Any, *rest: Any) -> Any:
        """Lay out an inline block. A word with its reading is the same wherever it stands: it is laid out
        once for plan and page, and for a page that is made again."""
        as_ever = self.base["atomic_box"]
        if box.element_tag != "ruby" or skip_stack:
            return as_ever(context, box, position_x, skip_stack, *rest)
        known = getattr(box, "set_as", None)
        if known is None:
            known = as_ever(context, box, position_x, skip_stack, *rest)
            if not all(part.is_in_normal_flow() for part in box.descendants()):
                return known  # what floats, as a note, is set anew each time
            box.set_as = known
        made = known.deepcopy()
        if hasattr(box, "place"):
            made.place = box.place
        made.translate(position_x - made.position_x, 0)
        return made

    def resolve_percentages(self, box: Any, containing_block: Any) -> None:
        """Give a box its lengths. A text has none that could change from line to line."""
        if isinstance(box, boxes.TextBox):
            if hasattr(box, "is_resolved"):
                return
            box.is_resolved = True
        self.base["resolve_percentages"](box, containing_block)

    def draw_first_line(self, stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        """Draw a text with letters as wide as the plan has them."""
        settle(textbox)
        scale = getattr(textbox, "scale", 1)
        if scale != 1:
            matrix = Matrix(a=scale) @ matrix
        return self.base["draw_first_line"](stream, textbox, overflow, ellipsis, matrix)

    @contextmanager
    def _setting(self, found: _Found | None) -> Iterator[None]:
        before, self.current = self.current, found
        try:
            yield
        finally:
            self.current = before

    def _found(self, context: Any, box: Any, width: float, rest: tuple[Any, ...]) -> _Found | None:
        """The planned line that begins at a place; None where it is to go the old way."""
        if getattr(box, "is_unplanned", False):
            found: _Found | str = "fault"
        else:
            try:
                found = self._planned(context, box, width, rest)
            except Exception as fault:  # noqa: BLE001 - whatever is wrong with a plan, the old way is open
                box.is_unplanned = True
                self.counts.faults.add(f"{type(fault).__name__}: {fault}")
                found = "fault"
        if isinstance(found, str):
            self.counts.miss(found)
            return None
        self.counts.planned += 1
        return found

    def _planned(self, context: Any, box: Any, width: float, rest: tuple[Any, ...]) -> _Found | str:
        """The planned line, or why there is none."""
        if rest[_STYLED] or box.style["white_space"] not in {"normal", "pre-line"}:
            return "first line" if rest[_STYLED] else "kept"
        block = rest[_BLOCK]
        plan = self._plan(context, box, block)
        start = plan.paragraph.start_of(rest[_SKIP])
        if start is None:
            return "place"
        if any(at >= start for at in plan.paragraph.obstacles):
            return "obstacle"
        initial = None if rest[_SKIP] else plan.paragraph.initial
        if initial is not None and context.excluded_shapes:
            return "obstacle"
        if initial is None:
            plan.beside = 0.0
            line = plan.line(start, width, lambda: measures(context, box, width, block))
        else:
            plan.beside, widths = beside_initial(context, initial, box, width, block)
            line = plan.line(start, width - plan.beside, lambda: widths)
        return (plan, line) if line else "fit"

    def _plan(self, context: Any, box: Any, block: Any) -> Plan:
        """The plan of a line box; it is made anew when the box has other texts than it had (copies keep what
        was noted on them)."""
        known: Plan | None = getattr(box, "plan", None)
        if known is not None and known.paragraph.intact:
            first = next(_texts(box), None)
            if first is None or id(first) in known.paragraph.by_box:
                return known
        rules = rules_for(box.style)
        paragraph = read(context, box, block, rules)
        breaks = Breaks(paragraph, rules, box.style["lang"] or "", self.divisions, self.hyphens)
        plan = box.plan = Plan(paragraph, breaks, rules)
        return plan


def _cut(box: Any, way: tuple[int, ...]) -> Any:
    """A box without the one at the end of a way and all after it: where an inline block ends a line, or
    begins the next, no text says so."""
    first, *rest = way
    kept = box.children[:first]
    if rest:
        kept = [*kept, _cut(box.children[first], tuple(rest))]
    return box.copy_with_children(kept)


def _resume(way: tuple[int, ...]) -> Any:
    """A way as WeasyPrint says where to go on."""
    resume: dict[int, Any] | None = None
    for index in reversed(way):
        resume = {index: resume}
    return resume


def _justify(line: Any, plan: Plan, planned: Line, indent: float, *, preserved: bool) -> None:
    """Give the spaces and letters of a line the widths of the plan."""
    glue, last = plan.paragraph.glue, planned.end - 1
    ends = planned.last or preserved
    for child in line.children if planned.leads else ():
        child.translate(dx=-planned.leads)
    line.hung = (planned.leads, 0.0 if ends else planned.hangs)
    fixed = sum(glue.static[planned.start : last])
    lack = planned.width + planned.leads + planned.hangs - (line.width - indent) - fixed
    room = sum((glue.stretch if lack > 0 else glue.shrink)[planned.start : last])
    if plan.rules.ragged or (ends and lack >= 0):
        _spread(line, Spread(plan.paragraph, last, 0.0, 1.0))
        return
    letters, most = type_width(line), plan.rules.letter_scaling
    scale = 1 + min(max(lack / letters, -most), most) if letters else 1.0
    lack -= (scale - 1) * letters
    _spread(line, Spread(plan.paragraph, last, lack / room if room else 0.0, scale))
    line.width = indent + planned.width
    line.is_justified = True


def _spread(line: Any, spread: Spread) -> None:
    before = line.position_x
    if spread.share or spread.scale != 1 or any(spread.paragraph.glue.static):
        spread.over(line, 0.0)
    line.position_x = before


def _texts(box: Any) -> Iterator[Any]:
    """The text boxes within a box."""
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.text and child.style["font_size"]:
                yield child
        elif isinstance(child, boxes.InlineBox):
            yield from _texts(child)
