"""The bound book as readable text: what every output starts from, for people and for goldens."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from bindery.model import Artifact, Book, BoundChapter
from bindery.report import Reporter
from bindery.theme import Theme
from bindery.tree import to_xml


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Write the dump to `out`."""
    report.step("writing the dump")
    data = "\n".join(_lines(book, theme)).encode()
    out.write_bytes(data)
    return Artifact(out, hashlib.sha256(data).hexdigest())


def _lines(book: Book, theme: Theme) -> Iterator[str]:
    yield f"{book.edition.title} ({book.edition.language}), theme {theme.name}"
    for path, image in sorted(book.images.items()):
        yield f"image {path} {image.media_type} {image.width}x{image.height}"
    for chapter in book.chapters:
        yield from _chapter(chapter)


def _chapter(chapter: BoundChapter) -> Iterator[str]:
    yield ""
    yield f"== {chapter.role} {chapter.id} [{chapter.label}] {chapter.title}"
    for heading in chapter.headings:
        yield f"h{heading.level} {heading.id} {heading.text}"
    if chapter.body is not None:
        yield to_xml(chapter.body)
    for note in chapter.notes:
        yield f"note {note.number} {note.id}: " + "".join(map(to_xml, note.body))
