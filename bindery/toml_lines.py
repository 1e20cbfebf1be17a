"""On which line each key of a TOML file stands. Used by `edition`, because tomllib forgets lines.

The text has already been accepted by tomllib: the scanner only has to find keys, not to judge them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

KeyPath = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_GAP = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_CLOSE = re.compile(r"[ \t]*\]{1,2}")
_SCALAR = re.compile(r"[^,\]}#\r\n]*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_ESCAPES = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", '"': '"', "\\": "\\"}
_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")


def key_lines(text: str) -> Mapping[KeyPath, int]:
    """The line (from 1) of every table, key and array item of a valid TOML text, by its path."""
    return _Scanner(text).run()


def line_of(lines: Mapping[KeyPath, int], path: KeyPath) -> int:
    """The line of `path`, or of the nearest table above it that has one; 0 when nothing is known."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 0)


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _ESCAPES.get(code, code)


class _Scanner:
    """One walk over the text; `position` only moves forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0
        self.lines: dict[KeyPath, int] = {}
        self.counts: dict[KeyPath, int] = {}
        self._counted_to = 0
        self._line = 1

    def run(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        while self._skip(_GAP) < len(self.text):
            before = self.position
            if self.text[self.position] == "[":
                table = self._header()
            else:
                self._pair(table)
            if self.position == before:  # not TOML after all: give up rather than stand still
                break
        return self.lines

    def _skip(self, pattern: re.Pattern[str]) -> int:
        if match := pattern.match(self.text, self.position):
            self.position = match.end()
        return self.position

    def _take(self, mark: str) -> bool:
        if self.text.startswith(mark, self.position):
            self.position += len(mark)
            return True
        return False

    def _here(self) -> int:
        self._line += self.text.count("\n", self._counted_to, self.position)
        self._counted_to = self.position
        return self._line

    def _note(self, path: KeyPath, line: int) -> None:
        self.lines.setdefault(path, line)

    def _header(self) -> KeyPath:
        line = self._here()
        array = self._take("[[")
        if not array:
            self._take("[")
        path: KeyPath = ()
        for name in self._key():
            path = (*path, name)
            self._note(path, line)
            path = self._current(path)
        if array:
            path = self._next_of(path)
        self._note(path, line)
        self._skip(_CLOSE)
        return path

    def _current(self, path: KeyPath) -> KeyPath:
        """The path itself, or the latest item when it names an array of tables."""
        return (*path, self.counts[path] - 1) if path in self.counts else path

    def _next_of(self, path: KeyPath) -> KeyPath:
        if path and isinstance(path[-1], int):  # `_current` already went into the latest item
            path = path[:-1]
        number = self.counts.get(path, 0)
        self.counts[path] = number + 1
        self._note(path, self._here())
        return (*path, number)

    def _pair(self, table: KeyPath) -> None:
        line = self._here()
        path = table
        for name in self._key():
            path = (*path, name)
            self._note(path, line)
        self._skip(_BLANK)
        if self._take("="):
            self._skip(_BLANK)
            self._value(path)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip(_BLANK)
            name = self._name()
            if name is None:
                return names
            names.append(name)
            self._skip(_BLANK)
            if not self._take("."):
                return names

    def _name(self) -> str | None:
        if match := _STRING.match(self.text, self.position):
            self.position = match.end()
            inner = match[0][1:-1]
            return inner if match[0][0] == "'" else _ESCAPE.sub(_unescaped, inner)
        if match := _BARE.match(self.text, self.position):
            self.position = match.end()
            return match[0]
        return None

    def _value(self, path: KeyPath) -> None:
        if _STRING.match(self.text, self.position):
            self._skip(_STRING)
        elif self._take("["):
            self._array(path)
        elif self._take("{"):
            self._inline(path)
        else:
            self._skip(_SCALAR)

    def _array(self, path: KeyPath) -> None:
        number = 0
        while self._skip(_GAP) < len(self.text) and not self._take("]"):
            before = self.position
            self._note((*path, number), self._here())
            self._value((*path, number))
            self._skip(_GAP)
            self._take(",")
            number += 1
            if self.position == before:
                return

    def _inline(self, path: KeyPath) -> None:
        while self._skip(_GAP) < len(self.text) and not self._take("}"):
            before = self.position
            self._pair(path)
            self._skip(_GAP)
            self._take(",")
            if self.position == before:
                return
