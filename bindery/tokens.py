"""What a book may give a token of its theme: a value of the same kind as the theme's own. Used by `theme`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tinycss2.color4 import parse_color

from bindery.engine.lines.rules import TOKENS as LINE_TOKENS
from bindery.toml_values import Scalar

OPENINGS = ("dropcap", "smallcaps", "plain")
"""What the token ``opening`` may be: how the text of a chapter begins."""
_VALUE = re.compile(r"[\w#%.,()+*/ '\"-]{1,200}")
_LENGTH = re.compile(
    r"-?[\d.]+(?:pt|mm|cm|q|in|px|pc|r?em|r?lh|ex|ch|%)|calc\(.*\)|var\(--(?:L|fs|grid-size|grid-leading)\)",
    re.IGNORECASE,
)
_REFERENCES = ("var(", "inherit")


@dataclass(frozen=True, slots=True)
class TokenFault:
    """Why a value cannot be, and what to write."""

    message: str
    hint: str


def fault(name: str, value: Scalar, known: Mapping[str, str]) -> TokenFault | None:
    """What is wrong with a value for a token; `known` has those of the theme, with their values."""
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "tokens.css of the theme has them all"
        return TokenFault(f"the theme has no token {name!r}", hint)
    if not _VALUE.fullmatch(str(value)):
        hint = 'write a colour, a length, a number or a name: "#7a1f1f", "11pt"'
        return TokenFault(f"no style sheet can use the value of token {name!r}", hint)
    if name in LINE_TOKENS and not isinstance(value, int | float):
        return TokenFault(f"token {name!r} is a number, not {value!r}", "write a number: tolerance = 300")
    if name == "opening" and value not in OPENINGS:
        return TokenFault(f"no chapter opens with {value!r}", f"one of {', '.join(OPENINGS)}")
    return _of_another_kind(name, str(value), known[name].strip())


def _of_another_kind(name: str, value: str, usual: str) -> TokenFault | None:
    if value.startswith(_REFERENCES):
        return None
    if parse_color(usual) is not None and parse_color(value) is None and not value.startswith("device-cmyk("):
        return TokenFault(f"token {name!r} is a colour, not {value!r}", 'write one: "#7a1f1f"')
    if _LENGTH.fullmatch(usual) and not _LENGTH.fullmatch(value) and value != "0":
        return TokenFault(f"token {name!r} is a length, not {value!r}", 'write one with its unit: "11pt"')
    return None
