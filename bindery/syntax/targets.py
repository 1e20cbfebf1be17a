"""The parts of a link.

Label, address, title, as CommonMark defines them. Used by `scan` (definitions) and `links`.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import quote

ESCAPABLE = re.escape("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
ENTITY = r"&(?:#[xX][0-9a-fA-F]{1,6}|#[0-9]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});"
_ESCAPE = re.compile(rf"\\([{ESCAPABLE}])|({ENTITY})")
_BRACKETED = re.compile(r"<((?:[^<>\n\\]|\\.)*)>")
_PLAIN = re.compile(r"(?:\\[!-/:-@\[-`{-~]|[^\x00-\x20\x7f()\\]|\\|[()])+")
_TITLE = re.compile(r"""\"((?:[^"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|\(((?:[^()\\]|\\.)*)\)""", re.DOTALL)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.DOTALL)
_GAP = re.compile(r"[ \t]*\n?[ \t]*")
_NESTING = 32


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads."""

    address: str
    title: str | None = None


def decoded(entity: str) -> str:
    """The character an entity or character reference stands for, or the text itself when there is none."""
    if entity.startswith("&#"):
        text = entity[2:-1]
        number = int(text[1:], 16) if text[0] in "xX" else int(text)
        known = 0 < number < 0x110000 and not 0xD800 <= number < 0xE000
        allowed = known and not 0xFDD0 <= number < 0xFDF0 and (number >= 32 or number in (9, 10, 13))
        return chr(number) if allowed else "\ufffd"
    text = html.unescape(entity)
    return entity if text.endswith(";") and text[0] == "&" and len(text) > 1 else text


def unescaped(text: str) -> str:
    """Text with backslash escapes and entities resolved."""
    return _ESCAPE.sub(lambda match: match.group(1) or decoded(match.group(2)), text)


def normal_label(label: str) -> str:
    """A label as references are compared: case folded, blanks collapsed."""
    return " ".join(label.split()).casefold()


def encoded(address: str) -> str:
    """An address with what no URL may hold percent-encoded; what is encoded already stays."""
    return quote(address, safe=";/?:@&=+$,-_.!~*'()#%")


def read_label(text: str, start: int) -> tuple[str, int] | None:
    """The label in brackets at `start` and where it ends."""
    match = _LABEL.match(text, start)
    return (match.group(1), match.end()) if match and match.group(1).strip() else None


def read_address(text: str, start: int) -> tuple[str, int] | None:
    """The address at `start` and where it ends."""
    if text.startswith("<", start):
        match = _BRACKETED.match(text, start)
        return (unescaped(match.group(1)), match.end()) if match else None
    match = _PLAIN.match(text, start)
    if not match:
        return None
    end = _balanced_end(match.group())
    return (unescaped(match.group()[:end]), start + end) if end >= 0 else None


def _balanced_end(text: str) -> int:
    """Where an address ends: at the first parenthesis that it did not open; -1 when one stays open."""
    depth = position = 0
    while position < len(text):
        character = text[position]
        if character == ")" and depth == 0:
            break
        depth += {"(": 1, ")": -1}.get(character, 0)
        if depth > _NESTING:
            return -1
        escaped = character == "\\" and text[position + 1 : position + 2] in set("()\\")
        position += 2 if escaped else 1
    return position if depth == 0 else -1


def read_title(text: str, start: int) -> tuple[str, int] | None:
    """The title in quotes or parentheses at `start` and where it ends; a blank line ends all hope."""
    match = _TITLE.match(text, start)
    if not match or re.search(r"\n[ \t]*\n", match.group()):
        return None
    return unescaped(next(group for group in match.groups() if group is not None)), match.end()


def skip_gap(text: str, start: int) -> int:
    """The position after blanks with one line break at most."""
    match = _GAP.match(text, start)
    return match.end() if match else start


def read_inline(text: str, start: int) -> tuple[Target, int] | None:
    """An inline target ``(address "title")`` at `start` and where it ends."""
    position = skip_gap(text, start + 1)
    address, title = "", None
    if read := read_address(text, position):
        address, position = read
        after = skip_gap(text, position)
        if after > position and (read := read_title(text, after)):
            title, after = read
        position = after
    position = skip_gap(text, position)
    return (Target(encoded(address), title), position + 1) if text.startswith(")", position) else None


def read_definition(text: str, start: int) -> tuple[str, Target, int] | None:
    """A definition ``[label]: address "title"`` at `start`, and where it ends."""
    label = read_label(text, start)
    if not label or not text.startswith(":", label[1]):
        return None
    after = skip_gap(text, label[1] + 1)
    address = read_address(text, after)
    if not address or (not address[0] and not text.startswith("<", after)):
        return None
    after = skip_gap(text, address[1])
    title = read_title(text, after) if after > address[1] else None
    if title and (end := _line_end(text, title[1])) is not None:
        return normal_label(label[0]), Target(encoded(address[0]), title[0]), end
    end = _line_end(text, address[1])
    return (normal_label(label[0]), Target(encoded(address[0])), end) if end is not None else None


def _line_end(text: str, position: int) -> int | None:
    """The start of the next line when nothing but blanks is left on this one."""
    match = re.compile(r"[ \t]*(?:\n|$)").match(text, position)
    return match.end() if match else None
