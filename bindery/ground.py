"""What Bindery stands on, as one digest: its own files, packages, libraries, type. Used by `inputs`, and
where something is kept that was made with it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bindery import system
from bindery.engine import fonts
from bindery.theme import TEMPLATES

_PACKAGE = Path(__file__).parent


@cache
def ground() -> str:
    """A digest of Bindery and of what it stands on, without any book."""
    digest = hashlib.sha256()
    for row in (*bindery(), *beneath()):
        digest.update(f"{row!r}\n".encode())
    return digest.hexdigest()


def bindery() -> Iterator[tuple[str, ...]]:
    """Bindery's own files: code, tables, templates."""
    for root in dict.fromkeys((_PACKAGE, TEMPLATES)):
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(files):
                path = Path(folder, name)
                yield (path.as_posix(), hashlib.sha256(path.read_bytes()).hexdigest())


def beneath() -> Iterator[tuple[str, ...]]:
    """What Bindery stands on: interpreter, installed packages, libraries, type, the profile of a press."""
    yield (sys.version, sys.platform, unicodedata.unidata_version)
    for place in sys.path:
        if place.endswith("-packages") and Path(place).is_dir():
            yield (place, *sorted(path.name for path in Path(place).glob("*-info")))
    files = {file for family in fonts.available().values() for file in family}
    profile = system.press_profile()
    for file in sorted((*files, *system.loaded(), *([profile] if profile else ()))):
        yield stood(file)


def stood(file: Path) -> tuple[str, ...]:
    """A file as the system knows it: whoever writes it anew changes that. Nobody but a package manager, or
    Bindery, writes these."""
    its = file.stat()
    return (str(file), str(its.st_size), str(its.st_mtime_ns))
