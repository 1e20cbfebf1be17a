"""Whether all that was written stands in what was built, in order: one search for PDF and EPUB alike.

The built text comes as pages (of the PDF) or documents (of the EPUB's spine). Between the blocks of a
chapter anything may stand: running heads, folios, notes, markers. Within a block nothing may be missing;
only at the end of a page may furniture interrupt it. Spaces, line breaks, hyphens, ligatures and case
say nothing: typesetting changes them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

ANYTHING = "\ufffc"
"""In an expected passage: here stands something short and unknown, a note's number, a picture, a formula."""

AT_HEAD = frozenset({"top", "full", "turned"})
"""Classes of figures that stand at the head of a page: what follows them in the source may come first."""

# PDFs end a broken line with any of these; a word may also have its own.
SILENT = frozenset(" -\u00ad\u2010\u2011\ufffe\u2212")
# Arabic vowel marks are drawn apart from their letters, and text layers give them anywhere in the line or not
# at all; the tatweel only lengthens a line.
MARKS = frozenset((*map(chr, range(0x64B, 0x660)), "\u0670", "\u0640"))
# pdfium turns these round when it puts right-to-left lines into reading order.
MIRRORED = str.maketrans(")]}\u00bb\u203a>", "([{\u00ab\u2039<")
WINDOW = 9  # pages on which the next block has to begin: plates and the book's first pages may come between
SHORT = 300  # letters that ANYTHING may stand for
OVERSHOT = 12  # letters of the page's furniture that may happen to continue the passage
LONG = 24  # letters that do not occur twice by chance
OPENING = 4  # the first passages of a chapter, among them a title, an epigraph and usually a paragraph
BEFORE = 2  # pages that title, epigraph and picture may take before that paragraph
QUOTED = 80  # letters of a lost passage that the complaint shows


@dataclass(frozen=True, slots=True)
class Passage:
    """A block as written: paragraph, heading, cell, line of code."""

    text: str
    floats: bool = False
    """A note, or what else may stand anywhere on any page."""


@dataclass(frozen=True, slots=True)
class Written:
    """A chapter as its author wrote it."""

    name: str
    passages: tuple[Passage, ...]


def written(name: str, blocks: Sequence[str], floating: Sequence[str] = ()) -> Written:
    """A chapter from plain texts."""
    fixed = (Passage(text) for text in blocks)
    return Written(name, (*fixed, *(Passage(text, floats=True) for text in floating)))


def lost(chapters: Sequence[Written], pages: Sequence[str]) -> tuple[str, ...]:
    """The first lost or misplaced passage of each chapter, none when all is there in order."""
    search = Search(tuple(squeeze(page) for page in pages))
    return tuple(complaint for chapter in chapters for complaint in search.chapter(chapter))


def squeeze(text: str) -> str:
    """The letters of a text that typesetting cannot change."""
    folded = unicodedata.normalize("NFKC", text.replace(ANYTHING, "")).casefold().translate(MIRRORED)
    return "".join(letter for letter in folded if letter.isprintable() and letter not in SILENT | MARKS)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the built text: page and letter, both from 0."""

    page: int = 0
    letter: int = 0


Ends = tuple[Spot, ...]
"""Where each piece of a passage ends: one piece, or one for each page that it runs over; none: not found."""


@dataclass(slots=True)
class Search:
    """Goes through the built text once, passage by passage."""

    pages: tuple[str, ...]
    at: Spot = field(default_factory=Spot)

    def chapter(self, chapter: Written) -> Iterator[str]:
        """The chapter's first complaint, if it has one; the search then stands behind the chapter."""
        self._approach(chapter)
        opening, complaint = self.at, ""
        for passage in chapter.passages:
            if passage.floats:
                found = self._passage(passage.text, opening, len(self.pages))
            else:
                found = self._passage(passage.text, self.at, self.at.page + WINDOW)
                # Not behind a passage that runs over the page: beside a broken cell stands the next one.
                self.at = max((end for end in found if end.page == found[0].page), default=self.at)
            complaint = complaint or ("" if found else self._blame(passage))
        if complaint:
            self.at = opening  # what was found of this chapter may be an accident: the next one starts afresh
            yield f"{chapter.name}: {complaint}"

    def _approach(self, chapter: Written) -> None:
        """Skips what lies before a chapter (contents, plates) by a long passage of its own."""
        # Not by its title: the table of contents has that, too.
        first = [squeeze(p.text.split(ANYTHING)[0])[:LONG] for p in chapter.passages if not p.floats]
        opening = next((text for text in first[1:OPENING] if len(text) == LONG), "")
        found = self._find(opening, self.at, len(self.pages)) if opening else None
        if found and found.page > self.at.page + BEFORE:
            self.at = Spot(found.page - BEFORE)

    def _blame(self, passage: Passage) -> str:
        quoted = passage.text.strip()
        quoted = quoted if len(quoted) <= QUOTED else quoted[:QUOTED] + "\u2026"
        if not passage.floats and self._passage(passage.text, Spot(), len(self.pages)):
            return f"out of order: {quoted!r}"
        return f"lost: {quoted!r}"

    def _passage(self, text: str, start: Spot, last: int) -> Ends:
        """A passage that begins between `start` and page `last`; one without letters is where we are."""
        runs = [run for run in map(squeeze, text.split(ANYTHING)) if run]
        ends: Ends = self._run(runs[0], start, last) if runs else (start,)
        for run in runs[1:]:
            more = self._run(run, ends[-1], ends[-1].page + 3, reach=SHORT) if ends else ()
            ends = ends + more if more else ()
        return ends

    def _run(self, run: str, start: Spot, last: int, reach: int | None = None) -> Ends:
        """A run of letters, whole or broken over pages; on the first page it has to begin within `reach`."""
        whole = self._find(run, start, last, reach)
        if whole is not None:
            return (Spot(whole.page, whole.letter + len(run)),)
        for page in range(start.page, min(last, len(self.pages))):
            ends = self._broken(run, Spot(page, start.letter if page == start.page else 0), least=1)
            if ends:
                return ends
        return ()

    def _broken(self, run: str, start: Spot, least: int) -> Ends:
        """A run of which at least so many letters stand on this page, and the rest on the next ones."""
        page = self.pages[start.page]
        longest = self._longest(run, page, start.letter)
        for length in range(longest, max(least, longest - OVERSHOT) - 1, -1):
            rest = self._rest(run[length:], start.page + 1)
            if rest:
                return (Spot(start.page, page.find(run[:length], start.letter) + length), *rest)
        return ()

    def _rest(self, run: str, page: int) -> Ends:
        """What a page break cut off: whole on one of the next two pages, or filling one and going on."""
        whole = self._find(run, Spot(page), page + 2)
        if whole is not None:
            return (Spot(whole.page, whole.letter + len(run)),)
        for number in range(page, min(page + 2, len(self.pages))):
            # A page in the middle of a run holds much of it; asking for less would try every split.
            ends = self._broken(run, Spot(number), least=LONG)
            if ends:
                return ends
        return ()

    def _longest(self, run: str, page: str, letter: int) -> int:
        """How many first letters of the run stand together on the page."""
        low, high = 0, len(run) - 1
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if page.find(run[:middle], letter) >= 0 else (low, middle - 1)
        return low

    def _find(self, text: str, start: Spot, last: int, reach: int | None = None) -> Spot | None:
        for number in range(start.page, min(last, len(self.pages))):
            here = number == start.page
            stop = start.letter + reach + len(text) if here and reach is not None else None
            letter = self.pages[number].find(text, start.letter if here else 0, stop)
            if letter >= 0:
                return Spot(number, letter)
        return None
