"""A small book to be edited, and what a writer may do to it: the ground of `test_fresh` and `test_inputs`."""

from __future__ import annotations

import os
import random
from pathlib import Path

from PIL import Image

from bindery.bounds import Job
from bindery.world import DATE_KEY

NAMES = ("one", "two", "three")
"""The chapters of the book."""


def write(root: Path) -> Path:
    """A book of three chapters with a picture, a sheet and a token of its own, and a warning."""
    (root / "templates/css/print").mkdir(parents=True)
    (root / "templates/css/print/own.css").write_text("p { color: black }\n", "utf-8")
    paint(root, (0, 0, 0))
    for name in NAMES:
        (root / f"{name}.md").write_text(f"# Part {name}\n\n![](dot.png)\n\nWords of {name}.\n", "utf-8")
    order(root, NAMES)
    return root


def paint(root: Path, colour: tuple[int, ...]) -> None:
    """Write the picture: of the same size in any colour."""
    Image.new("RGB", (40, 30), colour).save(root / "dot.png", compress_level=0)


def order(root: Path, names: tuple[str, ...], ink: str = "#000") -> None:
    """Write the book.toml."""
    rows = ", ".join(f'"{name}.md"' for name in names)
    head = f'[book]\ntitle = "A Walk"\nlanguage = "en"\nchapters = [{rows}]\n'
    (root / "book.toml").write_text(f'{head}\n[theme.tokens]\nink = "{ink}"\n', "utf-8")


def job(root: Path, out: Path, *outputs: str) -> Job:
    """The job of building it."""
    return Job(root, root.name, out, outputs or ("epub",))


def change(root: Path, chance: random.Random) -> None:
    """Write new words into a chapter."""
    (root / f"{chance.choice(NAMES)}.md").write_text(f"# New\n\n![](dot.png) {chance.random()}\n", "utf-8")


def move(root: Path, chance: random.Random) -> None:
    """Put the chapters into another order."""
    order(root, tuple(chance.sample(NAMES, k=len(NAMES))))


def remove(root: Path, chance: random.Random) -> None:
    """Leave a chapter out."""
    order(root, tuple(chance.sample(NAMES, k=2)))


def add(root: Path, chance: random.Random) -> None:
    """A chapter more."""
    (root / "more.md").write_text(f"# More\n\n{chance.random()}\n", "utf-8")
    order(root, (*NAMES, "more"))


def repaint(root: Path, chance: random.Random) -> None:
    """Another picture under the same name, of the same size and time."""
    times = (root / "dot.png").stat()
    paint(root, tuple(chance.randbytes(3)))
    os.utime(root / "dot.png", ns=(times.st_atime_ns, times.st_mtime_ns))


def dye(root: Path, chance: random.Random) -> None:
    """Another value for a token."""
    order(root, NAMES, ink=f"#{chance.randrange(0x1000):03x}")


def restyle(root: Path, chance: random.Random) -> None:
    """Another sheet of the book's own."""
    (root / "templates/css/print/own.css").write_text(
        f"p {{ color: rgb({chance.randrange(90)} 0 0) }}\n", "utf-8"
    )


def rephrase(root: Path, chance: random.Random) -> None:
    """Another word of the book's own."""
    (root / "templates/words.toml").write_text(f'[en]\ncontents = "List {chance.random()}"\n', "utf-8")


def date(_: Path, chance: random.Random) -> None:
    """Another day."""
    os.environ[DATE_KEY] = str(chance.randrange(10**9))


EDITS = (change, move, remove, add, repaint, dye, restyle, rephrase, date)
