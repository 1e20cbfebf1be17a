"""Names what an import would repair or ask about, with the import's own rules. A build repairs nothing.

Rules that need a library which is not installed are passed over; so are those of structure, since a book's
lines are Markdown already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bindery.importing import needs
from bindery.importing.changes import Change, Question
from bindery.importing.repair import mend
from bindery.importing.rules import REPAIRS, glosses
from bindery.importing.rules.view import Rule, View
from bindery.model import Manuscript, SourceFile
from bindery.problems import Problem

_NAMED = 8
_HINT = "`python3 build.py import` repairs or asks about such places, and reports each."


def found(manuscript: Manuscript) -> Iterator[Problem]:
    """A problem for each rule that would mend a file, at its first place; a notice for each question."""
    if manuscript.edition.variant:  # the same text, looked at where it is built as it is written
        return
    rules = [rule for rule in REPAIRS if rule.lints and all(map(needs.is_there, rule.needs))]
    for entry in manuscript.entries:
        if entry.source is not None and not entry.source.text.isascii():
            yield from _of_file(entry.source, manuscript.edition.language, rules)


def _of_file(source: SourceFile, language: str, rules: Sequence[Rule]) -> Iterator[Problem]:
    mended = mend(View(source.text, language, is_markdown=True), rules=rules)
    for rule in rules:
        changes = [change for change in mended.changes if change.rule == rule.name]
        if changes:
            yield _damaged(source, changes)
    for question in mended.questions:
        if question.rule != glosses.RULE.name:  # a schoolbook has readings in brackets
            yield _doubtful(source, question)


def _damaged(source: SourceFile, changes: Sequence[Change]) -> Problem:
    """One problem for all the places of a rule in a file."""
    first = changes[0]
    lines = list(dict.fromkeys(change.line for change in changes))
    shown = f"\u201c{first.before[:20]}\u201d"
    if not first.before.isprintable():
        shown = " ".join(f"U+{ord(char):04X}" for char in first.before[:3])
    more = ", ".join(str(source.at(line).line) for line in lines[1:_NAMED])
    also = f"; also in line {more}" + (" and later" if len(lines) > _NAMED else "") if more else ""
    count = f", {len(changes)} places" if len(changes) > 1 else ""
    message = f"{shown} looks damaged ({first.rule}{count}){also}"
    return Problem("text-damaged", message, source.at(first.line), _HINT)


def _doubtful(source: SourceFile, question: Question) -> Problem:
    return Problem("text-doubtful", f"{question.message} ({question.rule})", source.at(question.line), _HINT)
