"""Chapters that were parsed before, kept as plain data: parsing depends on nothing but a file and what the
edition says of its text. Used by `pipeline` in place of `parse`, which it asks for the rest.

What is kept is one JSON object, the fields of `Chapter` by their names, each tree as XML.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from bindery.edition import Edition
from bindery.engine.store import Store, damaged
from bindery.ground import ground
from bindery.model import Chapter, Heading, Note, SourceFile
from bindery.parse import parse
from bindery.problems import Place, Problem
from bindery.spelling import Choice

FORMAT = "BINDERY CHAPTER 1"


LIMIT = 256 * 1024 * 1024
"""Bytes of chapters that are kept."""


class Shelf:
    """Where chapters are kept: in a folder, or nowhere; with `anew` what lies there is left alone."""

    def __init__(self, folder: Path | None, *, anew: bool = False) -> None:
        """A shelf; its folder is made when it is first needed."""
        self._store = Store(folder, LIMIT) if folder else None
        self._anew = anew
        self._used: set[str] = set()

    def chapter(self, source: SourceFile, edition: Edition) -> Chapter:
        """The chapter that a file holds, parsed now or before."""
        if self._store is None:
            return parse(source, edition)
        key = _key(source, edition)
        self._used.add(key)
        data = None if self._anew else self._store.get(key)
        if data is not None:
            return from_bytes(data)
        chapter = parse(source, edition)
        if (made := to_bytes(chapter)) is not None:
            self._store.put(key, made)
        return chapter

    def tidied(self) -> Iterator[Problem]:
        """Throw away what was not used for long, where too much is kept; what is said of damage."""
        if self._store is not None:
            self._store.trim(self._used)
            yield from damaged(self._store)


def _key(source: SourceFile, edition: Edition) -> str:
    digest = hashlib.sha256()
    for fact in (FORMAT, ground(), edition.language, edition.text, source.path, source.lines):
        digest.update(f"{fact!r}\n".encode())
    digest.update(source.text.encode())
    return digest.hexdigest()


def to_bytes(chapter: Chapter) -> bytes | None:
    """A chapter as it is kept; None if XML cannot hold it, which text of a stranger may bring about."""
    trees = [chapter.body, *(block for note in chapter.notes for block in note.body)]
    try:
        written = [tostring(tree, encoding="unicode") for tree in trees]
        if [tostring(fromstring(text), encoding="unicode") for text in written] != written:
            return None
    except (ParseError, ValueError, TypeError):
        return None
    body, *blocks = written
    rest = iter(blocks)
    facts = {
        "path": chapter.path,
        "title": chapter.title,
        "body": body,
        "headings": [asdict(heading) for heading in chapter.headings],
        "notes": [
            {"label": note.label, "body": [next(rest) for _ in note.body], "at": asdict(note.at)}
            for note in chapter.notes
        ],
        "problems": [asdict(problem) for problem in chapter.problems],
        "choices": [asdict(choice) for choice in chapter.choices],
    }
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode()


def from_bytes(data: bytes) -> Chapter:
    """A chapter that was kept. Bytes that `store` vouches for are always one."""
    facts = json.loads(data)
    return Chapter(
        facts["path"],
        facts["title"],
        _tree(facts["body"]),
        tuple(Heading(**_placed(heading)) for heading in facts["headings"]),
        tuple(map(_note, facts["notes"])),
        tuple(Problem(**_placed(problem)) for problem in facts["problems"]),
        tuple(Choice(**_placed(choice) | {"others": tuple(choice["others"])}) for choice in facts["choices"]),
    )


def _note(facts: Mapping[str, Any]) -> Note:
    return Note(facts["label"], tuple(map(_tree, facts["body"])), Place(**facts["at"]))


def _tree(text: str) -> Element:
    return fromstring(text)


def _placed(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {**facts, "at": Place(**facts["at"])}
