"""The cover of the EPUB: the book's own picture, or one drawn from its metadata. A JPEG, as shops want it.

Colours and sizes come from the theme's ``cover.toml``.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTCollection
from PIL import Image, ImageDraw, ImageFont, features

from bindery.contexts import BookFacts
from bindery.engine import fonts
from bindery.theme import Theme, cover_look

_QUALITY = 88
_LONGEST = 2560  # the height that Amazon asks for; larger only costs the reader's memory
_Font = ImageFont.FreeTypeFont


def as_jpeg(data: bytes) -> bytes:
    """A cover that the book brings, as JPEG and no larger than devices can use."""
    with Image.open(io.BytesIO(data)) as image:
        flat = Image.new("RGB", image.size, "white")
        flat.paste(image.convert("RGBA"), mask=image.convert("RGBA").getchannel("A"))
        flat.thumbnail((_LONGEST, _LONGEST))
        return _saved(flat)


def drawn(facts: BookFacts, theme: Theme) -> bytes | None:
    """A cover with title, subtitle, authors and publisher; None when the theme's heads are not installed."""
    family = next((name for name in theme.faces.heads if name in fonts.available()), None)
    if family is None:
        return None
    look = cover_look(theme)
    image = Image.new("RGB", (look["width"], look["height"]), look["ground"])
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, look["width"], look["band_height"]), fill=look["band"])
    easel = _Easel(pen, family, look, rtl=facts.direction == "rtl")
    easel.title(facts.title, facts.subtitle)
    easel.foot(facts.authors, facts.publisher)
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
    rtl: bool

    @property
    def room(self) -> int:
        """The width of a line."""
        return int(self.look["width"] - 2 * self.look["margin"])

    def title(self, title: str, subtitle: str) -> None:
        """The title stands on the foot of the band, as large as four lines allow; the subtitle below it."""
        size = self.look["title_size"]
        while len(lines := _wrapped(title, font := self._font(size, bold=True), self.room)) > 4 and size > 70:
            size = int(size * 0.9)
        top = self.look["band_height"] - int(size * 1.22) * len(lines) - int(size * 0.5)
        self._write(lines, font, top, self.look["band_ink"], 1.22)
        font = self._font(self.look["subtitle_size"])
        self._write(
            _wrapped(subtitle, font, self.room)[:4],
            font,
            self.look["band_height"] + 90,
            self.look["ink"],
            1.4,
        )

    def foot(self, authors: Sequence[str], publisher: str) -> None:
        """The authors near the foot, the publisher on the last line."""
        bottom = self.look["height"] - self.look["margin"]
        font = self._font(self.look["publisher_size"])
        self._write(
            _wrapped(publisher, font, self.room)[:1],
            font,
            bottom - self.look["publisher_size"],
            self.look["ink"],
            1,
        )
        font = self._font(self.look["author_size"], bold=True)
        lines = [line for author in authors[:4] for line in _wrapped(author, font, self.room)][:5]
        top = bottom - self.look["publisher_size"] - 160 - int(self.look["author_size"] * 1.35) * len(lines)
        self._write(lines, font, top, self.look["ink"], 1.35)

    def _write(self, lines: Sequence[str], font: _Font, top: float, ink: str, leading: float) -> None:
        x = self.look["width"] - self.look["margin"] if self.rtl else self.look["margin"]
        for number, line in enumerate(lines):
            y = top + number * font.size * leading
            self.pen.text((x, y), line, fill=ink, font=font, anchor="ra" if self.rtl else "la")

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
