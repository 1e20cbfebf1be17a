"""The ornament of a drawn cover: a pattern of tiles, as endpapers have, another one for each book.

Used by `outputs.cover`. Which tile stands where follows from the book's identifier alone, so that a book
keeps its cover from build to build and a shelf of books does not look like one book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

from PIL import Image, ImageColor, ImageDraw

_FINE = 4
"""Tiles are drawn so many times larger and made smaller again, for smooth edges."""
_FIGURE = 255
"""What a figure is on its mask; its ground is 0."""
_Pen = ImageDraw.ImageDraw


def palette(seed: str, palettes: Sequence[Sequence[str]]) -> Sequence[str]:
    """The colours of a book: paper, ink, and those of the tiles."""
    return palettes[sha256(seed.encode()).digest()[0] % len(palettes)]


def tiled(seed: str, columns: int, rows: int, side: int, colours: Sequence[str]) -> Image.Image:
    """A pattern of tiles of `side` pixels in three colours or more; neighbours differ in their ground."""
    made = Image.new("RGB", (columns * side, rows * side))
    grounds: list[int] = []
    for place in range(columns * rows):
        dice = _dice(f"{seed}/{place}")
        near = {grounds[place - 1]} if place % columns else set()
        near |= {grounds[place - columns]} if place >= columns else set()
        free = [index for index in range(len(colours)) if index not in near]
        ground = free[next(dice) % len(free)]
        grounds.append(ground)
        others = [colour for index, colour in enumerate(colours) if index != ground]
        tile = _tile(colours[ground], others[next(dice) % len(others)], dice, side)
        made.paste(tile, (place % columns * side, place // columns * side))
    return made


def _dice(seed: str) -> Iterator[int]:
    yield from sha256(seed.encode()).digest()


def _tile(ground: str, figure: str, dice: Iterator[int], side: int) -> Image.Image:
    """One tile: a figure on its ground, turned by quarters. It is drawn as a mask, gets its colours when it
    is small one way, and is turned when it is small both ways: large pictures of three inks are slow."""
    large = side * _FINE
    mask = Image.new("L", (large, large), 0)
    FIGURES[next(dice) % len(FIGURES)](ImageDraw.Draw(mask), large, _FIGURE, 0)
    turns = next(dice) % 4
    half = mask.resize((large, side) if turns % 2 else (side, large), Image.Resampling.BOX)
    inks = zip(ImageColor.getrgb(figure), ImageColor.getrgb(ground), strict=True)
    half.putpalette(
        [shade for shades in zip(*(_shades(*pair) for pair in inks), strict=True) for shade in shades]
    )
    return half.convert("RGB").resize((side, side), Image.Resampling.BOX).rotate(90 * turns)


def _shades(figure: int, ground: int) -> list[int]:
    """For each value of a mask, which tells how many of `_FINE` points are the figure's, their mean in an
    ink."""
    parts = (round(value * _FINE / _FIGURE) for value in range(256))
    return [(part * figure + (_FINE - part) * ground + _FINE // 2) // _FINE for part in parts]


def _quarter(pen: _Pen, side: int, figure: int, _: int) -> None:
    """A quarter of a disc."""
    pen.ellipse((-side, -side, side, side), fill=figure)


def _rings(pen: _Pen, side: int, figure: int, ground: int) -> None:
    """Quarters of rings round one corner, like the waves of a river."""
    for step, colour in ((1, figure), (0.72, ground), (0.44, figure)):
        reach = round(side * step)
        pen.ellipse((-reach, -reach, reach, reach), fill=colour)


def _leaf(pen: _Pen, side: int, figure: int, ground: int) -> None:
    """What two quarters have in common: a leaf from corner to corner."""
    pen.rectangle((0, 0, side, side), fill=figure)
    mask = Image.new("1", (side, side))
    drawn = ImageDraw.Draw(mask)
    for box in ((-side, -side, side, side), (0, 0, 2 * side, 2 * side)):
        outside = Image.new("1", (side, side), 1)
        ImageDraw.Draw(outside).ellipse(box, fill=0)
        drawn.bitmap((0, 0), outside, fill=1)
    pen.bitmap((0, 0), mask, fill=ground)


def _halves(pen: _Pen, side: int, figure: int, _: int) -> None:
    """Two half discs, one above the other."""
    half = side // 2
    for top in (0, half):
        pen.pieslice((0, top, side, top + side), 180, 360, fill=figure)


def _disc(pen: _Pen, side: int, figure: int, ground: int) -> None:
    """A disc with an eye."""
    edge, eye = round(side * 0.1), round(side * 0.38)
    pen.ellipse((edge, edge, side - edge, side - edge), fill=figure)
    pen.ellipse((eye, eye, side - eye, side - eye), fill=ground)


def _leaves(pen: _Pen, side: int, figure: int, _: int) -> None:
    """The fore edge of a book: four leaves."""
    step = side // 8
    for top in range(step // 2, side, 2 * step):
        pen.rectangle((0, top, side, top + step), fill=figure)


FIGURES: tuple[Callable[[_Pen, int, int, int], None], ...] = (
    _quarter, _quarter, _rings, _leaf, _leaf, _halves, _disc, _leaves,
)  # fmt: skip
"""What stands on a tile; those named twice come twice as often."""
