"""Bytes become text, in the encoding that is found or named; where it cannot be told, nothing is guessed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from bindery.decoding import FORBIDDEN, likely_encoding, plausibility
from bindery.importing.refusal import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "windows-31j": "cp932", "sjis": "cp932",
    "big5": "cp950", "iso-8859-1": "cp1252", "ascii": "cp1252", "latin-1": "cp1252",
}  # fmt: skip
"""Encodings that are declared or found, and the widest of the same family."""
_FALLBACKS = {"cp950": ("big5hkscs",), "cp932": ("shift_jis_2004",), "euc_jp": ("euc_jis_2004",)}
_SAME = {"GB18030": "gb18030", "Big5": "cp950", "Shift JIS": "cp932", "EUC-JP": "euc_jp", "EUC-KR": "euc_kr"}
_SURE, _POSSIBLE = 0.5, 0.02
_SAMPLE = 200_000
_LOOK = 24
_FEW = 0.03
_USUAL = re.compile(r"[\n A-Za-z0-9.,\u3001\u3002\uff0c\u3042-\u3093\u4e00\u7684\u662f\u4eba]")
"""What every text has some of; read in the wrong order of bytes, a text has next to none."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with Unix line ends, the encoding that gave it and how that was known."""

    text: str
    encoding: str
    how: str
    line_ends: int = 0
    """How many line ends were of another system."""


def decode(data: bytes, named: str = "", declared: str = "") -> Decoded:
    """The text of a manuscript; raises `Refused` when its bytes are no text or tell no encoding."""
    if named:
        return _named(data, named)
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _strictly(data, codec, "its byte order mark")
    if codec := _utf16(data):
        return _strictly(data, codec, "its zero bytes")
    if data.count(b"\0") > len(data) // 100:
        raise Refused("this is no text: it is full of zero bytes")
    if (text := _text(data, "utf-8")) is not None:
        return _clean(text, "utf-8", "its bytes")
    if declared and (text := _text(data, _widened(declared))) is not None:
        return _clean(text, _widened(declared), "its own declaration")
    _refuse_cut(data)
    return _found(data)


def _named(data: bytes, named: str) -> Decoded:
    try:
        codec = codecs.lookup(named).name
        "".encode(codec)
    except (LookupError, TypeError):
        known = "UTF-8, UTF-16, GB18030, Big5, Shift-JIS, EUC-JP, EUC-KR, Windows-1252"
        raise Refused(
            f"there is no encoding {named!r}; known are {known} and what else Python knows"
        ) from None
    codec = "utf-8-sig" if codec == "utf-8" else _widened(codec)
    return _strictly(data, codec, "--encoding")


def _strictly(data: bytes, codec: str, how: str) -> Decoded:
    try:
        return _clean(_decoded(data, codec), codec, how)
    except UnicodeDecodeError as error:
        if (error.end >= len(data) and codec != "utf-8-sig") or _is_cut(data, error.start):
            what = f"its last character is cut in two, at byte {error.start + 1}; the file was cut short"
        else:
            line = data.count(b"\n", 0, error.start) + 1
            like = likely_encoding(data)
            what = f"byte {error.start + 1} (line {line}) is not" + (
                f"; it looks like {like}" if like else ""
            )
        raise Refused(f"not {_title(codec)}, which {how} says: {what}") from None


def _decoded(data: bytes, codec: str) -> str:
    """Text in a codec or in the nearest that knows more characters."""
    for wider in (codec, *_FALLBACKS.get(codec, ())):
        if (text := _text(data, wider)) is not None:
            return text
    return data.decode(codec)


def _text(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _widened(name: str) -> str:
    try:
        name = codecs.lookup(name).name
    except LookupError:
        return name
    name = {"iso8859-1": "iso-8859-1", "euc-jp": "euc_jp"}.get(name, name)
    return _WIDER.get(name, name)


def _utf16(data: bytes) -> str:
    """UTF-16 without its mark: of both orders of bytes the one that gives spaces, stops and letters."""
    if len(data) % 2 or b"\0" not in data:
        return ""
    texts = {codec: text for codec in ("utf-16-le", "utf-16-be") if (text := _text(data[:_SAMPLE], codec))}
    shares = {
        codec: len(_USUAL.findall(text)) / len(text)
        for codec, text in texts.items()
        if _controls(text) * 100 <= len(text)
    }
    best = max(shares, key=lambda codec: shares[codec], default="")
    return best if best and shares[best] >= _FEW else ""


def _is_cut(data: bytes, start: int) -> bool:
    return len(data) - start <= 3


def _refuse_cut(data: bytes) -> None:
    """Say that a file was cut short, when all but its last bytes are UTF-8 and not only ASCII."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if (
            _is_cut(data, error.start)
            and error.reason == "unexpected end of data"
            and not data[: error.start].isascii()
        ):
            where = f"at byte {error.start + 1}"
            raise Refused(f"the file was cut short: its last character is cut in two, {where}") from None


def _found(data: bytes) -> Decoded:
    """Text in the encoding that chardet finds, if our own reading of it does not contradict."""
    import chardet  # noqa: PLC0415  (optional)

    guess = chardet.detect(data[:_SAMPLE])
    first, sure = _widened(guess["encoding"] or ""), float(guess["confidence"] or 0)
    second = _SAME.get(likely_encoding(data), "")
    texts = {codec: text for codec in _families((first, second)) if (text := _whole(data, codec)) is not None}
    texts = {codec: text for codec, text in texts.items() if _controls(text) * 200 <= len(text)}
    if not texts:
        _refuse_half(data, (first, second))
    if not texts or (sure < _POSSIBLE and not second):
        raise Refused("this is no text in an encoding that is known; if it is, name it with --encoding")
    codec = next(iter(texts))
    if len(texts) > 1 and sure < _SURE:
        scores = {name: plausibility(text[:_SAMPLE], name) for name, text in texts.items()}
        codec = max(scores, key=lambda name: scores[name])
        if min(scores.values()) > 0.8 * scores[codec]:
            looks = "; ".join(
                f"{_title(name)} reads \u201c{_look(text)}\u201d" for name, text in texts.items()
            )
            raise Refused(f"the encoding cannot be told: {looks}. Name it with --encoding")
    return _clean(texts[codec], codec, "chardet" if codec == first else "the likeliest characters")


def _refuse_half(data: bytes, guesses: Iterable[str]) -> None:
    """Say that a file was cut short, when it can be read but for its last byte or two."""
    for codec in _families(guesses):
        shorter = [text for cut in (1, 2, 3) if (text := _whole(data[:-cut], codec)) is not None]
        if (
            shorter
            and _controls(shorter[0]) * 200 <= len(shorter[0])
            and plausibility(shorter[0], codec) > _SURE
        ):
            raise Refused(f"the file was cut short: its last character, in {_title(codec)}, is cut in two")


def _families(codecs_: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codec for codec in codecs_ if codec))


def _whole(data: bytes, codec: str) -> str | None:
    try:
        return _decoded(data, codec)
    except (UnicodeDecodeError, LookupError):
        return None


def _look(text: str) -> str:
    at = next((index for index, char in enumerate(text) if char > "\x7f"), 0)
    return " ".join(text[at : at + _LOOK].split())


def _controls(text: str) -> int:
    return len(FORBIDDEN.findall(text))


def _clean(text: str, codec: str, how: str) -> Decoded:
    if _controls(text) * 20 > len(text):
        raise Refused(f"this is no text: as {_title(codec)} it is full of control characters")
    foreign = text.count("\r") + sum(map(text.count, "\f\v\x85\u2028\u2029"))
    if foreign:
        for other in ("\r\n", "\r", "\f", "\v", "\u2028", "\u2029"):
            text = text.replace(other, "\n")
    return Decoded(text.removeprefix("\ufeff"), _title(codec), how, foreign)


def _title(codec: str) -> str:
    names = {
        "utf-8-sig": "UTF-8", "cp950": "Big5", "big5hkscs": "Big5-HKSCS", "cp932": "Shift-JIS",
        "shift_jis_2004": "Shift-JIS", "cp1252": "Windows-1252",
    }  # fmt: skip
    return names.get(codec, codec.upper().replace("_", "-"))
