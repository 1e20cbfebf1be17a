"""What stands where on the laid-out pages, as plain data: lines of text with their faces and spaces,
pictures, notes and their calls. Used by `outputs.proof`.

WeasyPrint keeps the boxes of its pages to itself; this module is the only one that looks at them. Lengths are
in points from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bindery.engine.glyph_runs import Run, run_of

_PT = 0.75  # points in WeasyPrint's pixel
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS = {
    "pre": "code", "figcaption": "caption", "caption": "caption", "td": "table", "th": "table", "dt": "term",
    "math": "formula",
}  # fmt: skip
_DISPLAY = {"display": "display", "contents-page": "contents", "opener": "opener", "part": "opener"}


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of a page."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Where:
    """What a box belongs to: the chapter's id, the line of its source (0: not known), its block; what it is,
    and the tags and classes around it."""

    section: str = ""
    source: int = 0
    block: int = 0
    kind: str = "text"
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of type. `column` is the box that it could fill."""

    where: Where
    box: Box
    column: Box
    baseline: float
    runs: tuple[Run, ...]
    justified: bool
    first: bool = False
    last: bool = False

    @property
    def text(self) -> str:
        """Its letters."""
        return "".join(run.text for run in self.runs)

    @property
    def kind(self) -> str:
        """“text”, “head”, “opener”, “code”, “caption”, “table”, “term”, “note”, “margin” and so on."""
        return self.where.kind

    @property
    def size(self) -> float:
        """The size of most of its letters."""
        sizes: dict[float, int] = {}
        for run in self.runs:
            sizes[run.size] = sizes.get(run.size, 0) + len(run.text)
        return max(sizes, key=lambda size: sizes[size]) if sizes else 0.0

    @property
    def gaps(self) -> tuple[tuple[float, float], ...]:
        """From where to where each space between two words reaches."""
        return tuple(gap for run in self.runs for gap in run.gaps)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is placed."""

    where: Where
    box: Box
    path: str

    def dots(self, width: int, height: int) -> int:
        """How many of its pixels fall on an inch; 0 when it has no size. It fills its box one way only: boxes
        are whole lines high."""
        across, down = self.box.right - self.box.left, self.box.bottom - self.box.top
        if not (width and height and across > 0 and down > 0):
            return 0
        return int(max(width / across, height / down) * 72)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. `area` is its type area; `calls` and `notes` are ids of the notes called and set on it."""

    number: int
    side: str
    name: str
    blank: bool
    width: float
    height: float
    area: Box
    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...] = ()
    calls: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    opens: bool = False
    """A chapter, a part or a display page begins on it."""

    def of(self, *kinds: str) -> list[Line]:
        """The lines of some kinds, from top to bottom."""
        return [line for line in self.lines if line.kind in kinds]

    @property
    def body(self) -> list[Line]:
        """All lines within the type area but the notes."""
        return [line for line in self.lines if line.kind not in {"margin", "note", "marker"}]


def pages_of(document: Any) -> tuple[Page, ...]:
    """The pages of a laid-out document."""
    walker = _Walker()
    boxes = [page._page_box for page in document.pages]  # noqa: SLF001 - there is no public way to them
    return _ended([walker.page(number, box) for number, box in enumerate(boxes)])


def pictures_of(document: Any) -> tuple[Picture, ...]:
    """The pictures alone, in order: quick enough for every build."""
    walker = _Pictures()
    pages = [walker.page(number, page._page_box) for number, page in enumerate(document.pages)]  # noqa: SLF001 - there is no public way to them
    return tuple(picture for page in pages for picture in page.pictures)


def _ended(pages: Sequence[Page]) -> tuple[Page, ...]:
    """The pages, with each line told whether it begins or ends its block, which may be pages away."""
    order = [(n, i) for n, page in enumerate(pages) for i in range(len(page.lines))]
    first: dict[tuple[int, str], tuple[int, int]] = {}
    last: dict[tuple[int, str], tuple[int, int]] = {}
    for n, i in order:
        key = pages[n].lines[i].where.block, pages[n].lines[i].kind
        first.setdefault(key, (n, i))
        last[key] = (n, i)
    begins, ends = set(first.values()), set(last.values())
    return tuple(
        replace(page, lines=tuple(
            replace(line, first=(n, i) in begins, last=(n, i) in ends) for i, line in enumerate(page.lines)
        ))
        for n, page in enumerate(pages)
    )  # fmt: skip


@dataclass(slots=True)
class _Found:
    """What one page gave."""

    lines: list[Line] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    opens: bool = False


@dataclass(slots=True)
class _Walker:
    """Goes through the boxes of page after page; elements keep their number from page to page."""

    elements: dict[Any, int] = field(default_factory=dict)
    called_at: dict[str, Where] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def page(self, number: int, box: Any) -> Page:
        """One page."""
        found = _Found()
        column = _box_of(box, content=True)
        for child in box.children:
            kind = {"MarginBox": "margin", "FootnoteAreaBox": "note"}.get(type(child).__name__, "text")
            self._walk(child, Where(kind=kind), column, found)
        kind = box.page_type
        return Page(
            number, kind.side, kind.name, kind.blank, _pt(box.margin_width()), _pt(box.margin_height()),
            column, tuple(found.lines), tuple(found.pictures), tuple(found.calls), tuple(found.notes),
            found.opens,
        )  # fmt: skip

    def _walk(self, box: Any, where: Where, column: Box, found: _Found) -> None:
        box = getattr(box, "_box", box)  # what is placed absolutely stands behind a placeholder
        where = self._where(box, where, found)
        name = type(box).__name__
        if name == "LineBox":
            self._line(box, where, column, found)
            return
        if hasattr(box, "replacement") and box.element is not None:
            path = box.element.get("src") or ""
            found.pictures.append(Picture(where, _box_of(box, content=True), path))
        if name.startswith("Block") or name in {"TableCellBox", "MarginBox"}:
            column = _box_of(box, content=True)
        for child in getattr(box, "children", ()):
            self._walk(child, where, column, found)

    def _line(self, box: Any, where: Where, column: Box, found: _Found) -> None:
        runs: list[Run] = [run for text in self._texts(box, where, found) if (run := run_of(text))]
        if not runs:
            return
        top, left = _pt(box.position_y), min(run.left for run in runs)
        leads, hangs = getattr(box, "hung", (0.0, 0.0))  # what hangs over the edges is not in their way
        right = max(run.right for run in runs)
        ink = Box(left + _pt(leads), top, right - _pt(hangs), top + _pt(box.height))
        justified = box.style["text_align_all"] == "justify" and not _is_broken(box)
        found.lines.append(Line(where, ink, column, top + _pt(box.baseline), tuple(runs), justified))

    def _texts(self, box: Any, where: Where, found: _Found) -> Iterator[Any]:
        for child in getattr(box, "children", ()):
            inner = getattr(child, "_box", child)
            if str(inner.element_tag).endswith("::footnote-call"):
                id_ = inner.element.get("id") or ""
                found.calls.append(id_)
                self.called_at[id_] = where
            name = type(inner).__name__
            is_plain = name.startswith("Inline") and not hasattr(inner, "replacement")
            if name == "TextBox":
                yield inner
            elif inner.element_tag == "rt":
                continue  # a reading stands over its line
            elif name == "LineBox" or is_plain or inner.element_tag == "rb":
                yield from self._texts(inner, where, found)
            else:
                self._walk(inner, where, _box_of(box, content=False), found)

    def _where(self, box: Any, where: Where, found: _Found) -> Where:
        element, tag = box.element, str(box.element_tag)
        if element is None or not hasattr(element, "attrib"):
            return where
        names = frozenset((element.get("class") or "").split())
        if tag == "section" and (id_ := element.get("id")):
            where = replace(where, section=id_)
        if where.kind == "note" and "footnote" in names:
            id_ = element.get("id") or ""
            found.notes.append(id_)
            where = replace(self.called_at.get(id_, where), kind="note")
        if tag == "section" and names & {"chapter", "part", "display", "contents-page"}:
            found.opens = found.opens or self._begins(element)
        line = element.get("data-line") or ""
        return replace(
            where,
            source=int(line) if line.isdigit() else where.source,
            block=self._number(element) if "Block" in type(box).__name__ or tag in _KINDS else where.block,
            # What is turned is drawn elsewhere than it was laid out.
            kind="turned" if box.style["transform"] else _kind(tag, names, where.kind),
            names=where.names | names | {tag},
        )

    def _begins(self, element: Any) -> bool:
        return self.elements.get(element) is None

    def _number(self, element: Any) -> int:
        return self.elements.setdefault(element, len(self.elements) + 1)


class _Pictures(_Walker):
    """A walker that does not read lines, only what stands in them."""

    def _line(self, box: Any, where: Where, column: Box, found: _Found) -> None:  # noqa: ARG002 - as the walker's
        for _ in self._texts(box, where, found):
            pass


def _kind(tag: str, names: frozenset[str], around: str) -> str:
    """What a box is, by its element and by what is around it."""
    if around in {"note", "margin", "code", "caption", "table", "opener", "display", "contents", "turned"}:
        return around
    if tag.endswith("::marker"):
        return "marker"
    for name in names & _DISPLAY.keys():
        return _DISPLAY[name]
    return "head" if tag in _HEADS else _KINDS.get(tag, around)


def _is_broken(line: Any) -> bool:
    """Tell whether the writer ended a line here, so that it need not be full."""
    tags = (str(getattr(child, "_box", child).element_tag) for child in line.descendants())
    return any(tag.partition("::")[0] == "br" for tag in tags)


def _pt(pixels: float) -> float:
    return pixels * _PT


def _box_of(box: Any, *, content: bool) -> Box:
    left = box.content_box_x() if content else box.position_x
    top = box.content_box_y() if content else box.position_y
    width = 0 if box.width == "auto" else box.width
    height = 0 if box.height == "auto" else box.height
    return Box(_pt(left), _pt(top), _pt(left + width), _pt(top + height))
