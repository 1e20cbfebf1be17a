"""A paragraph of WeasyPrint's inline boxes as a text with widths and breaks. Used by `setting`.

Text boxes are its leaves, in order; an inline block is one character. What has no place in a plan is a stop:
`breaks` says where the lines before it may end.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from operator import add
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.layout.percent import resolve_percentages
from weasyprint.text.line_break import _font_style_cache_key, strut

from bindery.engine.lines import edges
from bindery.engine.lines.fit import Break, Material
from bindery.engine.lines.hyphens import BLANK, GAP, divisions
from bindery.engine.lines.rules import Rules, has_signs
from bindery.engine.lines.shaping import Shape, breakable, shaped
from bindery.engine.lines.signs import (
    Glue,
    blank_right,
    edge_after,
    edge_before,
    latin_glue,
    may_break,
    square_glue,
    square_signs,
)

_ATOM = "\u2e80"  # what WeasyPrint takes an inline block for when it looks for breaks: an ideograph
_READ = "\u4e00"  # a word with its reading: it stands apart from Latin letters as any character does
_WRAPPING = ("normal", "nowrap")
_LONE = re.compile(r"(?:[^\W\d_a-z]|\d{1,4})(?![\w'\u2019-])")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_DASH = "\u2014"
_HYPHENS = "-\u2010"
_LONGEST = 60  # characters of a word


@dataclass(frozen=True, slots=True)
class Leaf:
    """A text box. `start` and `end` are characters of the paragraph."""

    box: Any
    text: str
    start: int
    end: int
    shape: Shape | None
    """None: not to be measured, as what breaks its lines by itself."""
    leading: float
    """The height that it asks of its line."""

    def byte(self, character: int) -> int:
        """How many bytes of its text come before a character of the paragraph."""
        return len(self.text[: character - self.start].encode())

    def character(self, byte: int) -> int:
        """The character of the paragraph at a byte of its text."""
        if self.text.isascii():
            return self.start + byte
        return self.start + len(self.text.encode()[:byte].decode())


@dataclass(slots=True)
class Paragraph:
    """The text of a line box, shaped once. Sums go up to each character."""

    leaves: list[Leaf] = field(default_factory=list)
    text: str = ""
    advances: array[float] = field(default_factory=lambda: array("d"))
    ems: array[float] = field(default_factory=lambda: array("d"))
    """The size of the type of each character."""
    glue: Glue = field(default_factory=lambda: Glue(array("d"), array("d"), array("d")))
    squares: list[bool] = field(default_factory=list)
    """Which characters stand in squares; none are told in text that has spaces."""
    blank: list[bool] = field(default_factory=list)
    """Which of them have a blank right half, in the faces of their own language."""
    stops: list[int] = field(default_factory=list)
    """Where a line is broken by what it holds: a line break of the writer."""
    obstacles: list[int] = field(default_factory=list)
    """Where something stands that only WeasyPrint can set: a float, a leader."""
    initial: Any = None
    """A float at the head of the text, as a capital over several lines."""
    closings: set[int] = field(default_factory=set)
    """Where a box with a frame or padding ends: to end a line there would cut its frame."""
    clinging: set[int] = field(default_factory=set)
    """Where the call of a note begins: it stays with what it is a note to."""
    bound: list[tuple[int, int]] = field(default_factory=list)
    """Runs of text that may not be broken."""
    places: dict[tuple[int, ...], int] = field(default_factory=dict)
    """The character that each box begins with, by the way to it."""
    beginnings: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """The way to the outermost box that begins with a character."""
    by_box: dict[int, Leaf] = field(default_factory=dict)

    @property
    def intact(self) -> bool:
        """Whether the boxes still hold the text that was shaped."""
        return all(leaf.box.text is leaf.text for leaf in self.leaves)

    def start_of(self, skip_stack: Mapping[int, Any] | None) -> int | None:
        """The character at which WeasyPrint resumes; None if no box begins there."""
        way: tuple[int, ...] = ()
        while skip_stack:
            ((index, skip_stack),) = skip_stack.items()
            at = self.places.get(way)
            leaf = self.by_way(way)
            if leaf is not None:
                return leaf.character(index)
            if at is None:
                return None
            way = (*way, index)
        return self.places.get(way)

    def box_after(self, at: int) -> tuple[int, ...] | None:
        """The way to the box that begins with a character, if the text before it is in none that a line could
        leave there: it is an inline block."""
        if any(leaf.start < at <= leaf.end for leaf in self.leaves):
            return None
        return self.beginnings.get(at)

    def by_way(self, way: tuple[int, ...]) -> Leaf | None:
        """The text box at the end of a way."""
        return self._ways.get(way)

    _ways: dict[tuple[int, ...], Leaf] = field(default_factory=dict)


def read(context: Any, linebox: Any, containing_block: Any, rules: Rules) -> Paragraph:
    """Read a line box that holds a whole paragraph."""
    paragraph = Paragraph()
    paragraph.places[()] = 0
    _Reader(context, containing_block, paragraph).children(linebox, ())
    text, advances, language = paragraph.text, paragraph.advances, linebox.style["lang"] or ""
    if has_signs(language):
        paragraph.blank = _blank(paragraph)
        paragraph.glue = square_glue(text, advances, paragraph.ems, paragraph.blank, rules)
        paragraph.squares = square_signs(text, advances, paragraph.ems)
    else:
        paragraph.glue = latin_glue(text, advances, paragraph.ems, rules)
    return paragraph


def _blank(paragraph: Paragraph) -> list[bool]:
    found = [False] * len(paragraph.text)
    for leaf in paragraph.leaves:
        signs = blank_right(leaf.box.style["lang"] or "")
        found[leaf.start : leaf.end] = [sign in signs for sign in leaf.text]
    return found


@dataclass(slots=True)
class _Reader:
    """Walks the boxes of a paragraph."""

    context: Any
    containing_block: Any
    paragraph: Paragraph

    def children(self, box: Any, way: tuple[int, ...]) -> None:
        """Read the children of a line or inline box."""
        for index, child in enumerate(box.children):
            inner = (*way, index)
            self.paragraph.places[inner] = len(self.paragraph.text)
            self.paragraph.beginnings.setdefault(len(self.paragraph.text), inner)
            if child.is_in_normal_flow():
                self._child(child, inner)
            elif child.is_floated() and self._is_initial(child, box):
                self.paragraph.initial = child
            elif child.is_floated():
                self.paragraph.obstacles.append(len(self.paragraph.text))

    def _is_initial(self, child: Any, around: Any) -> bool:
        """Whether a float is a capital at the head of a paragraph: at its left, before all text."""
        first = not (self.paragraph.text or self.paragraph.initial or self.paragraph.obstacles)
        style = around.style
        return first and isinstance(around, boxes.LineBox) and style["direction"] == "ltr" and (
            child.style["float"] in {"left", "inline-start"}
        )  # fmt: skip

    def _child(self, box: Any, way: tuple[int, ...]) -> None:
        if isinstance(box, boxes.TextBox):
            self._text(box, way)
        elif isinstance(box, boxes.InlineBox):
            self._inline(box, way)
        elif isinstance(box, (boxes.ReplacedBox, boxes.InlineBlockBox)):
            self._atom(box)
        else:
            self.paragraph.obstacles.append(len(self.paragraph.text))

    def _text(self, box: Any, way: tuple[int, ...]) -> None:
        if not box.text or not box.style["font_size"]:
            return
        paragraph = self.paragraph
        start, end = len(paragraph.text), len(paragraph.text) + len(box.text)
        wraps = box.style["white_space"] in _WRAPPING
        shape = shaped(box.text, box.style) if wraps and "\n" not in box.text else None
        leaf = Leaf(box, box.text, start, end, shape, strut(box.style)[0])
        paragraph.leaves.append(leaf)
        paragraph._ways[way] = paragraph.by_box[id(box)] = leaf  # noqa: SLF001 - built here
        paragraph.text += box.text
        paragraph.ems.extend([box.style["font_size"]] * len(box.text))
        if shape is None:
            if box.text.strip(" \n"):
                paragraph.obstacles.append(end - 1)
            else:
                paragraph.stops.append(start)
            paragraph.advances.extend([0.0] * len(box.text))
            return
        paragraph.advances.extend(b - a for a, b in pairwise(shape.widths))
        if box.style["white_space"] == "nowrap":
            paragraph.bound.append((start, end))

    def _inline(self, box: Any, way: tuple[int, ...]) -> None:
        if box.is_leader:
            self.paragraph.obstacles.append(len(self.paragraph.text))
            return
        resolve_percentages(box, self.containing_block)
        start = len(self.paragraph.text)
        if _is_call(box):
            self.paragraph.clinging.add(start)
        self.children(box, way)
        end = len(self.paragraph.text)
        before, after = _spacing(box, "left"), _spacing(box, "right")
        if end > start:
            self.paragraph.advances[start] += before
            self.paragraph.advances[end - 1] += after
        elif before or after:
            self.paragraph.obstacles.append(start)
        if after:
            self.paragraph.closings.add(end)

    def _atom(self, box: Any) -> None:
        resolve_percentages(box, self.containing_block)
        box.place = len(self.paragraph.text)  # what is laid out is a copy that has it too
        laid_out = inline.atomic_box(self.context, box, 0, None, self.containing_block, [], [])
        self.paragraph.text += _READ if box.element_tag == "ruby" else _ATOM
        self.paragraph.ems.append(box.style["font_size"])
        self.paragraph.advances.append(laid_out.margin_width())


def _is_call(box: Any) -> bool:
    """Whether a box is the call of a note, which stands at the foot of the page or behind the chapter."""
    names = box.element.get("class", "") if hasattr(box.element, "get") else ""
    return str(box.element_tag).endswith("::footnote-call") or "noteref" in names.split()


def _spacing(box: Any, side: str) -> float:
    margin = getattr(box, f"margin_{side}")
    margin = 0 if margin == "auto" else margin
    return float(margin + getattr(box, f"padding_{side}") + getattr(box, f"border_{side}_width"))


@dataclass(slots=True)
class Breaks:
    """What a paragraph may be broken into, for a set of rules; made anew each time: it takes much
    memory and is needed once."""

    paragraph: Paragraph
    rules: Rules
    language: str
    exceptions: Mapping[str, tuple[int, ...]]
    hyphens: dict[str, float]
    """The widths of hyphens that are known, for all paragraphs."""

    def material(self, end: int) -> Material:
        """The paragraph up to a stop, with the places between its words."""
        text, rules, glue = self.paragraph.text[:end], self.rules, self.paragraph.glue
        advances = self.paragraph.advances[:end]
        widths = (0.0, *accumulate(map(add, advances, glue.static)))
        stretch, shrink = accumulate(glue.stretch[:end]), accumulate(glue.shrink[:end])
        letters = accumulate(wide * rules.letter_scaling for wide in advances)
        bare = len(text.rstrip(" "))
        places = (place for place in self._between(text) if place.end < bare)
        sums = ((0.0, *stretch), (0.0, *shrink), (*places, Break(bare, end)), (0.0, *letters))
        return Material(widths, *sums)

    def divided(self, material: Material, end: int, forbidden: Collection[int]) -> Material:
        """The same with the places where words may be divided."""
        bare = material.breaks[-1].end
        within = self._within(self.paragraph.text[:end])
        places = [place for place in within if place.end < bare and place.end not in forbidden]
        places = sorted((*material.breaks[:-1], *places), key=lambda at: (at.end, at.next))
        return replace(material, breaks=(*places, material.breaks[-1]))

    def _between(self, text: str) -> Iterator[Break]:
        """The breaks between words."""
        rules, closings, static = self.rules, self.paragraph.closings, self.paragraph.glue.static
        words = {found.end(): found[0].lower() for found in _LONG_WORD.finditer(text)}
        for at in self._places(text):
            end = at
            while end and text[end - 1] == " ":
                end -= 1
            if not end or at in closings or self._is_bound(at):
                continue
            sign, ahead = text[end - 1], text[at]
            hyphen = sign in _HYPHENS
            penalty = rules.explicit_hyphen_penalty if hyphen else 0.0
            if (ahead.isupper() or ahead.isdigit()) and sign.isalpha() and _LONE.match(text, at):
                penalty = rules.stranded_penalty
            hangs, leads = self._after(end - 1), self.before(at)
            tail, word = -hangs - static[end - 1], words.get(end, "")
            yield Break(end, at, penalty, hyphen, False, tail, hangs, leads, word)  # noqa: FBT003 - quick

    def _places(self, text: str) -> Iterable[int]:
        """Where lines may begin: by UAX 14, and by the customs of square scripts where those differ."""
        places = breakable(text, self.language)
        squares = self.paragraph.squares
        if not squares:  # UAX 14 lets a dash begin a line, custom only end one
            return [at for at in places if text[at] != _DASH or text[at - 1] == " "]
        known = set(places)
        rule = ((at, may_break(text, at, squares)) for at in range(1, len(text)))
        return [at for at, may in rule if (at in known if may is None else may)]

    def _after(self, at: int) -> float:
        """How far a sign hangs over the end of a line."""
        sign, paragraph = self.paragraph.text[at], self.paragraph
        if paragraph.squares and paragraph.squares[at]:
            return edge_after(sign, paragraph.ems[at], paragraph.blank[at], self.rules)
        share = edges.RIGHT.get(sign)
        return paragraph.advances[at] * share * self.rules.hanging if share else 0.0

    def before(self, at: int) -> float:
        """How far a sign hangs over the beginning of a line."""
        sign, paragraph = self.paragraph.text[at], self.paragraph
        if paragraph.squares and paragraph.squares[at]:
            return edge_before(sign, paragraph.ems[at], self.rules)
        share = edges.LEFT.get(sign)
        return paragraph.advances[at] * share * self.rules.hanging if share else 0.0

    def _is_bound(self, at: int) -> bool:
        if at in self.paragraph.clinging:
            return True
        bound = self.paragraph.bound  # mostly nothing is, and this is asked for each word
        return bool(bound) and any(start < at < end for start, end in bound)

    def _within(self, text: str) -> Iterator[Break]:
        """The breaks within words; none in the last."""
        bare = text.rstrip()
        last = len(bare) - len(BLANK.split(bare)[-1])
        for leaf in self.paragraph.leaves:
            style = leaf.box.style
            if leaf.shape is None or style["white_space"] == "nowrap":
                continue
            wide = _hyphen(style, self.hyphens)
            hung = edges.RIGHT.get(style["hyphenate_character"][-1:], 0.0) * wide * self.rules.hanging
            for point, capital in divisions(leaf.text, style, self.exceptions):
                at = leaf.start + point
                if not self._parts(at, last, leaf):
                    continue
                penalty = self.rules.name_penalty if capital else self.rules.hyphen_penalty
                yield Break(at, at, penalty, hyphen=True, divided=True, tail=wide - hung, hangs=hung)

    def _parts(self, at: int, last: int, leaf: Leaf) -> bool:
        """Whether a word can be divided at a place: it is all in one box, and not the last."""
        text = self.paragraph.text
        if not leaf.start < at < leaf.end or at >= last:
            return False
        head, tail = text[max(at - _LONGEST, 0) : at], text[at : at + _LONGEST]
        before = len(GAP.split(head)[-1])
        after = len(GAP.split(tail)[0])
        return at - before >= leaf.start and at + after <= leaf.end


def _hyphen(style: Any, known: dict[str, float]) -> float:
    """How wide the hyphen of a style is; shaped once for each."""
    key = style["hyphenate_character"] + _font_style_cache_key(style, include_size=True)
    if key not in known:
        known[key] = shaped(style["hyphenate_character"], style).widths[-1]
    return known[key]
