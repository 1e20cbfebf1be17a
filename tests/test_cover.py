"""The cover of the EPUB: drawn from the metadata, or the book's own, made fit for shops."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from bindery import render, theme
from bindery.contexts import BookFacts
from bindery.edition_file import read_edition
from bindery.outputs import cover, cover_art
from bindery.theme import Theme, cover_look

LONG = "A Very Long Account of the Navigation of Rivers, Canals and Other Waters in the Northern Provinces"
BOOKS = {
    "plain": ("en", "Tides", "", [], ""),
    "long": ("en", LONG, LONG, ["Anna Elisabeth von Hohenstein-Ferrers", "J. B. Poquelin", "C. D."], LONG),
    "one-word": ("de", "Donaudampfschiffahrtselektrizitätenhauptbetriebswerk", "", ["A. B."], "Verlag"),
    "chinese": ("zh-Hant", "\u6c34\u9109\u8207\u7db2", "\u70cf\u93ae", ["\u7de8\u8f2f\u90e8"], "Bindery"),
    "arabic": ("ar", "\u0627\u0644\u0643\u062a\u0627\u0628", "", ["\u0648\u0631\u0634\u0629"], "Bindery"),
}


def facts(name: str) -> tuple[BookFacts, Theme]:
    """The facts of a book that a cover is drawn from, and its theme."""
    language, title, subtitle, authors, publisher = BOOKS[name]
    rows = {"title": title, "subtitle": subtitle, "language": language, "authors": authors}
    toml = "\n".join(f"{key} = {value!r}" for key, value in {**rows, "publisher": publisher}.items())
    edition, problems = read_edition(f"[book]\n{toml}\n", "book.toml")
    assert edition is not None, problems
    look, _ = theme.choose(edition, Path(__file__).parent)
    assert look is not None
    return render.facts(edition, look.words, "", 40), look


def drawn(book: BookFacts, look: Theme) -> Image.Image:
    """The cover as a picture."""
    data = cover.drawn(book, look)
    assert data is not None
    return Image.open(io.BytesIO(data)).convert("L")


@pytest.mark.parametrize("name", BOOKS)
def test_a_drawn_cover_keeps_its_margins(name: str) -> None:
    """However long the words are, nothing below the ornament comes near the edge."""
    book, look = facts(name)
    sizes = cover_look(look)
    image = drawn(book, look)
    assert image.size == (sizes["width"], sizes["height"])
    top = sizes["width"] // sizes["columns"] * sizes["rows"] + 20
    ground = Image.new("L", image.size, image.getpixel((40, sizes["height"] - 40)))
    ink = ImageChops.difference(image, ground).point(lambda value: 255 if value > 60 else 0)
    box = ink.crop((0, top, *image.size)).getbbox()
    assert box is not None
    left, _, right, low = box
    assert left >= sizes["margin"] - 12
    assert right <= sizes["width"] - sizes["margin"] + 12
    assert low + top <= sizes["height"] - sizes["margin"] + 40


def test_the_title_can_be_read_in_a_list_of_a_shop() -> None:
    """At the height of 160 pixels the strokes of a short title are still dark on light."""
    book, look = facts("plain")
    small = drawn(book, look).resize((100, 160), Image.Resampling.LANCZOS)
    title = small.crop((8, 78, 92, 110))
    darkest, lightest = title.getextrema()
    assert isinstance(darkest, int | float)
    assert isinstance(lightest, int | float)
    assert lightest - darkest > 120


def test_a_book_keeps_its_cover_and_two_books_differ() -> None:
    """The ornament follows from the identifier: the same bytes each time, other ones for another book."""
    book, look = facts("plain")
    assert cover.drawn(book, look) == cover.drawn(book, look)
    assert cover.drawn(book, look) != cover.drawn(replace(book, identifier="urn:x:other"), look)


def test_every_figure_of_the_ornament_is_drawn_sometimes() -> None:
    """Among a few books each palette and each kind of tile occurs."""
    colours = ["#ff0000", "#00ff00", "#0000ff"]
    tiles = {
        cover_art.tiled(f"book {number}", 1, 1, 40, colours).convert("L").tobytes() for number in range(200)
    }
    assert len(tiles) > 4 * len(set(cover_art.FIGURES))
    assert {cover_art.palette(f"{number}", "abcdef") for number in range(60)} == set("abcdef")


def encoded(size: tuple[int, int], kind: str, mode: str = "RGB", **how: object) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, 40).save(out, kind, **how)
    return out.getvalue()


def test_a_jpeg_that_shops_take_keeps_its_bytes() -> None:
    """Encoding it again would only cost quality."""
    data = encoded((1600, 2560), "JPEG", quality=95)
    assert cover.as_jpeg(data) == data
    assert cover.misshapen(data) == ""


TURNED = Image.Exif()
TURNED[0x0112] = 6
OTHERS = {
    "png": encoded((1000, 1600), "PNG", "RGBA"),
    "cmyk": encoded((1000, 1600), "JPEG", "CMYK"),
    "huge": encoded((3000, 4800), "JPEG"),
    "webp": encoded((1000, 1600), "WEBP"),
    "turned": encoded((1600, 1000), "JPEG", exif=TURNED),
}


@pytest.mark.parametrize("data", OTHERS.values(), ids=OTHERS)
def test_other_covers_become_a_jpeg_of_red_green_and_blue(data: bytes) -> None:
    """Upright, no larger than devices show."""
    with Image.open(io.BytesIO(cover.as_jpeg(data))) as image:
        assert (image.format, image.mode) == ("JPEG", "RGB")
        assert image.width < image.height <= 2560


@pytest.mark.parametrize("size", [(1600, 1000), (1000, 1000), (500, 900)])
def test_a_cover_that_shops_would_refuse_is_told(size: tuple[int, int]) -> None:
    """Wider than tall, square, or too small."""
    assert str(size[0]) in cover.misshapen(encoded(size, "PNG"))
