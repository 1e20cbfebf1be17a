"""Small capitals and old-style figures that the face lacks: they would be faked, or silently left out.

Judged are the sheets of the chosen theme and of the book, over the base, for books in Latin script; face and
slope are those that the rule itself names, else the text's upright.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from fontTools.ttLib import TTFont

from bindery.engine import fonts
from bindery.model import Book
from bindery.problems import Place, Problem
from bindery.theme import Sheet, Theme, script_of

_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ITALIC = re.compile(r"(?:^|[\s,>+~])(?:em|i|cite|dfn)\s*(?:,|$)|font-style\s*:\s*italic")
_FACE = re.compile(r"font-family\s*:\s*var\(\s*--face-(\w+)\s*\)")
_ASKED = re.compile(
    r"(?:font-variant(?:-caps|-numeric)?|--[\w-]+)\s*:[^;]*?\b(small-caps|all-small-caps|oldstyle-nums)\b"
)
_FEATURES = {"small-caps": ("smcp",), "all-small-caps": ("smcp", "c2sc"), "oldstyle-nums": ("onum",)}
_NAMES = {"smcp": "small capitals", "c2sc": "small capitals for capitals", "onum": "old-style figures"}


def missing(book: Book, theme: Theme) -> Iterator[Problem]:
    """One problem for each rule that asks a face for what it has not."""
    if script_of(book.edition.language) != "latin":
        return
    sheets = [sheet for sheet in theme.sheets("print") if not sheet.name.startswith("templates/base/")]
    for sheet in (*sheets, Sheet("book.toml", theme.own_tokens)):
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), sheet.text)
        for rule in _RULE.finditer(text):
            yield from _judge(rule, theme, sheet.name)


def _judge(rule: re.Match[str], theme: Theme, name: str) -> Iterator[Problem]:
    selector, body = rule[1].strip(), rule[2]
    face = _FACE.search(body)
    stack = {"heads": theme.faces.heads, "code": theme.faces.code}.get(face[1] if face else "")
    family = (stack or theme.faces.text)[0]
    italic = bool(_ITALIC.search(selector) or _ITALIC.search(body))
    for asked in _ASKED.finditer(body):
        lacking = [tag for tag in _FEATURES[asked[1]] if tag not in _features(family, italic=italic)]
        if lacking:
            line = rule.string.count("\n", 0, rule.start(2) + asked.start(1)) + 1
            slope = "italic of " if italic else ""
            message = f"the {slope}{family!r} has no {' and no '.join(_NAMES[tag] for tag in lacking)}"
            place = Place(name, 0 if name == "book.toml" else line)
            yield Problem("feature-missing", message, place, "take another face, or leave them out")


@functools.cache
def _features(family: str, *, italic: bool) -> frozenset[str]:
    """The OpenType features of a family's first upright or italic face."""
    for file in fonts.available().get(family, ()):
        font = TTFont(file, lazy=True, fontNumber=0)
        if bool(font["head"].macStyle & 2) == italic:
            if "GSUB" not in font:
                return frozenset()
            return frozenset(record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord)
    return frozenset()
