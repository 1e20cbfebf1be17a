"""What the style sheets of print say that Python has to know too: the values of single tokens."""

from __future__ import annotations

import re

from bindery.theme import Theme


def token(theme: Theme, name: str) -> str:
    """The last value that the sheets of print, or the book, give to a token; empty if there is none."""
    texts = (*(sheet.text for sheet in theme.sheets("print")), theme.own_tokens)
    values: list[str] = re.findall(rf"--{re.escape(name)}\s*:\s*([^;}}]+)[;}}]", "\n".join(texts))
    return values[-1].strip() if values else ""
