"""The plain engine: WeasyPrint's public interface in one run. Used by `outputs.pdf`.

Fonts come only from `fonts`, pictures only from the bound book: the fetcher below knows nothing else, so a
manuscript can reach neither the disk nor the network from here.
"""

from __future__ import annotations

import copy
import logging
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import unquote, urlsplit

from bindery.engine import fonts, neighbours, page_loop, repairs
from bindery.engine.conform import X_VERSIONS, declare_archive, declare_press
from bindery.engine.finish import Labels, finish
from bindery.engine.fitting import Fitting
from bindery.engine.ink import ink, is_transparent, mixed_blacks
from bindery.engine.press import Press, dress
from bindery.engine.separate import separate
from bindery.model import Image
from bindery.problems import Place, Problem

if TYPE_CHECKING:
    from weasyprint import Document

    from bindery.engine.lines.setting import Counts, Setter

BASE_URL = "http://book.invalid/"
"""Where relative addresses in the pages start; only the fetcher answers for it."""
_PAGE = re.compile(r"Step 5 - Creating layout - Page (\d+)")
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """What was seen while the file for the press was written: whether something is transparent, which
    coloured pictures stay in RGB (a digest of each), and the pages (from 0) with blacks that are not black
    ink alone."""

    transparent: bool
    in_rgb: tuple[str, ...]
    mixed: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Sheets:
    """Pages that are laid out and not yet written."""

    document: Document
    problems: tuple[Problem, ...]
    counts: Counts | None = None
    """How many lines were planned; None when none was to be."""

    @property
    def count(self) -> int:
        """How many pages there are."""
        return len(self.document.pages)

    def page_of(self) -> Mapping[str, int]:
        """The page, from 0, on which each id begins."""
        found: dict[str, int] = {}
        for number, page in enumerate(self.document.pages):
            for id_ in page.anchors:
                found.setdefault(id_, number)
        return found

    def write(self, path: Path, labels: Labels, archive: str = "") -> None:
        """Write a tagged PDF/UA-1 file; with `archive`, it conforms to that part of PDF/A as well."""

        def finished(_: Document, pdf: Any) -> None:
            finish(pdf, labels)
            if archive:
                declare_archive(pdf, archive)

        neighbours.note(self.document.pages)
        self.copy(bleed=False).write_pdf(
            path, pdf_variant="pdf/ua-1", pdf_identifier=bool(archive), finisher=finished
        )

    def write_for_press(self, file: Path | BinaryIO, press: Press) -> Printed:
        """Write the same pages as a printing house wants them: nothing but drawing, in inks."""
        found: list[Printed] = []

        def finished(_: Document, pdf: Any) -> None:
            found.append(pressed(pdf, press))
            if press.conformance:
                declare_press(pdf, press.conformance)

        version = X_VERSIONS[press.conformance.standard] if press.conformance else "1.7"
        bare = self.copy(bleed=True)
        bare.write_pdf(file, pdf_version=version, pdf_identifier=True, pdf_tags=False, finisher=finished)
        return found[0]

    def copy(self, *, bleed: bool) -> Document:
        """The pages for one file. Without bleed they end where the leaf does; with it, as they do for the
        press, they have no links, bookmarks or anchors, which only a screen can use."""
        pages = [copy.copy(page) for page in self.document.pages]
        for page in pages:
            if bleed:
                page.links, page.bookmarks, page.anchors = [], [], {}
            page.bleed = dict.fromkeys(page.bleed, 0)
        return self.document.copy(pages)


def pressed(pdf: Any, press: Press) -> Printed:
    """Make of a `pydyf.PDF` what a press takes: inks, page boxes, marks."""
    transparent, coloured = is_transparent(pdf), separate(pdf, press.profile)
    ink(pdf)
    seen = Printed(transparent, coloured, tuple(mixed_blacks(pdf)))
    dress(pdf, press)
    return seen


def lay_out(  # noqa: PLR0913, PLR0917 - all that a layout depends on
    html: str,
    families: Sequence[str],
    images: Mapping[str, Image],
    progress: Progress,
    divisions: Mapping[str, tuple[int, ...]] | None = None,
    fitting: Fitting | None = None,
    render: Callable[[Any], Document] | None = None,
) -> Sheets:
    """Lay the pages out, planning the lines of whole paragraphs; `divisions` has words and where they may be
    divided, None leaves the lines to WeasyPrint. With `fitting`, facing pages are made to end on one line.
    Complaints of WeasyPrint come back as problems. `render` takes the place of its own."""
    fonts.use(fonts.fontconfig(families))

    with _listening(progress) as complaints:
        strange = (*repairs.apply(), *page_loop.apply())
        complaints += [f"this version has another {name}: lines may break worse" for name in strange]
        source = read(html, images)
        page_loop.ask(source, fitting)
        with _planning(divisions, complaints) as setter:
            document = (render or _rendered)(source)
    counts = setter.counts if setter else None
    return Sheets(document, (*_problems(complaints), *_unplanned(counts)), counts)


def read(html: str, images: Mapping[str, Image]) -> Any:
    """Pages as WeasyPrint reads them, with the book's pictures and no others."""
    from weasyprint import HTML  # noqa: PLC0415 - imported only once fontconfig sees our fonts alone

    return HTML(string=html, base_url=BASE_URL, url_fetcher=_fetcher(images))


def _rendered(source: Any) -> Document:
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

    return source.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")


@contextmanager
def _planning(
    divisions: Mapping[str, tuple[int, ...]] | None, complaints: list[str]
) -> Iterator[Setter | None]:
    """What plans the lines, where they are to be planned and this WeasyPrint is the one that is known."""
    from bindery.engine.lines import seam  # noqa: PLC0415

    setter, strange = (None, ()) if divisions is None else seam.install(divisions)
    complaints += [f"this version has another {name}: lines are broken one by one" for name in strange]
    try:
        yield setter
    finally:
        seam.remove()


def _unplanned(counts: Counts | None) -> Iterator[Problem]:
    for fault in sorted(counts.faults) if counts else ():
        yield Problem(
            "lines-unplanned", f"a paragraph's lines were broken one by one: {fault}", Place("templates")
        )


def _fetcher(images: Mapping[str, Image]) -> Any:
    """A URL fetcher that knows the book's pictures and refuses all else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # noqa: PLC0415

    class BookFetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:  # noqa: ARG002
            parts = urlsplit(url)
            image = images.get(unquote(parts.path).lstrip("/")) if parts.netloc == "book.invalid" else None
            if image is None:
                raise ValueError(f"not part of the book: {url}")
            return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})

    return BookFetcher(allowed_protocols=())


@contextmanager
def _listening(progress: Progress) -> Iterator[list[str]]:
    """WeasyPrint's log while it works: complaints are gathered, pages are counted."""
    complaints: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.levelno >= logging.WARNING:
                complaints.append(record.getMessage())
            elif found := _PAGE.match(record.getMessage()):
                progress(int(found[1]))

    handler = Handler()
    logger = logging.getLogger("weasyprint")
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    try:
        yield complaints
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before


def _problems(complaints: Sequence[str]) -> Iterator[Problem]:
    for text in dict.fromkeys(complaints):
        yield Problem("layout", text.replace(os.linesep, " "), Place("templates"))
