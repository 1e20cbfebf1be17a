"""Full stops that stand for an ellipsis after Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Edit
from bindery.importing.characters import HAN, STOPS
from bindery.importing.rules.view import Rule, View, replaced

_MARKS = r"(?:\.{6}|\.{3}|\u3002{3,6}|\u22ef{1,2})(?![.\u3002\u22ef])"
# In a synopsis, [file...], dots say that there may be more. Curly quotes and dashes are English too.
_DOTS = re.compile(
    rf"(?<=[{HAN}{STOPS}])(?<![\u2018-\u201d\u2014]){_MARKS}(?!\])|(?<=[\u2018-\u201d\u2014]){_MARKS}(?=[{HAN}])"
)


def find(view: View) -> Iterator[Edit]:
    """Three or six dots after Chinese become the ellipsis of two em."""
    return replaced(view, _DOTS, "\u2026\u2026")


RULE = Rule("ellipsis", "Three or six full stops after Chinese become the two-em ellipsis.", find)
