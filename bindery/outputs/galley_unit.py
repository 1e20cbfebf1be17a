"""One unit of the book laid out, looked after and drawn: what a worker does. Used by `outputs.galleys`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bindery.checks.parity_print import lost_in_print
from bindery.engine import apart, draw, plain
from bindery.engine.fitting import Fitting
from bindery.engine.flow import flow_of
from bindery.engine.galley import Galley
from bindery.model import Book
from bindery.outputs import compose
from bindery.outputs.compose import Unit
from bindery.outputs.floating import settled
from bindery.theme import Theme

Count = Callable[[int], None]
"""Is told how many pages there are so far."""


@dataclass(frozen=True, slots=True)
class Told:
    """The number of a unit's first page, and of those where what it tells of begins: what contents need. They
    are only as long as those if it is `slotted`."""

    first: int = 1
    numbers: Mapping[str, int] = field(default_factory=dict)
    slotted: bool = False


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets units of a book, all with one look, for two files."""

    book: Book
    theme: Theme
    files: draw.Files

    def galley(self, name: str, unit: Unit, told: Told, count: Count) -> Galley:
        """The galley of a unit. `name` is one that no other has."""
        book = replace(self.book, chapters=unit.chapters)
        layouts: list[Any] = []

        def lay_out(grounded: frozenset[str]) -> plain.Sheets:
            pages = self._pages(unit, grounded) if layouts else unit.pages
            html = compose.together(self.book, self.theme, pages)
            return self._lay_out(html, told, count, layouts)

        sheets = settled(book, self.theme.grid, lay_out)
        flow = flow_of(sheets.document)
        styles = compose.sheets(self.book, self.theme)
        found = (compose.placed(problem, styles) for problem in sheets.problems)
        sheets = replace(sheets, problems=(*found, *lost_in_print(book, flow)))
        return draw.galley_of(
            draw.Part(sheets, layouts[-1], name, flow.starts, told=unit.contents, slotted=told.slotted),
            self.files,
        )

    def _pages(self, unit: Unit, grounded: frozenset[str]) -> Any:
        """The pages of a unit, with some figures where they are called."""
        units = compose.units(self.book, self.theme, grounded)
        return next(one.pages for one in units if one.chapters == unit.chapters)

    def _lay_out(self, html: str, told: Told, count: Count, layouts: list[Any]) -> plain.Sheets:
        families, wishes = self.theme.faces.all, self.book.edition.print

        def render(source: Any) -> Any:
            with apart.apart(first=told.first):
                document, layout = apart.render(source, families, told.numbers)
            layouts.append(layout)
            return document

        fitting = Fitting(self.theme.grid.leading) if wishes.fit else None
        return plain.lay_out(html, families, self.book.images, count, wishes.divisions, fitting, render)
