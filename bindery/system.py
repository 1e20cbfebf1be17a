"""What a system must bring that no Python package can: Pango, HarfBuzz, Chinese type. Read by `setup`.

Standard library only. Looks for the libraries and files themselves, not into a package database, so that
it is right however they came. Debian and Ubuntu are proved (`tests/chroot.sh`); the names for Fedora and
macOS are from their package lists and untested.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from bindery.engine import faces

CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
LISTS = Path("/var/lib/apt/lists")


@dataclass(frozen=True, slots=True)
class Part:
    """A thing that the system brings: its name for people; the packages that hold it, by package manager."""

    name: str
    packages: Mapping[str, str] = field(hash=False)


PANGO = Part(
    "Pango", {"apt": "libpango-1.0-0 libpangoft2-1.0-0", "dnf": "pango", "pacman": "pango", "brew": "pango"}
)
HARFBUZZ = Part(
    "HarfBuzz's subsetter",
    {"apt": "libharfbuzz-subset0", "dnf": "harfbuzz", "pacman": "harfbuzz", "brew": "harfbuzz"},
)
SERIF = Part(  # Homebrew has given this one up: NotoSerifCJK.ttc is then to be fetched by hand.
    "Noto Serif CJK",
    {"apt": "fonts-noto-cjk", "dnf": "google-noto-serif-cjk-fonts", "pacman": "noto-fonts-cjk"},
)
SANS = Part(
    "Noto Sans CJK",
    {
        "apt": "fonts-noto-cjk",
        "dnf": "google-noto-sans-cjk-fonts",
        "pacman": "noto-fonts-cjk",
        "brew": "--cask font-noto-sans-cjk",
    },
)
WENKAI = Part(
    "LXGW WenKai",
    {
        "apt": "fonts-lxgw-wenkai",
        "dnf": "lxgw-wenkai-fonts",
        "pacman": "ttf-lxgw-wenkai",
        "brew": "--cask font-lxgw-wenkai",
    },
)
VENV = Part("Python's venv", {"apt": f"python3.{sys.version_info.minor}-venv"})
AUTHORITIES = Part("certificates", {"apt": "ca-certificates"})

LIBRARIES = (
    (PANGO, ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0.0.dylib")),
    (PANGO, ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0.0.dylib")),
    (HARFBUZZ, ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib")),
)
"""Each library under the names that WeasyPrint loads it by, and the part it belongs to."""

MAPS = Path("/proc/self/maps")
"""Where Linux says which files this process has loaded."""
_OF_A_PAGE = re.compile(
    r"/[^ ]*/lib(?:pango|harfbuzz|font|free|fribidi|thai|datrie|graphite|glib|png|z)[^/ ]*$"
)
"""Libraries that have a say in how a page or a file comes out."""

PROFILE = "FOGRA39L_coated.icc"
"""The profile of a press for coated paper by the European standard, which some systems bring."""
PROFILES = (
    "/usr/share/color/icc",
    "/usr/share/color/icc/colord",
    "/usr/share/texlive/texmf-dist/tex/generic/colorprofiles",
    "/usr/share/texmf/tex/generic/colorprofiles",
)

HOMEBREW = ("/opt/homebrew/lib", "/usr/local/lib")
"""Where macOS's packages lie; its loader looks into neither of its own accord."""

COMMANDS = {
    "apt": "apt-get install --no-install-recommends",
    "dnf": "dnf install",
    "pacman": "pacman -S",
}
PROGRAMS = {"apt": "apt-get", "dnf": "dnf", "pacman": "pacman", "brew": "brew"}


def absent(*, venv: bool = False) -> tuple[Part, ...]:
    """The parts that are not there; with `venv`, also those that making a virtualenv takes."""
    families = faces.absent()
    gone = [part for part, names in LIBRARIES if not any(_loads(name) for name in names)]
    gone += [part for part in (SERIF, SANS, WENKAI) if any(name.startswith(part.name) for name in families)]
    gone += [VENV] if venv and find_spec("ensurepip") is None else []
    gone += [AUTHORITIES] if venv and manager() == "apt" and not CERTIFICATES.exists() else []
    return tuple(dict.fromkeys(gone))


def manager() -> str:
    """The package manager of this system as `COMMANDS` names it, or empty when it is none of these."""
    if sys.platform == "darwin":
        return "brew"
    return next((name for name, program in PROGRAMS.items() if shutil.which(program)), "")


def is_ours_to_change() -> bool:
    """Tell whether the parts can be installed from here: by apt, as root."""
    return manager() == "apt" and os.geteuid() == 0


def command(parts: tuple[Part, ...], using: str) -> str:
    """The one command that brings the parts, as a user types it."""
    packages = list(dict.fromkeys(part.packages[using] for part in parts if using in part.packages))
    if using == "brew":
        formulae = [name for name in packages if not name.startswith("--cask")]
        casks = [name for name in packages if name.startswith("--cask")]
        casks = [name.removeprefix("--cask ") for name in casks]
        commands = [("brew install", formulae), ("brew install --cask", casks)]
        return " && ".join(" ".join([word, *names]) for word, names in commands if names)
    root = "" if os.geteuid() == 0 else "sudo "
    update = f"{root}apt-get update && " if using == "apt" and not has_lists() else ""
    return f"{update}{root}{COMMANDS[using]} {' '.join(packages)}"


def library_paths() -> dict[str, str]:
    """What the environment must say so that a new interpreter finds the libraries."""
    return {"DYLD_FALLBACK_LIBRARY_PATH": ":".join(HOMEBREW)} if sys.platform == "darwin" else {}


def has_lists() -> bool:
    """Tell whether apt knows of any package; a fresh image or container often does not."""
    return any(LISTS.glob("*Packages*"))


def install(parts: tuple[Part, ...]) -> str:
    """Bring the parts by apt; return its last words when it failed, else nothing."""
    packages = " ".join(part.packages["apt"] for part in parts).split()
    quiet = ["apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=120"]
    # One of the machine's other sources may be broken; what counts is whether the packages come.
    _run([*quiet, "update"])
    words = _run([*quiet, "--no-install-recommends", "install", *packages])
    if words:  # An apt-get that was killed leaves dpkg a debt, and refuses all until that is paid.
        _run(["dpkg", "--configure", "-a"])
        words = _run([*quiet, "--no-install-recommends", "install", *packages])
    return words


def press_profile() -> Path | None:
    """The profile of a press that this system has."""
    return next((path for folder in PROFILES if (path := Path(folder, PROFILE)).is_file()), None)


def loaded() -> tuple[Path, ...]:
    """The files of the libraries by which pages are set, and of those that they bring along; what Python
    packages hold has a version."""
    names = [name for _, each in LIBRARIES for name in each if _loads(name)]
    if MAPS.exists():
        found = filter(None, map(_OF_A_PAGE.search, MAPS.read_text(encoding="utf-8").splitlines()))
        return tuple(sorted({Path(match[0]) for match in found if "-packages/" not in match[0]}))
    return tuple(path.resolve() for name in names if (path := _in_homebrew(name)))


def _in_homebrew(library: str) -> Path | None:
    return next((path for folder in HOMEBREW if (path := Path(folder, library)).exists()), None)


def _run(arguments: list[str]) -> str:
    done = subprocess.run(  # noqa: S603  (our own words, no shell)
        arguments,
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )
    return "\n".join(done.stdout.splitlines()[-15:]) if done.returncode else ""


def _loads(library: str) -> bool:
    """Tell whether a library is there, by loading it."""
    for folder in ("", *HOMEBREW) if sys.platform == "darwin" else ("",):
        try:
            ctypes.CDLL(os.path.join(folder, library))  # noqa: PTH118  (a bare name must stay bare)
        except OSError:
            continue
        return True
    return False
