"""A drawing without what marks it: as the press's file has it. Used by `draw`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pydyf

from bindery.engine.joined import Said


def bare(items: Sequence[Any]) -> list[Any]:
    """The operators of a drawing without what marks them. Texts that marks have parted become one again, and
    name their face once, as WeasyPrint has it."""
    found: list[Any] = []
    face = b""
    for item in _unmarked(items):
        if item == b"BT":
            if found and found[-1] == b"ET":
                found.pop()
                continue
            face = b""
        elif isinstance(item, bytes) and item.endswith(b" Tf"):
            if item == face:
                continue
            face = item
        found.append(item)
    return found


def _unmarked(items: Sequence[Any]) -> Iterator[Any]:
    rest = iter(items)
    for item in rest:
        if isinstance(item, str):  # the name of a mark; then what it says, if it does, and its operator
            if isinstance(next(rest), pydyf.Dictionary):
                next(rest)
        elif isinstance(item, Said):
            yield from item.bare
        elif item != b"EMC":
            yield item
