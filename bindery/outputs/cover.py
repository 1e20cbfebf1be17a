"""The cover of the EPUB: the book's own picture, or one drawn from its metadata. A JPEG, as shops want it.

Colours and sizes come from the theme's ``cover.toml``.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection
from PIL import ExifTags, Image, ImageDraw, ImageFont, ImageOps, features

from bindery.contexts import BookFacts
from bindery.engine import fonts
from bindery.outputs import cover_art
from bindery.theme import Theme, cover_look

_QUALITY = 88
_LONGEST = 2560  # the height that Amazon asks for; larger only costs the reader's memory
_LEAST_WIDTH, _LEAST_HEIGHT = 625, 1000  # what Amazon takes
_TINY = 28
_Font = ImageFont.FreeTypeFont


def as_jpeg(data: bytes) -> bytes:
    """A cover that the book brings, as JPEG and no larger than devices can use; as it is if it is that."""
    with Image.open(io.BytesIO(data)) as image:
        turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
        if (
            image.format == "JPEG"
            and image.mode in {"RGB", "L"}
            and not turned
            and max(image.size) <= _LONGEST
        ):
            return data
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        flat = Image.new("RGB", upright.size, "white")
        flat.paste(upright, mask=upright.getchannel("A"))
        flat.thumbnail((_LONGEST, _LONGEST))
        return _saved(flat)


def misshapen(data: bytes) -> str:
    """What a shop would say of the shape of a cover, in words for the writer; empty when it is well."""
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
    if width >= height:
        return f"is {width} × {height} pixels, not taller than wide"
    if height < _LEAST_HEIGHT or width < _LEAST_WIDTH:
        return f"is {width} × {height} pixels; shops want {_LEAST_WIDTH} × {_LEAST_HEIGHT} at least"
    return ""


def drawn(facts: BookFacts, theme: Theme) -> bytes | None:
    """A cover with title, subtitle, authors and publisher; None when the theme's heads are not installed."""
    family = next((name for name in theme.faces.heads if name in fonts.available()), None)
    if family is None:
        return None
    look = cover_look(theme)
    paper, ink, *colours = cover_art.palette(facts.identifier, look["palettes"])
    image = Image.new("RGB", (look["width"], look["height"]), paper)
    side = look["width"] // look["columns"]
    image.paste(cover_art.tiled(facts.identifier, look["columns"], look["rows"], side, colours), (0, 0))
    easel = _Easel(ImageDraw.Draw(image), family, look, ink, rtl=facts.direction == "rtl")
    end = easel.title(facts.title, facts.subtitle, side * look["rows"])
    easel.foot(facts.authors, facts.publisher, end)
    return _saved(image)


def _saved(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True, progressive=False)
    return out.getvalue()


@dataclass(slots=True)
class _Easel:
    """Where the lines of a cover are written."""

    pen: ImageDraw.ImageDraw
    family: str
    look: Mapping[str, Any]
    ink: str
    rtl: bool

    @property
    def room(self) -> int:
        """The width of a line."""
        return int(self.look["width"] - 2 * self.look["margin"])

    def title(self, title: str, subtitle: str, top: int) -> int:
        """Below `top` the title as large as it may be, and the subtitle; the place below both."""
        size = int(self.look["title_size"] * 1.35)
        while not self._fits(title, size) and size > _TINY:
            size = int(size * 0.94)
        font = self._font(size, bold=True)
        at = self._write(_wrapped(title, font, self.room)[:5], font, top + self.look["margin"] * 0.75, 1.16)
        font = self._font(self.look["subtitle_size"])
        return self._write(
            _wrapped(subtitle, font, self.room)[:3], font, at + self.look["margin"] * 0.5, 1.35
        )

    def _fits(self, title: str, size: int) -> bool:
        """Whether a title needs no more lines than look well in that size."""
        font, usual = self._font(size, bold=True), self.look["title_size"]
        lines = _wrapped(title, font, self.room)
        most = 1 + sum(size <= usual * part for part in (1, 0.7, 0.55))
        return len(lines) <= most and max(map(font.getlength, lines), default=0) <= self.room

    def foot(self, authors: Sequence[str], publisher: str, top: int) -> None:
        """Authors on the last lines, on the last of them the publisher at the far side; all below `top`."""
        bottom = self.look["height"] - self.look["margin"]
        small = self._shrunk(
            self.look["publisher_size"], lambda font: font.getlength(publisher) <= self.room / 2
        )
        self.pen.text(self._side(bottom, far=True), publisher, self.ink, small, self._anchor("s", far=True))
        taken = int(small.getlength(publisher)) + self.look["margin"] if publisher else 0
        room, height = self.room - taken, bottom - top

        def lines(font: _Font) -> list[str]:
            return [line for author in authors[:4] for line in _wrapped(author, font, room)]

        font = self._shrunk(
            self.look["author_size"], lambda font: len(lines(font)) * font.size * 1.3 <= height, bold=True
        )
        for number, line in enumerate(reversed(lines(font))):
            place = self._side(bottom - number * font.size * 1.3, far=False)
            self.pen.text(place, line, self.ink, font, self._anchor("s", far=False))

    def _shrunk(self, size: int, fits: Callable[[_Font], bool], *, bold: bool = False) -> _Font:
        """The font in the largest size up to the given one in which something fits, but never tiny."""
        while not fits(font := self._font(size, bold=bold)) and size > _TINY:
            size -= 2
        return font

    def _side(self, y: float, *, far: bool) -> tuple[float, float]:
        """A point at the margin where lines begin, or at the far one."""
        right = self.rtl != far
        return (self.look["width"] - self.look["margin"] if right else self.look["margin"], y)

    def _anchor(self, line: str, *, far: bool) -> str:
        return ("r" if self.rtl != far else "l") + line

    def _write(self, lines: Sequence[str], font: _Font, top: float, leading: float) -> int:
        """Lines from `top` on; the place below them."""
        for number, line in enumerate(lines):
            place = self._side(top + number * font.size * leading, far=False)
            self.pen.text(place, line, self.ink, font, self._anchor("a", far=False))
        return int(top + len(lines) * font.size * leading)

    def _font(self, size: int, *, bold: bool = False) -> _Font:
        file, index = _face(self.family, bold=bold)
        engine = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC
        return ImageFont.truetype(str(file), size, index=index, layout_engine=engine)


def _face(family: str, *, bold: bool) -> tuple[Path, int]:
    """The file of a family's regular or bold face, and its place in a collection."""
    files = fonts.available()[family]
    wanted = (
        [file for file in files if "bold" in file.stem.lower() and "ital" not in file.stem.lower()]
        if bold
        else []
    )
    file = min(wanted, key=lambda path: len(path.stem)) if wanted else files[0]
    if file.suffix != ".ttc":
        return file, 0
    with TTCollection(file, lazy=True) as collection:
        names = [font["name"].getBestFamilyName() for font in collection.fonts]
    return file, names.index(family)


def _wrapped(text: str, font: _Font, room: int) -> list[str]:
    """Lines no longer than `room`, about equally long: broken at spaces, in Chinese and Japanese anywhere."""
    words = _pieces(text)
    count = len(_filled(words, font, room))
    if count < 2:
        return _filled(words, font, room)
    low, high = int(font.getlength(text) / count), room
    while low < high:  # the least width that needs no more lines
        middle = (low + high) // 2
        low, high = (low, middle) if len(_filled(words, font, middle)) <= count else (middle + 1, high)
    return _filled(words, font, high)


def _pieces(text: str) -> list[str]:
    """What may not be broken: words with the space after them, single wide characters with their stops."""
    pieces: list[str] = []
    for char in text:
        joins = pieces and (
            ord(char) < 0x2E80 and not pieces[-1].endswith(" ") and ord(pieces[-1][-1]) < 0x2E80
        )
        if pieces and (
            joins or char in " \u3001\u3002\uff0c\uff1a\uff1b\uff01\uff1f\u300d\u300f\u300b\uff09"
        ):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _filled(pieces: Sequence[str], font: _Font, room: int) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and font.getlength((lines[-1] + piece).rstrip()) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return [line.strip() for line in lines]
