"""Marks on pictures and on the colour of text."""

from __future__ import annotations

from collections.abc import Iterator

from bindery.proof.galley import PROSE, Galley, Mark, mark, quoted

_SHARP, _SERIOUS = 300, 250  # dots to the inch


def soft(galley: Galley) -> Iterator[Mark]:
    """Pictures with too few dots for the size at which they are placed."""
    for page in galley.pages:
        for picture in page.pictures:
            width, height = galley.pixels.get(picture.path, (0, 0))
            across, down = picture.box.right - picture.box.left, picture.box.bottom - picture.box.top
            if not (width and height and across > 0 and down > 0):
                continue
            dots = int(min(width / across, height / down) * 72) if across < down else int(width / across * 72)
            if dots < _SHARP:
                grade = "soft" if dots < _SERIOUS else "a little soft"
                message = f"{picture.path} is {grade}: {dots} dots to the inch"
                where = picture.where
                yield Mark("soft", message, page.number, picture.box, where.section, where.source)


def inks(galley: Galley) -> Iterator[Mark]:
    """Prose that is not black: links left blue, text left grey."""
    for page, line in galley.lines(*PROSE):
        run = next((run for run in line.runs if run.colour != "black" and run.text.strip()), None)
        if run:
            yield mark("ink", f"{run.colour} text: {quoted(run.text)}", page, line)
