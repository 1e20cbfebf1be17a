"""Parity: what each edition must have of the bound book, and how a loss is told.

`parity_print` looks at the laid-out pages with it, `parity_epub` at the finished documents; `outputs.pdf` and
`outputs.epub` ask them. They are not among `CHECKS`, since they look at what was made. A loss is the fault of
a template or style that the book brings; that our own lose nothing is proved by the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bindery.model import BoundChapter
from bindery.origins import letters
from bindery.problems import Place, Problem
from bindery.semantics import is_display

MOST = 5
"""Places of a chapter that are named one by one."""
_QUOTED = 50
LINK = "a link"
_THINGS = {"img": "a picture", "table": "a table", "a": LINK}
_DRAWN = {"svg": "a drawing", "math": "a formula"}


@dataclass(frozen=True, slots=True)
class Lost:
    """What is missing, and the line of the source that it was written at (0: not known)."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Said:
    """A run of text as it is written, and its line."""

    line: int
    text: str

    @property
    def letters(self) -> str:
        """What of it no typesetting changes."""
        return letters(self.text)


def said(trees: Iterable[Element | str]) -> list[Said]:
    """Every run of text that both editions show, in order."""
    return [
        Said(line, text)
        for tree in trees
        for line, text in (((0, tree),) if isinstance(tree, str) else runs(tree, 0))
        if text
    ]


def runs(
    element: Element, line: int, skipped: Callable[[Element], bool] | None = None
) -> Iterator[tuple[int, str]]:
    """The texts of an element in their order, each with its line; without what is not said, or is skipped."""
    if (skipped or is_unsaid)(element):
        return
    line = int(element.get("data-line") or line)
    yield line, element.text or ""
    for child in element:
        yield from runs(child, line, skipped)
        yield line, child.tail or ""


def is_unsaid(element: Element) -> bool:
    """Tell whether an element is none of the text: hidden in both editions, the number of a note (each writes
    its own), brackets of a ruby, a formula or drawing."""
    return (
        element.tag == "rp"
        or element.tag.startswith("{")
        or "data-note" in element.attrib
        or is_hidden(element)
    )


def title_of(chapter: BoundChapter) -> list[Said]:
    """The title as far as it must be seen: pages of display, as a dedication, have it for the contents."""
    return [] if is_display(chapter) else said(chapter.title_markup)


def is_hidden(element: Element) -> bool:
    """Tell whether the writer hid an element from both editions."""
    return "hidden" in element.get("class", "").split()


def thing(element: Element) -> str:
    """What an element is besides its text: “a picture”; empty if nothing."""
    if element.tag == "a" and not ("href" in element.attrib and letters("".join(element.itertext()))):
        return ""
    return _THINGS.get(element.tag, "") or _DRAWN.get(element.tag.rpartition("}")[2], "")


def name_of(element: Element) -> str:
    """What tells a thing from others of its kind: the file or address that it names, a formula's signs."""
    signs = letters("".join(element.itertext())) if element.tag.endswith("}math") else ""
    return element.get("src") or element.get("href") or signs


def follows(wanted: str, found: str) -> bool:
    """Tell whether the letters of one text stand in another in order, whatever is between them."""
    if wanted in found:
        return True
    rest = iter(found)
    return all(letter in rest for letter in wanted)


def told(
    code: str, edition: str, chapter: BoundChapter, lost: Sequence[Lost], *, whole: bool = False
) -> Iterator[Problem]:
    """The losses of a chapter as problems, one for each line; one in all if the `whole` text is lost."""
    hint = f"a template or style of the book hides it, leaves it out or moves it in {edition}"
    at = Place(chapter.path or "SUMMARY.md")
    if whole:
        yield Problem(code, f"the text of this chapter is missing from {edition}", at, hint)
        return
    rows: dict[int, str] = {}
    for one in lost:
        rows.setdefault(one.line, one.what)
    for line, what in list(rows.items())[:MOST]:
        yield Problem(code, f"{what} is missing from {edition}, or out of order", chapter.at(line), hint)
    if more := len(rows) - MOST if len(rows) > MOST else 0:
        yield Problem(code, f"{more} more places are missing from {edition}", at, hint)


def quoted(text: str) -> str:
    """The beginning of a text, for a message."""
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= _QUOTED else f"“{text[:_QUOTED].rstrip()}…”"
