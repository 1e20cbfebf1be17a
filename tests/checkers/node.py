"""Node, its packages and a browser for the job of `tests/browser`: found, brought once, or their lack told.

Packages are pinned by `tests/browser/package-lock.json` with a digest for each; they are installed without
running what they bring, into the same folder beside the virtualenv where cut faces lie.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from bindery import system
from bindery.engine import cache
from bindery.system import Part
from checkers.browser import browser

JOB = Path(__file__).parent.parent / "browser"
PACKAGES = ("package.json", "package-lock.json")
NODE = Part("Node.js", {"apt": "nodejs npm", "dnf": "nodejs npm", "pacman": "nodejs npm", "brew": "node"})
CHROMIUM = Part("Chromium", {"apt": "chromium", "dnf": "chromium", "pacman": "chromium"})
OLDEST = 18
"""The first Node.js whose language the job's packages speak."""
TIME_LIMIT = 600


@functools.cache
def lacking() -> str:
    """Why the job cannot run here, in one line; empty when it can. The first call brings what is missing."""
    gone = tuple(part for part, there in ((NODE, _has_node()), (CHROMIUM, bool(browser()))) if not there)
    if gone and system.is_ours_to_change():
        system.install(gone)
    if not _has_node():
        return f"Node.js {OLDEST} or newer and npm are not here"
    if not browser():
        return "there is no Chromium here"
    try:
        modules()
    except (OSError, subprocess.SubprocessError) as fault:
        words = getattr(fault, "stderr", None) or str(fault)
        return f"npm could not install the packages of tests/browser: {str(words).strip().splitlines()[-1]}"
    return ""


@functools.cache
def modules() -> Path:
    """The folder `node_modules` that the lock describes; installed when it is not there."""
    key = sha256(b"".join((JOB / name).read_bytes() for name in PACKAGES)).hexdigest()[:12]
    name = f"browser-{key}"
    return (cache.kept(name) or _install(cache.writable() / name)) / "node_modules"


def run(program: Path, *words: str | Path, feed: str = "", limit: int = TIME_LIMIT) -> str:
    """What a program of the job writes to stdout. Raises `CalledProcessError`."""
    done = subprocess.run(
        ["node", str(program), *map(str, words)],
        input=feed, env=environment(), capture_output=True, text=True, encoding="utf-8", check=True,
        timeout=limit,
    )  # fmt: skip
    return done.stdout


def environment() -> Mapping[str, str]:
    """The variables that name the browser to the packages, and keep them from fetching one of their own."""
    named = {"PUPPETEER_SKIP_DOWNLOAD": "1", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"}
    return os.environ | named | {"PUPPETEER_EXECUTABLE_PATH": browser() or ""}


def _has_node() -> bool:
    if not shutil.which("node") or not shutil.which("npm"):
        return False
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.strip().lstrip("v").partition(".")[0] or 0) >= OLDEST


def _install(target: Path) -> Path:
    """Install into a new folder, and put that into its place at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent))
    for name in PACKAGES:
        shutil.copy(JOB / name, folder)
    subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder, env=environment(), capture_output=True, text=True, check=True, timeout=TIME_LIMIT,
    )  # fmt: skip
    try:
        folder.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(folder)
    return target
