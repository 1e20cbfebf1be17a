"""Under which names galleys are kept: digests of all that they depend on. Used by `outputs.galleys`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from urllib.parse import unquote

from bindery.checks.access import trees_of
from bindery.engine.draw import Files
from bindery.engine.galley import MAGIC
from bindery.ground import ground
from bindery.model import Book, BoundChapter
from bindery.outputs.compose import Unit
from bindery.theme import Theme


@dataclass(frozen=True)
class Keys:
    """The names of the galleys of a book. `shell` is its HTML without text, with all style sheets."""

    book: Book
    theme: Theme
    shell: str
    files: Files

    @cached_property
    def _base(self) -> str:
        """What all galleys depend on."""
        press, wishes = self.files.press, self.book.edition.print
        profile = hashlib.sha256(press.profile).hexdigest()
        divisions = sorted((wishes.divisions or {}).items()) if wishes.divisions is not None else None
        wanted = (repr(press), profile, self.files.archive, wishes.fit, wishes.openings, divisions)
        return _digest([MAGIC, ground(), self.shell, self.theme.grid, self.theme.faces, wanted])

    @cached_property
    def _images(self) -> Mapping[str, str]:
        return {path: hashlib.sha256(image.data).hexdigest() for path, image in self.book.images.items()}

    def of_unit(self, unit: Unit, first: int, numbers: Mapping[str, int], *, slotted: bool) -> str:
        """The name of a unit's galley, with the numbers that it was told."""
        pages = "\n".join(unit.pages)
        named = unquote(unescape(pages))
        images = [(path, digest) for path, digest in self._images.items() if path in named]
        chapters = [fact for chapter in unit.chapters for fact in _chapter(chapter)]
        return _digest(
            [self._base, unit.contents, pages, images, first, sorted(numbers.items()), slotted, *chapters]
        )

    def of_heads(self, *facts: Any) -> str:
        """The name of what is drawn in margins."""
        return _digest([self._base, "heads", *facts])

    @staticmethod
    def of_faces(*facts: Any) -> str:
        """The name of embedded faces."""
        return _digest([MAGIC, ground(), "faces", *facts])


def _digest(facts: Iterable[Any]) -> str:
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(f"{fact!r}\n".encode())
    return digest.hexdigest()


def _chapter(chapter: BoundChapter) -> Iterator[Any]:
    """What a chapter says, so that what its pages lack is looked for anew when it changes."""
    yield chapter.id, chapter.path, chapter.places, chapter.title, chapter.label
    for tree in trees_of(chapter):
        for element in tree.iter():
            yield element.tag, element.attrib, element.text, element.tail
