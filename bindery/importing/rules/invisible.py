"""Characters of no width between Chinese characters: the debris of pasting from web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Edit
from bindery.importing.characters import HAN, KANA, STOPS
from bindery.importing.rules.view import Rule, View

_SIDE = f"[{HAN}{KANA}{STOPS}]"
_BETWEEN = re.compile(
    rf"(?<={_SIDE})[\u200b\ufeff\u2060\u00ad\u200e\u200f]+(?={_SIDE}|$)"
    rf"|^[\u200b\ufeff\u2060\u00ad\u200e\u200f]+(?={_SIDE})",
    re.MULTILINE,
)


def find(view: View) -> Iterator[Edit]:
    """Zero-width spaces and joiners, soft hyphens and direction marks, where only Chinese stands beside."""
    return (Edit(*match.span(), "") for match in view.matches(_BETWEEN))


RULE = Rule("invisible", "Characters without width between Chinese or Japanese ones are removed.", find)
