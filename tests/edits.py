"""A small book to be edited, and what a writer may do to it: the ground of `test_fresh`, `test_inputs` and
`test_rebuilt`.

An edit finds the book as the last one left it, so that any row of edits makes a book that can be built.
"""

from __future__ import annotations

import json
import os
import random
import tomllib
from pathlib import Path
from typing import Any

from PIL import Image

from bindery.bounds import Job
from bindery.world import DATE_KEY

NAMES = ("one", "two", "three")
"""The chapters of the book. All link to the first, which no edit leaves out."""
MORE = (*NAMES, "four", "five", "six")
"""Those of a longer book."""
PICTURES = ("dot.png", "\u9ede & dots.png")
"""Two pictures, one with a name that pages have to write in another way. Each chapter has both."""
_INK = "#000"


def write(root: Path, names: tuple[str, ...] = NAMES) -> Path:
    """A book of some chapters with two pictures, notes, a sheet and a token of its own, and a warning."""
    (root / "templates/css/print").mkdir(parents=True)
    (root / "templates/css/print/own.css").write_text("p { color: black }\n", "utf-8")
    for name in PICTURES:
        paint(root, name, (0, 0, 0))
    for name in names:
        put(root, name, f"Part {name}", f"Words of {name}.")
    (root / "book.toml").write_text("[book]\n", "utf-8")
    settle(root, title="A Walk", language="en", chapters=[f"{name}.md" for name in names], ink=_INK)
    return root


def put(root: Path, name: str, title: str, words: str) -> None:
    """Write a chapter."""
    pictures = "\n\n".join(f"![](<{picture}>)" for picture in PICTURES)
    head = f"# {title}\n\n{pictures}\n\n{words}[^1] As [](one.md) has it.\n"
    (root / f"{name}.md").write_text(f"{head}\n[^1]: A note of {name}.\n", "utf-8")


def paint(root: Path, name: str, colour: tuple[int, ...]) -> None:
    """Write a picture: of the same size in any colour."""
    Image.new("RGB", (40, 30), colour).save(root / name, compress_level=0)


def settle(root: Path, *, ink: str = "", openings: str = "", **of_book: object) -> None:
    """Write the book.toml anew; what is not said stays as it was."""
    said: dict[str, Any] = tomllib.loads((root / "book.toml").read_text("utf-8"))
    said["book"] |= of_book
    if openings:
        said["print"] = {"openings": openings}
    if ink:
        said["theme.tokens"] = {"ink": ink}
    elif "theme" in said:
        said["theme.tokens"] = said["theme"]["tokens"]
    said.pop("theme", None)
    rows = (
        f"[{table}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())
        for table, values in said.items()
    )
    (root / "book.toml").write_text("\n".join(rows), "utf-8")


def chapters(root: Path) -> list[str]:
    """The names of the chapters' files, in their order."""
    listed: list[str] = tomllib.loads((root / "book.toml").read_text("utf-8"))["book"]["chapters"]
    return listed


def job(root: Path, out: Path, *outputs: str) -> Job:
    """The job of building it."""
    return Job(root, root.name, out, outputs or ("epub",))


def some_chapter(root: Path, chance: random.Random) -> str:
    """The name of a chapter, as the book calls it."""
    return chance.choice(chapters(root)).removesuffix(".md")


def change(root: Path, chance: random.Random) -> None:
    """Write new words into a chapter, under another title."""
    put(root, some_chapter(root, chance), f"New {chance.randrange(9)}", str(chance.random()))


def lengthen(root: Path, chance: random.Random) -> None:
    """Words for a page or two at the end of a chapter: those behind it begin on another side."""
    path = root / f"{some_chapter(root, chance)}.md"
    added = "\n\n".join(f"Paragraph {chance.random()}." for _ in range(chance.choice((25, 60))))
    path.write_text(f"{path.read_text('utf-8')}\n{added}\n", "utf-8")


def move(root: Path, chance: random.Random) -> None:
    """Put the chapters into another order."""
    settle(root, chapters=chance.sample(chapters(root), k=len(chapters(root))))


def remove(root: Path, chance: random.Random) -> None:
    """Leave a chapter out; its file stays."""
    rest = [name for name in chapters(root) if name != "one.md"]
    gone = chance.choice(rest) if rest else ""
    settle(root, chapters=[name for name in chapters(root) if name != gone])


def add(root: Path, chance: random.Random) -> None:
    """A chapter more, anywhere."""
    name = f"more-{chance.randrange(10**6)}"
    put(root, name, "More", str(chance.random()))
    listed = chapters(root)
    listed.insert(chance.randrange(len(listed) + 1), f"{name}.md")
    settle(root, chapters=listed)


def repaint(root: Path, chance: random.Random) -> None:
    """Another picture under the same name, of the same size and time."""
    name = chance.choice(PICTURES)
    times = (root / name).stat()
    paint(root, name, tuple(chance.randbytes(3)))
    os.utime(root / name, ns=(times.st_atime_ns, times.st_mtime_ns))


def dye(root: Path, chance: random.Random) -> None:
    """Another value for a token."""
    settle(root, ink=f"#{chance.randrange(0x1000):03x}")


def rename(root: Path, chance: random.Random) -> None:
    """Another title of the book, which stands in heads."""
    settle(root, title=f"A Walk {chance.randrange(99)}")


def translate(root: Path, chance: random.Random) -> None:
    """Another language, with its words and divisions."""
    settle(root, language=chance.choice(("en", "de", "fr")))


def reopen(root: Path, chance: random.Random) -> None:
    """Chapters open on other sides."""
    settle(root, openings=chance.choice(("right", "any")))


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


EDITS = (
    change,
    lengthen,
    move,
    remove,
    add,
    repaint,
    dye,
    rename,
    translate,
    reopen,
    restyle,
    rephrase,
    date,
)
