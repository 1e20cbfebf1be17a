"""Pictures that are too small for their place on paper, told with every build. Used by `outputs.pdf`.

A screen shows them well enough, which is why nobody sees it before the book is printed.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from PIL import Image as Raster

from bindery.engine.boxes import Picture
from bindery.model import Book, Image
from bindery.problems import Place, Problem
from bindery.proof.pictures import wanted

_INCH = 25.4  # mm


def line_art(images: Mapping[str, Image]) -> frozenset[str]:
    """The pictures that have black and white and nothing between."""
    return frozenset(path for path, image in images.items() if has_dots(image) and _is_two_toned(image))


def has_dots(image: Image) -> bool:
    """Tell whether a picture is made of pixels, not of lines and areas."""
    return image.media_type != "image/svg+xml"


def _is_two_toned(image: Image) -> bool:
    with Raster.open(io.BytesIO(image.data)) as raster:
        return raster.mode == "1"


def soft(book: Book, placed: Sequence[Picture]) -> Iterator[Problem]:
    """A notice for each picture that has too few dots to the inch, at the place where it has fewest."""
    lines = line_art(book.images)
    sizes = {path: (image.width, image.height) for path, image in book.images.items() if has_dots(image)}
    worst: dict[str, tuple[int, Picture]] = {}
    for picture in placed:
        dots = picture.dots(*sizes.get(picture.path, (0, 0)))
        if 0 < dots < min(wanted(picture.path, lines), worst.get(picture.path, (1 << 30, None))[0]):
            worst[picture.path] = dots, picture
    for path, (dots, picture) in worst.items():
        yield _problem(book, picture, dots, wanted(path, lines), sizes[path])


def _problem(book: Book, picture: Picture, dots: int, need: int, size: tuple[int, int]) -> Problem:
    wide = (picture.box.right - picture.box.left) / 72 * _INCH
    message = f"{picture.path} has {dots} dots to the inch on paper, {wide:.0f} mm wide; {need} are sharp"
    more = need / dots
    hint = (
        f"At {need} it would be {size[0] / need * _INCH:.0f} mm wide; for this place it needs "
        f"{size[0] * more:.0f} × {size[1] * more:.0f} pixels."
    )
    chapter = next((chapter for chapter in book.chapters if chapter.id == picture.where.section), None)
    at = chapter.at(picture.where.source) if chapter else Place("book.toml")
    return Problem("image-soft", message, at, hint)
