"""Each construct that writers use; ``tests/syntax/<extension>.md`` holds title, input and expectation.

A case is ``======== title``, the Markdown, ``--------``, and the chapter's blocks as `parse` gives them,
without ``data-line``; notes follow with their label in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bindery.edition import Edition, Text
from bindery.model import Chapter, SourceFile
from bindery.parse import parse
from bindery.problems import Place
from bindery.tree import to_xml

FIXTURES = sorted((Path(__file__).parent / "syntax").glob("*.md"))


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a fixture file."""

    name: str
    markdown: str
    expected: str


def cases() -> list[Case]:
    """All cases of all fixture files."""
    return [case for path in FIXTURES for case in cases_of(path)]


def cases_of(path: Path) -> list[Case]:
    """The cases of one file, named by file and line."""
    text = path.read_text(encoding="utf-8")
    found = re.finditer(r"^={8} (.*)\n((?:.*\n)*?)-{8}\n((?:(?!={8} ).*\n?)*)", text, re.MULTILINE)
    return [
        Case(
            f"{path.name}:{text.count(chr(10), 0, match.start()) + 1} {match.group(1)}",
            match.group(2)[:-1],
            match.group(3).strip(),
        )
        for match in found
    ]


def chapter_of(text: str) -> Chapter:
    """The chapter that some Markdown makes."""
    lines = tuple(Place("text.md", number) for number in range(1, text.count("\n") + 2))
    return parse(SourceFile("text.md", text, lines), Edition(title="Test", text=Text(smart=False)))


def shown(chapter: Chapter) -> str:
    """A chapter as the fixtures write it."""
    blocks = [to_xml(element) for element in chapter.body]
    notes = [f"[{note.label}] " + "".join(map(to_xml, note.body)) for note in chapter.notes]
    return re.sub(r' data-line="\d+"', "", "\n".join(blocks + notes))


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_construct_gives_the_expected_markup(case: Case) -> None:
    """What a writer types becomes what the fixture says."""
    assert shown(chapter_of(case.markdown)) == case.expected


def test_every_fixture_file_is_read_whole() -> None:
    """No case is lost to a slip in a fixture's separators."""
    for path in FIXTURES:
        text = path.read_text(encoding="utf-8")
        assert len(cases_of(path)) == text.count("======== ") == text.count("\n--------\n")
