"""The file for the press: the same pages in inks, with the boxes, marks and claims that a printer wants.

Each judge is shown a bad file too: the one for the screen, or one that was spoiled.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import page as validator
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Pdf
from PIL import Image

from bindery import pipeline
from bindery.engine.ink import inks_of
from bindery.model import BuildReport
from bindery.outputs.pdf import bound_for
from bindery.report import Silent
from bindery.theme import Grid
from checkers import pdf_ink, pdf_pages, pdf_render, pdf_ua, pdf_x, press_profile
from checkers.press_faults import PRESS_FAULTS
from shelf import Built

PT = 72 / 25.4
# Wrong about a good file: a stream may end in a carriage return of its own.
FALSE_ALARMS = "STREAM-LENGTH-001"
HEAD = '[book]\ntitle = "Of Inks & Plates"\nauthors = ["A. Printer"]\ndate = 2026-05-01\n\n'
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 60" width="100" height="60">
<defs><linearGradient id="g"><stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#c00"/>
</linearGradient><pattern id="p" width="10" height="10" patternUnits="userSpaceOnUse">
<path d="M0 0L5 5" stroke="#000"/></pattern></defs>
<rect width="40" height="40" fill="url(#g)"/><rect x="50" width="40" height="40" fill="url(#p)"/>
<text x="5" y="55" font-size="10" fill="#000">black</text></svg>"""
SHEET = """@page { background: oklch(70% 0.1 200) } h1 { color: #123456; border-bottom: 1pt solid #000 }
p { color: #222 }"""


def make(root: Path, keys: str, *, text: str = "Words.", sheet: str = "") -> BuildReport:
    """Build a book of one chapter with these keys of ``[print]``; both PDFs are in the folder ``out``."""
    (root / "templates/css/print").mkdir(parents=True)
    (root / "templates/css/print/own.css").write_text(sheet, encoding="utf-8")
    (root / "book.toml").write_text(f"{HEAD}[print]\n{keys}\n", encoding="utf-8")
    (root / "one.md").write_text(f"# One\n\n{text}\n", encoding="utf-8")
    (root / "press.icc").write_bytes(press_profile.profile())
    return pipeline.build(root, "book", root / "out", ("pdf",), Silent())


def files(root: Path) -> tuple[Path, Path]:
    """The files of the book that `make` made: for the screen, for the press."""
    return root / "out/book/book.pdf", root / "out/book/book-print.pdf"


def drawn(path: Path, number: int, scale: float = 1.0) -> Image.Image:
    """A page as pdfium draws it, in colour."""
    with closing(pypdfium2.PdfDocument(path)) as pdf:
        image: Image.Image = pdf[number].render(scale=scale).to_pil()
        return image.convert("RGB")


# --- every book


def test_a_printing_house_has_nothing_to_send_back(book: Built) -> None:
    """Inks only, black by itself, boxes, fonts; no links, bookmarks or tags."""
    assert pdf_ink.complaints(book.print_pdf) == ()


def test_a_printing_house_would_send_the_screen_file_back(book: Built) -> None:
    """The judge sees in the other file what the press could not use."""
    found = " / ".join(pdf_ink.complaints(book.pdf))
    for what in ("Outlines", "StructTreeRoot", "a colour of the screen"):
        assert what in found


def test_press_and_screen_show_the_same_pages(book: Built) -> None:
    """As many pages, of the same size, with ink in the same places."""
    assert differing(book.pdf, book.print_pdf) == []


def differing(screen: Path, press: Path) -> list[int]:
    """The pages (from 0, at most eight are looked at) that are not the same in both files."""
    with closing(pypdfium2.PdfDocument(screen)) as one, closing(pypdfium2.PdfDocument(press)) as two:
        assert [page.get_size() for page in one] == [page.get_size() for page in two]
        return [number for number in pdf_render.spread(len(one), 8) if _apart(one[number], two[number])]


def _apart(one: pypdfium2.PdfPage, two: pypdfium2.PdfPage) -> float:
    """The share of blocks in which two pages have ink in other places."""
    return pdf_render.difference(*(pdf_render.by_pdfium(page).point(_inked) for page in (one, two)))


def _inked(grey: int) -> int:
    """White, pale or dark: how a renderer shows an ink is a matter of taste, where it lies is not."""
    return 255 if grey > 245 else 128 if grey > 160 else 0


# --- colours


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_a_colour_becomes_inks_that_the_paper_can_hold(rgb: tuple[float, float, float]) -> None:
    """Two coloured inks at most lie over each other, and each is an amount between nothing and all."""
    inks = inks_of(*rgb)
    assert all(0 <= amount <= 1 for amount in inks)
    assert min(inks[:3]) == 0


@given(st.floats(0, 1))
def test_a_grey_is_black_alone(grey: float) -> None:
    """No grey of the screen costs a second plate; all of it is there."""
    assert inks_of(grey, grey, grey) == pytest.approx((0, 0, 0, 1 - grey), abs=1e-4)


def test_the_pure_colours_are_the_pure_inks() -> None:
    """Cyan is cyan, red is magenta and yellow, white is nothing."""
    assert inks_of(0, 1, 1) == (1, 0, 0, 0)
    assert inks_of(1, 0, 0) == (0, 1, 1, 0)
    assert inks_of(1, 1, 1) == (0, 0, 0, 0)


def test_colours_for_the_eye_are_the_same_inks(tmp_path: Path) -> None:
    """A colour by lightness and hue becomes what the same colour in red, green and blue becomes."""
    rows = {"oklch(62.796% .25768 29.234)": inks_of(1, 0, 0), "lab(29.567 68.298 -112.03)": inks_of(0, 0, 1)}
    for number, (colour, inks) in enumerate(rows.items()):
        (root := tmp_path / str(number)).mkdir()
        make(root, "", sheet=f"p {{ color: {colour} }}")
        with pikepdf.open(files(root)[1]) as pdf:
            used = [
                tuple(map(float, row.operands))
                for page in pdf.pages
                for row in pikepdf.parse_content_stream(page)
                if str(row.operator) == "k"
            ]
        assert any(mixed == pytest.approx(inks, abs=0.02) for mixed in used), used


def test_drawings_gradients_and_new_colours_become_inks_too(tmp_path: Path) -> None:
    """What a drawing paints, in patterns and gradients, and colours by CSS of any notation."""
    (tmp_path / "a.svg").write_text(DRAWING, encoding="utf-8")
    Image.new("RGB", (40, 40), "#a03010").save(tmp_path / "b.png")
    report = make(tmp_path, "", text="![drawing](a.svg)\n\n![picture](b.png)", sheet=SHEET)
    assert sorted(problem.code for problem in report.problems) == ["image-soft", "press-rgb"]
    screen, press = files(tmp_path)
    assert pdf_ink.complaints(press) == ()
    found = " / ".join(pdf_ink.complaints(screen))
    for what in ("Lab", "a picture in RGB", "a gradient in /DeviceRGB", "0 0 0 rg", "0 0 0 RG"):
        assert what in found


# --- boxes and marks


def test_colour_runs_over_the_edge_on_the_press_only(tmp_path: Path) -> None:
    """With bleed, the sheet is larger than the leaf and painted to its end; the screen shows the leaf."""
    make(tmp_path, 'trim = "A5"\nbleed = "3mm"', sheet=SHEET)
    screen, press = files(tmp_path)
    assert pdf_ink.complaints(press, bleed=3 * PT) == ()
    assert drawn(screen, 0).size == (420, 596)
    sheet = drawn(press, 0)
    assert sheet.size == (437, 613)
    corners = [sheet.getpixel((x, y)) for x in (1, sheet.width - 2) for y in (1, sheet.height - 2)]
    assert (255, 255, 255) not in corners
    assert len(set(corners)) == 1


def test_a_sheet_without_bleed_is_the_leaf(tmp_path: Path) -> None:
    """When nothing was asked for, all boxes are the trim."""
    make(tmp_path, 'trim = "A5"')
    _, press = files(tmp_path)
    assert pdf_ink.complaints(press, bleed=3 * PT) != ()
    with pikepdf.open(press) as pdf:
        boxes = {tuple(map(float, box)) for page in pdf.pages for box in (page.mediabox, page.trimbox)}
    assert [[round(side, 2) for side in box] for box in boxes] == [[0, 0, 419.53, 595.28]]


@pytest.mark.parametrize(
    ("marks", "crops", "crosses"),
    [("true", True, True), ('["crop"]', True, False), ('["cross"]', False, True), ("false", False, False)],
)
def test_marks_stand_beside_the_leaf(marks: str, crops: bool, crosses: bool, tmp_path: Path) -> None:  # noqa: FBT001 - columns of the table above
    """Crop marks at the corners, crosses in the middle of the sides, on all plates; none reach the bleed."""
    make(tmp_path, f'trim = "A5"\nbleed = "3mm"\nmarks = {marks}')
    _, press = files(tmp_path)
    assert pdf_ink.complaints(press, bleed=3 * PT) == ()
    sheet = drawn(press, 0, scale=4).convert("L")
    with pikepdf.open(press) as pdf:
        slug = round((float(pdf.pages[0].TrimBox[0]) - float(pdf.pages[0].mediabox[0])) * 4)
    bleed = slug - round(3 * PT * 4)
    sheet.paste(255, (slug, slug, sheet.width - slug, sheet.height - slug))
    assert darkest(sheet.crop((bleed, bleed, sheet.width - bleed, sheet.height - bleed))) == 255
    corner = sheet.crop((0, 0, sheet.width // 4, sheet.height // 4))
    middle = sheet.crop((sheet.width // 2 - 40, 0, sheet.width // 2 + 40, sheet.height // 4))
    assert (darkest(corner) < 128) is crops
    assert (darkest(middle) < 128) is crosses
    with pikepdf.open(press) as pdf:
        assert (b"/Separation" in _spaces(pdf)) is (crops or crosses)


def darkest(sheet: Image.Image) -> int:
    """The darkest grey of a picture."""
    return next(grey for grey, count in enumerate(sheet.histogram()) if count)


def _spaces(pdf: Pdf) -> bytes:
    return pdf.pages[0].Resources.ColorSpace.unparse(resolved=True)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ('bleed = "3"', 'is not a length: "3"'),
        ('bleed = "3in"', "is too wide: 76.2 mm"),
        ('marks = ["fold"]', "must be true, false, or a list of marks"),
        ('standard = "pdf/x-1"', "must be"),
    ],
)
def test_a_wish_that_no_press_knows_is_refused(keys: str, said: str, tmp_path: Path) -> None:
    """A key of the wrong kind has its line and what to write."""
    (problem,) = make(tmp_path, keys).problems
    assert said in problem.message
    assert problem.at.line == 7


# --- standards


@pytest.mark.parametrize("standard", ["pdf/x-4", "pdf/x-3"])
def test_a_file_for_the_press_conforms_to_pdf_x(standard: str, tmp_path: Path) -> None:
    """The press's profile is in the file; claim, dates, version and boxes are as the standard wants them."""
    keys = f'standard = "{standard}"\nprofile = "press.icc"\nbleed = "3mm"\nmarks = true'
    report = make(tmp_path, keys, sheet="h1 { color: #123456 }")
    assert report.problems == ()
    screen, press = files(tmp_path)
    assert pdf_x.complaints(press, standard, bleed=3 * PT) == ()
    assert pdf_ua.complaints(screen) == ()
    assert pdf_x.complaints(screen, standard) != ()


def test_chinese_type_goes_into_an_old_file_too(tmp_path: Path) -> None:
    """PDF 1.4 has no OpenType fonts: their outlines go in alone and draw the same signs."""
    keys = 'standard = "pdf/x-3"\nprofile = "press.icc"'
    text = "\u66f8\u7c4d\u88dd\u8a02\u5370\u5237\u3002" * 60
    assert make(tmp_path, keys, text=text).problems == ()
    screen, press = files(tmp_path)
    assert pdf_x.complaints(press, "pdf/x-3") == ()
    assert differing(screen, press) == []
    assert pdf_pages.page_texts(press) == pdf_pages.page_texts(screen)


@pytest.fixture(scope="module")
def pressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good file for the press, by PDF/X-3."""
    root = tmp_path_factory.mktemp("press")
    make(root, 'standard = "pdf/x-3"\nprofile = "press.icc"')
    return files(root)[1]


@pytest.mark.parametrize(("spoil", "said"), PRESS_FAULTS)
def test_each_fault_of_a_file_for_the_press_is_named(
    spoil: Callable[[Pdf], None], said: str, pressed: Path, tmp_path: Path
) -> None:
    """A good file with one fault gets a complaint that says which."""
    assert pdf_x.complaints(pressed, "pdf/x-3") == ()
    bad = tmp_path / "bad.pdf"
    with pikepdf.open(pressed) as pdf:
        spoil(pdf)
        pdf.save(bad)
    assert any(said in complaint for complaint in pdf_x.complaints(bad, "pdf/x-3"))


def test_two_files_that_differ_are_told_apart(pressed: Path, tmp_path: Path) -> None:
    """The comparison of pages sees a word that one of the files lacks."""
    make(tmp_path, "", text="Other words, and more of them than there were.")
    assert differing(files(tmp_path)[0], pressed) != []


def test_a_standard_without_transparency_says_where_it_is_asked_for(tmp_path: Path) -> None:
    """A picture that shines through stops PDF/X-3 at the key, and PDF/X-4 takes it."""
    for standard, codes in (("pdf/x-3", ["press-transparent"]), ("pdf/x-4", [])):
        root = tmp_path / standard[-3:]
        root.mkdir()
        Image.new("RGBA", (400, 400), (160, 48, 16, 128)).save(root / "glass.png")
        keys = f'standard = "{standard}"\nprofile = "press.icc"'
        report = make(root, keys, text="![glass](glass.png){width=20%}")
        assert [problem.code for problem in report.problems] == codes
        assert [problem.at.line for problem in report.problems] == [7] * len(codes)
    assert pdf_x.complaints(files(root)[1], "pdf/x-4") == ()


def test_a_profile_of_a_screen_is_not_one_of_a_press(tmp_path: Path) -> None:
    """What is not a profile for four inks is refused, with the key's line."""
    (tmp_path / "screen.icc").write_bytes(press_profile.profile().replace(b"CMYK", b"RGB ", 1))
    (problem,) = make(tmp_path, 'standard = "pdf/x-4"\nprofile = "screen.icc"').problems
    assert (problem.code, problem.at.line) == ("profile-missing", 8)


@pytest.mark.parametrize("standard", ["pdf/a-2a", "pdf/a-2b", "pdf/a-2u", "pdf/a-3a", "pdf/a-3b", "pdf/a-3u"])
def test_a_file_for_keeping_conforms_to_pdf_a(standard: str, tmp_path: Path) -> None:
    """The file for the screen conforms to PDF/A and to PDF/UA at once, by page-validation."""
    (tmp_path / "a.svg").write_text(DRAWING, encoding="utf-8")
    text = "A [way out](https://example.org). ![drawing](a.svg)"
    report = make(tmp_path, f'standard = "{standard}"', text=text)
    assert report.problems == ()
    screen, _ = files(tmp_path)
    assert archive_complaints(screen, standard) == []
    assert pdf_ua.complaints(screen) == ()


def test_a_file_that_claims_no_archive_is_none(tmp_path: Path) -> None:
    """page-validation refuses as PDF/A what was not made as such."""
    make(tmp_path, "")
    assert archive_complaints(files(tmp_path)[0], "pdf/a-2b") != []


def archive_complaints(path: Path, standard: str) -> list[str]:
    """What page-validation has against a file as PDF/A, its false alarms left out."""
    profile = standard.removeprefix("pdf/a-")
    report = validator.validate_pdf(path, profile=profile, limits=validator.SafetyLimits.unlimited())
    real = (row for row in report.failures if not row.rule_id.endswith(FALSE_ALARMS))
    return [f"{row.rule_id}: {row.message}" for row in real]


# --- thick books

THIN = Grid(width=128, height=182, size=8.75, leading=12, lines=34, inner=17, outer=15, top=17)


@pytest.mark.parametrize(("pages", "inner"), [(150, 17), (500, 17), (501, 19.1), (700, 19.1), (701, 22.3)])
def test_a_thick_book_keeps_its_lines_out_of_the_spine(pages: int, inner: float) -> None:
    """The inner margin grows with the pages, the measure stays, the outer margin pays."""
    grid = bound_for(THIN, pages)
    assert grid.inner == pytest.approx(inner)
    assert grid.measure == pytest.approx(THIN.measure)
    assert grid.inner + grid.outer == pytest.approx(32)


def test_a_thick_book_is_laid_out_for_its_spine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the pages are counted and too many, their lines stand farther out, and break where they did."""
    text = "\n\n".join(["So many words that they fill several lines of a page. " * 6] * 30)
    left = {}
    for name, needed in (("thin", 9.6), ("thick", 24.0)):
        monkeypatch.setattr("bindery.outputs.pdf._SPINES", ((700, needed),))
        (root := tmp_path / name).mkdir()
        assert make(root, "", text=text).problems == ()
        left[name] = [(ink.left, ink.right) for ink in pdf_pages.ink_of(files(root)[1])[2:-1] if ink]
    # Rectos move to the right, versos to the left, by as much.
    moved = [thick[0] - thin[0] for thin, thick in zip(left["thin"], left["thick"], strict=True)]
    assert len(moved) > 3
    assert {abs(by) for by in moved} <= {5.0, 6.0}  # 2 mm are 5.7 pixels
    assert all(a * b < 0 for a, b in pairwise(moved))


def test_the_outer_margin_never_falls_to_the_knife() -> None:
    """Where there is not enough room for both, the edge that is cut keeps a quarter of an inch."""
    grid = bound_for(replace(THIN, inner=9, outer=9), 900)
    assert [grid.inner, grid.outer] == pytest.approx([11.6, 6.4])


def test_a_grid_of_whole_characters_moves_as_well() -> None:
    """A Chinese page has as many characters in a line as before."""
    grid = bound_for(Grid(128, 182, 10, 17, 24, 15, 0, 18, chars=24), 600)
    assert grid.inner == pytest.approx(19.1)
    assert grid.chars == 24
    assert grid.css() != THIN.css()
