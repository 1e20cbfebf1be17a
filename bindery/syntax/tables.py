"""Tables with pipes, as GitHub draws them.

A pipe inside a code span or between a word and its reading divides nothing. Used by `scan` and `build`.
"""

from __future__ import annotations

import re

from bindery.syntax.readings import RUBY

_RULE = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_PIECE = re.compile(RUBY + r"|\\\||\\.|(`+)(?!`)(?:.*?[^`])\1(?!`)|\||[^\\`|{]+|.")


def is_head(head: str, rule: str) -> bool:
    """Whether two lines are the head of a table and the rule below it."""
    return "|" in rule and bool(_RULE.match(rule)) and "|" in head and len(cells(head)) == len(cells(rule))


def cells(row: str) -> list[str]:
    """The cells of a row, trimmed; in code an escaped pipe has become a pipe."""
    row = row.strip().removeprefix("|")
    found, cell = [], ""
    for match in _PIECE.finditer(row):
        piece = match.group()
        if piece == "|":
            found.append(cell)
            cell = ""
        else:
            cell += "\\|" if piece == "\\|" else piece.replace("\\|", "|")
    if cell.strip() or not row.endswith("|"):
        found.append(cell)
    return [text.strip() for text in found]


def alignments(rule: str) -> list[str]:
    """``left``, ``center``, ``right`` or nothing for each column."""
    words = {(True, True): "center", (True, False): "left", (False, True): "right"}
    return [words.get((cell.startswith(":"), cell.endswith(":")), "") for cell in cells(rule)]
