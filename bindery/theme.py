"""How a book looks: a theme's folders, its type area for a trim, its words in a language.

A theme is a folder in ``templates/`` with only what differs from the one that its ``theme.toml``
extends; the book's own ``templates/`` folder comes last. A template of the same path replaces, a style
sheet of the same path is read after ours, a row of ``trims.toml`` or ``words.toml`` replaces the row.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bindery import own_templates, tokens
from bindery.book_values import Trim
from bindery.edition import Edition
from bindery.problems import Place, Problem

BASE = "base"
_USUAL = {"zh": "zh"}
"""The theme of a script when the book names none."""
_USUAL_ELSE = "technical"
_READ = "pinyin"
"""The theme of an edition that has a reading over every character."""
_PACKAGE = Path(__file__).parent
# In a wheel the templates lie inside the package, in a checkout beside it.
TEMPLATES = _PACKAGE / "templates" if (_PACKAGE / "templates").is_dir() else _PACKAGE.parent / "templates"
_MM_PER_INCH = 25.4
_PT_PER_MM = 72 / _MM_PER_INCH
_SCRIPTS = {"zh": "zh", "ja": "ja", "ko": "ja", "ar": "ar", "fa": "ar", "ur": "ar", "ckb": "ar"}
_EASY_MEASURE = 52  # letters of the face that `letters` counts by, 60 of a narrow one: few hyphens will do
_SLACK_PT = 0.05  # without it a full line can lose its last character to rounding


@dataclass(frozen=True, slots=True)
class Grid:
    """The type area of one trim: page and margins in mm, type in pt; `chars` is 0 for Latin script."""

    width: float
    height: float
    size: float
    leading: float
    lines: int
    inner: float
    outer: float
    top: float
    chars: int = 0

    @property
    def measure(self) -> float:
        """Width of a full line in pt."""
        if self.chars:
            return self.chars * self.size + _SLACK_PT
        return (self.width - self.inner - self.outer) * _PT_PER_MM

    @property
    def letters(self) -> int:
        """About how many letters a line holds, a wide one counted as two: a Latin letter is .46 em wide."""
        return int(self.measure / (self.size * (0.5 if self.chars else 0.46)))

    @property
    def note_room(self) -> int:
        """How many letters a note at the foot of a page may have, half a page full: a longer one would push
        more text away than it explains."""
        return self.letters * self.lines // 2

    @property
    def head_room(self) -> int:
        """How many letters a running head may have, wide ones counted as two: the folio is on its line."""
        return int(self.letters * 0.8)

    def css(self) -> str:
        """The grid as custom properties of the root."""
        outer = self.width * _PT_PER_MM - self.inner * _PT_PER_MM - self.measure
        bottom = (self.height - self.top) * _PT_PER_MM - self.lines * self.leading - _SLACK_PT
        values = {
            "page-width": f"{self.width}mm",
            "page-height": f"{self.height}mm",
            "size": f"{self.size}pt",
            "leading": f"{self.leading}pt",
            "lines": str(self.lines),
            "measure": f"{self.measure:.3f}pt",
            "inner": f"{self.inner}mm",
            "outer": f"{outer:.3f}pt",
            "top": f"{self.top}mm",
            "bottom": f"{bottom:.3f}pt",
            "hyphens": "6 3 3" if self.letters >= _EASY_MEASURE else "5 2 3",
        }
        return ":root{" + "".join(f"--grid-{key}:{value};" for key, value in values.items()) + "}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A style sheet: where people find it, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The families of one script, most wanted first; `others` stand in for what these lack."""

    text: tuple[str, ...]
    heads: tuple[str, ...]
    code: tuple[str, ...]
    emphasis: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The families that must be there."""
        return tuple(dict.fromkeys((*self.text, *self.heads, *self.code, *self.emphasis, *self.strong)))

    @property
    def all(self) -> tuple[str, ...]:
        """Every family that may appear in the book."""
        return tuple(dict.fromkeys((*self.needed, *self.others)))

    def css(self) -> str:
        """The families as custom properties of the root."""
        stacks = {
            "text": self.text,
            "heads": self.heads,
            "code": self.code,
            "emphasis": self.emphasis or self.text,
            "strong": self.strong or self.text,
            "latin": (),
        }
        rows = (
            f"--face-{key}:" + ",".join(f'"{name}"' for name in (*stack, *self.others))
            for key, stack in stacks.items()
        )
        return ":root{" + "".join(f"{row};" for row in rows) + "}"


@dataclass(frozen=True, slots=True)
class Theme:
    """A chosen theme for one language and trim. `layers` are folders, the base first."""

    name: str
    layers: tuple[Path, ...]
    grid: Grid
    faces: Faces
    words: Mapping[str, str]
    before_contents: frozenset[str] = frozenset()
    """Kinds of front matter that stand before the contents in books of the language; ``front`` has none."""
    own_tokens: str = ""
    """The book's own values for tokens, as a rule of CSS."""

    def sheets(self, medium: str) -> tuple[Sheet, ...]:
        """The style sheets for ``print``, ``rtl`` or ``epub``: tokens, base, then by name, each layer after
        the one that it extends."""
        names = sorted({path.name for path in self._sheet_files(medium)}, key=_sheet_order)
        files = [layer / "css" / medium / name for name in names for layer in self.layers]
        return tuple(
            Sheet(_shown(file), file.read_text(encoding="utf-8")) for file in files if file.is_file()
        )

    def _sheet_files(self, medium: str) -> Iterator[Path]:
        for layer in self.layers:
            yield from (layer / "css" / medium).glob("*.css")


def _shown(file: Path) -> str:
    """A sheet's path as messages show it: from our templates, or from the book's folder."""
    inside = file.is_relative_to(TEMPLATES)
    return f"templates/{file.relative_to(TEMPLATES if inside else file.parents[2]).as_posix()}"


def joined(sheets: Iterable[Sheet]) -> str:
    """Sheets as one text."""
    return "\n".join(sheet.text for sheet in sheets)


def place_in(sheets: Iterable[Sheet], line: int) -> Place:
    """Where a line (from 1) of the joined text was written."""
    for sheet in sheets:
        length = sheet.text.count("\n") + 1
        if line <= length:
            return Place(sheet.name, line)
        line -= length
    return Place("templates")


def _sheet_order(name: str) -> tuple[int, str]:
    first = ("tokens.css", "base.css")
    return (first.index(name) if name in first else len(first), name)


def choose(edition: Edition, root: Path) -> tuple[Theme | None, tuple[Problem, ...]]:
    """The theme that the edition asks for, or its script's; the templates of the book at `root` on top."""
    usual = _USUAL.get(script_of(edition.language), _USUAL_ELSE)
    name = edition.theme.name or (_READ if edition.text.ruby == "pinyin" else usual)
    layers, problems = _layers(name, edition.at("theme", "name"))
    if problems:
        return None, problems
    language = edition.language
    grid = _grid(_merged(layers, "trims.toml"), script_of(language), edition.print.trim)
    tables = _merged(layers, "words.toml")
    own, own_words, problems = own_templates.look_at(root, tables["en"])
    words = words_of(tables, language) | _own(own_words, language)
    before = _before_contents(_merged(layers, "order.toml"), language)
    theme = Theme(name, (*layers, own) if own else layers, grid, _faces(layers, language), words, before)
    rows, faults = _tokens(edition, joined(theme.sheets("print")))
    return replace(theme, own_tokens=rows), (*problems, *faults)


def _before_contents(tables: Mapping[str, Mapping[str, list[str]]], language: str) -> frozenset[str]:
    """What custom puts before the contents, that of English where the language has none of its own."""
    key = next((key for key in _fallbacks(language) if key in tables), "en")
    return frozenset(tables[key]["before_contents"])


def _own(words: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The book's own words for its language: a table for ``en`` serves ``en-GB``."""
    return dict(next((words[key] for key in _fallbacks(language) if key in words), {}))


def _tokens(edition: Edition, sheets: str) -> tuple[str, tuple[Problem, ...]]:
    """The edition's values for tokens that the theme has. A value may be no more than a value."""
    known = dict(re.findall(r"--([a-z][a-z0-9-]*)\s*:\s*([^;]*);", sheets))
    rows: list[str] = []
    problems: list[Problem] = []
    for name, value in edition.theme.tokens.items():
        fault = tokens.fault(name, value, known)
        if fault is None:
            rows.append(f"--{name}:{value};")
        else:
            code = "key-type" if name in known else "key-unknown"
            problems.append(Problem(code, fault.message, edition.at("theme", "tokens", name), fault.hint))
    return (":root:root{" + "".join(rows) + "}" if rows else ""), tuple(problems)


def _faces(layers: tuple[Path, ...], language: str) -> Faces:
    tables = _merged(layers, "faces.toml")
    row = next((tables[key] for key in _fallbacks(language) if key in tables), tables["latin"])
    return Faces(**{key: tuple(names) for key, names in row.items()})


def cover_look(theme: Theme) -> dict[str, Any]:
    """The theme's colours and sizes for a drawn cover."""
    look: dict[str, Any] = {}
    for layer in theme.layers:
        if layer.is_relative_to(TEMPLATES) and (layer / "cover.toml").is_file():
            look |= tomllib.loads((layer / "cover.toml").read_text(encoding="utf-8"))
    return look


def script_of(language: str) -> str:
    """Which table of trims a language uses: ``zh``, ``ja``, ``ar`` or ``latin``."""
    prefix = language.lower().split("-")[0]
    return _SCRIPTS.get(prefix, "latin")


def words_of(tables: Mapping[str, Mapping[str, str]], language: str) -> dict[str, str]:
    """The words of a language, English where it has none."""
    chosen = dict(tables["en"])
    for key in _fallbacks(language):
        if key in tables:
            return chosen | dict(tables[key])
    return chosen


def _fallbacks(language: str) -> tuple[str, ...]:
    """``zh-TW`` is also zh-Hant, ``zh-CN`` and bare ``zh`` zh-Hans; any tag is also its first part."""
    parts = language.split("-")
    if parts[0].lower() == "zh":
        tags = {part.lower() for part in parts[1:]}
        if "hans" in tags or not tags & {"hant", "tw", "hk", "mo"}:
            return (language, "zh-Hans")
        return (language, *(("zh-HK",) if tags & {"hk", "mo"} else ()), "zh-Hant")
    return (language, parts[0].lower(), "ar") if script_of(language) == "ar" else (language, parts[0].lower())


def _layers(name: str, at: Place) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    layers: list[Path] = []
    while name:
        folder = TEMPLATES / name
        if not re.fullmatch(r"[a-z0-9-]+", name) or not (folder / "theme.toml").is_file():
            return (), (_unknown(name, at),)
        layers.insert(0, folder)
        name = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8")).get("extends", "")
    return tuple(layers), ()


def _unknown(name: str, at: Place) -> Problem:
    themes = sorted(path.parent.name for path in TEMPLATES.glob("*/theme.toml"))
    near = difflib.get_close_matches(name, themes, n=1)
    hint = f"did you mean {near[0]!r}?" if near else "there are: " + ", ".join(themes)
    return Problem("theme-unknown", f"no theme {name!r}", at, hint)


def _merged(layers: tuple[Path, ...], file: str) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for layer in layers:
        if (layer / file).is_file():
            for key, rows in tomllib.loads((layer / file).read_text(encoding="utf-8")).items():
                tables[key] = tables.get(key, {}) | rows
    return tables


def _grid(tables: dict[str, dict[str, Any]], script: str, trim: Trim) -> Grid:
    """The row of the trim, or the row nearest in size fitted to it."""
    rows = tables[script].values()
    row = min(rows, key=lambda r: abs(r["page"][0] - trim.width) + abs(r["page"][1] - trim.height))
    width, height = row["page"]
    if (round(width - trim.width), round(height - trim.height)) != (0, 0):
        row, width, height = _fitted(row, trim.width, trim.height), trim.width, trim.height
    rest = {key: value for key, value in row.items() if key != "page"}
    return Grid(width, height, **({"outer": 0.0} | rest))


def _fitted(row: dict[str, Any], width: float, height: float) -> dict[str, Any]:
    """A row's margins scaled to another page; lines and characters are those that fit in proportion."""
    wide, high = width / row["page"][0], height / row["page"][1]
    fitted = (
        row | {key: row[key] * wide for key in ("inner", "outer") if key in row} | {"top": row["top"] * high}
    )
    fitted["lines"] = int(row["lines"] * high)
    if "chars" in row:
        fitted["chars"] = int(row["chars"] * wide)
    return fitted
