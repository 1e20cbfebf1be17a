"""Objects of a PDF that can stand in any file, wherever they come to stand there. Used by `galley` and
`link`.

An object names others by their numbers, which are others in each file. A `Block` has the objects of a part of
the book with a gap for each number, and what belongs into the gaps: the place of an object in the block, or
one of the codes below for what only the whole file has.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pydyf

PAGES, ROOT, FONTS, COLOURS = -1, -2, -3, -4
"""Codes: the page tree, the element of structure that holds all others, the fonts, the colour spaces."""
STRUCTURE = 100_000_000
"""From here on: the place of a page, or of a link behind all pages, in the tree of what belongs to which
element of structure."""
HEAD = 200_000_000
"""From here on: the stream that draws a page's head and folio."""
END = b"\0"
"""Stands behind each object without a stream; no such object holds it."""
_GAP = re.compile(rb"\((?:[^\\()]|\\.)*\)|(\d+) 0 R|\x01(\d+)\x01|%", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """Objects by their places from 0: first those without streams, then the streams.

    `plain` has the former one after the other, with ``%d`` for each number and ``%%`` for a per cent sign;
    `heads` the dictionaries of the latter in the same way; `bodies` what they hold. `gaps` are the numbers of
    `plain` and of all heads, in their order.
    """

    plain: bytes = b""
    heads: tuple[bytes, ...] = ()
    bodies: tuple[bytes, ...] = field(default=(), repr=False)
    gaps: array[int] = field(default_factory=lambda: array("i"), repr=False)

    @property
    def count(self) -> int:
        """How many objects there are."""
        return self.plain.count(END) + len(self.heads)

    def filled(self, number: Callable[[int], int]) -> tuple[list[bytes], list[bytes]]:
        """The objects without streams, and the dictionaries of the streams, with a number in each gap."""
        values = [number(gap) for gap in self.gaps]
        first = len(values) - sum(head.count(b"%d") for head in self.heads)
        plain = (self.plain % tuple(values[:first])).split(END)[:-1]
        heads = []
        for head in self.heads:
            last = first + head.count(b"%d")
            heads.append(head % tuple(values[first:last]))
            first = last
        return plain, heads


def block(pdf: Any, codes: Mapping[int, int], left_out: Collection[int]) -> tuple[Block, dict[int, int]]:
    """The objects of a `pydyf.PDF` but for some numbers; the places of those that are in. `codes` are
    those of objects that only the whole file has; they are left out too."""
    kept = [thing for thing in pdf.objects[1:] if thing.number not in codes and thing.number not in left_out]
    plain = [thing for thing in kept if not isinstance(thing, pydyf.Stream)]
    streams = [thing for thing in kept if isinstance(thing, pydyf.Stream)]
    places = {thing.number: place for place, thing in enumerate([*plain, *streams])}
    gaps = array("i")
    numbers = {**codes, **places}
    made = [_template(thing.data, numbers, gaps) for thing in plain]
    parts = [_parted(thing.data) for thing in streams]
    heads = tuple(_template(head, numbers, gaps) for head, _ in parts)
    return Block(b"".join(data + END for data in made), heads, tuple(body for _, body in parts), gaps), places


def _parted(data: bytes) -> tuple[bytes, bytes]:
    """A stream's dictionary and what it holds."""
    head, _, rest = data.partition(b"\nstream\n")
    return head, rest.removesuffix(b"\nendstream")


def _template(data: bytes, numbers: Mapping[int, int], gaps: array[int]) -> bytes:
    def gap(found: re.Match[bytes]) -> bytes:
        if found[1]:
            gaps.append(numbers[int(found[1])])
            return b"%d 0 R"
        if found[2]:
            gaps.append(int(found[2]))
            return b"%d"
        return found[0].replace(b"%", b"%%")

    return _GAP.sub(gap, data)


def gap(code: int) -> bytes:
    """What an object holds where a number that is no object's own belongs."""
    return b"\x01%d\x01" % code


def packed(one: Block) -> tuple[dict[str, Any], Sequence[bytes]]:
    """A block as facts for JSON, and its bytes: templates, gaps (32 bits each, little end first), heads and
    bodies."""
    gaps = array("i", one.gaps)
    if gaps.itemsize != 4:  # pragma: no cover - no platform of ours
        raise OverflowError("an int has not 32 bits here")
    sizes = {"plain": len(one.plain), "gaps": len(gaps) * 4}
    sizes_of = {"heads": list(map(len, one.heads)), "bodies": list(map(len, one.bodies))}
    return {**sizes, **sizes_of}, (one.plain, gaps.tobytes(), *one.heads, *one.bodies)


def unpacked(facts: Mapping[str, Any], parts: Iterator[bytes]) -> Block:
    """The block that facts and bytes tell of."""
    plain, gaps = next(parts), array("i")
    gaps.frombytes(next(parts))
    heads = tuple(next(parts) for _ in facts["heads"])
    return Block(plain, heads, tuple(next(parts) for _ in facts["bodies"]), gaps)


def sizes(facts: Mapping[str, Any]) -> Iterator[int]:
    """How many bytes each part of a packed block has."""
    yield from (facts["plain"], facts["gaps"], *facts["heads"], *facts["bodies"])
