"""Colour for code: four kinds of token become spans, once, in the tree that both outputs share (`bind`).

Only four (keyword, string, comment, defined name), since each span costs layout and tagging, and a printed
page has no use for more.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment, Keyword, Name, String
from pygments.util import ClassNotFound

_MOST_CHARACTERS = 50_000  # lexers are regular expressions; a listing longer than this stays plain
_KINDS = ((Comment, "c"), (Keyword, "k"), (String, "s"), (Name.Function, "f"), (Name.Class, "f"))


def highlight(code: Element) -> None:
    """Fill a ``<code class="language-x">`` that holds only text with spans of class c, k, s and f."""
    language = next((c[9:] for c in code.get("class", "").split() if c.startswith("language-")), "")
    text = code.text or ""
    if not language or len(code) or len(text) > _MOST_CHARACTERS:
        return
    runs = _runs(language, text)
    if "".join(run for _, run in runs) != text:
        return  # a lexer that changes its text is not to be trusted
    code.text, last = "", None
    for kind, run in runs:
        if kind:
            last = SubElement(code, "span", {"class": kind})
            last.text, last.tail = run, ""
        elif last is None:
            code.text += run
        else:
            last.tail = (last.tail or "") + run


@lru_cache(maxsize=4096)
def _runs(language: str, text: str) -> tuple[tuple[str, str], ...]:
    """Neighbouring tokens of one kind joined: (class or empty, text)."""
    try:
        lexer: Lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return (("", text),)
    runs: list[tuple[str, str]] = []
    for kind, value in _classed(lexer, text):
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1] + value)
        else:
            runs.append((kind, value))
    return tuple(runs)


def _classed(lexer: Lexer, text: str) -> Iterator[tuple[str, str]]:
    for token, value in lexer.get_tokens(text):
        kind = next((name for kind, name in _KINDS if token in kind), "")  # type: ignore[comparison-overlap]
        yield kind, value
