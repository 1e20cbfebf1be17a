"""Two renderers that share no code, pdfium and MuPDF, have to draw the same page.

This sees what validators cannot: a font whose character ids are not its glyph ids is right in one renderer
and empty in the other.
"""

from __future__ import annotations

from contextlib import closing
from functools import reduce
from itertools import product
from pathlib import Path

import pymupdf
import pypdfium2
from PIL import Image, ImageChops

SCALE = 1.5  # a block is then about one letter of running text
CELL, BLOCK = 4, 16  # pixels; antialiasing evens out within a cell, the form of a letter does not
STRONG = 24  # mean grey difference of a block's cells: antialiasing stays below, a missing letter above
# The renderers round to pixels each in its own way, which shows in large type: the best fit counts.
SHIFTS = tuple(product((-1, 0, 1), repeat=2))
TOLERATED = 0.003  # share of the inked blocks; 137 good pages measured 0, broken fonts from 0.4
FEW = 2  # so many blocks prove nothing on a nearly empty page


def complaints(path: Path, *, sample: int = 20) -> tuple[str, ...]:
    """Each of some pages, evenly spread with first and last, on which the renderers disagree."""
    with closing(pypdfium2.PdfDocument(path)) as one, closing(pymupdf.open(path)) as other:
        return tuple(
            f"page {index + 1}: pdfium and MuPDF differ in {share:.1%} of the inked blocks"
            for index in spread(len(one), sample)
            if (share := difference(by_pdfium(one[index]), by_mupdf(other[index]))) > TOLERATED
        )


def spread(total: int, sample: int) -> tuple[int, ...]:
    """Indexes of at most `sample` pages of `total`, the first and the last among them."""
    if total <= sample:
        return tuple(range(total))
    return tuple(round(step * (total - 1) / (sample - 1)) for step in range(sample))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The share of inked blocks in which two pictures of a page differ strongly."""
    size = (min(one.width, other.width), min(one.height, other.height))
    left, right = (picture.crop((0, 0, *size)) for picture in (one, other))
    apart = reduce(ImageChops.darker, (_apart(left, ImageChops.offset(right, *shift)) for shift in SHIFTS))
    inked = ImageChops.invert(ImageChops.darker(left, right)).reduce(BLOCK)
    strong, all_inked = sum(apart.histogram()[STRONG:]), sum(inked.histogram()[2:])
    return strong / all_inked if strong > FEW else 0.0


def _apart(one: Image.Image, other: Image.Image) -> Image.Image:
    """The mean difference of each block, a cell of it counted as a whole."""
    return ImageChops.difference(one.reduce(CELL), other.reduce(CELL)).reduce(BLOCK // CELL)


def by_pdfium(page: pypdfium2.PdfPage) -> Image.Image:
    """A page as Chromium's renderer draws it, in grey."""
    picture: Image.Image = page.render(scale=SCALE, grayscale=True).to_pil()
    return picture.convert("L")


def by_mupdf(page: pymupdf.Page) -> Image.Image:
    """A page as MuPDF draws it, in grey."""
    drawn = page.get_pixmap(matrix=pymupdf.Matrix(SCALE, SCALE), colorspace=pymupdf.csGRAY, alpha=False)
    return Image.frombytes("L", (drawn.width, drawn.height), drawn.samples)
