"""What an import did, for people as Markdown and for programs as JSON: every change, question and loss."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bindery.importing.changes import Change, Kind, Question
from bindery.importing.rules import REPAIRS, STRUCTURE

_SENTENCES = {rule.name: rule.sentence for rule in (*REPAIRS, *STRUCTURE)}
_VISIBLE = {"\n": "\u21b5", "\t": "\u21e5", "\u3000": "\u2423", "\u00a0": "\u2423"}
_SHORT = 60


@dataclass(frozen=True, slots=True)
class Report:
    """All that an import has to say."""

    manuscript: Mapping[str, Any]
    """Its name, size, SHA-256, kind, encoding and how that was known, line ends of other systems."""
    title: str
    language: str
    changes: tuple[tuple[str, Change], ...]
    """Each with the part of the manuscript that it was made in."""
    questions: tuple[tuple[str, Question], ...]
    accepted: tuple[str, ...]
    lost: tuple[str, ...]
    """What could not come along, in words."""
    files: tuple[str, ...]

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """How many changes each rule made, by kind."""
        found = Counter((str(change.kind), change.rule) for _, change in self.changes)
        return {
            str(kind): {rule: count for (its, rule), count in sorted(found.items()) if its == kind}
            for kind in Kind
        }


def as_json(report: Report) -> str:
    """The report for programs."""
    value = {
        "manuscript": dict(report.manuscript),
        "title": report.title,
        "language": report.language,
        "counts": report.counts,
        "questions": [{"part": part, **asdict(question)} for part, question in report.questions],
        "accepted": list(report.accepted),
        "lost": list(report.lost),
        "files": list(report.files),
        "changes": [{"part": part, **asdict(change)} for part, change in report.changes],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def as_markdown(report: Report) -> str:
    """The report for people: what is open first, what was done in sums, then one line for each change."""
    parts = [f"# Import of {report.manuscript['name']}\n", _about(report), *_questions(report.questions)]
    if report.lost:
        parts.append("## What could not come along\n")
        parts.append("".join(f"- {_plain(what)}\n" for what in report.lost))
    parts += ["## What was changed\n", _sums(report)]
    if report.changes:
        parts += ["## Every change\n", "".join(_lines(report.changes))]
    return "\n".join(parts)


def _about(report: Report) -> str:
    about = report.manuscript
    read = f", read as {about['encoding']} by {about['how']}" if about["encoding"] else ""
    ends = f"; {about['line_ends']} line ends of another system" if about["line_ends"] else ""
    where = "Lines and columns count in the manuscript as it came"
    if about["kind"] in {"HTML", "Word", "EPUB"}:
        where = "Lines and columns count in the Markdown that the conversion made, before any repair"
    return (
        f"{about['kind']}, {about['bytes']} bytes{read}{ends}. SHA-256 `{about['sha256']}`; the original "
        f"lies beside this report. {where}.\n"
    )


def _questions(questions: Sequence[tuple[str, Question]]) -> Iterator[str]:
    if questions:
        yield "## Questions\n"
        yield "Nothing was changed here. To take an answer, import again with `--accept` and its id.\n"
    for part, question in questions:
        where = f"{part}, line {question.line}, column {question.column}"
        answers = (
            f"    - `{_answer(question.id, number)}` {_plain(says)}\n"
            for number, says in enumerate(question.proposals, 1)
        )
        yield f"- {where}: {_plain(question.message)} ({question.rule})\n" + "".join(answers)


def _answer(name: str, number: int) -> str:
    return name if number == 1 else f"{name}:{number}"


def _sums(report: Report) -> str:
    rows = [
        f"| {rule} | {kind} | {count} | {_SENTENCES[rule]} |\n"
        for kind, rules in report.counts.items()
        for rule, count in rules.items()
    ]
    if not rows:
        return "Nothing: the text was clean.\n"
    return "| rule | class | changes | what it does |\n|:--|:--|--:|:--|\n" + "".join(rows)


def _lines(changes: Sequence[tuple[str, Change]]) -> Iterator[str]:
    for part, change in changes:
        before, after = _shown(change.before), _shown(change.after)
        where = f"{part}:{change.line}:{change.column}"
        yield f"- {where} {before} \u2192 {after} ({change.rule}, {change.kind})\n"


def _shown(text: str) -> str:
    """A piece of text as code, so that it can be seen and means nothing; nothing is shown as an empty set."""
    if not text:
        return "\u2205"
    text = text if len(text) <= _SHORT else text[: _SHORT - 1] + "\u2026"
    text = "".join(
        _VISIBLE.get(char, char if char.isprintable() or char == " " else f"U+{ord(char):04X}")
        for char in text
    )
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _plain(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>{}|#" else char for char in " ".join(text.split()))


def told(report: Report, folder: str, written: int) -> Iterator[str]:
    """The lines that the command says."""
    yield f"{folder}: {len(report.files)} files, {written} of them written now"
    automatic, accepted = report.counts[Kind.AUTOMATIC], report.counts[Kind.ACCEPTED]
    listed = ", ".join(f"{rule} {count}" for rule, count in automatic.items())
    yield f"{folder}: {sum(automatic.values())} repairs" + (f": {listed}" if listed else "")
    if accepted:
        yield f"{folder}: {sum(accepted.values())} changes accepted"
    for what in report.lost:
        yield f"{folder}: left behind: {what}"
    for part, question in report.questions:
        where = f"{part}:{question.line}:{question.column}"
        yield f"{folder}: question {question.id} at {where}: {question.message}"
        yield from (
            f"    --accept {_answer(question.id, number)}  {says}"
            for number, says in enumerate(question.proposals, 1)
        )
    yield f"{folder}: every change is in import/report.md"
