"""Runs the rules over a text, one after the other, and keeps book of every change and question."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from bindery.importing.changes import Change, Doubt, Edit, Kind, Question, question_id
from bindery.importing.rules import REPAIRS, STRUCTURE
from bindery.importing.rules.view import Rule, View
from bindery.importing.trace import Trace

_NEAR = 8
"""How many open questions before a place are looked at: their spans are short and seldom overlap."""


_ROUNDS = 4


def _nothing(_start: int, _end: int) -> bool:
    """No question is open about a span."""
    return False


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after all rules, and what they did."""

    text: str
    changes: tuple[Change, ...]
    questions: tuple[Question, ...]
    answered: frozenset[str]
    """The ids that were accepted and are known."""


@dataclass(slots=True)
class _Bench:
    """What is at hand while one text is mended."""

    trace: Trace
    accepted: Collection[str]
    part: str
    changes: list[Change] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    answered: set[str] = field(default_factory=set)
    held: list[tuple[int, int]] = field(default_factory=list)
    """Spans of the manuscript that a question is open about: later rules leave them alone."""
    known: int = 0
    """How many of them the last view knew of."""

    @property
    def is_news(self) -> bool:
        """Whether there are other spans than the last view knew of."""
        return self.known != len(self.held)

    def run(self, rule: Rule, view: View) -> None:
        """Let one rule find, and make its edits and those that were accepted."""
        edits: list[tuple[Edit, Kind]] = []
        for finding in rule.find(view):
            if isinstance(finding, Edit):
                edits.append((finding, rule.kind))
            elif not view.held(finding.start, finding.end):
                edits += [(edit, Kind.ACCEPTED) for edit in self._asked(rule, finding)]
        self._make(rule, edits, view)

    def _asked(self, rule: Rule, doubt: Doubt) -> list[Edit]:
        """The edits of the proposals that were accepted; else the question is noted."""
        start, end = self.trace.origin(doubt.start), self.trace.origin(doubt.end)
        before = self.trace.original[start:end]
        its_id = question_id(f"{self.part} {rule.name}", start, before)
        taken = [
            (name, proposal)
            for number, proposal in enumerate(doubt.proposals, 1)
            if (name := f"{its_id}:{number}") in self.accepted or (number == 1 and its_id in self.accepted)
        ]
        self.answered |= {name for name, _ in taken} | ({its_id} & set(self.accepted))
        if taken:
            return [edit for _, proposal in taken for edit in proposal.edits]
        if any(question.id == its_id for question in self.questions):
            return []
        line, column = self.trace.place(start)
        says = tuple(proposal.says for proposal in doubt.proposals)
        self.questions.append(Question(its_id, line, column, before, rule.name, doubt.message, says))
        spans = {(edit.start, edit.end) for proposal in doubt.proposals for edit in proposal.edits}
        spans = {(self.trace.origin(since), self.trace.origin(until)) for since, until in spans}
        self.held += sorted({(start, end)} | spans)
        return []

    def _make(self, rule: Rule, edits: Sequence[tuple[Edit, Kind]], view: View) -> None:
        made: list[Edit] = []
        last = -1
        for edit, kind in sorted(edits, key=lambda pair: (pair[0].start, pair[0].end)):
            inside = kind is not Kind.ACCEPTED and view.held(edit.start, edit.end)
            if edit.start < max(last, 0) or inside:
                continue
            line, column = self.trace.place(self.trace.origin(edit.start))
            before = self.trace.text[edit.start : edit.end]
            self.changes.append(Change(line, column, before, edit.after, rule.name, kind))
            made.append(edit)
            last = edit.end
        self.trace.apply(made)

    def holds(self) -> Callable[[int, int], bool]:
        """Whether a span of the present text is one that a question is open about now."""
        held, trace = sorted(self.held), self.trace
        starts = [since for since, _ in held]
        self.known = len(held)

        def is_held(start: int, end: int) -> bool:
            first, last = trace.origin(start), trace.origin(end)
            index = bisect_left(starts, last)
            return any(first < until for _, until in held[max(0, index - _NEAR) : index])

        return is_held if held else _nothing


def mend(
    view: View, accepted: Collection[str] = (), part: str = "", rules: Sequence[Rule] = (*REPAIRS, *STRUCTURE)
) -> Mended:
    """Run the rules over a view's text; `part` is the part's name, for the ids of questions."""
    bench = _Bench(Trace(view.text), accepted, part)
    for _ in range(_ROUNDS):  # one repair may bring another to light; a clean text takes one round
        before = bench.trace.text
        for rule in rules:
            if view.text is not bench.trace.text or bench.is_news:  # else what the view knows still holds
                view = replace(view, text=bench.trace.text, held=bench.holds())
            bench.run(rule, view if rule.kind is not Kind.STRUCTURE else replace(view, held=_nothing))
        if bench.trace.text == before:
            break
    changes = sorted(bench.changes, key=lambda change: (change.line, change.column))
    questions = sorted(bench.questions, key=lambda question: (question.line, question.column))
    return Mended(bench.trace.text, tuple(changes), tuple(questions), frozenset(bench.answered))
