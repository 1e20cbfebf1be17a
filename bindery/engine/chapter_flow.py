"""A chapter's pages, read from WeasyPrint's boxes: blocks for `copyfit`, and how they came out.

Used by `engine.fitting`. Boxes keep their attributes when the engine copies them into pages, so each block of
the tree is given a number before the layout, which its pieces on the pages still have.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bindery.copyfit import LINE, Block, Shape, Sheet

_AVOID = frozenset({"avoid", "avoid-page", "avoid-column"})
_FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})
_OPAQUE = frozenset({"TableBox", "FlexBox", "GridBox"})


@dataclass(slots=True)
class Leaf:
    """A block of the tree that has no blocks in it, or that is not broken. `path` are the boxes from the
    chapter to it."""

    number: int
    box: Any
    path: tuple[Any, ...]
    is_text: bool


@dataclass(slots=True)
class Chapter:
    """A chapter's blocks in their order."""

    box: Any
    leaves: list[Leaf] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a page has of a leaf: its lines, and from where to where they reach, in pixels. `notes` are the
    lines that call notes, with their elements."""

    leaf: int
    lines: int
    top: float
    bottom: float
    notes: tuple[tuple[int, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """A page: its pieces from the top, and the heights of the notes at its foot by their elements."""

    number: int
    pieces: tuple[Piece, ...]
    notes: tuple[tuple[Any, float], ...]
    notes_height: float
    room: float


def chapters(root: Any) -> list[Chapter]:
    """The chapters of a tree; their leaves are numbered through the book, on the boxes themselves."""
    found: list[Chapter] = []
    count = 0
    for section in _sections(root):
        chapter = Chapter(section)
        for path in _leaves(section, ()):
            box = path[-1]
            box.bindery_leaf = count
            chapter.leaves.append(Leaf(count, box, path, _is_text(box)))
            count += 1
        found.append(chapter)
    return found


def _sections(box: Any) -> Iterator[Any]:
    for child in getattr(box, "children", ()):
        if child.element_tag == "section" and "chapter" in (child.element.get("class") or "").split():
            yield child
        elif "Block" in type(child).__name__:
            yield from _sections(child)


def _leaves(box: Any, above: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    path = (*above, box)
    children = [child for child in getattr(box, "children", ()) if child.is_in_normal_flow()]
    if above and _is_whole(box, children):
        yield path
        return
    for child in children:
        yield from _leaves(child, path)


def _is_whole(box: Any, children: Sequence[Any]) -> bool:
    """Tell whether a box is a leaf: it has lines in it, or is not broken, or is none of a page's blocks."""
    if any(type(child).__name__ == "LineBox" for child in children):
        return True
    if type(box).__name__ in _OPAQUE or getattr(box, "is_table_wrapper", False):
        return True
    if "Block" not in type(box).__name__ or "Replaced" in type(box).__name__:
        return True
    return box.style["break_inside"] in _AVOID or box.style["column_count"] != "auto"


def _is_text(box: Any) -> bool:
    lines = len(box.children) == 1 and type(box.children[0]).__name__ == "LineBox"
    return lines and box.style["break_inside"] not in _AVOID


def side(number: int, page: Any) -> Side:
    """What stands on a page before its margins are set."""
    root, area = page.children[0], page.children[1]
    notes = tuple((box.element, box.margin_height()) for box in area.children)
    height = area.margin_height() if area.children else 0.0
    return Side(number, tuple(_pieces(root)), notes, height, page.height)


def _pieces(box: Any) -> Iterator[Piece]:
    for child in getattr(box, "children", ()):
        leaf = getattr(child, "bindery_leaf", None)
        if leaf is None:
            if "Block" in type(child).__name__:
                yield from _pieces(child)
            continue
        lines = [line for line in child.children if type(line).__name__ == "LineBox"]
        if len(lines) == len(child.children) and lines:
            yield _lines(leaf, lines)
        else:
            top = child.border_box_y()
            yield Piece(leaf, 1, top, top + child.border_height())


def _lines(leaf: int, lines: Sequence[Any]) -> Piece:
    notes = tuple(
        (number, inner.footnote.element)
        for number, line in enumerate(lines)
        for inner in line.descendants()
        if getattr(inner, "footnote", None) is not None
    )
    last = lines[-1]
    return Piece(leaf, len(lines), lines[0].position_y, last.position_y + last.height, notes)


@dataclass(slots=True)
class Flow:
    """A chapter as `copyfit` takes it, and its pages as they are. `texts` are the blocks' paragraphs."""

    blocks: list[Block]
    texts: list[Text]
    shape: Shape
    actual: list[Sheet]


@dataclass(frozen=True, slots=True)
class Text:
    """Where a block comes from. `kept` is how many of its last lines are counted to the block after it, with
    which they stay."""

    leaf: Leaf
    kept: int = 0


def flow(chapter: Chapter, sides: Sequence[Side], leading: float) -> Flow | None:
    """The blocks of a chapter and its pages as they are; nothing if it has parts that are not understood."""
    pieces: dict[int, list[Piece]] = {}
    for page in sides:
        for piece in page.pieces:
            pieces.setdefault(piece.leaf, []).append(piece)
    if not sides or any(abs(page.room - sides[0].room) > 1 for page in sides):
        return None
    reader = _Reader({element: height for page in sides for element, height in page.notes}, leading)
    over = [page.notes_height - sum(h for _, h in page.notes) for page in sides if page.notes]
    shape = Shape(reader.units(sides[0].room), sides[0].number, reader.units(max(over, default=0.0)))
    reader.read([leaf for leaf in chapter.leaves if leaf.number in pieces], pieces)
    actual = reader.pages(sides)
    return None if actual is None else Flow(reader.blocks, reader.texts, shape, actual)


@dataclass(slots=True)
class _Reader:
    """Makes blocks of leaves: what is kept with the next becomes a prefix of that."""

    heights: dict[Any, float]
    leading: float
    blocks: list[Block] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    starts: dict[int, int] = field(default_factory=dict)

    def units(self, pixels: float) -> int:
        """Hundredths of a line."""
        return round(pixels / self.leading * LINE)

    def read(self, leaves: Sequence[Leaf], pieces: dict[int, list[Piece]]) -> None:
        """All blocks of a chapter."""
        gap = prefix = 0
        forced = False
        for before, leaf, after in zip((None, *leaves), leaves, (*leaves[1:], None), strict=False):
            space = self.units(_gap(before, leaf)) if before else 0
            gap, prefix = (gap, prefix + space) if prefix else (space, 0)
            forced = forced or (before is not None and _breaks(before, leaf, _FORCED))
            self.starts[leaf.number] = len(self.blocks)
            parts = pieces[leaf.number]
            block = self._block(leaf, parts, Block(gap=gap, prefix=prefix, forced=forced))
            if after is None or not _breaks(leaf, after, _AVOID):
                self._add(block, Text(leaf))
                prefix, forced = 0, False
            elif leaf.is_text and block.lines[0] >= block.orphans + block.widows:
                kept = block.widows
                self._add(replace(block, lines=(block.lines[0] - kept,), widows=0), Text(leaf, kept))
                gap, prefix, forced = 0, kept * block.height, False
            else:
                prefix += block.lines[0] * block.height

    def _add(self, block: Block, text: Text) -> None:
        self.blocks.append(block)
        self.texts.append(text)

    def _block(self, leaf: Leaf, parts: Sequence[Piece], bare: Block) -> Block:
        count = sum(part.lines for part in parts)
        total = sum(self.units(part.bottom - part.top) for part in parts)
        style = leaf.box.style
        return replace(
            bare,
            lines=(count,),
            height=max(round(total / count), 1),
            orphans=style["orphans"] if leaf.is_text else 1,
            widows=style["widows"] if leaf.is_text else 1,
            notes=self._notes(parts),
        )

    def _notes(self, parts: Sequence[Piece]) -> tuple[tuple[int, int], ...]:
        found: list[tuple[int, int]] = []
        before = 0
        for part in parts:
            found += [(before + line, self.units(self.heights.get(e, 0.0))) for line, e in part.notes]
            before += part.lines
        return tuple(found)

    def pages(self, sides: Sequence[Side]) -> list[Sheet] | None:
        """The pages as they are, in the terms of the blocks."""
        found: list[Sheet] = []
        done: dict[int, int] = {}
        for page in sides:
            if not page.pieces or page.pieces[0].leaf not in self.starts:
                return None
            first, bottom = page.pieces[0], max(piece.bottom for piece in page.pieces)
            block, line = self.starts[first.leaf], done.get(first.leaf, 0)
            if line and line == self.blocks[block].lines[0]:
                block, line = block + 1, 0
            found.append(Sheet(block, line, self.units(bottom - first.top), bool(page.notes)))
            for piece in page.pieces:
                done[piece.leaf] = done.get(piece.leaf, 0) + piece.lines
        return found


def _parted(before: Leaf, after: Leaf) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The boxes that end between two leaves, innermost first, and those that begin, outermost first."""
    shared = 0
    for one, other in zip(before.path, after.path, strict=False):
        if one is not other:
            break
        shared += 1
    return tuple(reversed(before.path[shared:])), after.path[shared:]


def _gap(before: Leaf, after: Leaf) -> float:
    """The space between two leaves: adjoining margins collapse."""
    ending, beginning = _parted(before, after)
    total, margins = 0.0, [0.0]
    for box in ending:
        total, margins = _edge(box, "bottom", total, margins, is_leaf=box is ending[0])
    for box in beginning:
        total, margins = _edge(box, "top", total, margins, is_leaf=box is beginning[-1])
    return total + max(margins) + min(margins)


def _edge(
    box: Any, edge: str, total: float, margins: list[float], *, is_leaf: bool
) -> tuple[float, list[float]]:
    """Add one edge of a box: padding and border part margins that would collapse. Of a leaf only that around
    lines counts: what is not broken is measured with its own."""
    margin, inset = _length(box, f"margin_{edge}"), 0.0
    if not is_leaf or _is_text(box):
        inset = _length(box, f"padding_{edge}") + _length(box, f"border_{edge}_width")
    if not inset:
        return total, [*margins, margin]
    if edge == "bottom":  # from within: what is below the lines comes before the margin
        return total + max(margins) + min(margins) + inset, [0.0, margin]
    return total + max(*margins, margin) + min(*margins, margin) + inset, [0.0]


def _length(box: Any, name: str) -> float:
    """A length of a box by its style: the layout changes what the box itself says where it breaks it."""
    value = box.style[name]
    if isinstance(value, int | float):
        return value
    return value.value if getattr(value, "unit", "") == "px" else 0.0


def _breaks(before: Leaf, after: Leaf, values: frozenset[str]) -> bool:
    """Tell whether a break between two leaves is forced, or to be avoided."""
    ending, beginning = _parted(before, after)
    return any(box.style["break_after"] in values for box in ending) or any(
        box.style["break_before"] in values for box in beginning
    )
