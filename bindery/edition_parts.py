"""The smaller records of book.toml (contributors, series, rows of chapters) and the kinds of its values.

Used by `edition`, which offers the records under its own name too.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bindery import book_values
from bindery.book_values import is_host
from bindery.problems import Place
from bindery.spelling import CONVERSIONS, NO_WORDS, Lexicon
from bindery.toml_values import (
    FLAG,
    SCALARS,
    TEXT,
    Cell,
    Fault,
    Kind,
    Scalar,
    clean,
    one_of,
    read_table,
    says,
    word,
)

_RESERVED = frozenset(
    ("and", "book", "else", "false", "if", "in", "is", "loop", "none", "not", "or", "range", "true")
)


def _number(cell: Cell) -> str | None:
    if isinstance(cell.raw, str | int | float) and not isinstance(cell.raw, bool):
        return clean(f"{cell.raw}")
    cell.expected("a number or a string")
    return None


def _date(cell: Cell) -> object | None:
    if isinstance(cell.raw, dt.date):  # a datetime is one too
        return cell.raw.isoformat()[:10]
    if isinstance(cell.raw, str | int) and not isinstance(cell.raw, bool):
        return cell.accept(book_values.date(clean(str(cell.raw))))
    cell.expected("a date")
    return None


def _trim(cell: Cell) -> object | None:
    raw = cell.raw
    if isinstance(raw, str):
        return cell.accept(book_values.trim(clean(raw)))
    if isinstance(raw, list) and len(raw) == 2 and all(type(side) in {int, float} for side in raw):
        return cell.accept(book_values.leaf(*raw))
    cell.expected("a name, a size or [width, height] in mm")
    return None


FONT_ROLES = ("text", "heads", "code")


def _fonts(cell: Cell) -> tuple[str, ...] | None:
    """Which fonts the EPUB carries; ``true`` is all of the theme's."""
    if isinstance(cell.raw, bool):
        return FONT_ROLES if cell.raw else ()
    names = cell.raw if isinstance(cell.raw, list) else [None]
    if all(isinstance(name, str) and _is_font(name) for name in names):
        return tuple(dict.fromkeys(map(str, names)))
    hint = 'The parts are "text", "heads" and "code"; a file ends in .ttf or .otf.'
    cell.refuse(Fault("must be true, false, or a list of parts and font files", hint))
    return None


def _is_font(name: str) -> bool:
    return name in FONT_ROLES or name.lower().endswith((".ttf", ".otf"))


def _hosts(cell: Cell) -> tuple[str, ...] | None:
    names = cell.raw if isinstance(cell.raw, list) else [None]
    if all(isinstance(name, str) and is_host(name) for name in names):
        return tuple(names)
    hint = 'Write the names alone, in small letters: ["upload.wikimedia.org"].'
    cell.refuse(Fault("must be a list of hosts of the public network", hint))
    return None


_MARKS = ("crop", "cross")
_LISTS = ("figures", "tables", "listings")


def _marks(cell: Cell) -> tuple[str, ...] | None:
    """Which marks to print beside the leaf; ``true`` is all of them."""
    if isinstance(cell.raw, bool):
        return _MARKS if cell.raw else ()
    if isinstance(cell.raw, list) and all(mark in _MARKS for mark in cell.raw):
        return tuple(mark for mark in _MARKS if mark in cell.raw)
    cell.refuse(Fault("must be true, false, or a list of marks", 'The marks are "crop" and "cross".'))
    return None


def _lists(cell: Cell) -> tuple[str, ...] | None:
    """Which lists stand behind the contents, in the order that is customary."""
    if isinstance(cell.raw, list) and all(name in _LISTS for name in cell.raw):
        return tuple(name for name in _LISTS if name in cell.raw)
    cell.refuse(Fault("must be a list of names", 'The lists are "figures", "tables" and "listings".'))
    return None


def _variables(cell: Cell) -> dict[str, Scalar] | None:
    found: dict[str, Scalar] | None = SCALARS.read(cell)  # type: ignore[assignment]
    for name in list(found or ()):
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or name in _RESERVED:
            hint = "Use letters, digits and _; these names have a meaning: " + ", ".join(sorted(_RESERVED))
            cell.item(name, "").refuse(Fault("cannot be the name of a variable", hint))
    return found


VARIABLES = Kind("table of strings, numbers and booleans", _variables)
NUMBER = Kind("number or string", _number)
DATE = Kind("date, or string", _date)


def _scripts(cell: Cell) -> dict[str, str] | None:
    """A name in other scripts, by language tag."""
    if not isinstance(cell.raw, dict):
        cell.expected('a table such as { zh-Hant = "\u9b6f\u8fc5" }')
        return None
    found: dict[str, str] = {}
    for tag, raw in cell.raw.items():
        item = cell.item(tag, raw)
        language, name = item.accept(book_values.language_tag(tag)), TEXT.read(item)
        found |= {str(language): str(name)} if language and name else {}
    return found


SCRIPTS = Kind("table of names by language", _scripts)
FONTS = Kind('true, false, or list of "text", "heads", "code" and font files', _fonts)
HOSTS = Kind("list of names of hosts", _hosts)
MARKS = Kind('true, false, or list of "crop" and "cross"', _marks)
LISTS = Kind('list of "figures", "tables" and "listings"', _lists)
TRIM = Kind("string, or [width, height] in mm", _trim)
ROLE = word(book_values.marc_role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """Somebody who made the book."""

    name: str = field(metadata=says("The name as the title page shows it.", TEXT))
    role: str = field(
        default="aut", metadata=says("What they did, as a MARC code: aut, edt, trl, ill and so on.", ROLE)
    )
    sort: str = field(
        default="",
        metadata=says("The name as catalogues sort it; made from a name in Latin letters when absent.", TEXT),
    )

    scripts: Mapping[str, str] = field(
        default_factory=dict,
        metadata=says("The name in other scripts, by language, for catalogues abroad.", SCRIPTS),
    )

    @property
    def sort_name(self) -> str:
        """The name for sorting: as given, else “Last, First” for names in Latin letters."""
        return self.sort or book_values.sort_name(self.name)


SCHEMES = "AAT BIC BISAC CLC CLIL DDC EuroVoc LCSH MEDTOP NDC Thema UDC".split()
"""The authorities for subjects whose names EPUB knows."""


def _scheme(text: str) -> str | Fault:
    known = {name.lower(): name for name in SCHEMES}
    if text.lower() in known or re.fullmatch(r"https?://\S+", text):
        return known.get(text.lower(), text)
    hint = "EPUB knows " + ", ".join(SCHEMES) + "; another scheme is named by its address."
    return Fault(f'is not a scheme of subjects: "{text}"', hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What the book is about, in words or by the code of a scheme."""

    name: str = field(default="", metadata=says("The subject in words; when absent, the code.", TEXT))
    scheme: str = field(
        default="", metadata=says("The scheme: BISAC, Thema, LCSH, DDC, CLC and so on.", word(_scheme))
    )
    code: str = field(default="", metadata=says("The code in that scheme.", NUMBER))

    @property
    def words(self) -> str:
        """The subject as it is shown."""
        return self.name or self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The series that the book belongs to."""

    name: str = field(metadata=says("The name of the series.", TEXT))
    number: str = field(default="", metadata=says("The book's number in the series.", NUMBER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Epigraph:
    """A quotation at the head of the book."""

    text: str = field(metadata=says("The words quoted.", TEXT))
    source: str = field(default="", metadata=says("Whose words they are.", TEXT))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A row of `chapters`, `front` or `back`: a file, or the title of a part; the other is empty."""

    at: Place
    file: str = ""
    part: str = ""


def _people(cell: Cell) -> tuple[Contributor, ...] | None:
    if isinstance(cell.raw, str):
        return (Contributor(name=clean(cell.raw)),) if cell.raw.strip() else ()
    if not isinstance(cell.raw, list):
        cell.expected("a list of names or tables")
        return None
    people = (_person(cell.item(number, raw)) for number, raw in enumerate(cell.raw))
    return tuple(person for person in people if person)


def _person(cell: Cell) -> Contributor | None:
    if isinstance(cell.raw, dict):
        return read_table(Contributor, cell)
    if not isinstance(cell.raw, str):
        cell.expected("a name or a table")
    elif name := clean(cell.raw):
        return Contributor(name=name)
    return None  # mdBook writes authors = [""] into a new book: nobody


def _subjects(cell: Cell) -> tuple[Subject, ...] | None:
    if not isinstance(cell.raw, list):
        cell.expected("a list of strings or tables")
        return None
    found = (_subject(cell.item(number, raw)) for number, raw in enumerate(cell.raw))
    return tuple(subject for subject in found if subject and subject.words)


def _subject(cell: Cell) -> Subject | None:
    if not isinstance(cell.raw, dict):
        name = TEXT.read(cell)
        return Subject(name=str(name)) if name else None
    subject = read_table(Subject, cell)
    if subject and ("scheme" in cell.raw) != bool(subject.code):
        cell.refuse(Fault('needs both "scheme" and "code"', 'As in scheme = "DDC", code = 5.'), "key-missing")
    elif subject and not subject.words:
        cell.refuse(Fault('needs "name", or "scheme" and "code"'), "key-missing")
    return subject


def _identifiers(cell: Cell) -> tuple[str, ...] | None:
    if not isinstance(cell.raw, list):
        cell.expected("a list of strings")
        return None
    kind = word(book_values.identifier)
    found = (kind.read(cell.item(number, raw)) for number, raw in enumerate(cell.raw))
    return tuple(dict.fromkeys(str(text) for text in found if text))


def _epigraph(cell: Cell) -> Epigraph | None:
    if isinstance(cell.raw, str):
        return Epigraph(text=clean(cell.raw)) if cell.raw.strip() else None
    if isinstance(cell.raw, dict):
        return read_table(Epigraph, cell)
    cell.expected("a string or a table")
    return None


def _rows(cell: Cell, *, parts: bool) -> tuple[Listed, ...] | None:
    if not isinstance(cell.raw, list):
        cell.expected("a list of files")
        return None
    rows: list[Listed] = []
    for number, raw in enumerate(cell.raw):
        item = cell.item(number, raw)
        if isinstance(raw, str):
            rows.append(Listed(file=raw, at=item.place))
        elif isinstance(raw, dict) and parts:
            rows += _part(item, raw)
        else:
            item.expected("a file, or a table with part and chapters" if parts else "a file")
    return tuple(rows)


def _part(cell: Cell, raw: Mapping[str, object]) -> tuple[Listed, ...]:
    known = ("part", "chapters")
    for key in raw:
        if key not in known:
            cell.item(key, raw[key]).unknown(known)
    heading = cell.item("part", raw.get("part", ""))
    title = TEXT.read(heading)
    if not title:
        if title == "":
            cell.refuse(Fault('needs "part", its title'), "key-missing")
        return ()
    head = Listed(part=str(title), at=heading.place)
    return (head, *(_rows(cell.item("chapters", raw.get("chapters", [])), parts=False) or ()))


PEOPLE = Kind("list of names or tables, or one name", _people)
SUBJECTS = Kind("list of strings, or of tables", _subjects)
IDENTIFIERS = Kind("list of strings", _identifiers)
EPIGRAPH = Kind("string, or table", _epigraph)
FILES = Kind("list of files", lambda cell: _rows(cell, parts=False))
CHAPTERS = Kind("list of files, or of tables with part and chapters", lambda cell: _rows(cell, parts=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """``[text]``: what becomes of typed signs."""

    smart: bool = field(
        default=True,
        metadata=says(
            "Typed quotes, dashes, dots and spaces become those that the language prints.",
            FLAG,
        ),
    )
    convert: str = field(
        default="",
        metadata=says("Which Chinese characters become which: a conversion of OpenCC.", one_of(*CONVERSIONS)),
    )
    ruby: str = field(
        default="written",
        metadata=says(
            "The readings over characters: those written, none, Pinyin over all, or over the rarer ones.",
            one_of("written", "none", "pinyin", "pinyin-rare"),
        ),
    )
    exceptions: str = field(
        default="",
        metadata=says("The file of words that are converted, or read, otherwise than usual.", TEXT),
    )
    spellings: Lexicon = NO_WORDS
    """What that file says of how words are spelled."""
    readings: Lexicon = NO_WORDS
    """What it says of how words are read."""

    @property
    def respells(self) -> bool:
        """Whether characters are converted or read: then some could have been otherwise."""
        return bool(self.convert) or self.is_read

    @property
    def is_read(self) -> bool:
        """Whether characters get readings that nobody wrote."""
        return self.ruby.startswith("pinyin")
