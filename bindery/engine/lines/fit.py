"""Breaking a whole paragraph at once: the algorithm of Knuth and Plass, over plain numbers.

Donald E. Knuth and Michael F. Plass, “Breaking Paragraphs into Lines”, Software: Practice and Experience 11
(1981). This module knows nothing of fonts, scripts or WeasyPrint: `paragraph` gives it sums of widths and
the places where a line may end, and `setting` makes lines of what it answers. Lengths are in one unit,
whichever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

from bindery.engine.lines.rules import Rules

_TIGHT, _LOOSE, _GAPING = -0.5, 0.5, 1.0  # ratios that part TeX's four classes of lines
_SLACK = 0.02  # of the measure: what may stand at the end of one break and not of the next
_AWFUL = 10_000.0  # TeX's badness of what is as bad as can be
_LADDER = 3  # hyphens one below the other that are too many
_STIFF = 20.0  # the ratio of a line that has nothing to stretch
_NOTHING = 1e-6  # of a length: less than this is the work of sums
_ALL = 1_000_000  # lines: more than a paragraph has


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a line may end."""

    end: int
    """How many characters of the paragraph come before it, without the spaces that vanish there."""
    next: int
    """The character that the next line begins with."""
    penalty: float = 0.0
    hyphen: bool = False
    """Whether the line ends in a hyphen, the text's or one that dividing the word adds."""
    divided: bool = False
    """Whether a hyphen is added."""
    tail: float = 0.0
    """What ending here adds to the line's width: a hyphen, less what hangs over the edge."""
    hangs: float = 0.0
    """What hangs over the edge at the end."""
    leads: float = 0.0
    """What hangs over the edge at the next line's beginning."""
    word: str = ""
    """The word that the line ends with, for rules about repetition."""


@dataclass(frozen=True, slots=True)
class Material:
    """A paragraph to be broken. Each sequence holds a sum up to each character, so it is one longer than the
    text. The last of the breaks is the paragraph's end."""

    width: Sequence[float]
    stretch: Sequence[float]
    shrink: Sequence[float]
    breaks: tuple[Break, ...]
    letters: Sequence[float]
    """How much letters may be widened or narrowed: they give before spaces do, since nobody sees
    it."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A line of the answer. `ratio` is how far it is stretched (over 0) or shrunk (under 0), 1 being all that
    its spaces have; `cost`: the demerits up to its end."""

    start: int
    at: Break
    ratio: float
    cost: float


@dataclass(slots=True)
class _Node:
    """A way to reach a break."""

    at: Break
    line: int
    shape: int
    demerits: float
    before: _Node | None
    room: float
    """How wide the line is that begins here."""
    near: float
    """How far a text has to reach so that a line from here is not far too short."""
    ratio: float = 0.0
    run: int = 0  # hyphens one below the other, up to here


@dataclass(frozen=True, slots=True)
class Start:
    """Where lines begin: a character; how far before its edge the first begins; how wide each line is, and
    from which line on they are all of one width."""

    at: int
    leads: float
    measure: Callable[[int], float]
    steady: int = _ALL


def fit(material: Material, start: Start, rules: Rules, tolerance: float) -> tuple[Fitted, ...]:
    """The best lines from a start to the end; none when the tolerance (a badness, as TeX counts it) allows no
    way."""
    # Where the lines to come are of one width, it does not matter how many there were.
    ends = _ends(material, start, rules, tolerance, _ALL if rules.looseness else start.steady)
    return _lines(_chosen(ends, round(rules.looseness))) if ends else ()


def fits(
    material: Material, start: Start, rules: Rules, tolerance: float
) -> Mapping[int, tuple[Fitted, ...]]:
    """The best lines for each number of lines that there can be."""
    ends = sorted(_ends(material, start, rules, tolerance, _ALL), key=lambda node: -node.demerits)
    return {node.line: _lines(node) for node in ends}


def _ends(material: Material, start: Start, rules: Rules, tolerance: float, counted: int) -> list[_Node]:
    """All ways to the end that may be the best of theirs; none if there is no way."""
    search, last = _Search(material, start.measure, rules, tolerance, counted), material.breaks[-1]
    active = [search.node(Break(start.at, start.at, leads=start.leads), 0, 1, 0.0, None)]
    nearest = active[0].near
    for at in material.breaks:
        if at is not last and (at.end <= start.at or search.reach(at) < nearest):
            continue
        active = search.advance(active, at, final=at is last)
        if not active:
            return []
        nearest = min([node.near for node in active])
    return active


def _chosen(ends: Sequence[_Node], looseness: int) -> _Node:
    """The best end, or the best of those that are so many lines longer or shorter."""
    best = min(ends, key=lambda node: node.demerits)
    if not looseness:
        return best
    wanted = best.line + looseness
    return min(ends, key=lambda node: (abs(node.line - wanted), node.demerits))


def _lines(node: _Node) -> tuple[Fitted, ...]:
    found: list[Fitted] = []
    while node.before is not None:
        found.append(Fitted(node.before.at.next, node.at, node.ratio, node.demerits))
        node = node.before
    return tuple(reversed(found))


@dataclass(slots=True)
class _Search:
    """One pass over the breaks of a paragraph."""

    material: Material
    measure: Callable[[int], float]
    rules: Rules
    tolerance: float
    counted: int
    """Up to which line ways are kept apart by their number of lines."""
    most: float = field(init=False)
    """How far a line may be stretched, as a ratio."""

    def __post_init__(self) -> None:
        self.most = (self.tolerance / 100) ** (1 / 3)

    def node(self, at: Break, line: int, shape: int, demerits: float, before: _Node | None) -> _Node:
        """A way to reach a break, and what a line that begins there has for room."""
        material, room, begin = self.material, self.measure(line), at.next
        near = room + at.leads + material.width[begin] + material.letters[begin]
        near += self.most * material.stretch[begin] - _NOTHING
        return _Node(at, line, shape, demerits, before, room, near)

    def reach(self, at: Break) -> float:
        """How far the text before a break reaches when it is stretched as far as it may be."""
        material, end = self.material, at.end
        stretched = self.most * (material.stretch[end] + self.rules.ragged)
        return material.width[end] + at.tail + material.letters[end] + stretched

    def advance(self, active: list[_Node], at: Break, *, final: bool) -> list[_Node]:
        """The nodes that are still of use after a break: those that later lines can start from, and the best
        new ones that end a line here. At the paragraph's end only the new ones."""
        width, shrink, letters = self.material.width, self.material.shrink, self.material.letters
        reach, give = width[at.end] + at.tail, shrink[at.end] + letters[at.end]
        kept: list[_Node] = []
        found: dict[tuple[int, int, int], _Node] = {}
        far = inf if final else self.reach(at)
        for node in active:
            if far < node.near:
                kept.append(node)  # far too short
                continue
            begin, room = node.at.next, node.room
            lack = room - reach + width[begin] + node.at.leads
            least = shrink[begin] + letters[begin] - give
            if lack >= least - _NOTHING:
                self._end(node, at, lack, final=final, found=found)
                kept.append(node)
            elif lack >= least - _SLACK * room:
                kept.append(node)  # too wide for a hyphen only, or for want of a stop that hangs
        return list(found.values()) if final else kept + list(found.values())

    def _end(
        self, node: _Node, at: Break, lack: float, *, final: bool, found: dict[tuple[int, int, int], _Node]
    ) -> None:
        """Try a line from a node to a break."""
        ratio = self._ratio(node, at, lack, final=final)
        badness = 100 * abs(ratio) ** 3
        if badness > self.tolerance and ratio > 0:
            return
        run = node.run + 1 if at.hyphen else 0
        if run >= _LADDER and self.tolerance < _AWFUL:
            return
        shape = 0 if ratio < _TIGHT else 1 if ratio <= _LOOSE else 2 if ratio <= _GAPING else 3
        cost = node.demerits + self._demerits(node, at, badness, shape)
        if final:
            cost += self._end_demerits(node, at)
        key = (min(node.line + 1, self.counted), shape, min(run, _LADDER))
        known = found.get(key)
        if known is None or cost < known.demerits:
            found[key] = made = self.node(at, node.line + 1, shape, cost, node)
            made.ratio, made.run = ratio, run

    def _ratio(self, node: _Node, at: Break, lack: float, *, final: bool) -> float:
        begin, end, material = node.at.next, at.end, self.material
        letters = material.letters[end] - material.letters[begin]
        if lack < 0:
            room = material.shrink[end] - material.shrink[begin]
            return min(lack + letters, 0.0) / room if room > 0 else 0.0
        if final:
            return 0.0  # the last line ends where it ends
        lack = max(lack - letters, 0.0)
        room = material.stretch[end] - material.stretch[begin] + self.rules.ragged
        return lack / room if room > 0 else _STIFF * (lack > _NOTHING)

    def _demerits(self, node: _Node, at: Break, badness: float, shape: int) -> float:
        rules = self.rules
        demerits = (rules.line_penalty + badness) ** 2 + at.penalty * abs(at.penalty)
        if at.hyphen and node.run:
            demerits += rules.double_hyphen_demerits if node.run == 1 else rules.ladder_demerits
        if abs(shape - node.shape) > 1:
            demerits += rules.adjacent_demerits
        if at.word and at.word == node.at.word:
            demerits += rules.repeated_demerits
        return demerits

    def _end_demerits(self, node: _Node, at: Break) -> float:
        """What a poor end of the paragraph costs."""
        rules = self.rules
        demerits = rules.final_hyphen_demerits if node.at.hyphen else 0.0
        length = self.material.width[at.end] - self.material.width[node.at.next]
        least = max(rules.runt_share * node.room, rules.runt_width)
        if node.before is not None and length < least:
            demerits += rules.runt_demerits
        return demerits


def passes(rules: Rules) -> tuple[tuple[float, bool], ...]:
    """The tolerances to try, and whether words may be divided, in this order."""
    return (
        (rules.pretolerance, False),
        (rules.tolerance, True),
        (rules.emergency_tolerance, True),
        (_AWFUL, True),
        (inf, True),
    )
