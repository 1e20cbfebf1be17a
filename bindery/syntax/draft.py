"""A chapter while `parse` shapes it: what every shaping step reads and changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bindery.edition import Text
from bindery.problems import Problem

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from bindery.model import Heading, Note, SourceFile
    from bindery.spelling import Choice


@dataclass(slots=True)
class Draft:
    """The tree of a chapter with all that is found in it."""

    source: SourceFile
    body: Element
    language: str = "en"
    text: Text = field(default_factory=Text)
    """What becomes of typed signs and characters."""
    headings: list[Heading] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    """Where the edition's spelling or reading could have been another."""

    def problem(self, code: str, message: str, line: int, hint: str = "") -> None:
        """Report a fault at a line of the source's text."""
        self.problems.append(Problem(code, message, self.source.at(line), hint))


def line_at(element: Element) -> int:
    """The line of an element, 0 when it has none."""
    line = element.get("data-line", "")
    return int(line) if line.isascii() and line.isdigit() else 0
