"""Marks on the type area: lines off the grid, overruns, margins, indents, the size of the leaf."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bindery.engine.boxes import Line
from bindery.proof.galley import Galley, Mark, mark, mark_page, quoted

_OFF = 0.2  # points that nobody sees
_OVER = 1.5  # points: an italic letter may hang out so far
_LETTERS = (55, 75)
_MOST_CJK = 40
_FULL = 0.97  # of the measure: a line that tells how many letters fit


def off_grid(galley: Galley) -> Iterator[Mark]:
    """Lines of text that do not stand on the lines that most stand on; one mark for each block."""
    step = galley.leading
    body = [(page, line) for page, line in galley.lines("text") if abs(line.size - galley.size) < 0.01]
    phases = Counter(round(line.baseline % step, 1) for _, line in body)
    if not phases:
        return
    usual = phases.most_common(1)[0][0]
    seen: set[tuple[int, int]] = set()
    for page, line in body:
        off = (line.baseline - usual + step / 2) % step - step / 2
        if abs(off) > _OFF + 0.05 and (page.number, line.where.block) not in seen:
            seen.add((page.number, line.where.block))
            yield mark("grid", f"{off:+.1f} pt off the grid: {quoted(line.text)}", page, line)


def overruns(galley: Galley) -> Iterator[Mark]:
    """Lines and pictures that reach beyond the type area."""
    for page in galley.pages:
        for line in page.lines:
            out = max(line.box.right - page.area.right, page.area.left - line.box.left)
            hung = line.kind == "marker" and line.box.right <= page.area.right
            if line.kind not in {"margin", "turned"} and out > _OVER and not hung:
                yield mark("measure", f"{out:.1f} pt beyond the measure: {quoted(line.text)}", page, line)
        for picture in page.pictures:
            out = max(picture.box.right - page.area.right, page.area.left - picture.box.left)
            low = picture.box.bottom - page.area.bottom
            if picture.where.kind != "margin" and max(out, low) > _OVER:
                where, message = picture.where, f"{picture.path} is {max(out, low):.1f} pt too large"
                yield Mark("measure", message, page.number, picture.box, where.section, where.source)


def indents(galley: Galley) -> Iterator[Mark]:
    """Paragraphs parted by both space and indent; indented ones after a heading."""
    if galley.is_cjk:  # there each paragraph is indented, by custom
        return
    for page in galley.pages:
        for above, line in zip(page.body, page.body[1:], strict=False):
            if not _is_indented(line) or above.where.block == line.where.block:
                continue
            if above.kind == "head":
                yield mark("indent", f"indented after a heading: {quoted(line.text)}", page, line)
            elif _is_plain(above) and line.baseline - above.baseline > 1.5 * galley.leading:
                yield mark("indent", f"both space and indent: {quoted(line.text)}", page, line)


def _is_plain(line: Line) -> bool:
    names = line.where.names
    return line.kind == "text" and "p" in names and not names & {"li", "dd", "blockquote"}


def _is_indented(line: Line) -> bool:
    """Tell whether a justified paragraph's first line is moved in by about an em."""
    moved = line.box.left - line.column.left
    return line.first and line.justified and _is_plain(line) and 0.5 * line.size < moved < 4 * line.size


def margins(galley: Galley) -> Iterator[Mark]:
    """The length of the line, counted; the inner margin against the outer."""
    page = next((page for page in galley.pages if page.name and page.of("text")), None)
    if page is None:
        return
    counts = [len(line.text.strip()) for _, line in galley.lines("text") if _counts(galley, line)]
    mean = sum(counts) / len(counts) if counts else 0.0
    low, high = (0, _MOST_CJK) if galley.is_cjk else _LETTERS
    if len(counts) >= 5 and not low <= mean <= high:
        yield mark_page("margins", f"a full line has {mean:.0f} letters (wanted: {low} to {high})", page)
    left, right = page.area.left, page.width - page.area.right
    inner, outer = (left, right) if page.side == "right" else (right, left)
    if inner <= outer:
        yield mark_page("margins", f"the inner margin ({inner:.0f} pt) is not wider than the outer", page)


def _counts(galley: Galley, line: Line) -> bool:
    full = line.box.right - line.column.left > _FULL * (line.column.right - line.column.left)
    plain = _is_plain(line) and abs(line.size - galley.size) < 0.01
    return full and plain and not line.last and all(run.tag != "code" for run in line.runs)


def leaves(galley: Galley) -> Iterator[Mark]:
    """Pages of another size than most."""
    sizes = Counter((round(page.width, 1), round(page.height, 1)) for page in galley.pages)
    usual = sizes.most_common(1)[0][0] if sizes else (0.0, 0.0)
    for page in galley.pages:
        if (round(page.width, 1), round(page.height, 1)) != usual:
            message = f"{page.width:.0f} × {page.height:.0f} pt; others {usual[0]:.0f} × {usual[1]:.0f}"
            yield mark_page("leaf", message, page)
