"""A galley: a part of the book that is laid out and drawn, and may stand anywhere in the files. Made by
`make`, kept as bytes, joined by `link`.

The bytes: the line ``BINDERY GALLEY 1``; a line of JSON with all facts (`Galley` without its objects); then
the parts that the facts give sizes of, objects for the screen's file before those for the press's
(`relocate`). Nothing in it is ever executed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bindery.engine import relocate
from bindery.engine.boxes import Box, Picture, Where
from bindery.engine.flow import Spot
from bindery.engine.plain import Printed
from bindery.engine.relocate import Block
from bindery.engine.slots import Slot
from bindery.problems import Place, Problem

MAGIC = b"BINDERY GALLEY 1\n"

Point = tuple[float, float]
"""In points, from the bottom left of a page; of a bookmark in WeasyPrint's pixels from the top left."""
Kind = tuple[str, bool, str, tuple[tuple[str, int], ...]]
"""Of a page: side, whether it is blank, name, groups with the page's place in each."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is known of a page. `reset` is the number that its style gives it, None where it is counted on;
    `strings` what it sets for running heads; `height` is in pixels."""

    kind: Kind
    reset: int | None
    strings: tuple[tuple[str, tuple[str, ...]], ...]
    height: float
    anchors: tuple[tuple[str, Point], ...] = ()
    bookmarks: tuple[tuple[int, str, Point, str], ...] = ()
    start: Spot | None = None


@dataclass(frozen=True, slots=True)
class Fount:
    """A face as a part uses it: its name in the files, how Pango describes it, a size that it is set in (in
    pixels); the text and width (in thousandths of an em) of each glyph."""

    name: str
    described: str
    size: float
    texts: Mapping[int, str]
    widths: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Plate:
    """The objects of a part for one of the files, with places in the block: of each page and its drawing; of
    the elements of structure that hang in the book's; for each page those of its marked content; for each
    link its element. `colours` are the colour spaces, as a dictionary without gaps."""

    block: Block
    pages: tuple[int, ...]
    drawings: tuple[int, ...]
    elements: tuple[int, ...] = ()
    marked: tuple[tuple[int, ...], ...] = ()
    links: tuple[int, ...] = ()
    colours: str = ""
    founts: tuple[Fount, ...] = ()


@dataclass(frozen=True, slots=True)
class Galley:
    """A part of the book."""

    leaves: tuple[Leaf, ...]
    screen: Plate
    press: Plate
    printed: Printed
    problems: tuple[Problem, ...] = ()
    ends: tuple[str, ...] = ()
    """The ids that its links lead to."""
    unfit: str = ""
    """Why it cannot stand by itself, in words; empty when it can."""
    pictures: tuple[Picture, ...] = ()
    """How large they are placed."""
    slots: tuple[Slot, ...] | None = ()
    """The numbers that are to be filled in, whose marks stand in the drawings, which are not packed then;
    None when they were to be, and cannot."""


def to_bytes(galley: Galley) -> bytes:
    """A galley as it is kept."""
    screen, first = relocate.packed(galley.screen.block)
    press, second = relocate.packed(galley.press.block)
    facts = {
        "leaves": [asdict(leaf) for leaf in galley.leaves],
        "plates": [_facts(galley.screen, screen), _facts(galley.press, press)],
        "printed": asdict(galley.printed),
        "problems": [asdict(problem) for problem in galley.problems],
        "ends": galley.ends,
        "unfit": galley.unfit,
        "pictures": [_picture_facts(picture) for picture in galley.pictures],
        "slots": None if galley.slots is None else [asdict(slot) for slot in galley.slots],
    }
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return b"".join((MAGIC, text.encode(), b"\n", *first, *second))


def _facts(plate: Plate, packed: Mapping[str, Any]) -> dict[str, Any]:
    names = ("pages", "drawings", "elements", "marked", "links", "colours")
    founts = [asdict(fount) for fount in plate.founts]
    return {"block": packed, "founts": founts, **{name: getattr(plate, name) for name in names}}


def from_bytes(data: bytes) -> Galley:
    """A galley that was kept. Bytes that `store` vouches for are always one."""
    end = data.index(b"\n", len(MAGIC))
    facts = json.loads(data[len(MAGIC) : end])
    parts = _parts(
        data, end + 1, [size for each in facts["plates"] for size in relocate.sizes(each["block"])]
    )
    screen, press = (_plate(each, parts) for each in facts["plates"])
    printed = facts["printed"]
    mixed = tuple((page, what) for page, what in printed["mixed"])
    return Galley(
        tuple(map(_leaf, facts["leaves"])),
        screen,
        press,
        Printed(printed["transparent"], tuple(printed["in_rgb"]), mixed),
        tuple(Problem(p["code"], p["message"], Place(**p["at"]), p["hint"]) for p in facts["problems"]),
        tuple(facts["ends"]),
        facts["unfit"],
        tuple(map(_picture, facts["pictures"])),
        None if facts["slots"] is None else tuple(map(_slot, facts["slots"])),
    )


def _slot(facts: Mapping[str, Any]) -> Slot:
    return Slot(facts["target"], facts["face"], tuple(facts["glyphs"]), facts["width"])


def _picture_facts(picture: Picture) -> dict[str, Any]:
    at, where = picture.box, picture.where
    box = [at.left, at.top, at.right, at.bottom]
    return {"path": picture.path, "box": box, "section": where.section, "source": where.source}


def _picture(facts: Mapping[str, Any]) -> Picture:
    where = Where(section=facts["section"], source=facts["source"])
    return Picture(where, Box(*facts["box"]), facts["path"])


def _parts(data: bytes, at: int, sizes: list[int]) -> Iterator[bytes]:
    for size in sizes:
        yield data[at : at + size]
        at += size


def _plate(facts: Mapping[str, Any], parts: Iterator[bytes]) -> Plate:
    return Plate(
        relocate.unpacked(facts["block"], parts),
        tuple(facts["pages"]),
        tuple(facts["drawings"]),
        tuple(facts["elements"]),
        tuple(map(tuple, facts["marked"])),
        tuple(facts["links"]),
        facts["colours"],
        tuple(map(_fount, facts["founts"])),
    )


def _leaf(facts: Mapping[str, Any]) -> Leaf:
    side, blank, name, groups = facts["kind"]
    start = facts["start"]
    return Leaf(
        (side, blank, name, tuple((group, place) for group, place in groups)),
        facts["reset"],
        tuple((name, tuple(texts)) for name, texts in facts["strings"]),
        facts["height"],
        tuple((name, (x, y)) for name, (x, y) in facts["anchors"]),
        tuple((level, label, (x, y), state) for level, label, (x, y), state in facts["bookmarks"]),
        None if start is None else Spot(**start),
    )


def _fount(facts: Mapping[str, Any]) -> Fount:
    texts = {int(glyph): text for glyph, text in facts["texts"].items()}
    widths = {int(glyph): width for glyph, width in facts["widths"].items()}
    return Fount(facts["name"], facts["described"], facts["size"], texts, widths)
