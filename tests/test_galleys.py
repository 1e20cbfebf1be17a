"""The engine that lays a book out part by part makes the book that plain WeasyPrint makes in one run.

Every sound book is built by both, and some that chance makes; the files are compared by what they tell
(`alike`) and by their pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Dictionary

import random_books
from alike import differences
from alike_drawn import DrawnPage, drawn
from bindery import pipeline
from bindery.report import Silent
from checkers.pdf_render import spread
from shelf import Built, roots, shelve

LOOKED_AT = 8
"""Pages of each file whose pixels are compared, and as many again that have pictures."""
PICTURES = frozenset({"picture", "drawing", "shading"})
IN_ONE_PIECE = frozenset({"order"})
"""Books that cannot be laid out in parts: what is said of them is said at the place that is the reason."""
NOTICE = "engine-plain"
Pair = tuple[Built, Built]
"""The same book by the plain engine and by galleys."""


@pytest.fixture(scope="session")
def plain_shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """All sound books by name, as plain WeasyPrint sets them."""
    out = tmp_path_factory.mktemp("plain")
    return {built.name: built for built in shelve(roots(), out, "--engine", "plain")}


@pytest.fixture(scope="session")
def chance_shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    """The books that chance makes, by name, set by both engines."""
    place = tmp_path_factory.mktemp("chance")
    books = [random_books.write(place / f"chance-{seed}", seed) for seed in range(len(random_books.WISHES))]
    shelves = [shelve(books, place / engine, "--engine", engine) for engine in ("plain", "galleys")]
    return {one.name: (one, other) for one, other in zip(*shelves, strict=True)}


@pytest.fixture
def pair(book: Built, plain_shelf: dict[str, Built]) -> Pair:
    """A book of the shelf, set by both engines."""
    return plain_shelf[book.name], book


@pytest.fixture(params=range(len(random_books.WISHES)))
def chance(request: pytest.FixtureRequest, chance_shelf: dict[str, Pair]) -> Pair:
    """A book of chance, set by both engines."""
    pair = chance_shelf[f"chance-{request.param}"]
    for built in pair:
        assert built.told["built"], built.told["problems"]
    return pair


def test_the_file_for_the_screen_tells_the_same(pair: Pair) -> None:
    """Text, places, boxes, outline, links, labels, tags, fonts, what it says of itself."""
    assert differences(pair[0].pdf, pair[1].pdf) == []


def test_the_file_for_the_press_tells_the_same(pair: Pair) -> None:
    """Text, places, inks, boxes, fonts, what it claims."""
    assert differences(pair[0].print_pdf, pair[1].print_pdf) == []


@pytest.mark.parametrize("which", ["pdf", "print_pdf"])
def test_pages_have_the_same_pixels(which: str, pair: Pair) -> None:
    """First and last, some between, and those with pictures, as pdfium draws them."""
    assert repainted(*(getattr(built, which) for built in pair)) == []


def test_other_pixels_are_seen(plain_shelf: dict[str, Built]) -> None:
    """The black of a press is another than that of a screen."""
    assert repainted(plain_shelf["plain"].pdf, plain_shelf["plain"].print_pdf) != []


def repainted(one: Path, other: Path) -> list[int]:
    """Which of the pages that are looked at, counted from 0, have other pixels in the other file."""
    pages = sampled(drawn(one))
    drawings = zip(pages, pixels(one, pages), pixels(other, pages), strict=True)
    return [number for number, ours, theirs in drawings if ours != theirs]


def sampled(pages: Sequence[DrawnPage]) -> list[int]:
    """The pages, from 0, that are looked at."""
    pictured = [n for n, page in enumerate(pages) if PICTURES & {thing.kind for thing in page.things}]
    chosen = (pictured[place] for place in spread(len(pictured), LOOKED_AT))
    return sorted({*spread(len(pages), LOOKED_AT), *chosen})


def pixels(path: Path, pages: Sequence[int]) -> list[bytes]:
    """Some pages in colour, 72 pixels to the inch."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        return [pdf[number].render(scale=1).to_pil().tobytes() for number in pages]


def test_the_epub_has_the_same_bytes(pair: Pair) -> None:
    """Its marks of print's pages come from either engine."""
    assert pair[0].epub.read_bytes() == pair[1].epub.read_bytes()


def test_the_same_is_said_of_the_book(pair: Pair) -> None:
    """Each problem with its words and place, in the order in which they are told."""
    plain, galleys = pair
    said = [problem for problem in galleys.told["problems"] if problem["code"] != NOTICE]
    assert said == plain.told["problems"]


def test_a_book_that_cannot_be_parted_is_the_plain_one(pair: Pair) -> None:
    """It has the bytes of the plain engine's, and one notice that says why; all others have none."""
    plain, galleys = pair
    notices = [problem for problem in galleys.told["problems"] if problem["code"] == NOTICE]
    assert len(notices) == (galleys.root.name in IN_ONE_PIECE)
    if notices:
        assert plain.pdf.read_bytes() == galleys.pdf.read_bytes()
        assert plain.print_pdf.read_bytes() == galleys.print_pdf.read_bytes()


def test_cells_name_heads_of_their_own_table(tmp_path: Path) -> None:
    """Chapters that are alike but for a stroke in their names have tables of the same numbers, each part by
    itself: the heads of each have other ids in the book."""
    root = tmp_path / "strokes"
    root.mkdir()
    for name in ("ab", "a-b"):
        (root / f"{name}.md").write_text("# One\n\n| A | B |\n|---|---|\n| 1 | 2 |\n", "utf-8")
    pipeline.build(root, "strokes", tmp_path, ("pdf",), Silent())
    with pikepdf.open(tmp_path / "strokes/strokes.pdf") as pdf:
        heads = [thing for thing in pdf.objects if isinstance(thing, Dictionary) and thing.get("/S") == "/TH"]
        assert len({str(head.ID) for head in heads}) == len(heads) == 4


def test_a_book_of_chance_is_alike_too(chance: Pair) -> None:
    """Blocks of all kinds, notes and links between chapters, wishes for print: the same in all respects."""
    plain, galleys = chance
    assert differences(plain.pdf, galleys.pdf) == []
    assert differences(plain.print_pdf, galleys.print_pdf) == []
    assert repainted(plain.pdf, galleys.pdf) == []
    assert plain.epub.read_bytes() == galleys.epub.read_bytes()
    assert plain.told["problems"] == galleys.told["problems"]
