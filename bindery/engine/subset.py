"""Fonts made small: HarfBuzz keeps the glyphs that a book's characters need. Used by `outputs.epub_fonts`.

A font says itself whether it may be embedded (`fsType` of its OS/2 table, after the OpenType specification).
What is made here gets a name of its own: licences as the OFL reserve the name for the font as a whole.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection, TTFont, TTLibError

RESTRICTED, NO_SUBSETTING, BITMAPS_ONLY = 0x0002, 0x0100, 0x0200
"""Bits of fsType that forbid something."""
_STYLES = {
    (False, False): {"Regular", "Roman", "Book"},
    (False, True): {"It", "Italic"},
    (True, False): {"Bold"},
    (True, True): {"BoldIt", "BoldItalic"},
}
_NAMES = (0, 13, 14)
"""Names that are kept: the copyright, the licence and its address."""


class BadFont(Exception):
    """Raised with the reason, in words for the writer, when bytes are no font that may be embedded."""


@dataclass(frozen=True, slots=True)
class Face:
    """One face: its bytes, and its place in them when they are a collection."""

    data: bytes
    index: int = 0

    @property
    def family(self) -> str:
        """The name of the family. Raises `BadFont`."""
        return str(self._opened()["name"].getBestFamilyName() or "")

    @property
    def flavour(self) -> str:
        """``otf`` for outlines of PostScript, ``ttf`` for those of TrueType. Raises `BadFont`."""
        return "otf" if "CFF " in self._opened() else "ttf"

    def judged(self) -> Face:
        """The face itself, when its licence bits allow to embed it. Raises `BadFont`."""
        bits = self._opened()["OS/2"].fsType
        # Older fonts may set several of the first bits; the least restrictive counts.
        if bits & RESTRICTED and not bits & 0x000C:
            raise BadFont("says that it may not be embedded without leave of its maker (fsType)")
        if bits & BITMAPS_ONLY:
            raise BadFont("says that only its bitmaps may be embedded (fsType)")
        return self

    @property
    def is_whole(self) -> bool:
        """Whether the face may only be embedded as a whole."""
        return bool(self._opened()["OS/2"].fsType & NO_SUBSETTING)

    def _opened(self) -> Any:
        try:
            font = TTFont(io.BytesIO(self.data), fontNumber=self.index, lazy=True)
            if "OS/2" not in font or "name" not in font:
                raise BadFont("lacks the tables that say what it is")
        except (TTLibError, ValueError, KeyError, AssertionError, OSError, EOFError) as bad:
            raise BadFont("cannot be read as a font; use TTF or OTF") from bad
        return font


def face_of(family: str, files: Iterable[Path], *, bold: bool, italic: bool) -> Face | None:
    """The face of a family in one style, from its files; None when there is no such face."""
    for file in files:
        if file.stem.rpartition("-")[2] not in _STYLES[bold, italic]:
            continue
        if file.suffix != ".ttc":
            return Face(file.read_bytes())
        with TTCollection(file, lazy=True) as collection:
            names = [font["name"].getBestFamilyName() for font in collection.fonts]
        return Face(file.read_bytes(), names.index(family))
    return None


def subset(face: Face, characters: Iterable[str], name: str, *, lean: bool) -> bytes:
    """The face with the glyphs of these characters only, under a new name.

    `lean` leaves out what layout across the page does not need: the alternates and vertical forms of Chinese,
    Japanese and Korean faces are more than half of them.
    """
    import uharfbuzz  # noqa: PLC0415 - few books bring their type

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update(map(ord, characters))
    wanted.flags = uharfbuzz.SubsetFlags.NO_HINTING
    if lean:
        wanted.layout_feature_tag_set.clear()
    made = uharfbuzz.subset(uharfbuzz.Face(uharfbuzz.Blob(face.data), face.index), wanted)
    return _renamed(bytes(made.blob.data or b""), name)


def _renamed(data: bytes, name: str) -> bytes:
    font = TTFont(io.BytesIO(data), recalcTimestamp=False)
    names = font["name"]
    names.names = [record for record in names.names if record.nameID in _NAMES]
    for number, text in ((1, name), (2, "Regular"), (3, name), (4, name), (6, name)):
        names.setName(text, number, 3, 1, 0x409)
    if "CFF " in font:
        font["CFF "].cff.fontNames[0] = name
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
