"""DAISY's Ace looks for what keeps listeners out: in the package, and by axe in each document in a browser.

Part of the browser job, which brings its packages and names what it lacks (`checkers.node`).
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from checkers import node

TIME_LIMIT = 3600


@dataclass(frozen=True, slots=True)
class Violation:
    """One complaint of Ace."""

    rule: str
    impact: str
    document: str
    words: str
    markup: str

    def __str__(self) -> str:
        return f"{self.document}: {self.words} ({self.rule}, {self.impact}) {self.markup}".rstrip()


def violations(epubs: Iterable[Path]) -> dict[Path, tuple[Violation, ...]]:
    """What Ace has against each book; a book that it cannot read is a violation of the rule “fault”."""
    books = list(epubs)
    with tempfile.TemporaryDirectory() as reports:
        job = {"modules": str(node.modules()), "reports": reports, "epubs": [str(book) for book in books]}
        said = node.run(node.JOB / "ace.mjs", feed=json.dumps(job), limit=TIME_LIMIT)
    found: dict[Path, tuple[Violation, ...]] = {}
    for line in filter(None, said.splitlines()):
        told = json.loads(line)
        faults = [Violation("fault", "critical", "book", told["fault"], "")] if "fault" in told else []
        found[books[told["number"]]] = (*faults, *(Violation(**row) for row in told["violations"]))
        assert bool(found[books[told["number"]]]) is (told["outcome"] != "pass"), told
    assert found.keys() == set(books), "Ace has looked at every book"
    return found
