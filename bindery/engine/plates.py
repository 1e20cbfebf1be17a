"""The objects of a part's file as they are kept: which pages and drawings there are, what belongs to the
whole file only. Used by `draw`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pydyf

from bindery.engine import relocate
from bindery.engine.apart import apart
from bindery.engine.galley import Plate

_PLAIN_STATES = ("a1", "A1", "a1.0", "A1.0")
"""Names of what paints without letting anything through: pages have them for their heads and folios."""
_USED = re.compile(rb"/(\S+) gs")


def objects_of(document: Any, **options: Any) -> Any:
    """The objects of a file, which is never written."""
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415 - only once fontconfig sees our fonts alone
    from weasyprint.pdf import generate_pdf  # noqa: PLC0415

    with apart():
        return generate_pdf(document, None, 1, **{**DEFAULT_OPTIONS, **options})


def pages_of(pdf: Any) -> list[Any]:
    """The pages of a `pydyf.PDF`, as dictionaries."""
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]


def drawings_of(pdf: Any) -> Iterator[Any]:
    """The stream that draws each page: the last of its contents, after marks for the press."""
    for page in pages_of(pdf):
        contents = page["Contents"]
        yield thing(pdf, contents[-1] if isinstance(contents, list) else contents)


def thing(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def plate_of(pdf: Any, kept: Sequence[bool] | None = None) -> Plate:
    """All objects of a part's file; with `kept`, only the drawings, and those pages that it says."""
    resources = thing(pdf, pages_of(pdf)[0]["Resources"])
    for name in _PLAIN_STATES:
        key = "ca" if name.startswith("a") else "CA"
        resources["ExtGState"].setdefault(name, pydyf.Dictionary({key: 1}))
    drawings = [stream.number for stream in drawings_of(pdf)]
    codes, left_out, colours = _codes(pdf)
    if kept is not None:
        left_out |= _unkept(pdf, kept, drawings)
    marked, links = _numbered(pdf, whole=kept is None)
    _end_drawings(pdf, drawings, whole=kept is None)
    root = next((number for number, code in codes.items() if code == relocate.ROOT), None)
    elements = [] if root is None or kept is not None else pdf.objects[root]["K"]
    block, places = relocate.block(pdf, codes, left_out - codes.keys())

    def at(references: Iterable[bytes]) -> tuple[int, ...]:
        return tuple(places[int(reference.split()[0])] for reference in references)

    return Plate(
        block,
        tuple(places.get(number, -1) for number in pdf.pages["Kids"][::3]),
        tuple(places[number] for number in drawings),
        at(elements),
        tuple(map(at, marked)),
        at(links),
        colours,
    )


def is_plain(pdf: Any, alone: Sequence[bool]) -> bool:
    """Whether what draws pages, but for those that stand alone, needs nothing that other pages have not: no
    picture, no pattern, nothing that lets light through. The pages themselves have no picture nor pattern."""
    resources = thing(pdf, pages_of(pdf)[0]["Resources"])
    if any(resources[kind] for kind in ("XObject", "Pattern", "Shading")):
        return False
    drawn = (stream for stream, is_alone in zip(drawings_of(pdf), alone, strict=True) if not is_alone)
    items = (item for stream in drawn for item in stream.stream if isinstance(item, bytes))
    states = {match[1].decode() for item in items if (match := _USED.fullmatch(item))}
    return states <= {*_PLAIN_STATES}


def _end_drawings(pdf: Any, drawings: Sequence[int], *, whole: bool) -> None:
    """Have each drawing leave the axes as they were, for the head that is drawn after it. Blank pages come
    with their heads."""
    for place, (number, page) in enumerate(zip(drawings, pages_of(pdf), strict=True)):
        pdf.objects[number].stream = [b"q", *pdf.objects[number].stream, b"Q"]
        if not whole:
            continue
        contents = page["Contents"]
        before = contents if isinstance(contents, list) else [contents]
        page["Contents"] = pydyf.Array([*before, relocate.gap(relocate.HEAD + place) + b" 0 R"])


def _unkept(pdf: Any, kept: Sequence[bool], drawings: Sequence[int]) -> set[int]:
    """What is left of a file when only its drawings are kept, and some pages with what is theirs alone."""
    numbers = {*drawings}
    for is_kept, page in zip(kept, pages_of(pdf), strict=True):
        if is_kept:
            contents = page["Contents"]
            others = contents if isinstance(contents, list) else []
            own = (*others, page["Resources"])
            numbers |= {page.number, *(int(reference.split()[0]) for reference in own)}
    return {one.number for one in pdf.objects} - numbers


def _codes(pdf: Any) -> tuple[dict[int, int], set[int], str]:
    """What only the whole file has, by its numbers; what no file needs of a part; the colour spaces."""
    codes = {pdf.pages.number: relocate.PAGES}
    left_out = {pdf.catalog.number}
    resources = thing(pdf, pages_of(pdf)[0]["Resources"])
    codes[int(resources["Font"].split()[0])] = relocate.FONTS
    colours = int(resources["ColorSpace"].split()[0])
    codes[colours] = relocate.COLOURS
    if "StructTreeRoot" in pdf.catalog:
        tree = thing(pdf, pdf.catalog["StructTreeRoot"])
        codes[int(tree["K"][0].split()[0])] = relocate.ROOT
        left_out |= {tree.number, int(tree["ParentTree"].split()[0])}
    if "Metadata" in pdf.catalog:
        left_out.add(int(pdf.catalog["Metadata"].split()[0]))
    return codes, left_out, pdf.objects[colours].data.decode("ascii")


def _numbered(pdf: Any, *, whole: bool) -> tuple[list[list[bytes]], list[bytes]]:
    """For each page the elements of its marked content, for each link its own; their numbers become gaps."""
    if "StructTreeRoot" not in pdf.catalog:
        return [], []
    if not whole:
        for page in pages_of(pdf):
            del page["StructParents"]  # nothing of it is marked
        return [], []
    tree = thing(pdf, thing(pdf, pdf.catalog["StructTreeRoot"])["ParentTree"])
    rows = tree["Nums"][1::2]
    pages = len(pdf.pages["Kids"]) // 3
    for one in pdf.objects:
        for key in ("StructParents", "StructParent"):
            if isinstance(one, pydyf.Dictionary) and isinstance(one.get(key), int):
                one[key] = relocate.gap(relocate.STRUCTURE + one[key])
    return rows[:pages], rows[pages:]


def name_cells(pdf: Any, name: str) -> None:
    """Heads of tables have names that no other part gives: cells name them."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Dictionary) and one.get("S") == "/TH" and "ID" in one:
            one["ID"].string = f"{name}-{one['ID'].string}"
