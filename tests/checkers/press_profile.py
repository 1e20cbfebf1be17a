"""A profile of a press that nobody has, for tests: four inks as a textbook would have them."""

from __future__ import annotations

import struct
from itertools import product

from PIL import Image, ImageCms

from bindery.engine.ink import inks_of

NAME = "A press of the tests"


def profile() -> bytes:
    """An ICC profile of version 2 for a printer with four inks; all it has is a table of colours
    and one of inks."""
    tags = {
        b"desc": _described(),
        b"cprt": _text(b"Nobody's"),
        b"wtpt": _white(),
        b"A2B0": _table(),
        b"B2A0": _back(),
    }
    start = 128 + 4 + 12 * len(tags)
    rows, data = b"", b""
    for name, bare in tags.items():
        body = bare + b"\0" * (-len(bare) % 4)
        rows += name + struct.pack(">II", start + len(data), len(body))
        data += body
    size = start + len(data)
    kind = (b"prtr", b"CMYK", b"Lab ")
    head = struct.pack(">I4xI4s4s4s6H4s", size, 0x02400000, *kind, 2026, 1, 1, 0, 0, 0, b"acsp")
    head += b"\0" * 28 + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + struct.pack(">I", len(tags)) + rows + data


def _described() -> bytes:
    text = NAME.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * (4 + 4 + 2 + 1 + 67)


def _text(text: bytes) -> bytes:
    return b"text\0\0\0\0" + text + b"\0"


def _white() -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)


def _table() -> bytes:
    """Colours of the sixteen mixtures of full inks; between them the reader interpolates."""
    one = [0] * 9
    one[0] = one[4] = one[8] = 65536
    ramp = bytes(range(256))
    head = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0)) + struct.pack(">9i", *one)
    colours = b"".join(_lab(*inks) for inks in product((0, 1), repeat=4))
    return head + ramp * 4 + colours + ramp * 3


def _back() -> bytes:
    """Inks of nine steps of lightness and hue each way."""
    one = [0] * 9
    one[0] = one[4] = one[8] = 65536
    ramp = bytes(range(256))
    steps = [round(step * 255 / 8) for step in range(9)]
    seen = b"".join(bytes((each[0], each[1] ^ 0x80, each[2] ^ 0x80)) for each in product(steps, repeat=3))
    grid = Image.frombytes("LAB", (9**3, 1), seen)
    eye, screen = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    rgb = ImageCms.applyTransform(grid, ImageCms.buildTransform(eye, screen, "LAB", "RGB"))
    assert rgb is not None
    data = rgb.tobytes()
    colours = (data[at : at + 3] for at in range(0, len(data), 3))
    inks = b"".join(
        bytes(round(255 * ink) for ink in inks_of(*(part / 255 for part in rgb))) for rgb in colours
    )
    return b"mft1\0\0\0\0" + bytes((3, 4, 9, 0)) + struct.pack(">9i", *one) + ramp * 3 + inks + ramp * 4


def _lab(*inks: int) -> bytes:
    cyan, magenta, yellow, black = inks
    rgb = tuple(255 * (1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
    pixel = Image.new("RGB", (1, 1), rgb)
    screen, seen_by_eye = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    to_lab = ImageCms.buildTransform(screen, seen_by_eye, "RGB", "LAB")
    seen = ImageCms.applyTransform(pixel, to_lab)
    assert seen is not None
    lightness, a, b = seen.tobytes()
    return bytes((lightness, a ^ 0x80, b ^ 0x80))
