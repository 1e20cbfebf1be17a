"""Copyfitting in the running engine: pages are made and read, and those of fitted chapters made again.

WeasyPrint makes pages in a loop that keeps those which nothing has changed, since references to pages may
ask for a second turn. `Fitter.pages` is the first turn of that loop: when its pages are made, it reads them
(`chapter_flow`), plans (`copyfit`), has the paragraphs that were chosen planned a line longer or shorter
(`lines.plan`) and makes the pages of those chapters anew. A chapter that is not better then goes back to what
it was. `page_loop` puts it into the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bindery import copyfit
from bindery.copyfit import Block, Plan
from bindery.engine import chapter_flow
from bindery.engine.chapter_flow import Chapter, Flow, Side, Text

if TYPE_CHECKING:
    from bindery.engine.lines.plan import Plan as Lines  # which imports WeasyPrint, too early here

_LONGEST = 800  # pages of a chapter: a longer one is left as it is
_BAD = 100  # badness: what a line may have that is not divided
ANY_NUMBER = range(10**9)
"""Of pages."""
_SIDES = frozenset({"left", "right", "recto", "verso"})


@dataclass(frozen=True, slots=True)
class Fitting:
    """What is asked for. The leading is in points. A book of another number of pages will be laid out again,
    and is not fitted now."""

    leading: float
    pages: range = ANY_NUMBER


@dataclass(slots=True)
class Cuts:
    """The pages that end early, by how many pixels: by number (from 0) while they are made, later by what
    begins them."""

    depth: float
    numbers: set[int] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Attempt:
    """A chapter that is to be changed, and what is planned for it."""

    chapter: Chapter
    flow: Flow
    choices: Sequence[tuple[Lines, ...]]
    plan: Plan
    sides: Sequence[Side]

    def price_from(self, first: int) -> int:
        """What the chapter costs as it was, if it begins on a page."""
        return copyfit.price(self.flow.actual, replace(self.flow.shape, first=first))

    def settle(self, settings: Sequence[int]) -> None:
        """Have the lines of each paragraph planned as it was chosen."""
        for text, choice, setting in zip(self.flow.texts, self.choices, settings, strict=True):
            if choice:
                text.leaf.box.children[0].plan = choice[setting]

    def touched(self, sides: Sequence[Side]) -> Iterator[int]:
        """The pages on which something is changed by the plan, or was."""
        settings = zip(self.flow.texts, self.plan.settings, strict=True)
        leaves = {text.leaf.number for text, setting in settings if setting}
        for side in sides:
            if side.number in self.plan.cut or any(piece.leaf in leaves for piece in side.pieces):
                yield side.number


@dataclass(slots=True)
class Fitter:
    """Fits the chapters of one document. `make` is the engine's own loop."""

    context: Any
    root: Any
    html: Any
    make: Callable[..., Iterator[Any]]
    asked: Fitting
    chapters: Sequence[Chapter] = ()

    @property
    def leading(self) -> float:
        """From line to line, in pixels."""
        return self.asked.leading / 0.75

    def pages(self) -> list[Any]:
        """All pages, fitted."""
        notes = self.context.footnotes.copy()
        self.chapters = chapter_flow.chapters(self.root)
        pages = list(self.make(self.context, self.root, self.html, []))
        if len(pages) not in self.asked.pages:
            return pages
        self.context.bindery_cuts = cuts = Cuts(self.leading)
        if attempts := self._attempts(self.chapters, pages):
            pages = self._checked(attempts, self._fitted(attempts, pages, notes), notes)
        cuts.starts = {str(self.context.page_maker[number][0]) for number in cuts.numbers}
        cuts.numbers = set()
        return pages

    def _attempts(self, chapters: Sequence[Chapter], pages: Sequence[Any]) -> list[_Attempt]:
        """Plans for the chapters with faults, each begun where the changes before it will have moved it."""
        found: list[_Attempt] = []
        moved, last = 0, -1
        for chapter, sides in paged(chapters, pages):
            first = sides[0].number
            if moved % 2 and chapter.box.style["break_before"] in _SIDES:
                moved += -1 if any(pages[number].page_type.blank for number in range(last + 1, first)) else 1
            last = sides[-1].number
            if attempt := self._attempt(chapter, sides, moved):
                found.append(attempt)
                planned = copyfit.sheets(attempt.flow.blocks, attempt.flow.shape, attempt.plan)
                moved += len(planned) - len(sides)
        return found

    def _attempt(self, chapter: Chapter, sides: Sequence[Side], moved: int) -> _Attempt | None:
        """A plan for a chapter that has a fault; nothing where it is not understood or cannot be better."""
        read = chapter_flow.flow(chapter, sides, self.leading)
        if read is None or len(sides) > _LONGEST:
            return None
        read.shape = replace(read.shape, first=read.shape.first + moved)
        now = copyfit.price(read.actual, read.shape)
        if now < copyfit.UNEVEN or list(copyfit.sheets(read.blocks, read.shape)) != read.actual:
            return None
        choices = [_choices(*pair) for pair in zip(read.blocks, read.texts, strict=True)]
        read.blocks = [_with(*pair) for pair in zip(read.blocks, choices, strict=True)]
        plan = copyfit.plan(read.blocks, read.shape)
        return _Attempt(chapter, read, choices, plan, sides) if plan.cost < now else None

    def _fitted(self, attempts: Sequence[_Attempt], pages: list[Any], notes: list[Any]) -> list[Any]:
        """The pages with all plans carried out."""
        for attempt in attempts:
            self.context.bindery_cuts.numbers |= attempt.plan.cut
            attempt.settle(attempt.plan.settings)
        changed = [number for attempt in attempts for number in attempt.touched(attempt.sides)]
        return self._remade(changed, pages, notes)

    def _checked(self, attempts: Sequence[_Attempt], pages: list[Any], notes: list[Any]) -> list[Any]:
        """The pages; chapters that are no better than before are as they were."""
        now = {id(chapter): sides for chapter, sides in paged([a.chapter for a in attempts], pages)}
        worse = [attempt for attempt in attempts if not self._is_better(attempt, now[id(attempt.chapter)])]
        for attempt in worse:
            self.context.bindery_cuts.numbers -= attempt.plan.cut
            attempt.settle([0] * len(attempt.choices))
        changed = [number for attempt in worse for number in attempt.touched(now[id(attempt.chapter)])]
        return self._remade(changed, pages, notes) if worse else pages

    def _is_better(self, attempt: _Attempt, sides: Sequence[Side]) -> bool:
        """Tell whether a chapter came out better, with all its notes."""
        read = chapter_flow.flow(attempt.chapter, sides, self.leading)
        if read is None or _notes(sides) != _notes(attempt.sides):
            return False
        return copyfit.price(read.actual, read.shape) < attempt.price_from(sides[0].number)

    def _remade(self, changed: Sequence[int], pages: list[Any], notes: list[Any]) -> list[Any]:
        """The pages, those that are changed made anew, and all that begin elsewhere for it. What refers to
        pages is then to be set once more, which the engine does after each turn."""
        maker = self.context.page_maker
        for _, _, _, state, _ in maker:
            state[1]["pages"] = [len(pages)]
        for number in changed:
            maker[number][-1]["content_changed"] = True
        self.context.footnotes = notes.copy()
        made = list(self.make(self.context, self.root, self.html, pages))
        for *_, turn in self.context.page_maker:
            turn["content_changed"] |= bool(turn["content_lookups"])
        return made


def paged(chapters: Sequence[Chapter], pages: Sequence[Any]) -> Iterator[tuple[Chapter, list[Side]]]:
    """Each chapter with its pages."""
    sides = [chapter_flow.side(number, page) for number, page in enumerate(pages)]
    owners = {leaf.number: number for number, chapter in enumerate(chapters) for leaf in chapter.leaves}
    found: list[list[Side]] = [[] for _ in chapters]
    for side in sides:
        for number in dict.fromkeys(owners[p.leaf] for p in side.pieces if p.leaf in owners):
            found[number].append(side)
    yield from ((chapter, own) for chapter, own in zip(chapters, found, strict=True) if own)


def _notes(sides: Sequence[Side]) -> list[Any]:
    return [element for side in sides for element, _ in side.notes]


def _choices(block: Block, text: Text) -> tuple[Lines, ...]:
    """How a paragraph's lines may be planned: as they are, a line shorter, a line longer; nothing where there
    is no choice."""
    normal: Lines | None = getattr(text.leaf.box.children[0], "plan", None) if text.leaf.is_text else None
    if normal is None or block.notes or normal.count != block.lines[0] + text.kept:
        return ()
    others = normal.alternatives()
    return (normal, *others) if others else ()


def _with(block: Block, choices: Sequence[Lines]) -> Block:
    """A block with the lines that each choice has, and its price: dearer the worse its worst line is."""
    if not choices:
        return block
    lines = tuple(block.lines[0] + plan.count - choices[0].count for plan in choices)
    prices = (0, *(copyfit.CHANGED + round(plan.worst / _BAD) for plan in choices[1:]))
    return replace(block, lines=lines, prices=prices)
