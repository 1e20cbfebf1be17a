"""A PDF written of objects that are known and of blocks that are filled as they are written. Used by `link`.

`pydyf` writes files too, but wants each object as one of its own: a book has a hundred thousand.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, BinaryIO

import pydyf

from bindery.engine.relocate import HEAD, STRUCTURE, Block

_LEVEL = 6
_WITHOUT_STREAMS = "1.4"
"""The version that has no streams of objects."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A block whose first object has the number `base`; what its gaps are filled with."""

    block: Block
    base: int
    number: Callable[[int], int]


@dataclass(slots=True)
class _Writer:
    file: BinaryIO
    at: int = 0
    digest: Any = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))
    rows: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """For each object: 1, where it begins, 0; or 2, the stream that it is in, its place there."""

    def put(self, data: bytes) -> None:
        """Write bytes."""
        self.file.write(data)
        self.digest.update(data)
        self.at += len(data)

    def put_object(self, number: int, data: bytes) -> None:
        """Write an object of its own."""
        self.rows[number] = 1, self.at, 0
        self.put(b"%d 0 obj\n%b\nendobj\n" % (number, data))

    def put_stream(self, number: int, head: bytes, body: bytes) -> None:
        """Write a stream."""
        self.put_object(number, b"%b\nstream\n%b\nendstream" % (head, body))

    def put_together(self, number: int, objects: Sequence[tuple[int, bytes]]) -> None:
        """Write objects into one stream, which has a number itself."""
        index, at = [], 0
        for place, (each, data) in enumerate(objects):
            index.append(b"%d %d" % (each, at))
            at += len(data) + 1
            self.rows[each] = 2, number, place
        first = b" ".join(index) + b"\n"
        body = zlib.compress(first + b"\n".join(data for _, data in objects), _LEVEL)
        head = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>"
        self.put_stream(number, head % (len(objects), len(first), len(body)), body)


def write(pdf: Any, placed: Sequence[Placed], file: BinaryIO, version: str, *, identified: bool) -> None:
    """Write a file of the objects of a `pydyf.PDF` (None where a block has them) and of blocks."""
    if pdf.info:
        pdf.add_object(pdf.info)
    writer = _Writer(file)
    writer.put(b"%%PDF-%b\n%%\xf0\x9f\x96\xa4\n" % version.encode())
    count = len(pdf.objects)
    groups = list(_streamed(writer, pdf, placed))
    if version == _WITHOUT_STREAMS:
        for number, data in chain.from_iterable(groups):
            writer.put_object(number, data)
        _end(writer, pdf, count, identified=identified)
        return
    for number, group in enumerate(groups, count):
        writer.put_together(number, group)
    _end_as_stream(writer, pdf, count + len(groups), identified=identified)


def _streamed(writer: _Writer, pdf: Any, placed: Sequence[Placed]) -> Iterator[list[tuple[int, bytes]]]:
    """Write all streams; the other objects, with their numbers, in groups."""
    own = [one for one in pdf.objects[1:] if one is not None]
    for one in own:
        if isinstance(one, pydyf.Stream):
            writer.put_object(one.number, one.data)
    yield [(one.number, one.data) for one in own if not isinstance(one, pydyf.Stream)]
    same = _same(placed)
    for each in placed:
        plain, heads = each.block.filled(_with(same, each.number))
        streams = enumerate(zip(heads, each.block.bodies, strict=True), each.base + len(plain))
        for number, (head, body) in streams:
            if number not in same:
                writer.put_stream(number, head, body)
        if plain:
            yield list(enumerate(plain, each.base))


def _with(same: Mapping[int, int], number: Callable[[int], int]) -> Callable[[int], int]:
    """What gaps are filled with, when some streams are others."""

    def found(gap: int) -> int:
        value = number(gap)
        return value if STRUCTURE <= gap < HEAD else same.get(value, value)

    return found if same else number


def _same(placed: Sequence[Placed]) -> dict[int, int]:
    """Streams that hold what another holds, such as a picture in two parts, with the number of that. Those
    that name others are looked at when it is known which of these are the same."""
    same: dict[int, int] = {}
    for with_gaps in (False, True):
        first: dict[tuple[bytes, bytes], int] = {}
        for each in placed:
            for number, head, body in _streams(each, same, with_gaps=with_gaps):
                known = first.setdefault((head, body), number)
                if known != number:
                    same[number] = known
    return same


def _streams(each: Placed, same: Mapping[int, int], *, with_gaps: bool) -> Iterator[tuple[int, bytes, bytes]]:
    """The streams of a block with their numbers, those with gaps or those without."""
    block = each.block
    at = len(block.gaps) - sum(head.count(b"%d") for head in block.heads)
    start = each.base + block.count - len(block.heads)
    for number, (head, body) in enumerate(zip(block.heads, block.bodies, strict=True), start):
        count = head.count(b"%d")
        if bool(count) is with_gaps:
            values = map(_with(same, each.number), block.gaps[at : at + count])
            yield number, head % tuple(values), body
        at += count


def _trailer(writer: _Writer, pdf: Any, size: int, *, identified: bool) -> bytes:
    rows = [b"/Size %d/Root %b" % (size, pdf.catalog.reference)]
    if pdf.info:
        rows.append(b"/Info " + pdf.info.reference)
    if identified:
        mark = writer.digest.hexdigest().encode()
        rows.append(b"/ID [<%b> <%b>]" % (mark, mark))
    return b"".join(rows)


def _end_as_stream(writer: _Writer, pdf: Any, number: int, *, identified: bool) -> None:
    """Write where each object is, as a stream."""
    start = writer.at
    writer.rows[number] = 1, start, 0
    most = max(row[2] for row in writer.rows.values())
    widths = (1, (start.bit_length() + 7) // 8, max((most.bit_length() + 7) // 8, 1))
    free = (0, 0, 0)
    table = b"".join(
        value.to_bytes(width, "big")
        for each in range(number + 1)
        for value, width in zip(writer.rows.get(each, free), widths, strict=True)
    )
    body = zlib.compress(table, _LEVEL)
    sizes = b"%d %d %d" % widths
    trailer = _trailer(writer, pdf, number + 1, identified=identified)
    head = b"<</Type /XRef/W [%b]/Filter /FlateDecode/Length %d%b>>" % (sizes, len(body), trailer)
    writer.put_stream(number, head, body)
    writer.put(b"startxref\n%d\n%%%%EOF\n" % start)


def _end(writer: _Writer, pdf: Any, count: int, *, identified: bool) -> None:
    """Write where each object is, as a table."""
    trailer = _trailer(writer, pdf, count, identified=identified)
    start = writer.at
    rows = [b"0000000000 65535 f \n"]
    for number in range(1, count):
        _, at, _ = writer.rows.get(number, (0, 0, 0))
        rows.append(b"%010d 00000 n \n" % at if number in writer.rows else b"0000000000 00001 f \n")
    writer.put(b"xref\n0 %d\n%b" % (count, b"".join(rows)))
    writer.put(b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start))
