"""The rules of an import, one file for each kind of damage, in the order in which they work.

Each sees what those before it left: a torn run needs the readings that glosses would take away, a comma is
judged when the reading before it is gone. To add one, write its file and its row.
"""

from __future__ import annotations

from bindery.importing.rules import (
    ellipses,
    forms,
    glosses,
    headings,
    invisible,
    kana,
    leftover,
    mojibake,
    paragraphs,
    shifted,
    spaces,
    stops,
    strays,
)
from bindery.importing.rules.view import Rule

REPAIRS: tuple[Rule, ...] = (
    forms.OLD_CONTROLS,
    mojibake.RULE,
    forms.CONTROLS,
    forms.COMPOSED,
    invisible.RULE,
    shifted.RULE,
    glosses.RULE,
    stops.DOUBLED,
    stops.BEFORE,
    stops.HALVED,
    ellipses.RULE,
    kana.RULE,
    leftover.RULE,
    strays.RULE,
)
"""What mends words; a build's lint runs these."""
STRUCTURE: tuple[Rule, ...] = (
    headings.CHAPTERS,
    spaces.TRAILING,
    paragraphs.RULE,
    spaces.LEADING,
    spaces.BLANKS,
    headings.TITLE,
)
"""What makes Markdown of a typescript."""
