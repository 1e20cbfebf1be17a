"""The values of the book trade: language tags, ISBNs, dates, trim sizes, roles, names. Used by `edition`.

Each function takes what a writer typed and returns the value, or a `Fault` that says what is wrong with it.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

from bindery.toml_values import Fault

_LANGUAGE = re.compile(
    r"(?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*"
    r"(?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?)"
    r"|x(?:-[a-z0-9]{1,8})+",
    re.IGNORECASE,
)
_RTL_LANGUAGES = frozenset(
    (
        "ar",
        "arc",
        "azb",
        "ckb",
        "dv",
        "fa",
        "he",
        "ks",
        "lrc",
        "mzn",
        "nqo",
        "pnb",
        "ps",
        "sd",
        "syr",
        "ug",
        "ur",
        "yi",
    )
)
_RTL_SCRIPTS = frozenset(("Adlm", "Arab", "Aran", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"))
_ROLES = {
    "author": "aut",
    "editor": "edt",
    "translator": "trl",
    "illustrator": "ill",
    "photographer": "pht",
    "designer": "bkd",
    "cover designer": "cov",
    "contributor": "ctb",
    "introduction": "aui",
    "foreword": "aui",
    "afterword": "aft",
    "proofreader": "pfr",
    "compiler": "com",
}
_ROLE_HINT = "MARC roles have three small letters: aut author, edt editor, trl translator, ill illustrator."
_SUFFIXES = frozenset(("Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"))
_SIZES = {
    "A4": (210, 297),
    "A5": (148, 210),
    "A6": (105, 148),
    "B5": (182, 257),  # as printers in China and Japan mean it (JIS P 0138)
    "B6": (128, 182),
    "ISO-B5": (176, 250),
    "ISO-B6": (125, 176),
    "LETTER": (215.9, 279.4),
    "DIGEST": (139.7, 215.9),
    "TRADE": (152.4, 228.6),
    "DEMY": (138, 216),
    "ROYAL": (156, 234),
}
_TRIM = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:mm|in|cm)?\s*[x\u00d7]\s*(\d+(?:\.\d+)?)\s*(mm|cm|in)", re.IGNORECASE
)
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4}
_TRIM_HINT = 'Write a name ("A5", "B6", "trade") or width and height with a unit ("6x9in", "140x203mm").'
_NARROWEST, _WIDEST = 70.0, 450.0


@dataclass(frozen=True, slots=True)
class Trim:
    """The size of a printed leaf after cutting, in millimetres."""

    width: float
    height: float

    def __str__(self) -> str:
        named = (name for name, size in _SIZES.items() if size == (self.width, self.height))
        return next(named, f"{self.width:g}x{self.height:g}mm")


def language_tag(text: str) -> str | Fault:
    """A BCP 47 language tag in its usual case (``zh-Hant-TW``)."""
    match = _LANGUAGE.fullmatch(text)
    if match is None:
        better = text.replace("_", "-")
        hint = (
            f'Write "{better}".' if _LANGUAGE.fullmatch(better) else 'For example "en", "en-GB" or "zh-Hant".'
        )
        return Fault(f'is not a language tag: "{text}"', hint)
    if match["language"] is None:
        return text.lower()
    parts = (match["language"].lower(), (match["script"] or "").title(), (match["region"] or "").upper())
    return "-".join(part for part in parts if part) + match["rest"].lower()


def direction_of(language: str) -> str:
    """``rtl`` for languages and scripts that run from right to left, else ``ltr``."""
    primary, *rest = language.split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    rtl = script in _RTL_SCRIPTS if script else primary in _RTL_LANGUAGES
    return "rtl" if rtl else "ltr"


def isbn(text: str) -> str | Fault:
    """An ISBN of 13 or 10 digits as written, its check digit verified."""
    digits = text.upper().removeprefix("ISBN").replace("-", "").replace(" ", "").lstrip(":")
    if re.fullmatch(r"97[89][0-9]{10}", digits):
        expected = str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits[:12])) % 10)
    elif re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        expected = "0123456789X"[-sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11]
    else:
        return Fault(
            f'is not an ISBN: "{text}"', "An ISBN has 13 digits that begin with 978 or 979 (or 10 digits)."
        )
    if digits[-1] != expected:
        return Fault(
            f'is not an ISBN: the check digit of "{text}" is wrong',
            f"With these digits the last would be {expected}; compare it with the one that you were given.",
        )
    return text.upper().removeprefix("ISBN").lstrip(": ")


_DOI = re.compile(r"(?:doi:|urn:doi:|https?://(?:dx\.)?doi\.org/)(.*)", re.IGNORECASE)
_UUID = re.compile(r"(?:urn:)?uuid:(.*)", re.IGNORECASE)
_HEXES = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def identifier(text: str) -> str | Fault:
    """An ISBN, DOI or UUID as a URN, if it is sound; any other identifier as it was written."""
    if re.match(r"(?:urn:)?isbn\b", text, re.IGNORECASE):
        found = isbn(re.sub(r"^urn:", "", text, flags=re.IGNORECASE))
        return found if isinstance(found, Fault) else f"urn:isbn:{isbn13(found)}"
    if match := _DOI.fullmatch(text):
        sound = re.fullmatch(r"10\.\d{4,9}(?:\.\d+)*/\S+", match[1])
        hint = 'A DOI looks like "doi:10.1000/182".'
        return f"urn:doi:{match[1]}" if sound else Fault(f'is not a DOI: "{text}"', hint)
    if match := _UUID.fullmatch(text):
        hint = 'A UUID looks like "urn:uuid:123e4567-e89b-12d3-a456-426614174000".'
        sound = re.fullmatch(_HEXES, match[1].lower())
        return f"urn:uuid:{match[1].lower()}" if sound else Fault(f'is not a UUID: "{text}"', hint)
    return text


def onix_type(identifier: str) -> str:
    """What kind of number it is, as a code of ONIX list 5: ISBN-13, DOI, another URN; else empty."""
    kinds = {"urn:isbn:": "15", "urn:doi:": "06", "urn:uuid:": "", "urn:": "22"}
    return next((code for start, code in kinds.items() if identifier.startswith(start)), "")


def isbn13(text: str) -> str:
    """The 13 digits of a verified ISBN."""
    digits = re.sub(r"[^0-9X]", "", text)
    if len(digits) == 13:
        return digits
    stem = "978" + digits[:9]
    return stem + str(-sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(stem)) % 10)


def date(text: str) -> str | Fault:
    """A year, a month or a day, as ISO 8601 writes it."""
    fault = Fault(f'is not a date: "{text}"', 'Write "2026", "2026-05" or "2026-05-01".')
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        return fault
    try:
        dt.date.fromisoformat(text + "-01-01"[len(text) - 4 :])
    except ValueError:
        return fault
    return text


def address(text: str) -> str | Fault:
    """An address on the web."""
    if re.fullmatch(r"https?://[^\s<>\"]+", text):
        return text
    return Fault(f'is not an address: "{text}"', 'It begins with "https://".')


def marc_role(text: str) -> str | Fault:
    """A MARC relator code such as ``aut`` or ``trl``."""
    if re.fullmatch(r"[a-z]{3}", text):
        return text
    known = _ROLES.get(text.lower())
    return Fault(f'is not a MARC role: "{text}"', f'Write "{known}".' if known else _ROLE_HINT)


def sort_name(name: str) -> str:
    """“Lewis Carroll” as “Carroll, Lewis”; a name in another script, or of one word, as it is."""
    words = name.split()
    letters = [letter for letter in name if letter.isalpha()]
    latin = all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
    if not latin or len(words) < 2 or "," in name:
        return name
    tail = words.pop() if len(words) > 2 and words[-1] in _SUFFIXES else ""
    return f"{words[-1]}, {' '.join(words[:-1])} {tail}".rstrip()


def trim(text: str) -> Trim | Fault:
    """A trim size by name or as width and height with their unit."""
    if named := _SIZES.get(text.upper()):
        return Trim(*named)
    match = _TRIM.fullmatch(text)
    if match is None:
        return Fault(f'is not a trim size: "{text}"', _TRIM_HINT)
    scale = _MILLIMETRES[match[3].lower()]
    return leaf(float(match[1]) * scale, float(match[2]) * scale)


def leaf(width: float, height: float) -> Trim | Fault:
    """A trim size in millimetres, if a book can be printed on it."""
    if not (_NARROWEST <= width <= _WIDEST and _NARROWEST <= height <= _WIDEST):
        return Fault(
            f"is not a size for a book: {width:g} by {height:g} mm",
            f"Each side must be between {_NARROWEST:g} and {_WIDEST:g} mm.",
        )
    return Trim(round(width, 3), round(height, 3))


_BLEED = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in)", re.IGNORECASE)
_WIDEST_BLEED = 25.0


def bleed(text: str) -> float | Fault:
    """How far pictures run over the edge, in millimetres, from a length with its unit."""
    match = _BLEED.fullmatch(text)
    if match is None:
        return Fault(f'is not a length: "{text}"', 'Write a number with its unit: "3mm" or "0.125in".')
    length = round(float(match[1]) * _MILLIMETRES[match[2].lower()], 3)
    if length > _WIDEST_BLEED:
        return Fault(f"is too wide: {length:g} mm", "Printing houses ask for 3 mm or an eighth of an inch.")
    return length


def is_host(name: str) -> bool:
    """Whether it is the name of a host on the public network: no address, no bare name."""
    return re.fullmatch(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.[a-z][a-z0-9-]*", name) is not None


def division(word: str) -> tuple[str, tuple[int, ...]]:
    """“ty-po-graphy” as the word and the places where it may be divided: typography, (2, 4)."""
    parts = word.lower().split("-")
    return "".join(parts), tuple(accumulate(len(part) for part in parts))[:-1]
