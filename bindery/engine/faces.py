"""The catalogue of type: which families there are and what brings their files. For `fonts` and `setup`.

Standard library only, for the set-up must read it before anything is installed.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

STYLES = ("Regular", "It", "Semibold", "SemiboldIt", "Bold", "BoldIt", "Light", "LightIt", "Black", "BlackIt")
"""The styles taken of the Source families, as their files are named."""

ROOTS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "~/.local/share/fonts",
    "~/.fonts",
)
"""Where systems keep fonts; of two files with one name the first counts."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A family whose files lie in a Python package, ready to use."""

    name: str
    package: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """A family that comes as variable fonts in a Python package; static faces are cut from them."""

    name: str
    package: str
    roman: str
    italic: str
    stem: str
    """The start of the PostScript names of the faces that are cut."""


@dataclass(frozen=True, slots=True)
class System:
    """Families that the system's packages bring; one collection may hold several."""

    names: tuple[str, ...]
    files: tuple[str, ...]
    optional: tuple[str, ...] = ()
    """Taken when they are there: releases of a distribution differ in them."""
    whole: str = ""
    """A single collection with all weights that may stand for `files`, as macOS's packages have it."""

    def present(self) -> tuple[str, ...]:
        """The names of the files that this system has of the family; empty unless they make it whole."""
        have = installed()
        if all(file in have for file in self.files):
            return tuple(file for file in (*self.files, *self.optional) if file in have)
        return (self.whole,) if self.whole in have else ()


_REGIONS = ("TC", "SC", "HK", "JP", "KR")

PACKED = (
    Packed("Source Serif Pro", "font_source_serif_pro", tuple(f"SourceSerifPro-{s}.ttf" for s in STYLES)),
    Packed("Source Sans Pro", "font_source_sans_pro", tuple(f"SourceSansPro-{s}.ttf" for s in STYLES)),
    Packed(
        "Amiri",
        "fontpkg_amiri",
        ("Amiri-Regular.ttf", "Amiri-Italic.ttf", "Amiri-Bold.ttf", "Amiri-BoldItalic.ttf"),
    ),
)

VARIABLE = (
    Variable(
        "EB Garamond",
        "fontpkg_eb_garamond",
        "EBGaramond[wght].ttf",
        "EBGaramond-Italic[wght].ttf",
        "EBGaramond",
    ),
    Variable(
        "Source Code Pro",
        "fontpkg_source_code_pro",
        "SourceCodePro[wght].ttf",
        "SourceCodePro-Italic[wght].ttf",
        "SourceCodePro",
    ),
)

SYSTEM = (
    System(
        tuple(f"Noto Serif CJK {r}" for r in _REGIONS),
        ("NotoSerifCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc"),
        whole="NotoSerifCJK.ttc",
    ),
    System(
        (*(f"Noto Sans CJK {r}" for r in _REGIONS), *(f"Noto Sans Mono CJK {r}" for r in _REGIONS)),
        ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
        whole="NotoSansCJK.ttc",
    ),
    System(("LXGW WenKai",), ("LXGWWenKai-Regular.ttf",), ("LXGWWenKai-Bold.ttf", "LXGWWenKai-Medium.ttf")),
)


@cache
def installed() -> dict[str, Path]:
    """The font files that `SYSTEM` speaks of, by name, as far as this system has them."""
    wanted = {file for system in SYSTEM for file in (*system.files, *system.optional, system.whole)}
    found: dict[str, Path] = {}
    for root in ROOTS:
        for folder, _, files in os.walk(os.path.expanduser(root)):  # noqa: PTH111  (Path's raises without a home)
            for file in wanted.intersection(files):
                found.setdefault(file, Path(folder, file))
    return found


def absent() -> tuple[str, ...]:
    """The families that the system's packages should have brought and did not."""
    return tuple(name for system in SYSTEM if not system.present() for name in system.names)
