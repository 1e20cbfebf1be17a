"""From a place on a page back to its Markdown. Used by `outputs.proof` and `outputs.floating`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bindery.model import Book, SourceFile
from bindery.problems import Place
from bindery.read import read


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of a book's chapters by their ids, and the files by their paths."""

    paths: Mapping[str, str]
    sources: Mapping[str, SourceFile]

    def at(self, chapter: str, line: int) -> Place:
        """The place of a line of a chapter's text; book.toml for pages that are made from it."""
        path = self.paths.get(chapter) or "book.toml"
        source = self.sources.get(path)
        return source.at(line) if source and line else Place(path)


def places_of(book: Book) -> Places:
    """The places of a book; its sources are read again, since what is bound keeps trees only."""
    entries = read(book.root, book.name).entries
    sources = {entry.source.path: entry.source for entry in entries if entry.source}
    return Places({chapter.id: chapter.path for chapter in book.chapters}, sources)
