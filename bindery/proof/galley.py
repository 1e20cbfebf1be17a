"""What the checks of a proof read, and what they yield: laid-out pages with facts of the book, and marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from bindery.engine.boxes import Box, Line, Page

if TYPE_CHECKING:
    from bindery.engine.lines.setting import Counts

PROSE = ("text", "note")
_CJK = ("zh", "ja", "ko")


@dataclass(frozen=True, slots=True)
class Mark:
    """One fault that a typesetter would mark: its kind (see `CHECKS`), what is wrong, page (from 0) and place
    on it, the chapter's id and the line of its source."""

    kind: str
    message: str
    page: int
    box: Box
    section: str = ""
    source: int = 0


@dataclass(frozen=True)
class Galley:
    """The pages and what is known of the book. `pixels` are the widths and heights of the pictures; `others`
    the families that stand in for single signs."""

    pages: tuple[Page, ...]
    leading: float
    language: str = "en"
    families: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    labels: tuple[str, ...] = ()
    pixels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    targets: Mapping[str, int] = field(default_factory=dict)
    """The page, from 0, on which each id begins."""
    line_art: frozenset[str] = frozenset()
    """The pictures that have black and white and nothing between."""
    mixed: tuple[tuple[int, str], ...] = ()
    """Pages of the file for the press, from 0, with blacks that are not black ink alone."""
    counts: Counts | None = None
    """How many lines were planned; None when none was to be."""
    boxes_in_source: bool = False
    """The text itself has the sign that stands for those that no face has."""

    @cached_property
    def is_cjk(self) -> bool:
        """Chinese, Japanese or Korean."""
        return self.language.partition("-")[0] in _CJK

    @cached_property
    def size(self) -> float:
        """The size of the text."""
        sizes = Counter(line.size for page in self.pages for line in page.of("text"))
        return sizes.most_common(1)[0][0] if sizes else 0.0

    def lines(self, *kinds: str) -> Iterator[tuple[Page, Line]]:
        """The lines of some kinds, with their pages."""
        for page in self.pages:
            for line in page.of(*kinds):
                yield page, line

    def paragraphs(self, *kinds: str) -> Iterator[tuple[Page, list[Line]]]:
        """Runs of lines of one paragraph that stand on one page."""
        for page in self.pages:
            run: list[Line] = []
            for line in page.of(*kinds):
                if run and (line.where.block != run[-1].where.block or line.kind != run[-1].kind):
                    yield page, run
                    run = []
                run.append(line)
            if run:
                yield page, run

    def ends(self, page: Page) -> bool:
        """Tell whether a chapter or page of display ends here: what follows opens anew, or is blank."""
        after = self.pages[page.number + 1 : page.number + 2]
        return not after or after[0].opens or after[0].blank

    def label(self, page: int) -> str:
        """The folio as it is printed, or would be."""
        return self.labels[page] if page < len(self.labels) else str(page + 1)


def mark(kind: str, message: str, page: Page, line: Line, box: Box | None = None) -> Mark:
    """A mark at a line."""
    return Mark(kind, message, page.number, box or line.box, line.where.section, line.where.source)


def mark_page(kind: str, message: str, page: Page, line: Line | None = None, box: Box | None = None) -> Mark:
    """A mark at the foot of a page, as the place of its last line; or of a part of it."""
    line = line or (page.body[-1] if page.body else None)
    foot = Box(page.area.left, max(page.area.bottom - 90, page.area.top), page.area.right, page.area.bottom)
    where = line.where if line else None
    section, source = (where.section, where.source) if where else ("", 0)
    return Mark(kind, message, page.number, box or foot, section, source)


def quoted(text: str, most: int = 40) -> str:
    """Words of the page, cut to a length that fits a message."""
    text = text.strip()
    return f"“{text}”" if len(text) <= most else f"“{text[: most - 1].rstrip()}…”"
