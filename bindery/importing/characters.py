"""Classes of characters as the rules' patterns write them, and what no rule may touch. Escapes on purpose:
an editor that turns one comma into the other would go unseen."""

from __future__ import annotations

import re
import unicodedata

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters, for the inside of a pattern's brackets."""
STOPS = "\u3000-\u303f\uff00-\uff60\uffe0-\uffef\u2018-\u201d\u2014\u2026"
"""Punctuation of Chinese and Japanese, full-width forms, dashes and curly quotes."""
KANA = "\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
TONED = (
    "\u0101\u00e1\u01ce\u00e0\u0113\u00e9\u011b\u00e8\u012b\u00ed\u01d0\u00ec\u014d\u00f3\u01d2\u00f2"
    "\u016b\u00fa\u01d4\u00f9\u01d6\u01d8\u01da\u01dc\u0144\u0148\u01f9\u1e3f"
)
"""Letters of pinyin that carry a tone."""
READING = rf"[a-z\u00fc{TONED}]{{1,7}}"
_PROTECTED = re.compile(
    r"^(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<tick>`+)(?!`)[^\n]{1,400}?(?<!`)(?P=tick)(?!`)"
    r"|\$\$.{1,2000}?\$\$|\$(?=[^\s$])[^$\n]{1,200}(?<=[^\s$])\$"
    r"|<ruby>.{1,200}?</ruby>|<[A-Za-z/!?][^<>\n]{0,500}>"
    r"|\]\([^()\n]{0,500}\)"
    r"|\[[^\[\]\n]{1,500}\]\{[^{}\n]{0,200}\blang=[^{}\n]{1,200}\}"
    r"|\b(?:https?|ftp)://[!-~]+|\b[\w.+-]+@[\w-]+\.[\w.]+",
    re.MULTILINE | re.DOTALL,
)


def protected(text: str) -> list[tuple[int, int]]:
    """Code, formulas, markup, addresses, words of another language: what no rule touches, in order."""
    return [match.span() for match in _PROTECTED.finditer(text)]


def is_wide(char: str) -> bool:
    """Whether a character takes two columns in a typescript."""
    return unicodedata.east_asian_width(char) in {"W", "F"}


def width(line: str) -> int:
    """Columns of a line in a typescript."""
    return len(line) if line.isascii() else sum(2 if is_wide(char) else 1 for char in line)
