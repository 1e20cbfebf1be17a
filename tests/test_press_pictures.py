"""Pictures in the file for the press: their inks, and whether they have dots enough for paper."""

from __future__ import annotations

import re
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from checkers import pdf_ink, pdf_x
from test_print import drawn, files, make

RED, GREY = "#a03010", "#808080"


def pressed_pictures(path: Path) -> list[tuple[str, Image.Image]]:
    """The space and the pixels of each picture in a file for the press, in order."""
    with pikepdf.open(path) as pdf:
        streams = [
            thing for thing in pdf.objects
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]  # fmt: skip
        return [(str(thing.ColorSpace), pikepdf.PdfImage(thing).as_pil_image()) for thing in streams]


def paint(path: Path, colour: str) -> None:
    """A small square of one colour; as JPEG or PNG, by the name."""
    Image.new("RGB", (48, 48), colour).save(path)


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_grey_picture_is_printed_in_black_alone(kind: str, tmp_path: Path) -> None:
    """Grey that was stored as RGB costs one plate, as light as it was, whether or not a press is named."""
    paint(tmp_path / f"a.{kind}", GREY)
    make(tmp_path, "", text=f"![picture](a.{kind})")
    ((space, image),) = pressed_pictures(files(tmp_path)[1])
    assert space == "/DeviceGray"
    assert image.getpixel((20, 20)) == pytest.approx(128, abs=2)


@pytest.mark.parametrize("kind", ["png", "jpg"])
def test_a_coloured_picture_becomes_the_inks_of_the_press(kind: str, tmp_path: Path) -> None:
    """With a profile there is no RGB in the file; the renderer shows about the colour that it was."""
    paint(tmp_path / f"a.{kind}", RED)
    report = make(tmp_path, 'profile = "press.icc"', text=f"![picture](a.{kind})")
    assert [problem.code for problem in report.problems] == ["image-soft"]
    screen, press = files(tmp_path)
    ((space, image),) = pressed_pictures(press)
    assert (space, image.mode) == ("/DeviceCMYK", "CMYK")
    assert pdf_ink.complaints(press) == ()
    number = next(n for n in range(9) if any(map(_red, drawn(screen, n).getcolors(1 << 20) or [])))
    shown = drawn(press, number).getcolors(1 << 20) or []
    assert any(map(_red, shown))
    assert b"/DeviceRGB" in screen.read_bytes()


RED_INK = (0xA0, 0x30, 0x10)


def _red(row: tuple[int, object]) -> bool:
    return row[0] > 99 and _near(row[1])


def _near(colour: object) -> bool:
    return isinstance(colour, tuple) and all(abs(a - b) < 60 for a, b in zip(colour, RED_INK, strict=True))


def test_a_coloured_picture_without_a_press_stays_and_that_is_said(tmp_path: Path) -> None:
    """It is tagged as sRGB, and a notice at [print] tells what to ask the printing house for."""
    paint(tmp_path / "a.png", RED)
    report = make(tmp_path, "", text="![picture](a.png)")
    (problem,) = [problem for problem in report.problems if problem.code == "press-rgb"]
    assert (problem.at.path, problem.at.line) == ("book.toml", 6)
    assert "profile" in problem.hint
    ((space, _),) = pressed_pictures(files(tmp_path)[1])
    assert "ICCBased" in space


def test_a_file_by_pdf_x_has_no_picture_in_rgb(tmp_path: Path) -> None:
    """The press that PDF/X names is the one whose inks pictures get; a drawing's pictures, too."""
    paint(tmp_path / "a.png", RED)
    make(tmp_path, 'standard = "pdf/x-4"\nprofile = "press.icc"', text="![picture](a.png)")
    assert [space for space, _ in pressed_pictures(files(tmp_path)[1])] == ["/DeviceCMYK"]
    assert pdf_x.complaints(files(tmp_path)[1], "pdf/x-4") == ()


@pytest.mark.parametrize(("mode", "wanted"), [("L", 300), ("RGB", 300), ("1", 600)])
def test_a_picture_too_small_for_its_place_is_noticed(mode: str, wanted: int, tmp_path: Path) -> None:
    """300 dots to the inch for tones, 600 for black and white: told once, at its worst place, with the
    width that it bears and the pixels that it lacks; a picture with enough of them is passed over."""
    Image.new(mode, (2 * wanted, 2 * wanted), 1).save(tmp_path / "few.png")
    Image.new(mode, (3 * wanted, 3 * wanted), 1).save(tmp_path / "many.png")
    rows = ("![small](few.png){width=20%}", "![large](few.png){width=50%}", "![many](many.png){width=50%}")
    report = make(tmp_path, 'trim = "A5"', text="\n\n".join(rows))
    (problem,) = report.problems
    assert (problem.code, problem.at.path, problem.at.line) == ("image-soft", "one.md", 5)
    numbers = re.search(
        rf"few\.png has (\d+) dots to the inch on paper, (\d+) mm.*; {wanted}", problem.message
    )
    assert numbers is not None
    dots, wide = map(int, numbers.groups())
    assert dots * wide / 25.4 == pytest.approx(2 * wanted, rel=0.02)
    assert f"At {wanted} it would be 51 mm wide" in problem.hint
