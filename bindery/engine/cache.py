"""Where things lie that are made once and can be made again: cut faces, fontconfig's index."""

from __future__ import annotations

import os
import sys
import tempfile
from functools import cache
from pathlib import Path


def folders() -> tuple[Path, ...]:
    """Where made things may lie, best place first: the virtualenv, the user's cache, the temporary folder."""
    found = [Path(sys.prefix, "share/bindery")] if sys.prefix != sys.base_prefix else []
    if base := os.environ.get("XDG_CACHE_HOME"):
        found.append(Path(base, "bindery"))
    elif home := os.environ.get("HOME"):
        found.append(Path(home, ".cache/bindery"))
    found.append(Path(tempfile.gettempdir(), f"bindery-{os.getuid()}"))
    return tuple(folder for folder in found if _ours(folder))


def kept(name: str) -> Path | None:
    """The thing of that name, from whichever folder has it."""
    return next((folder / name for folder in folders() if (folder / name).exists()), None)


@cache
def writable() -> Path:
    """The first of the folders that can be written to; when none can, a new temporary one."""
    for folder in folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return folder
        except OSError:
            continue
    return Path(tempfile.mkdtemp(prefix="bindery-"))


def _ours(folder: Path) -> bool:
    """Tell whether a folder is absent, or belongs to this user or to root: others' files are not trusted."""
    try:
        return folder.stat().st_uid in {0, os.getuid()}
    except OSError:
        return True
