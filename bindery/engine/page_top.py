"""Figures at the head of the next page, with the text flowing on below their call: three private functions of
WeasyPrint, changed. Applied by `repairs`, under its hashes.

A figure that is to stand at a page's head is in a float (`FLOATING`), after an empty box and a forced break:
the float begins where it is called and goes on at the head of the next page, which WeasyPrint does by itself.
Three things are in the way of using that: what of the float stands at its call reaches to the foot of the
page, so that no text comes below it; the rest keeps the horizontal place of the page before, which is another
one where inner and outer margins differ; and a page that the float fills has no room for a paragraph that was
begun before it, for which WeasyPrint fails with an IndexError. (70.0; no upstream issue found.)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

FLOATING = "floating"
"""The class of the float."""


def let_text_on(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Change `_out_of_flow_layout`: nothing of the float is left at its call."""

    @wraps(layout)
    def repaired(context: Any, box: Any, index: int, child: Any, *rest: Any) -> Any:
        stop, resume_at, new_child, float_resume_at = layout(context, box, index, child, *rest)
        if float_resume_at and _is_floating(child):
            new_child.height = 0
            if new_child in context.excluded_shapes:
                context.excluded_shapes.remove(new_child)
        return stop, resume_at, new_child, float_resume_at

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def on_this_page(layout: Callable[..., Any]) -> Callable[..., Any]:
    """Change `float_layout` as pages use it, for floats that began on a page before: they stand in the type
    area of this page, one on a page; the next goes on to the page after."""

    @wraps(layout)
    def repaired(context: Any, box: Any, *rest: Any) -> Any:
        made, resume_at = layout(context, box, *rest)
        if not _is_floating(box):
            return made, resume_at
        # Each making of a page has a new area for notes.
        here = context.current_footnote_area
        if getattr(context, "page_with_float", None) is here:
            made.children, made.width, made.height = [], 0, 0
            resume_at = rest[-1]
        context.page_with_float = here
        made.translate(here.position_x - made.position_x)
        return made, resume_at

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def may_be_filled(page: Any) -> None:
    """Change `make_page` in its module: where there is no room for text, the paragraph that would go on is
    left whole, as its lines have no places of their own yet, and the next page is of the same kind."""
    source = inspect.getsource(page.make_page)
    condition = "while skip_stack and len(skip_stack) == 1"
    changed = source.replace(condition, f"{condition} and not isinstance(box.children[0], boxes.LineBox)")
    going_on = "resume_at = initial_resume_at\n    root_box.children"
    changed = changed.replace(
        going_on, f"next_page = {{'break': 'any', 'page': page_type.name}}\n        {going_on}"
    )
    exec(compile(changed, inspect.getfile(page), "exec"), vars(page))  # noqa: S102 - the hash says what it is
    page.make_page.repaired = True


def _is_floating(box: Any) -> bool:
    return box.element is not None and FLOATING in (box.element.get("class") or "").split()
