"""The pages of a part drawn for both files, as objects that can stand anywhere. Used by `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pydyf

from bindery.engine import boxes, neighbours, slots
from bindery.engine.bared import bare
from bindery.engine.conform import X_VERSIONS, show_links
from bindery.engine.finish import tidy
from bindery.engine.flow import Spot
from bindery.engine.founts import founts_of, without
from bindery.engine.galley import Fount, Galley, Kind, Leaf, Plate
from bindery.engine.plain import Sheets, pressed
from bindery.engine.plates import drawings_of, is_plain, name_cells, objects_of, pages_of, plate_of, thing
from bindery.engine.press import Press
from bindery.engine.relocate import Block
from bindery.engine.slots import Slot

_PT = 0.75  # points in WeasyPrint's pixel


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
    drawn = objects_of(on_screen, pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True)
    inked, on_press = _for_press(sheets, files, drawn, on_screen, may_draw=not found)
    kept = _without_figures(drawn, found)
    printed = pressed(inked, files.press)
    for pdf in (drawn, inked) if found else ():
        for stream in drawings_of(pdf):
            stream.compress = False
    screen = replace(_for_screen(drawn, files, part.name), founts=kept(founts_of(on_screen)))
    press = replace(plate_of(inked), founts=kept(on_press))
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
    shown = [slots.used(stream.stream) for stream in drawings_of(pdf)] if found else []
    figures = {(slot.face, int(glyph, 16)) for slot in found for glyph in slot.glyphs}
    figures -= {(face, glyph) for each in shown for face, glyphs in each.items() for glyph in glyphs}

    def kept(founts: tuple[Fount, ...]) -> tuple[Fount, ...]:
        return tuple(
            without(fount, {glyph for face, glyph in figures if face == fount.name}) for fount in founts
        )

    return kept


def heads_of(document: Any, kinds: Sequence[tuple[Kind, bool]], files: Files) -> Galley:
    """The galley of pages that have nothing but what stands in their margins. Only what is drawn is kept of
    them, and the whole page of those that are said to be alone."""
    sheets = Sheets(document, ())
    on_screen = sheets.copy(bleed=False)
    drawn = objects_of(on_screen, pdf_variant="pdf/ua-1", pdf_version="1.7", pdf_tags=True)
    inked, founts = _for_press(sheets, files, drawn, on_screen)
    for stream in drawings_of(drawn):
        _mark_as_artifacts(stream.stream)
    printed = pressed(inked, files.press)
    alone = [is_alone for _, is_alone in kinds]
    if not is_plain(drawn, alone):
        nothing = Plate(Block(), (), ())
        return Galley((), nothing, nothing, printed, unfit="heads are drawn with more than type and areas")
    leaves = tuple(
        Leaf(kind, None, (), page.height) for (kind, _), page in zip(kinds, document.pages, strict=True)
    )
    screen = replace(plate_of(drawn, alone), founts=founts_of(on_screen))
    return Galley(leaves, screen, replace(plate_of(inked, alone), founts=founts), printed)


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
    resources = thing(drawn, pages_of(drawn)[0]["Resources"])
    simple = not any(resources[kind] for kind in ("XObject", "Pattern", "Shading"))
    states = resources["ExtGState"]
    if simple and all(name[0] in "aA" for name in states):
        for page, stream in zip(document.pages, drawings_of(drawn), strict=True):
            page.paint = _again(bare(stream.stream[1:]), states)
        pdf = objects_of(document, pdf_version=version_of(files.press))
        return pdf, founts_of(on_screen, lent=False)
    if not may_draw:
        raise slots.Unalike
    pdf = objects_of(document, pdf_version=version_of(files.press))
    return pdf, founts_of(document)


def _again(items: Sequence[Any], states: Mapping[str, Any]) -> Callable[..., None]:
    """What draws a page as it was drawn before."""

    def paint(stream: Any, _: float) -> None:
        stream.stream += items
        own = stream._resources["ExtGState"]  # noqa: SLF001 - there is no public way to it
        own |= {name: pydyf.Dictionary(state) for name, state in states.items() if name not in own}

    return paint


def _for_screen(pdf: Any, files: Files, name: str) -> Plate:
    tidy(pdf)
    if files.archive:
        show_links(pdf)
    name_cells(pdf, name)
    return plate_of(pdf)


def version_of(press: Press) -> str:
    """The version of PDF that the press's file has."""
    return X_VERSIONS[press.conformance.standard] if press.conformance else "1.7"


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
