"""Makes README's picture: a printed spread beside the same passage on an e-reader's screen.

    PYTHONPATH=tests:. python3 tests/picture.py out/wuzhen source/handbook/images/spread.png

Needs Chromium, so it is run by hand; no test depends on it.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from checkers.browser import screenshot

XHTML = "{http://www.w3.org/1999/xhtml}"
GROUND, SHADOW, DEVICE = "#e9e6df", (60, 55, 45, 110), "#2b2b2d"
PAGE_HEIGHT = 900
SCREEN = (540, 720)
READER = """body {
  margin: 26px 30px !important; font: 19px/1.75 "Noto Serif CJK TC", serif; background: #faf8f2;
}"""


def main(built: Path, target: Path) -> None:
    """Compose the picture from a built book's folder."""
    name = built.name
    left, right = spread(built / f"{name}.pdf")
    with tempfile.TemporaryDirectory() as folder:
        screen = Path(folder) / "screen.png"
        if not on_screen(built / f"{name}.epub", screen):
            sys.exit("no Chromium here")
        picture = composed(left, right, Image.open(screen).convert("RGB"))
    picture.quantize(128).save(target, optimize=True)


def spread(pdf: Path) -> tuple[Image.Image, Image.Image]:
    """The first spread that shows a picture on its left-hand page."""
    document = pypdfium2.PdfDocument(pdf)
    for index in range(5, len(document) - 1, 2):
        if any(thing.type in {3, 5} for thing in document[index].get_objects()):
            pages = (document[index], document[index + 1])
            left, right = (page.render(scale=PAGE_HEIGHT / page.get_height()).to_pil() for page in pages)
            return left, right
    sys.exit("no spread with a picture")


def on_screen(epub: Path, picture: Path) -> bool:
    """The chapter with the first figure, opened where the figure is."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(epub) as zipped:
        zipped.extractall(folder)
        for path in sorted(Path(folder).glob("EPUB/text/c*.xhtml")):
            tree = ET.parse(path)
            section = tree.getroot().find(f".//{XHTML}section")
            if section is None or section.find(f"{XHTML}figure") is None:
                continue
            first = next(i for i, block in enumerate(section) if block.tag == f"{XHTML}figure") - 1
            for block in list(section)[:first]:
                section.remove(block)
            head = tree.getroot().find(f"{XHTML}head")
            assert head is not None
            ET.SubElement(head, f"{XHTML}style").text = READER
            tree.write(path, encoding="utf-8", xml_declaration=True)
            return screenshot(path, picture, SCREEN)
    return False


def composed(left: Image.Image, right: Image.Image, screen: Image.Image) -> Image.Image:
    """Paper on the left, glass on the right."""
    width = left.width * 2 + SCREEN[0] + 250
    canvas = Image.new("RGB", (width, PAGE_HEIGHT + 120), GROUND)
    shade(canvas, (60, 60, 60 + left.width * 2, 60 + PAGE_HEIGHT))
    canvas.paste(left, (60, 60))
    canvas.paste(right, (60 + left.width, 60))
    pen = ImageDraw.Draw(canvas)
    pen.line((60 + left.width, 60, 60 + left.width, 60 + PAGE_HEIGHT), fill="#d8d5ce", width=2)
    x, y = 60 + left.width * 2 + 95, 60 + (PAGE_HEIGHT - SCREEN[1]) // 2
    case = (x - 28, y - 34, x + SCREEN[0] + 28, y + SCREEN[1] + 60)
    shade(canvas, case)
    pen.rounded_rectangle(case, 26, fill=DEVICE)
    canvas.paste(screen, (x, y))
    return canvas


def shade(canvas: Image.Image, box: tuple[int, int, int, int]) -> None:
    """A soft shadow below and beside a box."""
    layer = Image.new("RGBA", canvas.size, (0, 0, 0, 0))
    shifted = (box[0] + 4, box[1] + 10, box[2] + 4, box[3] + 10)
    ImageDraw.Draw(layer).rounded_rectangle(shifted, 12, fill=SHADOW)
    blurred = layer.filter(ImageFilter.GaussianBlur(14)).getchannel("A")
    canvas.paste(Image.new("RGB", canvas.size, SHADOW[:3]), mask=blurred)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
