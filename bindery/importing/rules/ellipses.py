"""Full stops that stand for an ellipsis after Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Edit
from bindery.importing.characters import HAN, STOPS
from bindery.importing.rules.view import Rule, View, replaced

_DOTS = re.compile(rf"(?<=[{HAN}{STOPS}])(?:\.{{6}}|\.{{3}}|\u3002{{3,6}}|\u22ef{{1,2}})(?![.\u3002\u22ef])")


def find(view: View) -> Iterator[Edit]:
    """Three or six dots after Chinese become the ellipsis of two em."""
    return replaced(view, _DOTS, "\u2026\u2026")


RULE = Rule("ellipsis", "Three or six full stops after Chinese become the two-em ellipsis.", find)
