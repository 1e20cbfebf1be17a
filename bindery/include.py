"""mdBook's directives in a text, ``{{#include f:2:9}}`` and its kin, and the hidden lines of its code.

Used by `read`. Text is carried as lines that each know their `Place`, so that an included line keeps its own
path and number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from posixpath import dirname, normpath

from bindery.problems import Place, Problem
from bindery.world import FILE_LIMIT, Refusal

Lines = list[tuple[str, Place]]
ReadText = Callable[[str], str | Refusal]

_DEEPEST = 10
_MOST = 20_000
# Bounded and without braces: a line of a million opening braces must not be scanned a million times.
DIRECTIVE = re.compile(
    r"\\(?P<escaped>\{\{#[^{}\n]{0,1000}\}\})"
    r"|\{\{\s{0,20}#(?P<kind>[A-Za-z0-9_]{1,40})(?:\s(?P<rest>[^{}\n]{0,1000}))?\}\}"
)
_ANCHOR = re.compile(r"ANCHOR:\s*([\w-]+)")
_ANCHOR_END = re.compile(r"ANCHOR_END:\s*([\w-]+)")
_FENCE = re.compile(r"([ \t>]*)(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*)")
_KINDS = ("include", "rustdoc_include", "playground", "playpen")


def expand(text: str, path: str, read_text: ReadText) -> tuple[str, tuple[Place, ...], tuple[Problem, ...]]:
    """The text with its directives carried out, the place of each of its lines, and what went wrong."""
    lines, problems = expand_lines(numbered(text, path), read_text)
    lines = without_hidden(lines)
    return "\n".join(line for line, _ in lines), tuple(place for _, place in lines), tuple(problems)


def numbered(text: str, path: str) -> Lines:
    """The lines of a file with their places."""
    return [(line, Place(path, number)) for number, line in enumerate(text.split("\n"), 1)]


def expand_lines(lines: Lines, read_text: ReadText) -> tuple[Lines, list[Problem]]:
    """The lines with all directives carried out, included files too."""
    expander = _Expander(read_text)
    return expander.run(lines, ()), expander.problems


def without_hidden(lines: Lines) -> Lines:
    """The lines without those that mdBook hides in code: ``# `` in Rust, ``hidelines=`` elsewhere."""
    shown: Lines = []
    fence, hide = "", None
    for line, place in lines:
        match = _FENCE.fullmatch(line)
        if fence:
            if match and match[2].startswith(fence) and not match[3].strip():
                fence, hide = "", None
            elif hide is not None:
                shown += [(kept, place) for kept in _shown(line, hide)]
                continue
        elif match:
            fence, hide = match[2], _hidden_prefix(match[3])
        shown.append((line, place))
    return shown


def _hidden_prefix(info: str) -> str | None:
    """What hides a line in a fence of that info string: ``#`` for Rust, another prefix, or None."""
    words = re.split(r"[\s,{}]+", info)
    for word in words:
        if word.startswith("hidelines=") and word != "hidelines=":
            return word.removeprefix("hidelines=")
    return "" if words[0] == "rust" else None


def _shown(line: str, prefix: str) -> list[str]:
    """The line as a reader sees it, or nothing."""
    bare = line.lstrip()
    if not prefix and bare.startswith("##"):
        return [line.replace("##", "#", 1)]
    hidden = bare.startswith(prefix) if prefix else bare.rstrip() == "#" or bare.startswith("# ")
    return [] if hidden else [line]


@dataclass(slots=True)
class _Expander:
    """Carries out directives; `left` and `size` bound what small files can grow to."""

    read_text: ReadText
    problems: list[Problem] = field(default_factory=list)
    left: int = _MOST
    size: int = 0

    def run(self, lines: Lines, chain: tuple[str, ...]) -> Lines:
        """Expand lines that were reached through the files of `chain`."""
        out: Lines = []
        for line, place in lines:
            if "{{" in line:
                out += self._line(line, place, chain)
            else:
                out.append((line, place))
        return out

    def _line(self, line: str, place: Place, chain: tuple[str, ...]) -> Lines:
        """One line with directives; several when a file of several lines stands in it."""
        out: Lines = [("", place)]
        position = 0
        for match in DIRECTIVE.finditer(line):
            _join(out, [(line[position : match.start()], place)])
            _join(out, self._directive(match, place, chain))
            position = match.end()
        _join(out, [(line[position:], place)])
        return out

    def _directive(self, match: re.Match[str], place: Place, chain: tuple[str, ...]) -> Lines:
        kind, words = match["kind"], (match["rest"] or "").split()
        if match["escaped"]:
            return [(match["escaped"], place)]
        if kind == "title":
            return [("", place)]
        if kind not in _KINDS or not words:
            return [(match[0], place)]
        return self._included(kind, words, place, chain)

    def _included(self, kind: str, words: list[str], place: Place, chain: tuple[str, ...]) -> Lines:
        file, _, span = words[0].partition(":")
        lines = self._file(file, place, chain)
        if lines is None:
            return [("", place)]
        if kind in {"playground", "playpen"}:
            return _playground(lines, words[1:], place)
        part = _cut(lines, span)
        if isinstance(part, str):
            self.problems.append(Problem("include-missing", f"{part} in '{file}'", place))
            return [("", place)]
        return part

    def _file(self, file: str, place: Place, chain: tuple[str, ...]) -> Lines | None:
        """The expanded lines of a file; None when it cannot be used, which is noted."""
        path = normpath(f"{dirname(place.path)}/{file}".lstrip("/") if not file.startswith("/") else file)
        chain = chain or (place.path,)
        if path in chain:
            self._loop(place, f"'{file}' includes itself: {' > '.join((*chain, path))}")
        elif len(chain) > _DEEPEST:
            self._loop(place, f"includes nest more than {_DEEPEST} deep")
        elif self._affordable(place):
            text = self.read_text(path)
            if not isinstance(text, Refusal):
                self.size += len(text)
                return self.run(numbered(text.removesuffix("\n"), path), (*chain, path))
            code = "include-missing" if text.code == "file-missing" else text.code
            own = Place(path, text.line) if text.line else place
            self.problems.append(Problem(code, text.message, own, text.hint))
        return None

    def _loop(self, place: Place, message: str) -> None:
        self.problems.append(Problem("include-loop", message, place))

    def _affordable(self, place: Place) -> bool:
        self.left -= 1
        if self.left > 0 and self.size <= FILE_LIMIT:
            return True
        if self.left > -_MOST:  # said once
            self.left = -_MOST
            self.problems.append(Problem("too-much", "the included files make the chapter too long", place))
        return False


def _join(out: Lines, more: Lines) -> None:
    """Go on writing on the last line of `out`; a line's place is that of its first text."""
    text, place = out[-1]
    first, origin = more[0]
    out[-1] = (text + first, place if text else origin)
    out += more[1:]


def _playground(lines: Lines, attributes: list[str], place: Place) -> Lines:
    info = ",".join(("rust", *attributes))
    return [(f"```{info}", place), *lines, ("```", place)]


def _cut(lines: Lines, span: str) -> Lines | str:
    """The lines that ``2``, ``2:9``, ``2:``, ``:9`` or an anchor's name mean; if none, that in words."""
    first, colon, last = span.partition(":")
    last = last.partition(":")[0]
    if first and not first.isdecimal():
        return _anchored(lines, first)
    if not span.strip(":"):
        return lines
    start = max(int(first or 1), 1) - 1
    stop = int(last) if last.isdecimal() else len(lines) if colon else start + 1
    return lines[start:stop] or f"no lines {span}"


def _anchored(lines: Lines, name: str) -> Lines | str:
    found: Lines | None = None
    for line, place in lines:
        end = _ANCHOR_END.search(line)
        start = _ANCHOR.search(line)
        if found is None:
            found = [] if start and start[1] == name else None
        elif end and end[1] == name:
            break
        elif not start and not end:
            found.append((line, place))
    return f"no anchor '{name}'" if found is None else found or [("", lines[0][1])]
