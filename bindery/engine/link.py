"""Galleys joined into the two files: pages in their order with blank versos, heads, folios and faces, the
tree of structure, links, bookmarks, page labels, metadata. Used by `outputs.galleys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pydyf

from bindery.engine.apart import apart, configuration, prepare
from bindery.engine.conform import declare_archive, declare_press
from bindery.engine.draw import Files
from bindery.engine.finish import Labels, label
from bindery.engine.galley import Galley, Plate
from bindery.engine.pdf_file import Placed, write
from bindery.engine.plain import read
from bindery.engine.plates import thing
from bindery.engine.relocate import COLOURS, FONTS, HEAD, PAGES, ROOT, STRUCTURE


@dataclass(frozen=True, slots=True)
class Part:
    """A galley and the heads of its pages, before which there may be a blank one: the first of `heads` is
    that of the page `first` of the book (from 0)."""

    galley: Galley
    heads: Galley
    first: int

    @property
    def begins(self) -> int:
        """The first page of the galley."""
        return self.first + len(self.heads.leaves) - len(self.galley.leaves)


@dataclass(frozen=True, slots=True)
class Linked:
    """What both files are made of."""

    html: str
    """The style sheets and the facts of the book, without text."""
    families: tuple[str, ...]
    parts: tuple[Part, ...]
    faces: Galley
    labels: Labels
    files: Files

    def write_for_screen(self, path: Path) -> None:
        """Write the tagged file."""
        pdf = self._frame(pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True)
        joined = _Joined(pdf, self.parts, self.faces, lambda galley: galley.screen)
        joined.join()
        self._outline(pdf)
        _name_ends(pdf, self.parts, joined.page_numbers)
        label(pdf, self.labels)
        if self.files.archive:
            declare_archive(pdf, self.files.archive)
        with path.open("wb") as file:
            write(pdf, joined.placed, file, "1.7", identified=bool(self.files.archive))

    def write_for_press(self, path: Path, version: str) -> None:
        """Write the file for the press."""
        pdf = self._frame(pdf_version=version)
        joined = _Joined(pdf, self.parts, self.faces, lambda galley: galley.press)
        joined.join()
        if self.files.press.conformance:
            declare_press(pdf, self.files.press.conformance)
        with path.open("wb") as file:
            write(pdf, joined.placed, file, version, identified=True)

    def _frame(self, **options: Any) -> Any:
        """A file without pages, with all that is said of the book."""
        from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415 - only once fontconfig sees our fonts alone
        from weasyprint.document import Document  # noqa: PLC0415
        from weasyprint.html import get_html_metadata  # noqa: PLC0415
        from weasyprint.pdf import generate_pdf  # noqa: PLC0415
        from weasyprint.pdf.metadata import DocumentMetadata  # noqa: PLC0415

        prepare(self.families)
        source = read(self.html, {})
        said = DocumentMetadata(**get_html_metadata(source))
        configured = configuration(self.families)
        document = Document([], said, source.url_fetcher, configured, {}, None)
        with apart():
            return generate_pdf(document, None, 1, **{**DEFAULT_OPTIONS, **options})

    def _outline(self, pdf: Any) -> None:
        """Bookmarks, as WeasyPrint makes them of pages."""
        from weasyprint.document import Document  # noqa: PLC0415
        from weasyprint.pdf import add_outlines  # noqa: PLC0415

        leaves = [leaf for part in self.parts for leaf in (*_before(part), *part.galley.leaves)]
        pages = [SimpleNamespace(bookmarks=leaf.bookmarks, height=leaf.height) for leaf in leaves]
        tree = Document.make_bookmark_tree(SimpleNamespace(pages=pages), 0.75, transform_pages=True)
        add_outlines(pdf, tree)


def _before(part: Part) -> Sequence[Any]:
    return part.heads.leaves[: part.begins - part.first]


@dataclass(slots=True)
class _Joined:
    """The blocks of one file, each with its numbers."""

    pdf: Any
    parts: Sequence[Part]
    faces: Galley
    plate: Callable[[Galley], Plate]
    placed: list[Placed] = field(default_factory=list)
    page_numbers: list[int] = field(default_factory=list)

    def join(self) -> None:
        """Give all objects their numbers, and tell the file of its pages and elements."""
        codes = self._own()
        self._embed(codes)
        total = sum(len(part.heads.leaves) for part in self.parts)
        links, late = total, []
        for part in self.parts:
            heads, text = self.plate(part.heads), self.plate(part.galley)
            over = self._reserve(heads)
            base = self._reserve(text)
            blank = part.begins - part.first
            drawn = [over + place for place in heads.drawings]
            self._place(heads, over, codes, drawn, part.first, 0)
            self._place(text, base, codes, drawn[blank:], part.begins, links - len(text.pages))
            own = [over + place for place in heads.pages[:blank]] + [base + place for place in text.pages]
            self.page_numbers += own
            for number, place in enumerate(text.links, links):
                late += [number, b"%d 0 R" % (base + place)]
            if text.marked:
                self._tell_structure(part, text, base)
            links += len(text.links)
        if late:
            self._rows().extend(late)
        self.pdf.pages["Kids"] += [item for number in self.page_numbers for item in (number, 0, "R")]
        self.pdf.pages["Count"] = len(self.page_numbers)

    def _own(self) -> dict[int, int]:
        """The objects that only the file has, by their codes."""
        codes = {PAGES: self.pdf.pages.number}
        for one in self.pdf.objects:
            if isinstance(one, pydyf.Dictionary) and "lab-d50" in one:
                codes[COLOURS] = one.number
            elif isinstance(one, pydyf.Dictionary) and "ExtGState" in one:
                codes[FONTS] = int(one["Font"].split()[0])
                self.pdf.objects[one.number] = None  # resources of no page
        colours = self.plate(self.parts[0].galley).colours
        self.pdf.objects[codes[COLOURS]] = _Said(codes[COLOURS], colours.encode())
        if "StructTreeRoot" in self.pdf.catalog:
            codes[ROOT] = int(thing(self.pdf, self.pdf.catalog["StructTreeRoot"])["K"][0].split()[0])
        return codes

    def _embed(self, codes: Mapping[int, int]) -> None:
        plate = self.plate(self.faces)
        base = self._reserve(plate)
        self._place(plate, base, codes, (), 0, 0)
        fonts = self.pdf.objects[codes[FONTS]]
        for fount, place in zip(plate.founts, plate.pages, strict=True):
            fonts[fount.name] = b"%d 0 R" % (base + place)

    def _reserve(self, plate: Plate) -> int:
        base = len(self.pdf.objects)
        self.pdf.objects += [None] * plate.block.count
        return base

    def _place(  # noqa: PLR0913, PLR0917 - all that a gap may ask for
        self, plate: Plate, base: int, codes: Mapping[int, int], heads: Sequence[int], first: int, links: int
    ) -> None:
        count = len(plate.pages)

        def number(gap: int) -> int:
            if gap < 0:
                return codes[gap]
            if gap < STRUCTURE:
                return base + gap
            if gap >= HEAD:
                return heads[gap - HEAD]
            place = gap - STRUCTURE
            return first + place if place < count else links + place

        self.placed.append(Placed(plate.block, base, number))

    def _rows(self) -> Any:
        """Which element what is marked belongs to: for each page, then for each link."""
        tree = thing(self.pdf, self.pdf.catalog["StructTreeRoot"])
        return thing(self.pdf, tree["ParentTree"])["Nums"]

    def _tell_structure(self, part: Part, text: Plate, base: int) -> None:
        for page in range(part.first, part.begins):
            self._rows().extend([page, pydyf.Array()])
        for page, row in enumerate(text.marked, part.begins):
            self._rows().extend([page, pydyf.Array(b"%d 0 R" % (base + place) for place in row)])
        tree = thing(self.pdf, self.pdf.catalog["StructTreeRoot"])
        thing(self.pdf, tree["K"][0])["K"].extend(b"%d 0 R" % (base + place) for place in text.elements)


class _Said(pydyf.Object):  # type: ignore[misc]
    """An object that is written as it is."""

    def __init__(self, number: int, data: bytes) -> None:
        super().__init__()
        self.number, self.said = number, data

    @property
    def data(self) -> bytes:
        """What is written."""
        return self.said


def _name_ends(pdf: Any, parts: Sequence[Part], numbers: Sequence[int]) -> None:
    """Say where links end: each id at the first place that has it."""
    ends: dict[str, tuple[int, Any]] = {}
    for part in parts:
        for page, leaf in enumerate(part.galley.leaves, part.begins):
            for name, at in leaf.anchors:
                ends.setdefault(name, (page, at))
    rows = pydyf.Array()
    for name, (page, (x, y)) in sorted(ends.items()):
        rows += [pydyf.String(name), pydyf.Array([b"%d 0 R" % numbers[page], "/XYZ", x, y, 0])]
    pdf.catalog["Names"] = pydyf.Dictionary({"Dests": pydyf.Dictionary({"Names": rows})})


def lost_ends(parts: Sequence[Galley]) -> Iterator[str]:
    """The ids that links lead to and no page has."""
    known = {name for part in parts for leaf in part.leaves for name, _ in leaf.anchors}
    yield from sorted({end for part in parts for end in part.ends} - known)
