"""The proof: the printed book laid out as for printing, then read as a typesetter would. Not part of a build;
the command `proof` asks for it.

Writes ``proof.html``, a page for people with a picture of each place, and ``proof.json``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bindery import proof
from bindery.engine import boxes, fonts, plain
from bindery.engine.press import Press
from bindery.model import Artifact, Book
from bindery.numerals import HAN_FIGURES, figures
from bindery.outputs import pdf
from bindery.outputs.places import places_of
from bindery.outputs.sharpness import has_dots, line_art
from bindery.proof.evenness import evenness_of
from bindery.proof.galley import Galley, Mark
from bindery.proof.page import Row, as_html, as_plain
from bindery.report import Reporter
from bindery.theme import Theme

HTML, JSON = "proof.html", "proof.json"
_FOLIO = re.compile(rf"(?<!\S)(?:\d+|[ivxlcdm]+|[{HAN_FIGURES}]+)(?!\S)")


def write(book: Book, theme: Theme, out: Path, report: Reporter) -> Artifact:
    """Lay the book out and write what is to be marked beside `out`."""
    if missing := fonts.missing(theme.faces.needed):
        return Artifact(out, "", problems=tuple(pdf.font_missing(name) for name in missing))
    _, sheets = pdf.laid_out(book, theme, report)
    report.step(f"reading {sheets.count} pages")
    galley = galley_of(book, theme, sheets)
    marks = proof.marks(galley)
    report.step(f"drawing {len(marks)} places")
    images = _pictures(sheets, marks, out.parent)
    places = places_of(book)
    rows = [
        Row(mark, places.at(mark.section, mark.source), galley.label(mark.page), image)
        for mark, image in zip(marks, images, strict=True)
    ]
    title = book.edition.title
    page = _written(out.with_name(HTML), as_html(title, sheets.count, rows))
    lines = evenness_of(galley).as_plain()
    value = json.dumps(as_plain(title, sheets.count, rows) | {"lines": lines}, ensure_ascii=False, indent=1)
    beside = (_written(out.with_name(JSON), value + "\n"),)
    return replace(page, pages=sheets.count, problems=sheets.problems, beside=beside)


def galley_of(book: Book, theme: Theme, sheets: plain.Sheets) -> Galley:
    """What the checks read of a laid-out book."""
    pages = boxes.pages_of(sheets.document)
    return Galley(
        pages=pages,
        leading=theme.grid.leading,
        language=book.edition.language,
        families=frozenset(theme.faces.all),
        others=frozenset(theme.faces.others) - frozenset(theme.faces.needed),
        labels=tuple(labels(pages)),
        pixels={path: (image.width, image.height) for path, image in book.images.items() if has_dots(image)},
        line_art=line_art(book.images),
        mixed=sheets.write_for_press(io.BytesIO(), Press()).mixed,
        targets=sheets.page_of(),
        counts=sheets.counts,
        boxes_in_source=_has_boxes(book),
    )


def _has_boxes(book: Book) -> bool:
    bodies = (chapter.body for chapter in book.chapters if chapter.body is not None)
    return any("\u25a1" in text for body in bodies for text in body.itertext())


def labels(pages: Sequence[boxes.Page]) -> Iterator[str]:
    """The folio that is printed on each page, in figures or roman; one without is counted back from the next
    in figures, or, where there is none or it begins anew, on from the one before."""
    printed = [figures(_folio(page)) for page in pages]
    for number, folio in enumerate(printed):
        after = _counted(printed, range(number, len(printed)), number)
        before = _counted(printed, range(number, -1, -1), number)
        count = next((each for each in (after, before) if each > 0), 0)
        yield folio or (str(count) if count else f"[{number + 1}]")


def _counted(printed: Sequence[str], way: range, number: int) -> int:
    """A page's number as the nearest folio that way has it; 0 where that is roman."""
    near = next((n for n in way if printed[n]), number)
    return int(printed[near]) + number - near if printed[near].isdigit() else 0


def _folio(page: boxes.Page) -> str:
    for line in page.of("margin"):
        words: list[str] = _FOLIO.findall(line.text)
        if words:
            return words[0] if page.side == "left" else words[-1]
    return ""


def _pictures(sheets: plain.Sheets, marks: list[Mark], folder: Path) -> list[bytes]:
    from bindery.proof.draw import pictures  # noqa: PLC0415 - needs what only `proof` needs

    with tempfile.TemporaryDirectory(dir=folder) as aside:
        path = Path(aside, "pages.pdf")
        sheets.write(path, ())
        return pictures(path, marks)


def _written(path: Path, text: str) -> Artifact:
    path.write_text(text, encoding="utf-8")
    return Artifact(path, hashlib.sha256(text.encode()).hexdigest())
