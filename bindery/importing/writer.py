"""Puts an import's files into its folder, and never over what a writer changed there.

A dot file keeps the digest of each file as it was written. A file that differs from it is a writer's; a file
that would come out as before is left alone, whatever became of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bindery.importing.refusal import Refused

STATE = ".bindery-import.json"


@dataclass(frozen=True, slots=True)
class State:
    """What the last import into a folder left there."""

    manuscript: str = ""
    """The SHA-256 of the manuscript; empty when there was no import."""
    accepted: tuple[str, ...] = ()
    options: Mapping[str, str] | None = None
    files: Mapping[str, str] | None = None


def state_of(folder: Path) -> State:
    """The state that a folder keeps."""
    path = folder / STATE
    if not path.is_file():
        return State()
    try:
        raw: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return State(
            str(raw["manuscript"]), tuple(map(str, raw["accepted"])), dict(raw["options"]), dict(raw["files"])
        )
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{path} cannot be read; import into another folder") from None


def write(folder: Path, files: Mapping[str, bytes], state: State) -> int:
    """Write what differs and keep the state; how many files were written. Refuses before it begins."""
    last = state_of(folder).files or {}
    digests = {name: sha256(data).hexdigest() for name, data in files.items()}
    now = {name: _digest(folder / name) for name in {*files, *last}}
    changed = [name for name in files if now[name] != digests[name] and digests[name] != last.get(name)]
    obsolete = [name for name in last if name not in files and now[name]]
    edited = [name for name in changed if now[name] != last.get(name, "")]
    edited += [name for name in obsolete if now[name] != last[name]]
    if edited:
        raise Refused(
            f"{folder} holds files that are not as an import left them: {_listed(edited)}. "
            "Nothing was written; import into another folder"
        )
    for name in changed:
        _place(folder / name, files[name])
    for name in obsolete:
        (folder / name).unlink()
    text = json.dumps(
        {
            "manuscript": state.manuscript, "accepted": sorted(state.accepted), "options": state.options,
            "files": digests,
        },
        indent=2, ensure_ascii=False,
    )  # fmt: skip
    if _digest(folder / STATE) != sha256((text + "\n").encode()).hexdigest():
        _place(folder / STATE, (text + "\n").encode())
    return len(changed)


def _digest(path: Path) -> str:
    """The digest of a file; empty when there is none."""
    if path.is_dir():
        raise Refused(f"{path} is a folder; a file should go there")
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _place(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(data)
    aside.replace(path)


def _listed(names: Iterable[str]) -> str:
    names = sorted(names)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
