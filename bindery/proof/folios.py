"""Marks on what leads through the book: running heads and folios, the contents, notes and their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.proof.galley import Galley, Mark, mark, mark_page, quoted

_FOLIO = re.compile(r"(?:\d+|[ivxlcdm]+)\Z")


def stray_heads(galley: Galley) -> Iterator[Mark]:
    """Heads on openings; anything at all in the margins of blank pages and of display."""
    for page in galley.pages:
        heads = page.of("margin")
        bare = page.blank or bool(page.of("display"))
        for line in heads:
            if bare or (page.opens and line.baseline < page.area.top):
                what = "a blank page" if page.blank else "a display page" if bare else "an opening"
                yield mark("head", f"{quoted(line.text)} stands on {what}", page, line)


def wrong_contents(galley: Galley) -> Iterator[Mark]:
    """Numbers in the contents that are not the folio of the page with the heading, as it is printed there."""
    for page, line in galley.lines("contents"):
        targets = [run.target for run in line.runs if run.target in galley.targets]
        number = next((run.text for run in line.runs if run.target and _FOLIO.match(run.text)), "")
        if not targets or not number:
            continue
        folio = galley.label(galley.targets[targets[-1]])
        if number != folio:
            yield mark("contents", f"{quoted(line.text)} says {number}, the page says {folio}", page, line)


def parted_notes(galley: Galley) -> Iterator[Mark]:
    """Notes on another page than their calls."""
    at = {note: page for page in galley.pages for note in page.notes}
    for page in galley.pages:
        for call in page.calls:
            home = at.get(call)
            if home is not None and home.number != page.number:
                message = f"the note called here stands on page {galley.label(home.number)}"
                yield mark_page("note", message, page)
