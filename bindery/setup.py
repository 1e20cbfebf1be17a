"""Sets up what a build or the tests need; the first thing that `build.py` calls. Standard library only.

Two layers, each looked at before it is touched: what the system brings (`system`: Pango, HarfBuzz,
Chinese type) and Python packages, which go into `.venv` by `requirements.lock`, hash by hash. Where both
are there, nothing happens. The `bindery` command that pip installs never sets up, it only asks `lacking`.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tomllib
from enum import StrEnum
from hashlib import sha256
from importlib import metadata
from pathlib import Path
from typing import NoReturn

from bindery import system
from bindery.engine import faces

ROOT = Path(__file__).resolve().parent.parent
DIVIDER = "# ---- for the tests only ----"
"""The line of `requirements.lock` above which stands all that a build needs."""
ONCE = "BINDERY_SET_UP"
"""Set in the environment of the interpreter that follows a set-up: one that did not help is not repeated."""
STAMP = "bindery-filled"
"""The file in `.venv` that says what it was filled from; written last."""
UNFINISHED = "bindery-unfinished"
"""The file in `.venv` that stands there while it is being filled; left behind when that was cut short."""


class Need(StrEnum):
    """What the run is for; the tests need all that a build needs, and more."""

    BUILD = "build"
    TEST = "test"


def ensure(argv: list[str], root: Path = ROOT) -> None:
    """Return when this interpreter can do what `argv` asks for; else set up and start again in `.venv`."""
    need = Need.TEST if argv[:1] == ["test"] else Need.BUILD
    fit = importable(need, root)
    if parts := system.absent(venv=not fit and not is_filled(need, root)):
        _bring(parts)
    if fit:
        return
    if os.environ.get(ONCE):
        stop(f"{root / '.venv'} was filled, yet lacks packages. Remove that folder and run again.")
    with (root / "requirements.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # A second run waits here, then finds all done.
        if not is_filled(need, root):
            _fill(need, root)
    os.environ |= {ONCE: "1"} | system.library_paths()
    python = str(root / ".venv/bin/python")
    os.execv(python, [python, str(root / "build.py"), *argv])  # noqa: S606  (no shell is wanted)


def importable(need: Need, root: Path = ROOT) -> bool:
    """Tell whether this interpreter has the packages that pyproject.toml names, its exact pins included."""
    return all(_is_met(requirement) for requirement in requirements(need, root))


def requirements(need: Need, root: Path = ROOT) -> list[str]:
    """The packages that pyproject.toml names for a need."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    tests = project["optional-dependencies"]["test"] if need is Need.TEST else []
    return [*project["dependencies"], *tests]


def lacking() -> str:
    """What this system lacks and how to bring it, for people; empty when nothing is amiss."""
    parts = system.absent()
    return _advice(parts) if parts else ""


def locked(need: Need, root: Path = ROOT) -> str:
    """The part of `requirements.lock` that is installed for a need."""
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    return text if need is Need.TEST else text.partition(DIVIDER)[0]


def is_filled(need: Need, root: Path = ROOT) -> bool:
    """Tell whether `.venv` was filled to its end: from this lock, by this Python, for this need."""
    venv = root / ".venv"
    if (venv / UNFINISHED).exists() or not (venv / STAMP).exists() or not (venv / "bin/python").exists():
        return False
    return stamp(need, root) in (venv / STAMP).read_text(encoding="utf-8").splitlines()


def stamp(need: Need, root: Path) -> str:
    """A line that differs whenever the lock, the need or the Python does."""
    digest = sha256(locked(need, root).encode()).hexdigest()
    return f"{need} {sys.version_info.major}.{sys.version_info.minor} {digest}"


def say(line: str) -> None:
    """Tell the user which step comes now."""
    sys.stderr.write(f"setting up: {line}\n")
    sys.stderr.flush()


def stop(text: str) -> NoReturn:
    """End the run with a message: the set-up cannot go on."""
    sys.stderr.write(f"bindery: {text}\n")
    raise SystemExit(2)


def name_of(requirement: str) -> str:
    """The package that a requirement speaks of, as the lock writes it."""
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower()


def _is_met(requirement: str) -> bool:
    pin = re.search(r"==([\w.]+)", requirement)
    try:
        version = metadata.version(name_of(requirement))
    except metadata.PackageNotFoundError:
        return False
    return pin is None or _numbers(pin[1]) == _numbers(version)


def _numbers(version: str) -> list[int]:
    """The numbers of a version: 1.2 and 1.002 are one release, and one package calls itself both."""
    return [int(digits) for digits in re.findall(r"\d+", version)]


def _advice(parts: tuple[system.Part, ...]) -> str:
    names = ", ".join(part.name for part in parts)
    if using := system.manager():
        by_hand = [part.name for part in parts if using not in part.packages]
        rest = f"\nand install by hand, for no package has it: {', '.join(by_hand)}\n" if by_hand else ""
        return f"this system lacks {names}. Run once:\n\n  {system.command(parts, using)}\n{rest}"
    return f"this system lacks {names}. Install them with its package manager, then run again."


def _bring(parts: tuple[system.Part, ...]) -> None:
    """Install what the system lacks, or say how and stop."""
    if not system.is_ours_to_change():
        stop(_advice(parts))
    say(f"{', '.join(part.name for part in parts)} (apt-get, once)…")
    if words := system.install(parts):
        stop(f"apt-get could not install them; its last words:\n\n{words}\n\n{_advice(parts)}")
    faces.installed.cache_clear()


def _fill(need: Need, root: Path) -> None:
    """Fill `.venv` from the lock; from nothing, unless it only lacks what the tests need."""
    venv = root / ".venv"
    fresh = not is_filled(Need.BUILD, root)
    if fresh:
        say(f"a virtualenv in {venv} (once)…")
        _start(venv)
    (venv / UNFINISHED).touch()
    say(f"Python packages for a {need}, checked against requirements.lock (once, a minute or two)…")
    _install(venv, locked(need, root))
    if fresh:
        say("cutting EB Garamond and Source Code Pro into their weights (once)…")
        _run([str(venv / "bin/python"), "-c", "from bindery.engine import fonts; fonts.available()"], root)
    stamps = {stamp(Need.BUILD, root), stamp(need, root)}
    (venv / STAMP).write_text("\n".join(sorted(stamps)) + "\n", encoding="utf-8")
    (venv / UNFINISHED).unlink()


def _start(venv: Path) -> None:
    """Make an empty virtualenv, in place of one that is stale or was left half made."""
    shutil.rmtree(venv, ignore_errors=True)
    venv.mkdir()
    (venv / UNFINISHED).touch()
    _run([sys.executable, "-m", "venv", str(venv)], venv.parent)


def _install(venv: Path, requirements: str) -> None:
    file = venv / "bindery-requirements.txt"
    file.write_text(requirements, encoding="utf-8")
    options = [
        "--quiet",
        "--no-input",
        "--disable-pip-version-check",
        "--require-hashes",
        "--only-binary=:all:",
    ]
    _run([str(venv / "bin/python"), "-m", "pip", "install", *options, "-r", str(file)], venv.parent)


def _run(arguments: list[str], folder: Path) -> None:
    """Run a program silently; when it fails, repeat its last words and stop."""
    done = subprocess.run(  # noqa: S603  (our own words, no shell)
        arguments,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode:
        words = "\n".join(done.stdout.splitlines()[-15:])
        stop(f"the set-up failed in `{' '.join(arguments[:4])} …`; its last words:\n\n{words}\n")
