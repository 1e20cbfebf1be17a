"""Pieces of text as boxes, and the spaces between them. Used by `setting`.

A piece knows its width from the shape of the whole text; Pango is asked again only when it is drawn, or
where a line's end changes what the letters look like.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango
from weasyprint.text.line_break import Layout, create_layout, line_size

from bindery.engine.lines.paragraph import Leaf, Paragraph


class Unset(Layout):  # type: ignore[misc]
    """A layout that holds a text and sets it when it is drawn."""

    def __init__(self, text: str, direction: int) -> None:
        self.text = text
        self.justification_spacing = 0.0
        self.max_width = None
        self.first_line_direction = direction
        self.ascent = self.underline_position = self.strikethrough_position = None


def piece(context: Any, leaf: Leaf, begin: int, end: int, *, divided: bool = False) -> Any:
    """The text of a leaf between two characters of the paragraph as a box; None when there is none."""
    text = leaf.text[begin - leaf.start : end - leaf.start]
    if divided:
        text += leaf.box.style["hyphenate_character"]
    if not text:
        return None
    box = leaf.box.copy_with_text(text)
    box.span = (begin, end)
    if divided or not _is_known(leaf, begin):
        _shape(context, box)
    else:
        _take(leaf, box, begin, end)
    box.margin_top = box.margin_bottom = (leaf.leading - box.height) / 2
    box.baseline += box.margin_top
    return box


def _is_known(leaf: Leaf, begin: int) -> bool:
    """Whether the text looks as it did when it was shaped with all that is before it."""
    if leaf.shape is None or not leaf.shape.plain or leaf.box.style["text_decoration_line"] != "none":
        return False
    return begin == leaf.start or not leaf.text[begin - leaf.start - 1].isalpha()


def _take(leaf: Leaf, box: Any, begin: int, end: int) -> None:
    shape = leaf.shape
    assert shape is not None
    box.width = shape.widths[end - leaf.start] - shape.widths[begin - leaf.start]
    box.height, box.baseline = shape.height, shape.baseline
    box.pango_layout = Unset(box.text, shape.direction)


def _shape(context: Any, box: Any) -> None:
    layout = create_layout(box.text, box.style, context, None, 0)
    line, _ = layout.get_first_line()
    box.width, box.height = line_size(line, box.style)
    box.baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
    layout.deactivate()
    box.pango_layout = layout


@dataclass(frozen=True, slots=True)
class Spread:
    """How a line is widened: its letters to `scale`, its room by a share (under 0: it shrinks) of what it has
    from the character `start` to the last, after which nothing is added."""

    paragraph: Paragraph
    last: int
    share: float
    scale: float

    def after(self, at: int) -> float:
        """What is added after a character of the paragraph."""
        if at >= self.last:
            return 0.0
        glue = self.paragraph.glue
        room = glue.stretch if self.share > 0 else glue.shrink
        return glue.static[at] + self.share * room[at]

    def over(self, box: Any, advance: float) -> float:
        """Widen a box of the line and move what follows; gives how far the end has moved."""
        if isinstance(box, boxes.TextBox):
            return self._text(box, advance)
        if not isinstance(box, (boxes.LineBox, boxes.InlineBox)):
            box.translate(advance, 0)
            return advance + self.after(getattr(box, "place", self.last))
        box.position_x += advance
        before = advance
        for child in reversed(box.children) if box.style["direction"] == "rtl" else box.children:
            if child.is_in_normal_flow():
                advance = self.over(child, advance)
        box.width += advance - before
        return advance

    def _text(self, box: Any, advance: float) -> float:
        box.position_x += advance
        added = self._within(*getattr(box, "span", (0, 0)))
        grown: float = box.width * (self.scale - 1) + sum(added) * self.scale
        box.width += grown
        box.scale, box.added = self.scale, added if any(added) else None
        return advance + grown

    def _within(self, begin: int, end: int) -> array[float]:
        """What is added after each character between two, before it is scaled."""
        glue, share, scale = self.paragraph.glue, self.share, self.scale
        last = max(begin, min(end, self.last))
        room = glue.stretch if share > 0 else glue.shrink
        pairs = zip(glue.static[begin:last], room[begin:last], strict=True)
        return array("d", [(fixed + share * more) / scale for fixed, more in pairs] + [0.0] * (end - last))


def type_width(box: Any) -> float:
    """How wide the text within a box is."""
    if isinstance(box, boxes.TextBox):
        return float(box.width)
    if isinstance(box, (boxes.LineBox, boxes.InlineBox)):
        return sum(type_width(child) for child in box.children if child.is_in_normal_flow())
    return 0.0


def settle(box: Any) -> None:
    """Give the glyphs of a text that is about to be drawn, or read, the room that its line has added."""
    added = getattr(box, "added", None)
    if added is None:
        return
    layout = box.pango_layout
    pango.pango_layout_set_single_paragraph_mode(layout.layout, True)  # noqa: FBT003 - C
    line, _ = layout.get_first_line()
    room = _by_byte(box.text, added)
    node = line.runs[0]
    while node != ffi.NULL:
        _widen(node.data, room)
        node = node.next


def _by_byte(text: str, added: array[float]) -> dict[int, int]:
    """The room after characters, in Pango's units, by the byte that each ends at."""
    if text.isascii():
        return {at: round(more * TO_UNITS) for at, more in enumerate(added, 1) if more}
    ends = accumulate(len(character.encode()) for character in text)
    return {byte: round(more * TO_UNITS) for byte, more in zip(ends, added, strict=False) if more}


def _widen(item: Any, room: dict[int, int]) -> None:
    """Add room after the clusters of a run, by the byte that each ends at."""
    count, offset = item.glyphs.num_glyphs, item.item.offset
    starts = [offset + cluster for cluster in ffi.unpack(item.glyphs.log_clusters, count)]
    edge = offset + item.item.length
    order = sorted({*starts, edge})
    ends = dict(pairwise(order))
    for number, start in enumerate(starts):
        more = room.pop(ends[start], 0)
        if more:
            item.glyphs.glyphs[number].geometry.width += more
