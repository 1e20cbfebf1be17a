"""Makes the handbook's two pictures of lines: the same page broken one by one and planned.

    PYTHONPATH=tests:. python3 tests/picture_lines.py source/handbook/images

No test depends on it; the pictures are made anew when the look of lines changes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

from bindery import pipeline, theme
from bindery.read import read
from bindery.report import Silent
from shelf import BOOKS

FILES = ("02-landing.md", "08-tables.md", "01-rope.md")
TRIM = "5x8in"
DOTS = 600
"""To the inch, in black and white: what a press asks of line art."""
LINES = 10
EDGE = 3.0  # points beside the text
WAYS = ("greedy", "total")


def main(folder: Path) -> None:
    """Write both pictures to a folder."""
    with tempfile.TemporaryDirectory() as aside:
        for way in WAYS:
            printed(Path(aside), way).save(folder / f"lines-{way}.png", optimize=True, dpi=(DOTS, DOTS))


def printed(aside: Path, way: str) -> Image.Image:
    """The lowest lines of the first page of a chapter of prose from the specimen, in black and white."""
    root = aside / way
    root.mkdir()
    texts = ((BOOKS / "specimen" / name).read_text(encoding="utf-8") for name in FILES)
    blocks = (block for text in texts for block in text.split("\n\n"))
    prose = (block for block in blocks if block[0].isalpha() and len(block) > 300 and "[" not in block)
    (root / "1.md").write_text("# Rope\n\n" + "\n\n".join(prose), encoding="utf-8")
    (root / "book.toml").write_text(
        f'[book]\ntitle = "R"\nlanguage = "en"\n[print]\ntrim = "{TRIM}"\nlines = "{way}"\n', encoding="utf-8"
    )
    pipeline.build(root, "book", aside / "out", ("pdf",), Silent())
    pdf = pypdfium2.PdfDocument(aside / "out" / "book" / "book.pdf")
    page = next(pdf[n] for n in range(len(pdf)) if pdf.get_page_label(n) == "1")
    look, _ = theme.choose(read(root).edition, root)
    assert look is not None
    grid = look.grid
    bottom = grid.top / 25.4 * 72 + grid.lines * grid.leading
    left = grid.inner / 25.4 * 72
    box = (left - EDGE, bottom - LINES * grid.leading, left + grid.measure + EDGE, bottom + EDGE)
    image: Image.Image = page.render(scale=DOTS / 72, grayscale=True).to_pil()
    left, top, right, bottom = (round(side / 72 * DOTS) for side in box)
    image = image.crop((left, top, right, bottom))
    _, first, _, last = ImageOps.invert(image).getbbox() or (0, 0, 0, image.height)
    return image.crop((0, first, image.width, last)).point(lambda grey: 255 * (grey > 127), "1")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
