"""Which text of a line follows another without a space, and how far from it: where glue or a reading parts
them. Noted on the boxes of the laid-out pages before they are written, for `joined`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

_FARTHEST = 2.0  # em: what is farther away is no neighbour
_FLOWING = ("InlineBox", "LineBox")


def note(pages: Sequence[Any]) -> None:
    """Note on every text how far the next is that its line has moved away."""
    for page in pages:
        for box in page._page_box.descendants():  # noqa: SLF001 - there is no public way to them
            if type(box).__name__ == "LineBox" and box.style["direction"] == "ltr":
                for text, ahead in pairwise(_texts(box, read=False)):
                    _note(text, ahead)


def reach_of(box: Any) -> float | None:
    """How far the text that follows in a line is, in thousandths of an em; None where it is not told."""
    away: float | None = getattr(box, "away", None)
    size = box.style["font_size"] * getattr(box, "scale", 1)
    return None if away is None or not size else away * 1000 / size


def _note(one: tuple[Any, bool] | None, other: tuple[Any, bool] | None) -> None:
    if one is None or other is None:
        return
    (text, read), (ahead, is_read) = one, other
    added = getattr(text, "added", None)
    away = ahead.position_x - text.position_x - text.width
    if (read or is_read or (added and added[-1] > 0)) and abs(away) < _FARTHEST * text.style["font_size"]:
        text.away = away


def _texts(box: Any, *, read: bool) -> Iterator[tuple[Any, bool] | None]:
    """The texts of a line, each with whether it has a reading; None where something else stands."""
    for child in box.children:
        if hasattr(child, "text"):
            yield child, read
        elif type(child).__name__ in _FLOWING:
            yield from _texts(child, read=read)
        elif child.element_tag == "ruby":
            yield from _bases(child)
        else:
            yield None


def _bases(ruby: Any) -> Iterator[tuple[Any, bool] | None]:
    for part in ruby.children:
        if part.element_tag == "rb":
            for line in part.children:
                yield from _texts(line, read=True)
