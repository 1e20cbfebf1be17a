"""No hyphen at the foot of a page: where one would end it, above all a right-hand one, the paragraph is
planned again without it, if that costs little and takes as many lines. Used by `setting`.

A plan knows nothing of pages. WeasyPrint asks for line after line and then decides after which the page ends;
at that moment the lines of the paragraph on this page are laid out once more.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_ABSOLUTE, _FIXED, _LEAST = 1, 2, 2  # where two lists of WeasyPrint are; lines that make it worth the while


def without_hyphen(layout: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Lay out lines of a paragraph by WeasyPrint's function; again if they end the page with a hyphen that
    can go. Lines with notes, or with boxes that are placed freely, are left as they are: those are in the
    books already."""
    context, _, _, _, lines, *rest = arguments
    before = _state(context, lines, rest)
    result = layout(*arguments)
    abort, _, resume_at, _, notes, _ = result
    count, *beside = before
    if abort or resume_at is None or notes or context.in_column or beside != _state(context, lines, rest)[1:]:
        return result
    if len(lines) - count < _LEAST or lines[-1].resume_at is None or not _is_avoided(context, lines[count:]):
        return result
    del lines[count:]
    return layout(*arguments)


def _state(context: Any, lines: Any, rest: list[Any]) -> list[int]:
    """How many lines there are, and how much of what is set down elsewhere while they are laid out."""
    books = (lines, rest[_ABSOLUTE], rest[_FIXED], context.reported_footnotes, context.footnotes)
    return list(map(len, books))


def _is_avoided(context: Any, lines: list[Any]) -> bool:
    """Whether the last of the lines ends in a hyphen and the paragraph could be planned without it."""
    planned = [line.planned for line in lines if hasattr(line, "planned")]
    if len(planned) < len(lines) or not planned[-1][1].divided:
        return False
    plan, first = planned[0]
    recto = context.current_page % 2 == 1
    rules = plan.rules
    cost = rules.recto_hyphen_demerits if recto else rules.verso_hyphen_demerits
    return bool(plan.avoid(first, len(lines) - 1, cost))
