"""Where the total fit goes into WeasyPrint 70: the functions that are replaced, guarded by their hashes.

Used by `plain`. No upstream issue asks for it; Pango fills line by line, and WeasyPrint with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from types import ModuleType
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.layout import block, inline
from weasyprint.text import line_break

from bindery.engine.lines.setting import Setter
from bindery.engine.repairs import digest

REPLACED: Mapping[tuple[ModuleType, str], str] = {
    (inline, "split_inline_box"): "3a0cb7ca7e34c7ef",
    (inline, "split_text_box"): "8c564329599ef23f",
    (inline, "text_align"): "e953d41b87ccfc30",
    (inline, "atomic_box"): "928f0e7eed566627",
    (inline, "resolve_percentages"): "71673078096fcf87",
    (drawing, "draw_first_line"): "1bb8eae6d88e71b1",
}
REPAIRED = ((block, "_linebox_layout"),)
RELIED_ON: Mapping[tuple[ModuleType, str], str] = {
    (inline, "get_next_linebox"): "67af458c2545e74f",
    (inline, "skip_first_whitespace"): "deb2f1a5e2a6c035",
    (line_break, "Layout"): "681b737d1ba5e004",
}


def install(exceptions: Mapping[str, tuple[int, ...]]) -> tuple[Setter | None, tuple[str, ...]]:
    """Let the lines of the documents to come be planned. Functions that are not those that are known are
    named, and all is left as it is."""
    known = {**REPLACED, **RELIED_ON}
    strange = tuple(
        name for (module, name), hashed in known.items() if digest(_original(module, name)) != hashed
    )
    remove()
    if strange:
        return None, strange
    # What `repairs` has changed is known by its hash already; what it refused to change is left alone here.
    names = [*REPLACED, *((module, name) for module, name in REPAIRED if _is_repaired(module, name))]
    setter = Setter(exceptions, {name: _original(module, name) for module, name in names})
    for module, name in names:
        setattr(module, name, _calling(_original(module, name), getattr(setter, name)))
    return setter, ()


def remove() -> None:
    """Let WeasyPrint break lines as ever. What draws them stays: planned lines are drawn later, and others
    have nothing for it to do."""
    for module, name in (*REPLACED, *REPAIRED):
        if module is not drawing:
            setattr(module, name, _original(module, name))


def _is_repaired(module: ModuleType, name: str) -> bool:
    return hasattr(_original(module, name), "repaired")


def _original(module: ModuleType, name: str) -> Callable[..., Any]:
    function: Callable[..., Any] = getattr(module, name)
    return getattr(function, "planned_over", function)


def _calling(original: Callable[..., Any], method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(original)
    def planned(*arguments: Any, **options: Any) -> Any:
        return method(*arguments, **options)

    planned.planned_over = original  # type: ignore[attr-defined]
    return planned
