"""Chapters that are kept: what comes back is what was parsed, from whatever book."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bindery import parsed
from bindery.edition import Edition
from bindery.model import Chapter, SourceFile
from bindery.parse import parse
from bindery.problems import Place
from shelf import Built

SIGNS = st.sampled_from(list("ab é\u3042\u4e00*_`[]()<>&\"'|#-+1.\n\t\\!^~:{}=\u00a0\U0001f600"))


def told(chapter: Chapter) -> dict[str, Any]:
    """A chapter as what can be compared: trees as text."""
    trees = [chapter.body, *(block for note in chapter.notes for block in note.body)]
    notes = [(note.label, len(note.body), note.at) for note in chapter.notes]
    facts = (chapter.path, chapter.title, chapter.headings, chapter.problems, chapter.choices)
    return {"facts": facts, "notes": notes, "trees": [tostring(tree, encoding="unicode") for tree in trees]}


def test_chapters_come_back_as_they_were(book: Built) -> None:
    """Each chapter of each book: trees, headings, notes, problems, choices of an edition."""
    for _, chapter in book.chapters:
        data = parsed.to_bytes(chapter)
        assert data is not None
        assert told(parsed.from_bytes(data)) == told(chapter)


@settings(deadline=None)
@given(st.text(SIGNS, max_size=120))
def test_any_text_comes_back(text: str) -> None:
    """Whatever Markdown a stranger writes is kept whole, or not at all."""
    lines = tuple(Place("a.md", line) for line in range(1, text.count("\n") + 2))
    chapter = parse(SourceFile("a.md", text, lines), Edition())
    data = parsed.to_bytes(chapter)
    assert data is not None
    assert told(parsed.from_bytes(data)) == told(chapter)


def test_what_xml_cannot_hold_is_not_kept() -> None:
    """A character that no XML has: the chapter is parsed each time."""
    body = Element("section")
    body.text = "\ufffe"
    assert parsed.to_bytes(Chapter("a.md", "", body)) is None


def test_what_is_kept_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text of the same file is parsed once; another text, another place, other wishes: again; and
    again when all is to be made anew."""
    count = []

    def noted(source: SourceFile, edition: Edition) -> Chapter:
        count.append(source.path)
        return parse(source, edition)

    monkeypatch.setattr(parsed, "parse", noted)
    source = SourceFile("a.md", "# One\n", (Place("a.md", 1), Place("a.md", 2)))
    other = SourceFile("a.md", "# One\n", (Place("b.md", 1), Place("b.md", 2)))
    plain, german = Edition(), Edition(language="de")
    for one, edition in ((source, plain), (source, plain), (other, plain), (source, german), (source, plain)):
        chapter = parsed.Shelf(tmp_path).chapter(one, edition)
        assert told(chapter) == told(parse(one, edition))
    assert len(count) == 3
    parsed.Shelf(tmp_path, anew=True).chapter(source, plain)
    assert len(count) == 4
