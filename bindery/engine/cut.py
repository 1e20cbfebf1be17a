"""Cuts static faces from variable fonts, once for each virtualenv. Called by `fonts`.

One file for each weight is what WeasyPrint, printers and e-book readers are surest with; the packages
that bring these families hold variable fonts only.
"""

from __future__ import annotations

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

import fontTools
from fontTools.ttLib import TTFont

from bindery.engine import cache
from bindery.engine.faces import Variable

RECIPE = "1"
"""Raised when this module makes other faces of the same fonts."""

WEIGHTS = (("Regular", 400), ("SemiBold", 600), ("Bold", 700))
STYLES = tuple((word, weight, italic) for word, weight in WEIGHTS for italic in (False, True))

_REPACKER = "fontTools.ttLib.tables.otBase:USE_HARFBUZZ_REPACKER"

ITALIC, BOLD, REGULAR = 1 << 0, 1 << 5, 1 << 6
"""Bits of OS/2 fsSelection."""


def cut(family: Variable, source: Path) -> tuple[Path, ...]:
    """The static faces of a family, regular before bold, roman before italic; cut if they are not there."""
    name = f"fonts/{family.stem}-{_key(family, source)}"
    folder = cache.kept(name) or make(family, source, cache.writable() / name)
    return tuple(folder / f"{family.stem}-{_style(word, italic)}.ttf" for word, _, italic in STYLES)


def _key(family: Variable, source: Path) -> str:
    """A digest of all that decides how the faces come out."""
    digest = sha256(f"{RECIPE} {fontTools.version}".encode())
    for file in (family.roman, family.italic):
        digest.update((source / file).read_bytes())
    return digest.hexdigest()[:12]


def make(family: Variable, source: Path, target: Path) -> Path:
    """Cut all faces into a new folder, and put that into its place at once; give the place."""
    from fontTools.varLib import instancer  # noqa: PLC0415 - needed once for each virtualenv

    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent))
    for word, weight, italic in STYLES:
        font = TTFont(source / (family.italic if italic else family.roman), recalcTimestamp=False)
        font.cfg[_REPACKER] = False  # its bytes would depend on whether uharfbuzz is there, and which
        face = instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        _name(face, family, word, italic=italic)
        face.save(folder / f"{family.stem}-{_style(word, italic)}.ttf")
    try:
        folder.rename(target)
    except OSError:  # Another process was faster; its faces are the same.
        shutil.rmtree(folder)
    return target


def _style(word: str, italic: bool) -> str:  # noqa: FBT001  (one of two facts that make a name)
    """The style as a PostScript name has it: Regular, Italic, SemiBoldItalic."""
    return (word.removesuffix("Regular") + "Italic") if italic else word


def _name(face: Any, family: Variable, word: str, *, italic: bool) -> None:
    """Give a face the names and flags by which fontconfig, printers and readers find its style."""
    linked = word in {"Regular", "Bold"}
    slope = " Italic" if italic else ""
    subfamily = f"{word}{slope}".removeprefix("Regular ") if linked else slope.strip() or "Regular"
    full = f"{family.name} {word}{slope}".replace(" Regular ", " ")
    names = {1: family.name if linked else f"{family.name} {word}", 2: subfamily, 4: full}
    names |= {6: f"{family.stem}-{_style(word, italic)}", 3: f"{family.stem}-{_style(word, italic)};Bindery"}
    if not linked:
        names |= {16: family.name, 17: f"{word}{slope}"}
    table = face["name"]
    for number in (1, 2, 3, 4, 6, 16, 17, 21, 22, 25):
        table.removeNames(nameID=number)
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    _flag(face, bold=word == "Bold", italic=italic)


def _flag(face: Any, *, bold: bool, italic: bool) -> None:
    """Set the style bits to what the names say; drop the table that described the variations."""
    bits = face["OS/2"].fsSelection & ~(ITALIC | BOLD | REGULAR)
    bits |= (ITALIC if italic else 0) | (BOLD if bold else 0)
    face["OS/2"].fsSelection = bits | (0 if bold or italic else REGULAR)
    face["head"].macStyle = (1 if bold else 0) | (2 if italic else 0)
    del face["STAT"]
