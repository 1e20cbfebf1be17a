"""What each laid-out page begins with, and every letter that is set, by the element that it comes from.

Reads the boxes of WeasyPrint's pages, as `boxes` does, but only what `outputs.printed_pages` asks for: it is
part of every build, so it must be quick.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bindery.engine.page_top import FLOATING
from bindery.origins import ORIGIN, letters

_TEXT_PSEUDO = ("first-letter", "first-line")
_CONTENTS = "contents-page"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in the book a page begins: an element's name (see `origins`), or the id of a section that is made
    from metadata, and how many of its letters stand on pages before; or the row of the contents."""

    name: str = ""
    letter: int = 0
    section: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Flow:
    """The pages' first places, None where nothing of the text stands; the letters of each element and of each
    note (by its id); the names of all elements that have a box; of those, which lead somewhere, and which
    float to the head of a page, so that text from below their place may stand before them."""

    starts: tuple[Spot | None, ...]
    text: dict[str, str]
    seen: frozenset[str]
    links: frozenset[str] = frozenset()
    floating: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Context:
    """What a box stands in."""

    name: str = ""
    section: str = ""
    note: str = ""
    made: bool = False
    """Set by a style or by Bindery, not written."""
    repeated: bool = False
    """In the head of a table, which every page repeats."""
    floating: bool = False


def flow_of(document: Any) -> Flow:
    """Read all pages of a laid-out document."""
    reader = _Reader()
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 - there is no public way to them
    starts = tuple(reader.page(box) for box in boxes)
    text = {name: "".join(parts) for name, parts in reader.text.items()}
    return Flow(starts, text, frozenset(reader.seen), frozenset(reader.links), frozenset(reader.floating))


@dataclass(slots=True)
class _Reader:
    """Goes through page after page and remembers what has been set."""

    text: dict[str, list[str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    floating: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)
    """Elements, sections and links of the contents, each with the page that it began on."""
    rows: int = 0
    number: int = 0
    start: Spot | None = None
    going_on: Spot | None = None
    """Where the page begins if nothing of a chapter stands on it: a section that began on an earlier page."""

    def page(self, box: Any) -> Spot | None:
        """Read one page; where it begins."""
        self.start = self.going_on = None
        self.number += 1
        for child in box.children:
            if type(child).__name__ != "MarginBox":
                self._walk(child, _Context())
            else:
                self._margin(child)
        return self.start or self.going_on

    def _walk(self, box: Any, context: _Context) -> None:
        box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
        element = box.element
        if element is not None and hasattr(element, "attrib"):
            context = self._context(box, element, context)
        if hasattr(box, "replacement"):
            self._begin(context)
        elif hasattr(box, "text"):
            self._set(letters(box.text), context)
        else:
            children: Sequence[Any] = getattr(box, "children", ())
            over = str(box.element_tag) == "ruby"  # a pair: its reading stands before its base
            for child in reversed(children) if over else children:
                self._walk(child, context)

    def _context(self, box: Any, element: Any, context: _Context) -> _Context:
        pseudo = str(box.element_tag).partition("::")[2]
        if pseudo and pseudo not in _TEXT_PSEUDO:
            return context if context.made else replace(context, made=True)
        name = element.get(ORIGIN)
        if name is not None and (name != context.name or (not name and not context.made)):
            self.seen.setdefault(name, self.number)
            context = replace(context, name=name, made=not name)
        tag, id_ = box.element_tag, element.get("id")
        if name and tag == "a" and element.get("href"):
            self.links.add(name)
        if tag == "span" and element.get("class") == "footnote":
            return replace(context, note=id_ or "")
        if tag == "section" and id_ and name is None and id_ != context.section:
            context = replace(context, section=id_, name="")
        elif tag == "a" and context.section == _CONTENTS:
            self._count_row(element.get("href"))
        elif tag == "div" and element.get("class") == FLOATING:
            context = replace(context, floating=True)
        if getattr(box, "is_header", False) and not context.repeated:
            context = replace(context, repeated=True)
        return context

    def _count_row(self, href: str) -> None:
        """A row of the contents, which may begin a page as well as a text does."""
        key = f"{_CONTENTS} {href}"
        if key not in self.seen:
            self.seen[key] = self.number
            if self.start is None and self._is_old(_CONTENTS):
                self.start = Spot(section=_CONTENTS, row=self.rows)
            self.rows += 1

    def _is_old(self, key: str) -> bool:
        """Tell whether a thing began on an earlier page."""
        return self.seen.get(key, self.number) < self.number

    def _set(self, text: str, context: _Context) -> None:
        if not text or context.made:
            return
        if context.note:
            self.text.setdefault(f"#{context.note}", []).append(text)
            return
        name = context.name or f"@{context.section}"
        if context.repeated and self._is_old(name):
            return
        self._begin(context)
        if context.floating:
            self.floating.add(name)
        self.text.setdefault(name, []).append(text)
        self.counts[name] = self.counts.get(name, 0) + len(text)

    def _begin(self, context: _Context) -> None:
        """Take note of where the page begins, if nothing stood on it so far."""
        if context.note or context.made or (context.repeated and self._is_old(context.name)):
            return
        if context.name:
            self.start = self.start or Spot(context.name, self.counts.get(context.name, 0))
        elif context.section:
            if self.start is None and not self._is_old(context.section):
                self.start = Spot(section=context.section)
            elif self.going_on is None:
                count = self.counts.get(f"@{context.section}", 0)
                self.going_on = Spot(section=context.section, letter=count)
            self.seen.setdefault(context.section, self.number)

    def _margin(self, box: Any) -> None:
        """What a theme moved into the page's margins is seen, but begins no page."""
        for child in box.descendants():
            if hasattr(child.element, "get"):
                self.seen.setdefault(child.element.get(ORIGIN) or "", self.number)
