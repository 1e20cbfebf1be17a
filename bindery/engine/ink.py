"""Screen colours become printing inks: a PDF's drawing is rewritten before it is written. Used by `plain`.

WeasyPrint draws in RGB, where black is a mixture. On a press black is an ink of its own: text of four inks
has coloured fringes wherever the sheets shift by a hair. Each operator is one item of a stream here, so that
it is exchanged without reading the drawing around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pydyf

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""

_RGB = re.compile(rb"(\S+) (\S+) (\S+) (rg|RG)")
_LAB_SPACE = re.compile(rb"/lab-d(50|65) (cs|CS)")
_LAB = re.compile(rb"(\S+) (\S+) (\S+) (scn|SCN)")
_INKS = re.compile(rb"(\S+) (\S+) (\S+) (\S+) (k|K|scn|SCN)")
_DARK = 0.9  # of the black ink: what is so dark is meant to be black
_OPERATOR = {b"rg": b"k", b"RG": b"K", b"scn": b"k", b"SCN": b"K"}
_WHITES = {b"50": (0.96422, 1.0, 0.82521), b"65": (0.95047, 1.0, 1.08883)}
_TO_RGB = {
    b"50": ((3.13386, -1.61687, -0.49061), (-0.97877, 1.91614, 0.03345), (0.07195, -0.22899, 1.40524)),
    b"65": ((3.24045, -1.53714, -0.49853), (-0.96927, 1.87601, 0.04156), (0.05564, -0.20403, 1.05723)),
}
"""From XYZ under a white to linear sRGB."""
_GREYISH = 0.02  # a tint that nobody sees as a colour would cost three more plates


def inks_of(red: float, green: float, blue: float) -> Inks:
    """The inks of a screen colour; a grey is a tint of black alone. As much black as the colour allows, so
    that two other inks at most lie below it."""
    lightest = max(red, green, blue)
    if lightest - min(red, green, blue) < _GREYISH:
        return (0.0, 0.0, 0.0, _short(1 - (red + green + blue) / 3))
    cyan, magenta, yellow = (_short((lightest - part) / lightest) for part in (red, green, blue))
    return (cyan, magenta, yellow, _short(1 - lightest))


def ink(pdf: Any) -> None:
    """Turn every colour of a `pydyf.PDF` into inks; name the space of pictures that are left in RGB."""
    pictures = []
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream):
            if thing.extra.get("Subtype") == "/Image":
                pictures.append(thing)
            else:
                thing.stream = list(_inked(thing.stream))
                _ink_group(thing.extra.get("Group"))
        elif isinstance(thing, pydyf.Dictionary) and "ShadingType" in thing:
            _ink_shading(thing)
    _name_space(pdf, [picture for picture in pictures if picture.extra.get("ColorSpace") == "/DeviceRGB"])


def mixed_blacks(pdf: Any) -> Iterator[tuple[int, str]]:
    """Pages (from 0) of an inked `pydyf.PDF` that draw in a black of several inks, or still in RGB."""
    for number, page in enumerate(pdf.pages["Kids"][::3]):
        stream = pdf.objects[int(pdf.objects[page]["Contents"].split()[0])]
        yield from ((number, fault) for fault in dict.fromkeys(_faults(stream.stream)))


def _faults(items: list[Any]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, bytes):
            continue
        if found := _INKS.fullmatch(item):
            inks = [float(part) for part in found.groups()[:4]]
            if inks[3] >= _DARK and sum(inks[:3]) > 0:
                shares = " ".join(f"{100 * part:.0f}" for part in inks)
                yield f"a black of several inks ({shares} %)"
        elif _RGB.fullmatch(item):
            yield "a colour of the screen"


def is_transparent(pdf: Any) -> bool:
    """Tell whether anything in a `pydyf.PDF` lets what is below it shine through."""
    for thing in pdf.objects:
        extra = thing.extra if isinstance(thing, pydyf.Stream) else thing
        if isinstance(thing, pydyf.Stream) and ("SMask" in extra or "Group" in extra):
            return True
        states = extra.get("ExtGState", {}) if isinstance(extra, dict) else {}
        if any("SMask" in row or min(row.get("ca", 1), row.get("CA", 1)) < 1 for row in states.values()):
            return True
    return False


def _inked(items: list[Any]) -> Iterator[Any]:
    """A stream's operators, those of colour exchanged. A space for Lab colours is named once before them."""
    white = {b"scn": b"", b"SCN": b""}
    for item in items:
        if not isinstance(item, bytes):
            yield item
        elif found := _RGB.fullmatch(item):
            yield _painted(*inks_of(*(float(part) for part in found.groups()[:3])), found[4])
        elif found := _LAB_SPACE.fullmatch(item):
            white[b"scn" if found[2] == b"cs" else b"SCN"] = found[1]
        elif (found := _LAB.fullmatch(item)) and white[found[4]]:
            lightness, a, b = (float(part) for part in found.groups()[:3])
            yield _painted(*_from_lab(lightness, a, b, white[found[4]]), found[4])
        else:
            if item.endswith((b" cs", b" CS")):
                white[b"scn" if item.endswith(b"cs") else b"SCN"] = b""
            yield item


def _painted(cyan: float, magenta: float, yellow: float, black: float, operator: bytes) -> bytes:
    amounts = f"{cyan:g} {magenta:g} {yellow:g} {black:g} ".encode("ascii")
    return amounts + _OPERATOR[operator]


def _from_lab(lightness: float, a: float, b: float, white: bytes) -> Inks:
    y = (lightness + 16) / 116
    roots = (y + a / 500, y, y - b / 200)
    xyz = [
        full * (root**3 if root > 6 / 29 else (root - 4 / 29) * 108 / 841)
        for full, root in zip(_WHITES[white], roots, strict=True)
    ]
    linear = (sum(share * part for share, part in zip(row, xyz, strict=True)) for row in _TO_RGB[white])
    red, green, blue = (_curved(min(1.0, max(0.0, part))) for part in linear)
    return inks_of(red, green, blue)


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055


def _ink_group(group: Any) -> None:
    """What is transparent is mixed as inks, too."""
    if group is not None and group.get("CS") == "/DeviceRGB":
        group["CS"] = "/DeviceCMYK"


def _ink_shading(shading: Any) -> None:
    if shading["ColorSpace"] == "/DeviceRGB":
        shading["ColorSpace"] = "/DeviceCMYK"
        _ink_function(shading["Function"])


def _ink_function(function: Any) -> None:
    """The two ends of a gradient, or of each of its parts."""
    for end in ("C0", "C1"):
        if end in function:
            function[end] = pydyf.Array(inks_of(*function[end][:3]))
    for part in function.get("Functions", ()):
        _ink_function(part)


def _name_space(pdf: Any, pictures: list[Any]) -> None:
    """RGB that is no screen's in particular means nothing on a press: pictures are sRGB, and say so."""
    if not pictures:
        return
    profile = pydyf.Stream([srgb()], pydyf.Dictionary({"N": 3}), compress=True)
    pdf.add_object(profile)
    for picture in pictures:
        picture.extra["ColorSpace"] = pydyf.Array(["/ICCBased", profile.reference])


def srgb() -> bytes:
    """The ICC profile of sRGB, as WeasyPrint brings it."""
    return (files("weasyprint") / "pdf" / "sRGB2014.icc").read_bytes()


def _short(amount: float) -> float:
    return round(min(1.0, max(0.0, amount)), 4)
