"""First stage: a book's folder becomes a `Manuscript`. Nothing outside it is read, nothing is written.

All faults are gathered: a book.toml with errors does not hide a missing chapter. Before this stage there is
only the command line, after it comes `parse`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import normpath

from bindery import editions, exceptions, include, sandbox
from bindery.edition import Edition
from bindery.edition_file import read_edition
from bindery.include import Lines
from bindery.listing import by_custom, listed_rows, natural_rows
from bindery.matter import KINDS, kind_in, nearest_role
from bindery.model import Entry, Manuscript, Role, SourceFile
from bindery.problems import Place, Problem
from bindery.summary import Row, parse_summary, plain
from bindery.world import Reader, Refusal

TOML = "book.toml"
SUMMARY = "SUMMARY.md"
_KEY = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_LONGEST_HEAD = 200
_ENDS = (Role.FRONT, Role.CHAPTER, Role.BACK)


def read(root: Path, name: str | None = None, variant: str = "") -> Manuscript:
    """The manuscript of a folder, for one of the editions that it declares or as it is written, and all that
    is wrong with it; entries are files, parts and drafts."""
    desk = _Desk(Reader(root), variant)
    root = desk.reader.root
    name = name or root.name
    edition = desk.edition()
    rows = desk.rows(edition)
    if edition.title == "":
        edition = replace(
            edition, title=desk.title_of(rows) or name.replace("-", " ").replace("_", " ").strip()
        )
    if not desk.has_toml and not rows:
        hint = f"A book's folder holds {TOML}, or Markdown files."
        desk.problems[:] = [
            Problem("book-missing", f"no book in '{name}'", Place(name), hint),
            *desk.problems,
        ]
    entries = desk.entries(rows, edition)
    if desk.in_natural_order:
        entries = by_custom(entries, edition.language)
    return Manuscript(name, root, edition, entries, tuple(dict.fromkeys(desk.problems)))


def editions_of(root: Path) -> tuple[str, ...]:
    """The names of the editions that a book declares."""
    text = Reader(root).read_text(TOML)
    return editions.names(text) if isinstance(text, str) else ()


@dataclass(slots=True)
class _Desk:
    """What is at hand while one book is read."""

    reader: Reader
    variant: str = ""
    problems: list[Problem] = field(default_factory=list)
    has_toml: bool = False
    in_natural_order: bool = False
    """Whether the writer gave no order."""
    read_text: Callable[[str], str | Refusal] = field(init=False)

    def __post_init__(self) -> None:
        self.read_text = functools.cache(self.reader.read_text)

    def note(self, refusal: Refusal, path: str, at: Place | None = None) -> None:
        """Note why a file was not read."""
        self.problems.append(refusal.problem(path, at))

    def edition(self) -> Edition:
        """What book.toml says; the defaults when it says nothing that can be used."""
        text = self.read_text(TOML)
        if isinstance(text, Refusal):
            if text.code != "file-missing":
                self.has_toml = True
                self.note(text, TOML)
            return Edition()
        self.has_toml = True
        edition, problems = read_edition(text, TOML, self.variant)
        self.problems += problems
        return self._excepting(edition) if edition else Edition()

    def _excepting(self, edition: Edition) -> Edition:
        """The edition with what its file of exceptions says, and what it lacks told."""
        self.problems += exceptions.lacking(edition)
        path = edition.text.exceptions
        if not path:
            return edition
        text = self.read_text(path)
        if isinstance(text, Refusal):
            self.note(text, path, edition.at("text", "exceptions"))
            return edition
        spellings, readings, problems = exceptions.read(text, path)
        self.problems += problems
        return replace(edition, text=replace(edition.text, spellings=spellings, readings=readings))

    def rows(self, edition: Edition) -> list[Row]:
        """The order of the book: SUMMARY.md, else the lists of book.toml, else all Markdown files."""
        src = normpath(edition.src or ("src" if self.reader.exists(f"src/{SUMMARY}") else "."))
        summary = normpath(f"{src}/{SUMMARY}")
        folder = self.reader.find(src, folder=True)
        if isinstance(folder, Refusal):
            if edition.src:  # else the book itself is missing
                self.note(folder, TOML, edition.at("book", "src"))
            return []
        text = self.read_text(summary)
        if isinstance(text, str):
            rows, problems = parse_summary(text, summary)
            self.problems += problems
        elif text.code != "file-missing":
            self.note(text, summary)
            return []
        else:
            rows = listed_rows(edition)
            self.in_natural_order = not rows
            if not rows:
                rows = natural_rows(folder)
        return self._once(
            [replace(row, file=normpath(f"{src}/{row.file}")) if row.file else row for row in rows]
        )

    def _once(self, rows: Iterable[Row]) -> list[Row]:
        """The rows without repetitions of a file, which are noted."""
        kept: list[Row] = []
        seen: dict[str, Place] = {}
        for row in rows:
            if row.file in seen:
                hint = f"The first stands in {seen[row.file]}."
                self.problems.append(Problem("summary-syntax", f"'{row.file}' is listed twice", row.at, hint))
                continue
            if row.file:
                seen[row.file] = row.at
            kept.append(row)
        return kept

    def title_of(self, rows: Iterable[Row]) -> str:
        """The first heading of a README.md that heads the book, for a book that gives no title."""
        first = next((row.file for row in rows if row.file), "")
        if Path(first).stem.lower() not in {"readme", "index"}:
            return ""
        text = self.read_text(first)
        match = re.search(r"^#[ \t]+(.+)$", text, re.MULTILINE) if isinstance(text, str) else None
        return plain(match[1].rstrip("# \t")) if match else ""

    def entries(self, rows: Iterable[Row], edition: Edition) -> tuple[Entry, ...]:
        """The rows whose files can be read, with their text; and parts, and drafts."""
        variables = _variables(edition) if edition.markdown.jinja else None
        entries: list[Entry] = []
        for row in rows:
            entry = Entry(row.role, row.title, row.at, depth=row.depth)
            if row.draft:
                self.problems.append(Problem("chapter-draft", f"'{row.title}' has no file yet", row.at))
            if not row.file:
                entries.append(entry)
            elif read := self._source(row, variables):
                entries.append(self._headed(entry, *read))
        return tuple(entries)

    def _headed(self, entry: Entry, source: SourceFile, head: Mapping[str, str]) -> Entry:
        """The entry with its text and what the head of the file says of it."""
        said = head.get("role", "").lower()
        if said and (hint := nearest_role(said)):
            self.problems.append(Problem("role-unknown", f"no role {said!r}", Place(source.path, 1), hint))
        kind = kind_in(source.path, entry.role, said)
        return replace(
            entry,
            source=source,
            title=entry.title or head.get("title", ""),
            role=self._role(entry, kind if said else "", said),
            kind=kind,
            short=head.get("short", ""),
        )

    def _role(self, entry: Entry, kind: str, said: str) -> Role:
        """The role that the head of a file says. In an order that the writer gave it moves no file: there
        a chapter may become back matter, in its place."""
        meant = KINDS[kind].role if kind else next((role for role in _ENDS if role == said), entry.role)
        later = meant is Role.BACK and entry.role is Role.CHAPTER and entry.depth == 1
        return meant if self.in_natural_order or later else entry.role

    def _source(
        self, row: Row, variables: Mapping[str, object] | None
    ) -> tuple[SourceFile, dict[str, str]] | None:
        text = self.read_text(row.file)
        if isinstance(text, Refusal):
            self.note(text, row.file, row.at)
            return None
        lines, head = _without_head(include.numbered(text, row.file))
        if variables is not None:
            lines, problems = sandbox.render(lines, variables)
            self.problems += problems
        lines, problems = include.expand_lines(lines, self.read_text)
        self.problems += problems
        lines = include.without_hidden(lines)
        source = SourceFile(
            row.file, "\n".join(line for line, _ in lines), tuple(place for _, place in lines)
        )
        return source, head


def _variables(edition: Edition) -> dict[str, object]:
    """What Jinja in the text can see: the book's own variables, and `book` with a few strings."""
    names = ("title", "subtitle", "language", "publisher", "place", "date", "edition", "isbn", "rights")
    book = {name: getattr(edition, name) for name in names}
    book["authors"] = ", ".join(person.name for person in edition.authors)
    return {**edition.variables, "book": book}


def _without_head(lines: Lines) -> tuple[Lines, dict[str, str]]:
    """The lines with a YAML head made blank, and the plain ``key: value`` pairs of it."""
    texts = [line.rstrip() for line, _ in lines[:_LONGEST_HEAD]]
    end = next((number for number, line in enumerate(texts) if number and line in {"---", "..."}), 0)
    if not end or texts[0] != "---" or not _is_yaml(texts[1:end]):
        return lines, {}
    pairs = (match for line in texts[1:end] if (match := _KEY.fullmatch(line)))
    head = {match[1]: (match[2] or "").strip().strip("\"'") for match in pairs}
    return [("", place) for _, place in lines[: end + 1]] + lines[end + 1 :], head


def _is_yaml(lines: list[str]) -> bool:
    """Whether all lines between two rules look like YAML; else they are text between two ornaments."""
    written = [line for line in lines if line and not line.startswith("#")]
    plain = all(_KEY.fullmatch(line) or line.startswith((" ", "\t", "- ")) for line in written)
    return bool(written) and plain and _KEY.fullmatch(written[0]) is not None
