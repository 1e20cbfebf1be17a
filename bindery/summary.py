"""The grammar of mdBook's SUMMARY.md: the order of a book's chapters. Used by `read`.

A title, prefix chapters, parts with nested numbered lists, suffix chapters; drafts and separators. A line
that is not understood is a problem, never a reason to stop.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from bindery.model import Role
from bindery.problems import Place, Problem

_LONGEST_LINE = 4_000
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})")
_ITEM = re.compile(r"([ \t]*)([-*+]|[0-9]{1,9}[.)])([ \t]+|$)(.*)")
_LINK = re.compile(
    r"(?<!\\)(?<!!)\[((?:\\.|[^\\\[\]]|\[(?:\\.|[^\\\[\]])*\])*)\]"
    r"\([ \t]*(?:<((?:\\.|[^<>\\])*)>|((?:\\.|[^\s()\\]|\((?:\\.|[^\s()\\])*\))*))"
    r"(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*\)"
)
_DEFINITION = re.compile(r" {0,3}\[((?:\\.|[^\\\[\]]){1,200})\]:[ \t]*(?:<([^<>]*)>|(\S+)).*")
_REFERENCE = re.compile(r"(?<!\\)(\[((?:\\.|[^\\\[\]]){1,200})\])(?:\[([^\[\]]{0,200})\])?(?!\()")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_STARS = re.compile(r"(\*{1,3})(?=[^\s*])(.+?)(?<=[^\s*])\1")
_SCORES = re.compile(r"(?<!\w)(_{1,3})(?=[^\s_])(.+?)(?<=[^\s_])\1(?!\w)")
_INNER_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the book's order: a part (no file), a chapter, or a draft (`draft`, no file)."""

    role: Role
    title: str
    at: Place
    file: str = ""
    """As written, percent escapes resolved; relative to the folder of SUMMARY.md."""
    depth: int = 1
    draft: bool = False


def parse_summary(text: str, path: str) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of a SUMMARY.md, and the lines that were not understood."""
    scribe = _Scribe(path)
    lines = _resolved(_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), text).split("\n"))
    for number, line in enumerate(lines, 1):
        underlined = number < len(lines) and _UNDERLINE.fullmatch(lines[number])
        if line.strip() and not (_UNDERLINE.fullmatch(line) and number > 1 and lines[number - 2].strip()):
            scribe.take(f"# {line.strip()}" if underlined else line, number)
    return tuple(scribe.rows), tuple(scribe.problems)


def _resolved(lines: list[str]) -> list[str]:
    """The lines with ``[title][label]`` written out, and the definitions of labels made blank."""
    found = {number: match for number, line in enumerate(lines) if (match := _DEFINITION.fullmatch(line))}
    if not found:
        return lines
    targets = {match[1].casefold(): match[2] or match[3] or "" for match in found.values()}

    def write_out(match: re.Match[str]) -> str:
        target = targets.get((match[3] or match[2]).casefold())
        return match[0] if target is None else f"{match[1]}(<{target}>)"

    return ["" if number in found else _REFERENCE.sub(write_out, line) for number, line in enumerate(lines)]


def plain(markup: str) -> str:
    """The text of a title: code, emphasis, links and entities without their signs."""
    kept: list[str] = []

    def keep(inner: str) -> str:
        kept.append(inner)
        return f"\0{len(kept) - 1}\0"

    text = _CODE.sub(lambda match: keep(match[2].strip()), markup.replace("\0", ""))
    text = _ESCAPE.sub(lambda match: keep(match[1]), text)
    for pattern in (_INNER_LINK, _STARS, _SCORES):
        text = pattern.sub(lambda match: match[match.re.groups], text)
    text = re.sub("\0([0-9]+)\0", lambda match: kept[int(match[1])], html.unescape(text))
    return " ".join(text.split())


@dataclass(slots=True)
class _Scribe:
    """What has been understood so far: the phase (a role) and the columns of the open list items."""

    path: str
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    phase: Role = Role.FRONT
    columns: list[int] = field(default_factory=list)
    begun: bool = False

    def take(self, line: str, number: int) -> None:
        """Understand one line that is not blank."""
        at = Place(self.path, number)
        first, self.begun = not self.begun, True
        if len(line) > _LONGEST_LINE:
            self.refuse(at, "the line is too long")
        elif match := _HEADING.fullmatch(line):
            if len(match[1]) > 1 or not first:  # the first heading is the list's own title
                self.heading(at, len(match[1]), plain(match[2] or ""))
        elif _RULE.fullmatch(line):
            self.columns.clear()
        elif match := _ITEM.fullmatch(line.expandtabs(4)):
            self.item(at, len(match[1]), len(match[2]) + max(1, len(match[3])), match[4])
        else:
            self.affix(at, line)

    def refuse(self, at: Place, message: str, hint: str = "") -> None:
        """Note a line that is left out."""
        self.problems.append(Problem("summary-syntax", message, at, hint))

    def heading(self, at: Place, level: int, title: str) -> None:
        """A level-1 heading is the title of a part."""
        self.columns.clear()
        if level > 1:
            self.refuse(
                at,
                f"a heading of level {level} has no meaning here",
                "The title of a part begins with one #.",
            )
        elif self.phase is Role.BACK:
            self.refuse(at, "a part cannot follow the suffix chapters")
        elif title:
            self.phase = Role.CHAPTER
            self.rows.append(Row(Role.PART, title, at))

    def item(self, at: Place, indent: int, width: int, rest: str) -> None:
        """A list item is a numbered chapter; one that begins below another's text is nested in it."""
        while self.columns and indent < self.columns[-1]:
            self.columns.pop()
        self.columns.append(indent + width)
        if self.phase is Role.BACK:
            self.refuse(
                at,
                "a list cannot follow the suffix chapters",
                "Put the list before the links without a bullet.",
            )
            return
        self.phase = Role.CHAPTER
        match = _LINK.match(rest)
        if match:
            self.row(at, match, len(self.columns))
        else:
            self.refuse(at, f"no link in this item: {_short(rest)}", "A chapter is written [Title](file.md).")

    def affix(self, at: Place, line: str) -> None:
        """Links outside the list: before it prefix chapters, after it suffix chapters."""
        links = list(_LINK.finditer(line))
        if not links or line[: links[0].start()].strip():
            self.refuse(at, f"not understood: {_short(line)}", "A chapter is written [Title](file.md).")
            return
        self.columns.clear()
        self.phase = Role.FRONT if self.phase is Role.FRONT else Role.BACK
        for match in links:
            self.row(at, match, 1)

    def row(self, at: Place, match: re.Match[str], depth: int) -> None:
        """A chapter, or a draft when the link is empty."""
        raw = match[2] if match[2] is not None else match[3]
        file = unquote(_ESCAPE.sub(r"\1", raw)).strip()
        if _SCHEME.match(file):
            self.refuse(at, f"not a file of the book: {_short(file)}")
            return
        self.rows.append(Row(self.phase, plain(match[1]), at, file, depth, draft=not file))


def _short(text: str) -> str:
    text = text.strip()
    return text if len(text) <= 60 else text[:59] + "\u2026"
