"""Marks on how pages begin and end: feet, holes, short last pages, widows and orphans, parted heads."""

from __future__ import annotations

from collections.abc import Iterator

from bindery.engine.boxes import Box, Page
from bindery.proof.galley import Galley, Mark, mark, mark_page, quoted

_HOLE = 3.2  # lines
_FEWEST = 5
_APART = 0.75  # of a line: less is a block with a height of its own


def foot(page: Page) -> float:
    """Where the text ends, in points: the lowest of lines and pictures, notes aside. A turned block fills."""
    if page.of("turned"):
        return page.area.bottom
    lines = (line.box.bottom for line in page.body)
    return max((*lines, *(picture.box.bottom for picture in page.pictures)), default=page.area.top)


def _floor(page: Page) -> float:
    """Where the text could have ended: above the notes."""
    notes = [line.box.top for line in page.of("note")]
    return min(notes, default=page.area.bottom)


def _is_text(page: Page) -> bool:
    return bool(page.of("text", "code", "table")) and not page.of("display", "contents")


def _run_on(galley: Galley, page: Page) -> bool:
    """Tell whether a page is one of text, with more of its chapter's text behind it: figures and turned
    tables that come after the last line are none."""
    if not _is_text(page):
        return False
    while not galley.ends(page):
        page = galley.pages[page.number + 1]
        if _is_text(page):
            return True
    return False


def uneven(galley: Galley) -> Iterator[Mark]:
    """Facing pages, both of running text without notes, that end on different lines."""
    for verso, recto in zip(galley.pages, galley.pages[1:], strict=False):
        pair = (verso, recto)
        if verso.side != "left" or not all(_run_on(galley, page) and not page.notes for page in pair):
            continue
        lines = (foot(verso) - foot(recto)) / galley.leading
        if abs(lines) > _APART and all(_empty(galley, page) <= _HOLE for page in pair):
            short, side = (recto, "right") if lines > 0 else (verso, "left")
            count = _counted(round(abs(lines)))
            yield mark_page("feet", f"the {side} page ends {count} higher than its fellow", short)


def _empty(galley: Galley, page: Page) -> float:
    return (_floor(page) - foot(page)) / galley.leading


def holes(galley: Galley) -> Iterator[Mark]:
    """Pages that stop well above their foot though the chapter goes on."""
    for page in galley.pages:
        empty = _empty(galley, page)
        if _run_on(galley, page) and empty > _HOLE:
            where = "the notes" if page.notes else "the foot"
            gap = Box(page.area.left, foot(page), page.area.right, _floor(page))
            yield mark_page("hole", f"{int(empty + 0.1)} lines are empty above {where}", page, box=gap)


def short_ends(galley: Galley) -> Iterator[Mark]:
    """Last pages with a few lines only."""
    for page in galley.pages:
        lines = {round(line.baseline) for line in page.body}
        runs_in = not page.opens and not page.pictures and page.of("text")
        if runs_in and galley.ends(page) and len(lines) < _FEWEST:
            message = f"the chapter’s last page has {_counted(len(lines))}"
            yield mark_page("short-page", message, page, page.body[0])


def _counted(lines: int) -> str:
    return f"{lines} line{'s' if lines != 1 else ''}"


def widows(galley: Galley) -> Iterator[Mark]:
    """A paragraph's last line at a head, or its first at a foot."""
    for page in galley.pages:
        body = [line for line in page.body if line.kind != "term"]
        if not body or page.of("display", "contents"):
            continue
        first, last = body[0], body[-1]
        if first.kind == "text" and first.last and not first.first:
            yield mark("widow", f"a widow: {quoted(first.text)}", page, first)
        if last.kind == "text" and last.first and not last.last and not galley.ends(page):
            yield mark("widow", f"an orphan: {quoted(last.text)}", page, last)


def parted(galley: Galley) -> Iterator[Mark]:
    """A heading as the last line of a page, or with a single line below it; a table's caption there, the
    table overleaf."""
    for page in galley.pages:
        last = page.body[-1] if page.body else None
        if last is None or last.box.bottom < foot(page) - 1 or galley.ends(page):
            continue
        after, above = galley.pages[page.number + 1].body, page.body[-2:-1]
        alone = last.kind == "text" and last.first and last.last
        if last.kind == "head":
            yield mark("parted", f"a heading at the foot: {quoted(last.text)}", page, last)
        elif alone and above and above[0].kind == "head":
            message = f"a heading with one line at the foot: {quoted(above[0].text)}"
            yield mark("parted", message, page, above[0])
        elif last.kind == "caption" and after and after[0].kind in {"table", "code"}:
            yield mark("parted", f"a caption parted from its table: {quoted(last.text)}", page, last)
