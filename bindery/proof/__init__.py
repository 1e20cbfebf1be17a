"""Proofs: what a typesetter would mark on the laid-out pages. The command `proof` runs it, a build does not.

A family of checks is a file; a check takes a `Galley` and yields `Mark`s; `CHECKS` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bindery.proof import area, faces, folios, justified, pictures, signs, spread
from bindery.proof.galley import Galley, Mark

Check = Callable[[Galley], Iterator[Mark]]
CHECKS: Mapping[str, Check] = {
    "face": faces.strange,
    "glyph": faces.unknown,
    "grid": area.off_grid,
    "feet": spread.uneven,
    "hole": spread.holes,
    "short-page": spread.short_ends,
    "widow": spread.widows,
    "parted": spread.parted,
    "gappy": justified.gappy,
    "river": justified.rivers,
    "hyphens": justified.hyphens,
    "repeated": justified.repeated,
    "runt": justified.runts,
    "unfilled": justified.unfilled,
    "line-start": justified.stops_at_start,
    "measure": area.overruns,
    "head": folios.stray_heads,
    "contents": folios.wrong_contents,
    "typewriter": signs.typewriter,
    "figures": faces.figures,
    "capitals": faces.capitals,
    "note": folios.parted_notes,
    "indent": area.indents,
    "margins": area.margins,
    "soft": pictures.soft,
    "leaf": area.leaves,
    "ink": pictures.inks,
    "rgb": pictures.rgb,
    "faked": faces.faked,
}
"""Every kind of mark and what finds it."""
SENTENCES: Mapping[str, str] = {
    "face": "Letters came from a face that is not the text’s.",
    "glyph": "No face has the sign: a box stands for it.",
    "grid": "A line stands off the common lines of the book.",
    "feet": "Facing pages end on different lines.",
    "hole": "More than three lines are empty above the foot.",
    "short-page": "The last page of a chapter has fewer than five lines.",
    "widow": "One line of a paragraph stands alone at the head or foot of a page.",
    "parted": "A heading stands at the foot, alone or with one line, or a caption away from what it names.",
    "gappy": "The spaces between the words are wider than half the size.",
    "river": "Spaces of three lines or more run into each other.",
    "hyphens": "Three lines in a row are hyphenated, or the last one of a right-hand page.",
    "repeated": "Lines that follow each other begin or end with the same word, or two if they are short.",
    "runt": "A paragraph ends on a line of fewer than five letters, or one Chinese one.",
    "unfilled": "A line of Chinese or Japanese does not reach the edge.",
    "line-start": "A line begins with a stop or a closing mark, or ends with an opening one.",
    "measure": "Something reaches beyond the measure.",
    "head": "A page that should have no running head or folio has one.",
    "contents": "The contents name another page than the one with the heading.",
    "typewriter": "A typewriter’s sign stands for the printer’s.",
    "figures": "Lining figures stand among old-style ones.",
    "capitals": "Capitals are not spaced, or small capitals are not real.",
    "note": "A note stands on another page than its call.",
    "indent": "Space and indent both part two paragraphs, or the first one after a heading is indented.",
    "margins": "The line is too long or too short, or the spine swallows the inner margin.",
    "soft": "A picture has fewer than 300 dots to the inch; one of black and white alone, fewer than 600.",
    "leaf": "Pages differ in size.",
    "ink": "Text is grey or coloured.",
    "rgb": "A black of the press is mixed of several inks, or a colour is still one of the screen.",
    "faked": "Italic or bold was asked of a face that has neither.",
}
"""What each kind of mark means, in the words of the report."""


def marks(galley: Galley) -> list[Mark]:
    """All marks, from the first page to the last."""
    found = (mark for check in CHECKS.values() for mark in check(galley))
    return sorted(found, key=lambda mark: (mark.page, mark.box.top, mark.box.left, mark.kind))
