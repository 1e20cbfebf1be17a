"""From bytes to clean text, and which encoding bytes look like when they are not UTF-8. Used by `world`.

Only UTF-8 is read. The guess is for the message: it never changes what a book says.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_CANDIDATES = (
    ("gb18030", "GB18030"),
    ("big5", "Big5"),
    ("shift_jis", "Shift JIS"),
    ("euc_jp", "EUC-JP"),
    ("euc_kr", "EUC-KR"),
    ("cp1252", "Windows-1252"),
)
_JAPANESE = ("shift_jis", "cp932", "euc_jp")
_SAMPLE = 100_000
_PLAUSIBLE = 0.5
# The commonest characters of running Chinese, simplified and traditional: about a third of any prose.
_COMMON_HAN = frozenset(
    "\u7684\u4e00\u662f\u4e0d\u4e86\u5728\u4eba\u6709\u6211\u4ed6\u8fd9\u9019\u4e2a\u500b\u4eec\u5011\u4e2d"
    "\u6765\u4f86\u4e0a\u5927\u4e3a\u70ba\u548c\u56fd\u570b\u5730\u5230\u4ee5\u8bf4\u8aaa\u65f6\u6642\u8981"
    "\u5c31\u51fa\u4f1a\u6703\u53ef\u4e5f\u4f60\u5bf9\u5c0d\u751f\u80fd\u800c\u5b50\u90a3\u5f97\u4e8e\u65bc"
    "\u7740\u8457\u4e0b\u81ea\u4e4b\u5e74\u8fc7\u904e\u53d1\u767c\u540e\u5f8c\u4f5c\u91cc\u88e1\u9053\u7b2c"
    "\u7ae0\u56de\u5b78\u5b66\u6587\u5c0f\u7ecf\u7d93\u624b\u5fc3\u65b9\u5929\u95ee\u554f\u5f88\u6700\u91cd"
)
_ACCENTED = frozenset(
    "\u00e0\u00e1\u00e2\u00e3\u00e4\u00e5\u00e6\u00e7\u00e8\u00e9\u00ea\u00eb\u00ec\u00ed\u00ee\u00ef"
    "\u00f1\u00f2\u00f3\u00f4\u00f5\u00f6\u00f8\u00f9\u00fa\u00fb\u00fc\u00df\u0153\u2018\u2019\u201c"
    "\u201d\u2013\u2014\u2026\u00ab\u00bb\u00a0\u00c9\u00c4\u00d6\u00dc"
)
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufeff\ud800-\udfff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
"""C0 and C1 controls but tab and line feed, noncharacters, lone surrogates; a BOM within the text."""


@dataclass(frozen=True, slots=True)
class Misread:
    """Why bytes are not UTF-8: the line of the first bad byte, and the likely encoding (or empty)."""

    line: int
    looks_like: str


def decode(data: bytes) -> str | Misread:
    """Text of UTF-8 bytes, cleaned, or why there is none."""
    bom = next((name for mark, name in _BOMS if data.startswith(mark)), "")
    if bom:
        return Misread(1, bom)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Misread(data.count(b"\n", 0, error.start) + 1, likely_encoding(data))
    if text.count("\0") * 4 > len(text):  # UTF-16 without its mark: every other byte of Latin text is zero
        return Misread(1, "UTF-16")
    return tidy(text)


def tidy(text: str) -> str:
    """NFC, LF line ends, no BOM, no control characters but tabs, no noncharacters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").replace("\t", "").isprintable():  # a quick look: nothing forbidden is
        text = FORBIDDEN.sub("", text)
    return unicodedata.normalize("NFC", text)


def likely_encoding(data: bytes) -> str:
    """The encoding in which the bytes make the likeliest text; empty when none does."""
    sample = data[:_SAMPLE]
    scores = {name: _score(sample, codec) for codec, name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])  # the first of equals
    return best if scores[best] >= _PLAUSIBLE else ""


def _score(sample: bytes, codec: str) -> float:
    """How plausible the text beyond ASCII is, from 0 to about 2."""
    try:
        text = sample.decode(codec)
    except UnicodeDecodeError as error:
        if error.start < len(sample) - 4 or len(sample) < _SAMPLE:  # not only cut within a character
            return 0.0
        text = sample[: error.start].decode(codec)
    return plausibility(text, codec)


def plausibility(text: str, codec: str) -> float:
    """How much a text is like one that somebody wrote in an encoding, from 0 to 3; ASCII says nothing."""
    beyond = [char for char in text if char > "\x7f"]
    weight = _japanese if codec in _JAPANESE else _weight
    return sum(map(weight, beyond)) / len(beyond) if beyond else 0.0


def _japanese(char: str) -> float:
    """Kana speak for Japanese; GB 18030 has them at the same codes as EUC-JP, so there they mean nothing."""
    if "\u3040" <= char <= "\u30fe":
        return 1.6
    return min(_weight(char), 1.0)


def _weight(char: str) -> float:
    if char in _COMMON_HAN:
        return 3.0
    if "\uac00" <= char <= "\ud7a3" or char in _ACCENTED:
        return 1.0
    if "\u3001" <= char <= "\u3011" or "\uff01" <= char <= "\uff5e":  # full-width punctuation
        return 1.5
    if "\u4e00" <= char <= "\u9fff":
        return 0.55
    return -0.5
