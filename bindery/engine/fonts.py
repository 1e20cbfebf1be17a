"""Which type there is, and a fontconfig that sees nothing else. Used before WeasyPrint lays out a page.

The system's own fontconfig is never read: no default of the machine may leak into a book. Faces come
from packages that the set-up names; what must be made from them lies in a cache beside the virtualenv.
"""

from __future__ import annotations

import ctypes.util
import functools
import importlib
import os
import shutil
import tempfile
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from html import escape
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from fontTools.ttLib import TTCollection

from bindery.engine import cache, faces
from bindery.engine.cut import cut

_LIBRARIES = (
    "libgobject-2.0.so.0",
    "libpango-1.0.so.0",
    "libharfbuzz.so.0",
    "libharfbuzz-subset.so.0",
    "libfontconfig.so.1",
    "libpangoft2-1.0.so.0",
)
"""What WeasyPrint loads, by the names on Linux."""

FALLBACKS = {"\u2011": "\u2010"}
"""What HarfBuzz draws in place of a character that a font lacks."""

SILENT = {"Cc", "Cf", "Zs", "Zl", "Zp"}
"""Categories that leave no ink, so that no font need have them."""


@functools.cache
def available() -> Mapping[str, tuple[Path, ...]]:
    """Each family that can be set on this machine, and its files. The first call may cut faces (seconds)."""
    found: dict[str, tuple[Path, ...]] = {}
    for packed in faces.PACKED:
        if folder := package_files(packed.package):
            found[packed.name] = tuple(folder / file for file in packed.files)
    for variable in faces.VARIABLE:
        if folder := package_files(variable.package):
            found[variable.name] = cut(variable, folder)
    for system in faces.SYSTEM:
        if present := system.present():
            found |= dict.fromkeys(system.names, tuple(faces.installed()[file] for file in present))
    return MappingProxyType(found)


def missing(families: Iterable[str]) -> tuple[str, ...]:
    """Those of the families that this machine cannot set, in the given order."""
    return tuple(family for family in families if family not in available())


def fontconfig(families: Sequence[str]) -> Path:
    """Write the configuration that lets fontconfig see exactly these families; unknown ones are left out.

    The same families give the same file. Their order is the order in which they stand in for one
    another when a style sheet asks for a family that is not there.
    """
    known = [family for family in families if family in available()]
    files = sorted({file for family in known for file in available()[family]})
    key = sha256("\n".join([*known, *map(str, files)]).encode()).hexdigest()[:16]
    place = cache.writable() / "fontconfig" / key
    if not (place / "fonts.conf").exists():
        _furnish(place, known, files)
    return place / "fonts.conf"


def _furnish(place: Path, families: list[str], files: list[Path]) -> None:
    """A folder with links to the files, and the configuration that names it; put in place at one stroke.

    Links, because a package's folder has other files of the same family (OTF beside TTF), and which of them
    fontconfig takes is not the same on every system and in every run, whatever `selectfont` says.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=place.parent))
    (made / "faces").mkdir()
    for file in files:
        (made / "faces" / file.name).symlink_to(file)
    (made / "fonts.conf").write_text(_configuration(families, set(files), place / "faces"), encoding="utf-8")
    made.chmod(0o755)
    try:
        made.rename(place)
    except OSError:  # another process was quicker
        shutil.rmtree(made)


def use(configuration: Path) -> None:
    """Point fontconfig, in this process and its children, at a file of `fontconfig`.

    WeasyPrint loads the configuration once when imported and anew for each `FontConfiguration`,
    so call this before both: the import would else index every font of the system.
    """
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    for name in ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT", "FC_LANG", "PANGO_LANGUAGE"):
        os.environ.pop(name, None)
    _import_weasyprint()


@functools.cache
def _import_weasyprint() -> None:
    """Import WeasyPrint's door to Pango. It asks for libraries by the names that they have on other systems
    before those of Linux, and for each Python runs compilers and linkers, some fifty processes. Where the
    loader knows the libraries by name, that search is left out."""
    search = ctypes.util.find_library
    try:
        if _are_known():
            ctypes.util.find_library = _found_by_name_alone
        importlib.import_module("weasyprint.text.ffi")
    finally:
        ctypes.util.find_library = search


def _found_by_name_alone(name: str) -> str | None:  # noqa: ARG001 - as ctypes has it
    return None


def _are_known() -> bool:
    try:
        for name in _LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def covers(families: Iterable[str], char: str) -> bool:
    """Tell whether one of the families can draw the character (or it needs no ink)."""
    if unicodedata.category(char) in SILENT or _is_variation_selector(char):
        return True
    return any(_draws(_characters(family), char) for family in families if family in available())


def uncovered(text: Iterable[str], families: Sequence[str]) -> set[str]:
    """The characters of a text, or of a set, that none of the families can draw."""
    return {char for char in set(text) if not covers(families, char)}


def package_files(package: str) -> Path | None:
    """The folder of font files in a Python package, or None when it is not installed."""
    spec = find_spec(package)
    return Path(spec.origin).parent / "files" if spec and spec.origin else None


def _configuration(families: list[str], files: set[Path], folder: Path) -> str:
    """The text of the configuration: the folder of faces, and nothing of the system."""
    # A collection holds the families of five regions; those not asked for must not stand in for others.
    siblings = [name for name, its in available().items() if name not in families and files & set(its)]
    return "\n".join(
        [
            '<?xml version="1.0"?>',
            '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
            "<fontconfig>",
            f"<dir>{escape(str(folder))}</dir>",
            f"<cachedir>{escape(str(cache.writable() / 'fontconfig' / 'cache'))}</cachedir>",
            "<selectfont>",
            *(f"<rejectfont>{_pattern(name)}</rejectfont>" for name in siblings),
            "</selectfont>",
            '<match target="pattern"><edit name="family" mode="append_last" binding="weak">',
            *(f"<string>{escape(family)}</string>" for family in families),
            "</edit></match>",
            "<config><rescan><int>0</int></rescan></config>",
            "</fontconfig>",
            "",
        ]
    )


def _pattern(family: str) -> str:
    return f'<pattern><patelt name="family"><string>{escape(family)}</string></patelt></pattern>'


def _is_variation_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _draws(characters: frozenset[int], char: str) -> bool:
    """Tell whether HarfBuzz finds a way to draw it: as it is, by a stand-in, or put together of its parts."""
    if ord(char) in characters or ord(FALLBACKS.get(char, char)) in characters:
        return True
    parts = unicodedata.normalize("NFD", char)
    return parts != char and all(ord(part) in characters for part in parts)


@functools.cache
def _characters(family: str) -> frozenset[int]:
    """The code points that the regular face of a family draws."""
    import uharfbuzz  # noqa: PLC0415 - takes a twentieth of fontTools' time for a face of China

    file, index = available()[family][0], 0
    if file.suffix == ".ttc":
        names = (font["name"].getBestFamilyName() for font in TTCollection(file, lazy=True).fonts)
        index = next(index for index, name in enumerate(names) if name == family)
    return frozenset(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)), index).unicodes)
