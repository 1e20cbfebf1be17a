"""Pictures of the EPUB keep their bytes, unless a shop would refuse them or a reader could not show them."""

from __future__ import annotations

import io
import random
import zipfile
from pathlib import Path

import pytest
from PIL import Image as Raster

from bindery import pipeline
from bindery.outputs.epub_pictures import LONGEST, MOST_BYTES, MOST_PIXELS, fit
from bindery.pictures import picture
from bindery.report import Silent

TURNED = Raster.Exif()
TURNED[0x0112] = 6
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" role="img"><title>A boat</title>'
    '<linearGradient id="g"/><path d="M0 10h40" stroke="black"/></svg>'
)


def noise(size: tuple[int, int], mode: str = "RGB") -> Raster.Image:
    """A picture that no encoder can make small; the same each time."""
    band = Raster.frombytes("L", size, random.Random(1).randbytes(size[0] * size[1]))  # noqa: S311
    return Raster.merge("RGB", [band] * 3) if mode == "RGB" else band.convert(mode)


def encoded(raster: Raster.Image, kind: str, **how: object) -> bytes:
    """A picture as a file."""
    out = io.BytesIO()
    raster.save(out, kind, **how)
    return out.getvalue()


KEPT = {
    "jpeg": encoded(noise((600, 400)), "JPEG", quality=95),
    "png": encoded(noise((300, 200)), "PNG", optimize=True),
    "gif": encoded(Raster.new("P", (40, 40)), "GIF"),
    "svg": SVG.encode(),
}


@pytest.mark.parametrize("kind", KEPT)
def test_a_picture_that_fits_keeps_its_bytes(kind: str) -> None:
    """Encoding again would cost quality or bring nothing."""
    image = picture(f"boat.{kind}", KEPT[kind])
    assert fit(image) is image


HELPED = {
    "too-many-pixels.jpg": encoded(Raster.new("RGB", (5000, 3000)), "JPEG"),
    "too-long.png": encoded(Raster.new("L", (9000, 90)), "PNG"),
    "press.jpg": encoded(Raster.new("CMYK", (300, 200)), "JPEG"),
    "turned.jpg": encoded(noise((300, 200)), "JPEG", exif=TURNED),
    "wasteful.png": encoded(Raster.new("RGB", (800, 600), "teal"), "PNG", compress_level=0),
    "heavy.jpg": encoded(noise((2300, 2300)), "JPEG", quality=100),
}


@pytest.mark.parametrize("name", HELPED)
def test_a_picture_that_does_not_fit_is_made_to(name: str) -> None:
    """Within the limits of pixels and bytes, in the same format, in red, green and blue, upright."""
    image = picture(name, HELPED[name])
    made = fit(image)
    assert made.data != image.data
    assert made.media_type == image.media_type
    assert len(made.data) <= MOST_BYTES
    with Raster.open(io.BytesIO(made.data)) as raster:
        assert raster.size == (made.width, made.height)
        assert raster.width * raster.height <= MOST_PIXELS
        assert max(raster.size) <= LONGEST
        assert raster.mode != "CMYK"
        assert raster.getexif().get(0x0112, 1) == 1
    assert fit(made).data == made.data


def test_a_png_made_smaller_has_the_same_pixels() -> None:
    """What is transparent stays so."""
    raster = Raster.new("RGBA", (400, 300), (0, 90, 90, 40))
    image = picture("boat.png", encoded(raster, "PNG", compress_level=0))
    made = fit(image)
    assert len(made.data) < len(image.data) / 2
    with Raster.open(io.BytesIO(made.data)) as again:
        assert again.convert("RGBA").tobytes() == raster.tobytes()


def test_a_drawing_stays_a_drawing_with_its_title(tmp_path: Path) -> None:
    """SVG is not drawn into pixels; its title and the case of its elements survive."""
    (tmp_path / "boat.svg").write_text(SVG)
    (tmp_path / "one.md").write_text("# One\n\n![A boat](boat.svg)\n")
    report = pipeline.build(tmp_path, "drawn", tmp_path / "out", ("epub",), Silent())
    with zipfile.ZipFile(report.artifacts[0].path) as zipped:
        text = zipped.read("EPUB/images/boat.svg").decode()
    assert "<title>A boat</title>" in text
    assert "<linearGradient" in text
    assert 'viewBox="0 0 40 20"' in text
