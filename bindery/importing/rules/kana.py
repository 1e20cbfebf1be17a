"""Half-width katakana, which old Japanese systems wrote."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bindery.importing.changes import Edit
from bindery.importing.rules.view import Rule, View

# Between straight quotes the letters themselves are spoken of, as in a manual.
_RUN = re.compile("(?<![\uff61-\uff9f])(?!(?<=[\"'])[\uff61-\uff9f]+[\"'])[\uff61-\uff9f]+")


def find(view: View) -> Iterator[Edit]:
    """Each run in its full width; nothing else is brought into compatible form."""
    return (Edit(*run.span(), unicodedata.normalize("NFKC", run[0])) for run in view.matches(_RUN))


RULE = Rule("kana", "Half-width katakana become full-width.", find)
