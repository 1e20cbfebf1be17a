"""Books that chance makes: blocks of all kinds in any order, links to any chapter, wishes for print.

The ground of `test_galleys`: what nobody thought of stands in one of them. The same seed is the same book.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from checkers.press_profile import profile

LATIN = (
    'printers composed justified galleys of affluent official type shuffling across the well-known "room" '
    "apprentices distributed what compositors had left -- and wiped each forme with turpentine, never again"
).split()
CHINESE = "\u8b80\u66f8\u7684\u4eba\u4e0d\u6015\u591a\u6c92\u6709\u66f4\u9019\u4e00\u9801"
NAMES = ("a", "ab", "a-b", "a--b", "\u8b80", "a.b")
"""Of chapters: some would be one name if anybody left out what is no letter."""
MARKED = {"bleed": "3mm", "marks": ["crop", "cross"]}
WISHES: tuple[tuple[str, Mapping[str, object]], ...] = (
    ("en", {}),
    ("de", {"standard": "pdf/x-4", "profile": "press.icc", **MARKED}),
    ("fr", {"standard": "pdf/a-2a", "trim": "B6", "lines": "greedy"}),
    ("zh-TW", {"folios": "cjk", "standard": "pdf/a-3u", **MARKED}),
    ("en", {"fit": False, "microtypography": False, "standard": "pdf/x-3", "profile": "press.icc"}),
    ("ar", {"trim": "6x9in"}),
)
"""The language of each book, and what it says of print."""
_DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60" width="100" height="60">'
    '<defs><linearGradient id="g"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#c00"/>'
    '</linearGradient></defs><rect width="40" height="40" fill="url(#g)"/>'
    '<text x="5" y="55">black</text></svg>'
)


def write(root: Path, seed: int) -> Path:
    """Write the book of a seed, one for each row of `WISHES`."""
    language, wishes = WISHES[seed]
    pictures = ("dot.png",) if wishes.get("standard") == "pdf/x-3" else ("dot.png", "draw.svg")
    writer = _Writer(random.Random(seed), NAMES[: 4 + seed % 3], language, pictures)  # noqa: S311 - the same in every run
    root.mkdir(parents=True)
    Image.new("RGB", (80, 60), tuple(writer.chance.randbytes(3))).save(root / "dot.png")
    (root / "draw.svg").write_text(_DRAWING, "utf-8")
    (root / "press.icc").write_bytes(profile())
    rows = ["# Summary", ""]
    for number, name in enumerate(writer.names):
        (root / f"{name}.md").write_text(writer.chapter(number), "utf-8")
        rows += ["", "# A Part", ""] if number == 2 else []
        rows.append(f"{'    ' if number == 3 else ''}- [](./{name}.md)")
    (root / "SUMMARY.md").write_text("\n".join(rows) + "\n", "utf-8")
    book = {
        "title": writer.words(2, 5),
        "language": language,
        "authors": ["A. B."],
        "lists": ["figures", "tables"],
    }
    tables = (("book", book), ("print", wishes))
    (root / "book.toml").write_text("\n".join(_table(name, its) for name, its in tables), "utf-8")
    return root


def _table(name: str, values: Mapping[str, object]) -> str:
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return f"[{name}]\n{''.join(rows)}"


@dataclass
class _Writer:
    """Who writes a book, with dice."""

    chance: random.Random
    names: tuple[str, ...]
    language: str
    pictures: tuple[str, ...]
    notes: list[str] = field(default_factory=list)
    """The notes of the chapter in hand."""

    def chapter(self, number: int) -> str:
        """A chapter of two sections."""
        self.notes = []
        blocks = [f"# {self.words(1, 6)}"]
        kinds = tuple(_BLOCKS)
        for section in range(2):
            for block in self.chance.choices(kinds, tuple(_BLOCKS.values()), k=self.chance.randint(1, 7)):
                blocks.append(block(self).replace("ID", f"x{number}-{len(blocks)}"))
            blocks.append(f"## {self.words(1, 4)} {{#s{section}}}")
        return "\n\n".join([*blocks, self.paragraph(), *self.notes]) + "\n"

    def words(self, least: int, most: int) -> str:
        """Some words."""
        count = self.chance.randint(least, most)
        if self.language.startswith("zh"):
            return "".join(self.chance.choices(CHINESE, k=count * 2))
        return " ".join(self.chance.choices(LATIN, k=count))

    def paragraph(self) -> str:
        """A paragraph, with a note or a link perhaps."""
        name, place = self.chance.choice(self.names), self.chance.randrange(2)
        ends = (
            "",
            f" [](./{name}.md)",
            f" [*there*](./{name}.md#s{place})",
            " [out](https://example.org/)",
        )
        text = self.words(5, 130) + self.chance.choice((*ends, " **strong** `code()`"))
        if self.chance.random() < 0.2:
            self.notes.append(f"[^{len(self.notes)}]: {self.words(3, 60)}")
            text += f"[^{len(self.notes) - 1}]"
        return text

    def heading(self) -> str:
        """A heading of the third level is one of the second here, so that none is skipped."""
        return f"## {self.words(1, 5)}"

    def figure(self) -> str:
        """A figure, in its place or at the head of a page."""
        file, kind = self.chance.choice(self.pictures), self.chance.choice(("top", "full", "plain"))
        return f'![A field]({file} "{self.words(2, 8).replace(chr(34), "")}"){{#fig-ID .{kind}}}'

    def table(self) -> str:
        """A table of some rows, with a caption."""
        rows = "\n".join(f"| {self.words(1, 3)} | {row} |" for row in range(self.chance.randint(1, 12)))
        return f"| A | B |\n|---|---|\n{rows}\n\nTable: {self.words(2, 5)} {{#tbl-ID}}"

    def items(self) -> str:
        """A list with numbers, of two paragraphs each, or without."""
        if self.chance.random() < 0.5:
            return "\n".join(f"- {self.words(2, 30)}" for _ in range(3))
        return "\n".join(f"{row}. {self.words(2, 9)}\n\n   {self.words(2, 9)}\n" for row in (1, 2, 3))

    def quotation(self) -> str:
        """A quotation, or code, or a rule."""
        return self.chance.choice((f"> {self.words(5, 60)}", "```python\nfor x in y:\n    z()\n```", "---"))


_BLOCKS: Mapping[Callable[[_Writer], str], int] = {
    _Writer.paragraph: 60,
    _Writer.heading: 6,
    _Writer.figure: 9,
    _Writer.table: 9,
    _Writer.items: 8,
    _Writer.quotation: 8,
}
"""What writes a block, and how often of a hundred."""
