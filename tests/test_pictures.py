"""Pictures are what they say, in a format that books can hold, and harmless."""

from __future__ import annotations

import io
from contextlib import suppress
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bindery.pictures import BadPicture, picture, suffix

SVG = '<svg xmlns="http://www.w3.org/2000/svg" {}>{}</svg>'


def drawn(kind: str, mode: str = "RGB") -> bytes:
    """A picture of 8 by 6 in a format."""
    out = io.BytesIO()
    Image.new(mode, (8, 6)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "media_type", "end"),
    [("JPEG", "image/jpeg", ".jpg"), ("PNG", "image/png", ".png"), ("GIF", "image/gif", ".gif")],
)
def test_what_books_can_hold_keeps_its_bytes(kind: str, media_type: str, end: str) -> None:
    """JPEG, PNG and GIF go through untouched; the bytes decide, not the name."""
    data = drawn(kind)
    made = picture("wrong.name", data)
    assert (made.data, made.media_type, made.width, made.height) == (data, media_type, 8, 6)
    assert suffix(made) == end


@pytest.mark.parametrize("kind", ["WEBP", "TIFF", "BMP", "PPM"])
def test_other_formats_become_png(kind: str) -> None:
    """WebP, TIFF, BMP and PPM are converted."""
    made = picture("a.x", drawn(kind))
    assert (made.media_type, made.width, made.height) == ("image/png", 8, 6)
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.format == "PNG"


def test_transparency_survives() -> None:
    """A transparent WebP becomes a transparent PNG."""
    made = picture("a.webp", drawn("WEBP", "RGBA"))
    with Image.open(io.BytesIO(made.data)) as image:
        assert image.mode == "RGBA"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "cannot be read"),
        (b"text", "cannot be read"),
        (b"<svg ", "well-formed"),
        (b"<?xml version='1.0'?><html/>", "no SVG"),
        (b"<svg ></svg>", "without xmlns"),
        (b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>", "entities"),
        (drawn("ICO"), "ICO"),
    ],
)
def test_what_is_no_picture_is_told(data: bytes, why: str) -> None:
    """The reason is in words for the writer."""
    with pytest.raises(BadPicture, match=why):
        picture("a.png", data)


@given(st.binary(max_size=300), st.sampled_from(["a.png", "a.svg"]), st.integers(0, 40))
def test_no_bytes_raise_anything_else(noise: bytes, path: str, kept: int) -> None:
    """Any bytes, also behind a sound beginning, are a picture or a `BadPicture`."""
    for data in (noise, drawn("PNG")[:kept] + noise, drawn("JPEG")[:kept] + noise, b"<svg " + noise):
        with suppress(BadPicture):
            assert picture(path, data).media_type.startswith("image/")


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="40" height="30"', (40, 30)),
        ('width="72pt" height="1in"', (96, 96)),
        ('width="25.4mm" height="2.54cm"', (96, 96)),
        ('viewBox="0 0 30 20"', (30, 20)),
        ('width="100%" viewBox="0,0,30,20"', (30, 20)),
        ("", (0, 0)),
        ('width="wide" viewBox="a b"', (0, 0)),
    ],
)
def test_the_size_of_a_drawing_is_found(attributes: str, size: tuple[int, int]) -> None:
    """Width and height in any unit, else the view box, else nothing."""
    made = picture("a.svg", SVG.format(attributes, "").encode())
    assert (made.width, made.height) == size


def test_a_drawing_keeps_what_points_into_itself() -> None:
    """Gradients, clips and copies within the file stay; scripts and what leads out are gone."""
    inside = (
        '<defs><linearGradient id="g"/><path id="p" d="M0 0h9"/></defs><use href="#p"/>'
        '<rect fill="url(#g)" onclick="x()"/><use href="http://a.b/c.svg#p"/><script>x()</script>'
        '<rect style="fill: url(http://a.b/c.svg#g)"/>'
    )
    root = ET.fromstring(picture("a.svg", SVG.format("", inside).encode()).data)
    tags = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert tags == ["svg", "defs", "linearGradient", "path", "use", "rect", "rect"]
    assert [element.attrib for element in root.iter() if element.tag.endswith("rect")] == [
        {"fill": "url(#g)"}, {},
    ]  # fmt: skip
