"""Spaces that must not break, by language: between initials, number and unit, title and name; French signs.

The second half of `typography`'s rules. Only spaces change, except in French, where its custom adds some.
"""

from __future__ import annotations

import re
from functools import cache

from bindery.typography_line import Line

NO_BREAK = "\u00a0"
NARROW = "\u202f"
_UNITS = (
    "kg|g|mg|t|km|m|cm|mm|nm|km/h|m/s|ha|l|ml|cl|s|ms|min|h|Hz|kHz|MHz|GHz|V|W|kW|MW|kWh|A|mA|J|kJ|N|Pa|hPa|K|"
    "mol|dB|bit|B|kB|KB|MB|GB|TB|KiB|MiB|GiB|px|pt|dpi|ppi|em|in|ft|lb|oz|EUR|USD|CHF|\u20ac|\u00a3|%|\u2030|"
    "\u00b0C|\u00b0F|\u00b0"
)
_NUMBER_AND_UNIT = re.compile(rf"\d( )(?=(?:{_UNITS})(?!\w))")
_INITIALS = re.compile(
    r"\.( )(?:(?<=\b[^\W\d_]\. )(?=[^\W\d_]\.)|(?<=\b[A-Z\u00c0-\u00de\u0410-\u042f]\. )(?=[^\W\d_]{2}))"
)
_SIGNS = re.compile(r"[\u00a7\u00b6\u2116\u00a9]( )(?=\w)")
_THOUSANDS = re.compile(r"\d( )(?=\d{3}(?!\d))")
_BEFORE_NUMBER = {
    "en": "Chapter|Chapters|Chap.|Section|Sections|Sec.|Figure|Figures|Fig.|Figs.|Table|Tables|Part|Volume|"
    "Vol.|No.|Nos.|p.|pp.|page|pages|line|lines|Appendix|Article|Art.|Equation|Eq.|Act|Scene",
    "de": "Kapitel|Kap.|Abschnitt|Abb.|Abbildung|Tabelle|Tab.|Seite|Seiten|S.|Nr.|Band|Bd.|Teil|Abs.|"
    "Art.|Zeile",
    "fr": "chapitre|chap.|section|figure|fig.|tableau|page|pages|p.|pp.|volume|vol.|tome|t.|n\u00ba|n\u00b0|"
    "article|art.|partie|ligne",
    "es": "cap\u00edtulo|cap.|secci\u00f3n|figura|fig.|tabla|p\u00e1gina|p\u00e1g.|p.|pp.|n\u00fam.|n.\u00ba|"
    "vol.|tomo|parte|art.",
    "it": "capitolo|cap.|sezione|figura|fig.|tabella|pagina|pag.|p.|pp.|n.|vol.|parte|art.",
    "pl": "rozdzia\u0142|rozdz.|rysunek|rys.|tabela|tab.|strona|str.|s.|nr|tom|t.|cz\u0119\u015b\u0107",
    "ru": "\u0433\u043b\u0430\u0432\u0430|\u0433\u043b.|\u0440\u0438\u0441.|\u0442\u0430\u0431\u043b.|"
    "\u0441\u0442\u0440.|\u0441.|\u0442.|\u0447\u0430\u0441\u0442\u044c",
    "cs": "kapitola|kap.|obr.|tabulka|tab.|strana|str.|s.|\u010d.|d\u00edl",
}
_BEFORE_NAME = {
    "en": "Dr.|Mr.|Mrs.|Ms.|Prof.|St.|Rev.|Dr|Mr|Mrs|Ms|St",
    "de": "Dr.|Prof.|Hr.|Fr.|St.",
    "fr": "M.|MM.|Mme|Mmes|Mlle|Dr|Pr|Me|St|Ste",
    "es": "Sr.|Sra.|Srta.|Dr.|Dra.|D.|D\u00aa|S.",
    "it": "Sig.|Sig.ra|Dott.|Dott.ssa|Prof.|S.",
    "pl": "dr|prof.|in\u017c.|mgr|\u015bw.|ks.",
    "ru": "\u0433.|\u043f\u0440\u043e\u0444.|\u0434-\u0440|\u0443\u043b.",
    "cs": "Dr.|prof.|Ing.|Mgr.|sv.|p.",
}
_LONELY = {
    "pl": "aiouwzAIOUWZ",
    "cs": "aikosuvzAIKOSUVZ",
    "sk": "aikosuvzAIKOSUVZ",
    "ru": "\u0430\u0432\u0438\u043a\u043e\u0441\u0443\u0410\u0412\u0418\u041a\u041e\u0421\u0423",
}
"""Words of one letter, which do not end a line."""
_PARTED_THOUSANDS = {"fr": NARROW, "pl": NO_BREAK, "ru": NO_BREAK, "cs": NO_BREAK, "sk": NO_BREAK}
_AFTER = r"(?=[\s\u201d\u00bb)\]]|$)"
_FRENCH = (
    (re.compile(r"\u00ab ?(?=[^\s\u00a0\u202f])"), f"\u00ab{NO_BREAK}"),
    (re.compile(r"(?<=[^\s\u00a0\u202f]) ?\u00bb"), f"{NO_BREAK}\u00bb"),
)
_FRENCH_HIGH = re.compile(rf"(?<=[\w\u00bb\u201d\u2019)\]%\u2026]) ?(?=[;!?]+{_AFTER})")
_FRENCH_COLON = re.compile(rf"(?<=[\w\u00bb\u201d\u2019)\]%\u2026]) ?(?=:{_AFTER})")


_GLUED = ((_BEFORE_NUMBER, r"\d|[IVXLC]+\b"), (_BEFORE_NAME, r"[^\W\d_]"))
_LONELY_WORDS = {
    language: re.compile(rf"(?<![\w'\u2019.-])[{letters}]( )(?=\w)") for language, letters in _LONELY.items()
}


@cache
def _glued(language: str) -> tuple[re.Pattern[str], ...]:
    """The patterns that find the space after one of a language's words."""
    return tuple(_after(table[language], follows) for table, follows in _GLUED if language in table)


def _after(words: str, follows: str) -> re.Pattern[str]:
    """What finds the space between one of the words and what follows. It looks from spaces only, first for
    any word's last letter, then for what follows, then for the words that end with that letter."""
    ends: dict[str, list[str]] = {}
    for word in words.split("|"):
        ends.setdefault(word[-1], []).append(rf"(?<=(?<!\w)(?i:{re.escape(word)}) )")
    before = (rf"(?<=(?i:{re.escape(end)}) )(?:{'|'.join(found)})" for end, found in ends.items())
    return re.compile(rf" (?<=(?i:[{re.escape(''.join(ends))}]) )(?={follows})(?:{'|'.join(before)})")


def set_spaces(line: Line) -> None:
    """Change the spaces of a line."""
    for language in sorted(line.languages):
        base = language.partition("-")[0].lower()
        if base == "fr":
            _set_french(line, language)
        if " " not in line.text:
            continue
        if base in _PARTED_THOUSANDS:
            line.change(_THOUSANDS, _PARTED_THOUSANDS[base], language)
        line.change(_NUMBER_AND_UNIT, NO_BREAK, language)
        if ". " in line.text:
            line.change(_INITIALS, NO_BREAK, language)
        if not line.text.isascii():
            line.change(_SIGNS, NO_BREAK, language)
        for pattern in _glued(base):
            line.change(pattern, NO_BREAK, language)
        if base in _LONELY_WORDS:
            line.change(_LONELY_WORDS[base], NO_BREAK, language)


def _set_french(line: Line, language: str) -> None:
    """France's spaces at its signs; Canada has them at colons and quotations only, Switzerland none."""
    region = set(language.lower().split("-")[1:])
    if "ch" in region:
        return
    for pattern, made in _FRENCH:
        line.change(pattern, made, language)
    line.change(_FRENCH_COLON, NO_BREAK, language)
    if "ca" not in region:
        line.change(_FRENCH_HIGH, NARROW, language)
