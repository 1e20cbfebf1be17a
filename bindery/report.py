"""What is said while a build runs, and at its end. The only module that writes to a terminal.

Stages get a `Reporter`; on a terminal it redraws one line, in a log it writes a line for each step, under
``--json`` nothing but the report.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, TextIO

from bindery.model import BuildReport
from bindery.problems import Place, Problem, Severity


class Reporter(Protocol):
    """Where stages tell what they do."""

    def step(self, text: str) -> None:
        """A step begins: “laying out”."""

    def count(self, text: str, done: int, total: int = 0) -> None:
        """Progress within the step: `done` of `total`, 0 when the total is not known."""


@dataclass(slots=True)
class Silent:
    """Says nothing; for tests and ``--json``."""

    def step(self, text: str) -> None:
        """Ignore a step."""

    def count(self, text: str, done: int, total: int = 0) -> None:
        """Ignore progress."""


@dataclass(slots=True)
class Lines:
    """Says each step on a line; on a terminal also how far it is, redrawn in place."""

    book: str
    stream: TextIO = field(default_factory=lambda: sys.stderr)

    def step(self, text: str) -> None:
        """Write the step's line."""
        self._clear()
        self.stream.write(f"{self.book}: {text}\n")
        self.stream.flush()

    def count(self, text: str, done: int, total: int = 0) -> None:
        """Redraw the counter, on a terminal only."""
        if self.stream.isatty():
            of = f" of {total}" if total else ""
            self.stream.write(f"\r\x1b[K{self.book}: {text} {done}{of}")
            self.stream.flush()

    def _clear(self) -> None:
        if self.stream.isatty():
            self.stream.write("\r\x1b[K")


def ordered(problems: Iterable[Problem]) -> list[Problem]:
    """Problems as a reader wants them: by place, each once."""
    return sorted(dict.fromkeys(problems), key=lambda p: (p.at, p.code, p.message))


def told(report: BuildReport, root: Path, stream: TextIO, before: Iterable[Problem] = ()) -> None:
    """Write a report for people: what was made, then all that is wrong, each with its hint, but for what was
    told of another edition before."""
    prefix = _from_here(root)
    for artifact in report.artifacts:
        pages = f", {artifact.pages} pages" if artifact.pages else ""
        stream.write(f"{report.name}: {_from_here(artifact.path)}{pages}\n")
    known = set(before)
    for problem in ordered(problem for problem in report.problems if problem not in known):
        stream.write(f"{prefix}/{problem}\n")
        if problem.hint:
            stream.write(f"    {problem.hint}\n")
    if summary := _summary(report.problems):
        as_before = " (some told above)" if known & set(report.problems) else ""
        stream.write(f"{report.name}: {summary}{as_before}\n")
    stream.flush()


def proof_of(report: BuildReport) -> dict[str, Any] | None:
    """The proof that a report tells of, as it was written; None when there is none."""
    path = next((made.path for made in report.artifacts if made.path.name == "proof.json"), None)
    return None if path is None else dict(json.loads(path.read_text(encoding="utf-8")))


def marked(proof: Mapping[str, Any] | None, root: Path, stream: TextIO) -> None:
    """Write a proof for people: a line for each mark, then how many there are of each kind."""
    if proof is None:
        return
    for mark in proof["marks"]:
        at = Place(mark["path"], mark["line"])
        stream.write(f"{_from_here(root)}/{at}: p. {mark['folio']}: {mark['message']} [{mark['kind']}]\n")
    counts = ", ".join(f"{count} {kind}" for kind, count in proof["counts"].items())
    stream.write(f"{root.name}: {counts or 'nothing to mark'}\n")


def lined(proof: Mapping[str, Any] | None, root: Path, stream: TextIO) -> None:
    """Write the figures of a proof's lines for people: one in a row."""
    if proof is None:
        return
    stream.writelines(f"{root.name}: {name}: {value}\n" for name, value in proof["lines"].items())


def proofs_as_json(proofs: Sequence[Mapping[str, Any] | None], reports: Sequence[BuildReport]) -> str:
    """Proofs for programs, each in the report of its book."""
    values = [_plain(report) | {"proof": proof} for report, proof in zip(reports, proofs, strict=True)]
    return json.dumps(values, ensure_ascii=False, indent=2) + "\n"


def _summary(problems: Sequence[Problem]) -> str:
    counts = [(kind, sum(p.severity is kind for p in ordered(problems))) for kind in Severity]
    return ", ".join(f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts if n)


def _from_here(path: Path) -> str:
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else str(path)


def as_json(reports: Sequence[BuildReport]) -> str:
    """Reports for programs."""
    return json.dumps([_plain(report) for report in reports], ensure_ascii=False, indent=2) + "\n"


def one_as_json(report: BuildReport) -> str:
    """One report for ``report.json``: without times, so that the same book gives the same file."""
    return json.dumps(_plain(report) | {"seconds": None}, ensure_ascii=False, indent=2) + "\n"


def _plain(report: BuildReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "built": bool(report.artifacts),
        "artifacts": [{"file": a.path.name, "sha256": a.sha256, "pages": a.pages} for a in report.artifacts],
        "problems": [{"severity": p.severity.value, **asdict(p)} for p in ordered(report.problems)],
        "seconds": {step: round(spent, 2) for step, spent in report.seconds.items()},
    }
