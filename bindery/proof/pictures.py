"""Marks on pictures and on the colour of text."""

from __future__ import annotations

from collections.abc import Iterator

from bindery.proof.galley import PROSE, Galley, Mark, mark, mark_page, quoted

_SHARP, _SERIOUS = 300, 250  # dots to the inch
_LINES = 600  # for drawings of black and white alone, whose edges no grey softens


def wanted(path: str, line_art: frozenset[str]) -> int:
    """How many dots to the inch a picture needs on paper."""
    return _LINES if path in line_art else _SHARP


def soft(galley: Galley) -> Iterator[Mark]:
    """Pictures with too few dots for the size at which they are placed."""
    for page in galley.pages:
        for picture in page.pictures:
            dots = picture.dots(*galley.pixels.get(picture.path, (0, 0)))
            if 0 < dots < wanted(picture.path, galley.line_art):
                grade = "soft" if dots < _SERIOUS else "a little soft"
                message = f"{picture.path} is {grade}: {dots} dots to the inch"
                where = picture.where
                yield Mark("soft", message, page.number, picture.box, where.section, where.source)


def rgb(galley: Galley) -> Iterator[Mark]:
    """What the file for the press draws in RGB, or in a black of several inks."""
    for number, fault in galley.mixed:
        yield mark_page("rgb", fault, galley.pages[number])


def inks(galley: Galley) -> Iterator[Mark]:
    """Prose that is not black: links left blue, text left grey."""
    for page, line in galley.lines(*PROSE):
        run = next((run for run in line.runs if run.colour != "black" and run.text.strip()), None)
        if run:
            yield mark("ink", f"{run.colour} text: {quoted(run.text)}", page, line)
