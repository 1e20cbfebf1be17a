"""Two reading engines open a book in a browser and turn every page: what they show, and what goes wrong.

foliate-js and epub.js share no code. The program beside `tests/browser/read.mjs` finds for every letter the
screen on which it stood; here its words are weighed against the text in the book's files.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from checkers import node
from checkers.browser import browser
from checkers.epub_open import XHTML, open_epub

ENGINES = ("foliate", "epubjs")
UNREAD = frozenset({f"{XHTML}rp", f"{XHTML}style", "{http://www.w3.org/2000/svg}svg"})
TIME_LIMIT = 3600


@dataclass(frozen=True, slots=True)
class View:
    """How a reader holds the book: the screen in CSS pixels, the scale of the type in percent."""

    name: str
    width: int
    height: int
    dark: bool = False
    scale: int = 100


VIEWS = (
    View("a phone", 360, 640),
    View("an e-reader", 600, 800),
    View("a tablet", 820, 1180),
    View("an e-reader in the dark", 600, 800, dark=True),
    View("a phone with type at 200 %", 360, 640, scale=200),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A book read through once."""

    epub: Path
    engine: str
    view: View
    pages: int
    faults: tuple[str, ...]


def readings(
    books: Sequence[Path], views: Sequence[View] = VIEWS, screens: Path | None = None
) -> tuple[Reading, ...]:
    """Every book, read by both engines in each view; with `screens`, a picture of each page lies there."""
    asked = [(book, engine, view) for book in books for engine in ENGINES for view in views]
    job = {
        "chromium": browser(),
        "modules": str(node.modules()),
        "readings": [_order(*one, screens) for one in asked],
    }
    said = node.run(node.JOB / "read.mjs", feed=json.dumps(job), limit=TIME_LIMIT)
    texts = {book: spine_letters(book) for book in books}
    found: dict[int, Reading] = {}
    for line in said.splitlines():
        told = json.loads(line)
        book, engine, view = asked[told["number"]]
        faults = (*told["faults"], *_weighed(told["documents"], texts[book]))
        found[told["number"]] = Reading(book, engine, view, told["pages"], faults)
    return tuple(found[number] for number in range(len(asked)))


def _order(book: Path, engine: str, view: View, screens: Path | None) -> dict[str, object]:
    """A reading as the program wants it told."""
    folder = screens / f"{book.stem}-{engine}-{VIEWS.index(view)}" if screens else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "epub": str(book), "engine": engine, "width": view.width, "height": view.height,
        "dark": view.dark, "scale": view.scale, "screens": str(folder or ""),
    }  # fmt: skip


def spine_letters(book: Path) -> tuple[str, ...]:
    """What each document of the spine should show: its letters without spaces and format characters."""
    opened = open_epub(book)
    bodies = (opened.trees[item.path].find(f"{XHTML}body") for item in opened.spine)
    return tuple("" if body is None else "".join(filter(_is_shown, _shown(body))) for body in bodies)


def _shown(element: Element) -> Iterator[str]:
    yield from element.text or ""
    for child in element:
        if child.tag not in UNREAD and "hidden" not in child.attrib:
            yield from _shown(child)
        yield from child.tail or ""


def _is_shown(letter: str) -> bool:
    return not letter.isspace() and unicodedata.category(letter) != "Cf"


def _weighed(documents: Sequence[dict[str, object]], texts: Sequence[str]) -> Iterator[str]:
    """Compares what was on the screens with what lies in the files."""
    seen = {int(str(document["index"])): document for document in documents}
    for index, text in enumerate(texts):
        document = seen.get(index)
        if document is None:
            yield f"document {index + 1}: never shown"
            continue
        if document["text"] != text:
            yield f"document {index + 1}: its text is not that of the file"
        yield from (
            f"document {index + 1}: {how}: {document[how]}" for how in ("lost", "twice") if document[how]
        )
