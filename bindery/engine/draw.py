"""The pages of a part drawn for both files, as objects that can stand anywhere. Used by `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from bindery.engine import boxes, neighbours, relocate, slots
from bindery.engine.apart import apart
from bindery.engine.conform import X_VERSIONS, show_links
from bindery.engine.finish import tidy
from bindery.engine.flow import Spot
from bindery.engine.galley import Fount, Galley, Kind, Leaf, Plate
from bindery.engine.joined import Said
from bindery.engine.plain import Sheets, pressed
from bindery.engine.press import Press
from bindery.engine.slots import Slot

_PT = 0.75  # points in WeasyPrint's pixel
_PLAIN_STATES = ("a1", "A1", "a1.0", "A1.0")
"""Names of what paints without letting anything through: heads and folios use them."""


@dataclass(frozen=True, slots=True)
class Files:
    """What the two files are to be: the press's wishes; the part of PDF/A that the screen's claims, or
    none."""

    press: Press
    archive: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Pages that are laid out: with what WeasyPrint knows of them, a name that no other part has, and
    where each begins in the book. Of those that are `told` the numbers of pages, these may be in the text;
    they are to be filled in later if they are `slotted`."""

    sheets: Sheets
    layout: Any
    name: str
    starts: Sequence[Spot | None]
    told: bool = False
    slotted: bool = False


def galley_of(part: Part, files: Files) -> Galley:
    """The galley of laid-out pages."""
    neighbours.note(part.sheets.document.pages)
    if not part.slotted:
        return _galley(part, files, [])
    try:
        with slots.marking() as found:
            return _galley(part, files, found)
    except slots.Unalike:
        return replace(_galley(part, files, []), slots=None)


def _galley(part: Part, files: Files, found: list[Slot]) -> Galley:
    """The galley of pages, with the slots that are found when they are drawn."""
    sheets = part.sheets
    on_screen = sheets.copy(bleed=False)
    for page in on_screen.pages:
        page.bookmarks = []  # these are the whole book's
    drawn = _pdf(on_screen, pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True)
    inked, on_press = _for_press(sheets, files, drawn, on_screen, may_draw=not found)
    kept = _without_figures(drawn, found)
    printed = pressed(inked, files.press)
    for pdf in (drawn, inked) if found else ():
        for stream in _drawings(pdf):
            stream.compress = False
    screen = replace(_for_screen(drawn, files, part.name), founts=kept(_founts(on_screen)))
    press = replace(_plate(inked), founts=kept(on_press))
    lacking = any(font.missing for font in on_screen.fonts.values())
    return Galley(
        tuple(_leaves(sheets.document.pages, part.layout, part.starts)),
        screen,
        press,
        printed,
        sheets.problems,
        tuple(sorted({link[1] for page in on_screen.pages for link in page.links if link[0] == "internal"})),
        "a character has no glyph" if lacking else _unfit(part),
        boxes.pictures_of(sheets.document),
        tuple(found),
    )


def _without_figures(pdf: Any, found: Sequence[Slot]) -> Callable[[tuple[Fount, ...]], tuple[Fount, ...]]:
    """What takes figures away from faces that only slots have: which they need is not known yet."""
    shown = [slots.used(stream.stream) for stream in _drawings(pdf)] if found else []
    figures = {(slot.face, int(glyph, 16)) for slot in found for glyph in slot.glyphs}
    figures -= {(face, glyph) for each in shown for face, glyphs in each.items() for glyph in glyphs}

    def kept(founts: tuple[Fount, ...]) -> tuple[Fount, ...]:
        return tuple(
            replace(
                fount,
                texts={
                    glyph: its for glyph, its in fount.texts.items() if (fount.name, glyph) not in figures
                },
                widths={
                    glyph: its for glyph, its in fount.widths.items() if (fount.name, glyph) not in figures
                },
            )
            for fount in founts
        )

    return kept


def heads_of(document: Any, kinds: Sequence[Kind], files: Files) -> Galley:
    """The galley of pages that have nothing but what stands in their margins. Only what is drawn is kept of
    them, and of blank ones the whole page."""
    sheets = Sheets(document, ())
    on_screen = sheets.copy(bleed=False)
    drawn = _pdf(on_screen, pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True)
    inked, founts = _for_press(sheets, files, drawn, on_screen)
    for stream in _drawings(drawn):
        _mark_as_artifacts(stream.stream)
    printed = pressed(inked, files.press)
    blank = [kind[1] for kind in kinds]
    leaves = tuple(
        Leaf(kind, None, (), page.height) for kind, page in zip(kinds, document.pages, strict=True)
    )
    screen = replace(_plate(drawn, blank), founts=_founts(on_screen))
    return Galley(leaves, screen, replace(_plate(inked, blank), founts=founts), printed)


def _mark_as_artifacts(items: list[Any]) -> None:
    """Heads and folios are no part of the text: marks that say so, in place of those that count."""
    for place, item in enumerate(items):
        if isinstance(item, pydyf.Dictionary) and "MCID" in item:
            items[place - 1 : place + 2] = ["/Artifact", b"", b"BMC"]


def _for_press(
    sheets: Sheets, files: Files, drawn: Any, on_screen: Any, *, may_draw: bool = True
) -> tuple[Any, tuple[Fount, ...]]:
    """The objects of the press's file before they are inked, and its faces. What is drawn is the same, so
    it is drawn once, where it is nothing but text and areas: without the marks that the screen's file has."""
    document = sheets.copy(bleed=True)
    resources = thing(drawn, _pages(drawn)[0]["Resources"])
    simple = not any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
    states = resources["ExtGState"]
    if simple and all(name[0] in "aA" for name in states):
        for page, stream in zip(document.pages, _drawings(drawn), strict=True):
            page.paint = _again(bare(stream.stream[1:]), states)
        pdf = _pdf(document, pdf_version=version_of(files.press))
        return pdf, _founts(on_screen, lent=False)
    if not may_draw:
        raise slots.Unalike
    pdf = _pdf(document, pdf_version=version_of(files.press))
    return pdf, _founts(document)


def _again(items: Sequence[Any], states: Mapping[str, Any]) -> Callable[..., None]:
    """What draws a page as it was drawn before."""

    def paint(stream: Any, _: float) -> None:
        stream.stream += items
        own = stream._resources["ExtGState"]  # noqa: SLF001 - there is no public way to it
        own |= {name: pydyf.Dictionary(state) for name, state in states.items() if name not in own}

    return paint


def bare(items: Sequence[Any]) -> list[Any]:
    """The operators of a drawing without what marks them. Texts that marks have parted become one again, and
    name their face once, as WeasyPrint has it."""
    found: list[Any] = []
    face = b""
    for item in _unmarked(items):
        if item == b"BT":
            if found and found[-1] == b"ET":
                found.pop()
                continue
            face = b""
        elif isinstance(item, bytes) and item.endswith(b" Tf"):
            if item == face:
                continue
            face = item
        found.append(item)
    return found


def _unmarked(items: Sequence[Any]) -> Iterator[Any]:
    rest = iter(items)
    for item in rest:
        if isinstance(item, str):  # the name of a mark; then what it says, if it does, and its operator
            if isinstance(next(rest), pydyf.Dictionary):
                next(rest)
        elif isinstance(item, Said):
            yield from item.bare
        elif item != b"EMC":
            yield item


def _for_screen(pdf: Any, files: Files, name: str) -> Plate:
    tidy(pdf)
    if files.archive:
        show_links(pdf)
    _name_cells(pdf, name)
    return _plate(pdf)


def version_of(press: Press) -> str:
    """The version of PDF that the press's file has."""
    return X_VERSIONS[press.conformance.standard] if press.conformance else "1.7"


def _pdf(document: Any, **options: Any) -> Any:
    """The objects of a file, which is never written."""
    from weasyprint import DEFAULT_OPTIONS  # noqa: PLC0415 - only once fontconfig sees our fonts alone
    from weasyprint.pdf import generate_pdf  # noqa: PLC0415

    with apart():
        return generate_pdf(document, None, 1, **{**DEFAULT_OPTIONS, **options})


def _pages(pdf: Any) -> list[Any]:
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]


def _drawings(pdf: Any) -> Iterator[Any]:
    """The stream that draws each page: the last of its contents, after marks for the press."""
    for page in _pages(pdf):
        contents = page["Contents"]
        yield thing(pdf, contents[-1] if isinstance(contents, list) else contents)


def thing(pdf: Any, reference: bytes) -> Any:
    """The object that a reference names."""
    return pdf.objects[int(reference.split()[0])]


def _plate(pdf: Any, kept: Sequence[bool] | None = None) -> Plate:
    """All objects of a part's file; with `kept`, only the drawings, and those pages that it says."""
    resources = thing(pdf, _pages(pdf)[0]["Resources"])
    states = tuple(resources["ExtGState"])
    for name in _PLAIN_STATES:
        key = "ca" if name.startswith("a") else "CA"
        resources["ExtGState"].setdefault(name, pydyf.Dictionary({key: 1}))
    drawings = [stream.number for stream in _drawings(pdf)]
    codes, left_out, colours = _codes(pdf)
    if kept is not None:
        left_out |= _unkept(pdf, kept, drawings)
    marked, links = _numbered(pdf, whole=kept is None)
    _end_drawings(pdf, drawings)
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
        states,
    )


def _end_drawings(pdf: Any, drawings: Sequence[int]) -> None:
    """Have each drawing leave the axes as they were, for the head that is drawn after it."""
    for place, (number, page) in enumerate(zip(drawings, _pages(pdf), strict=True)):
        pdf.objects[number].stream = [b"q", *pdf.objects[number].stream, b"Q"]
        contents = page["Contents"]
        before = contents if isinstance(contents, list) else [contents]
        page["Contents"] = pydyf.Array([*before, relocate.gap(relocate.HEAD + place) + b" 0 R"])


def _unkept(pdf: Any, kept: Sequence[bool], drawings: Sequence[int]) -> set[int]:
    """What is left of a file when only its drawings are kept, and some pages with what is theirs alone."""
    numbers = {*drawings}
    for is_kept, page in zip(kept, _pages(pdf), strict=True):
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
    resources = thing(pdf, _pages(pdf)[0]["Resources"])
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
        for page in _pages(pdf):
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


def _name_cells(pdf: Any, name: str) -> None:
    """Heads of tables have names that no other part gives: cells name them."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Dictionary) and one.get("S") == "/TH" and "ID" in one:
            one["ID"].string = f"{name}-{one['ID'].string}"


def _leaves(pages: Sequence[Any], layout: Any, starts: Sequence[Spot | None]) -> Iterator[Leaf]:
    for number, (page, start) in enumerate(zip(pages, starts, strict=True), 1):
        kind = page._page_box.page_type  # noqa: SLF001 - there is no public way to it
        strings = ((name, tuple(each[number])) for name, each in layout.string_set.items() if number in each)
        yield Leaf(
            (kind.side, kind.blank, kind.name, kind.groups),
            _reset(page, layout.page_maker[number][3]),
            tuple(sorted(strings)),
            page.height,
            tuple((id_, (x * _PT, (page.height - y) * _PT)) for id_, (x, y, *_) in page.anchors.items()),
            tuple((level, label, at, state) for level, label, at, state in page.bookmarks),
            start,
        )


def _reset(page: Any, state: Any) -> int | None:
    """The number that a page's style gives it."""
    resets = page._page_box.style["counter_reset"]  # noqa: SLF001 - as above
    is_reset = not isinstance(resets, str) and any(name == "page" for name, _ in resets)
    return int(state[1]["page"][-1]) if is_reset else None


def _unfit(part: Part) -> str:
    """Why pages cannot be laid out without the others."""
    if not part.told and any(turn["content_lookups"] for *_, turn in part.layout.page_maker):
        return "a style has the text count pages"
    if any(boxes for each in part.layout.running_elements.values() for boxes in each.values()):
        return "a style moves text into the margins"
    return "" if _is_on_recto(part.sheets.document.pages[0]) else "a chapter does not begin on a recto"


def _is_on_recto(page: Any) -> bool:
    """Whether what begins on a page asks for a recto."""
    box = page._page_box.children[0]  # noqa: SLF001 - as above
    recto = "right" if box.style["direction"] == "ltr" else "left"
    while box is not None and box.style["break_before"] not in {"recto", recto}:
        box = next((child for child in getattr(box, "children", ()) if child.is_in_normal_flow()), None)
    return box is not None


def _founts(document: Any, *, lent: bool = True) -> tuple[Fount, ...]:
    """The faces of a document; without glyphs that were `lent`, which only the screen's file has."""
    return tuple(
        merged(
            _fount(font, None if lent else getattr(font, "lent", None)) for font in document.fonts.values()
        )
    )


def _fount(font: Any, without: int | None) -> Fount:
    texts, widths = (
        {glyph: its for glyph, its in each.items() if glyph != without}
        for each in (font.to_unicode, font.widths)
    )
    return Fount(font.hash, font.described, font.font_size, texts, widths)


def merged(founts: Iterable[Fount]) -> Iterator[Fount]:
    """Each face once, with all glyphs of its uses in the order of their numbers. A glyph that stands for
    several characters has the text of its first use."""
    found: dict[str, Fount] = {}
    for fount in founts:
        known = found.get(fount.name, fount)
        texts, widths = {**fount.texts, **known.texts}, {**fount.widths, **known.widths}
        found[fount.name] = replace(known, texts=texts, widths=widths)
    for fount in found.values():
        texts, widths = dict(sorted(fount.texts.items())), dict(sorted(fount.widths.items()))
        yield replace(fount, texts=texts, widths=widths)
