"""The tree of tags of a PDF as rows that can be compared: no number in them is one of the file's objects.

Only what hangs in the tree is told, as a screen reader hears it: heads and folios do not, be they artifacts
or marked and left loose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Object

from alike_drawn import DrawnPage

Key = tuple[int, int]
Told = tuple[object, ...]
_SAID = ("/Alt", "/ActualText", "/Lang", "/T", "/E")


@dataclass(frozen=True)
class Tags:
    """What is known of the file while its tree is walked. `goal` tells where a link leads."""

    pages: Mapping[Key, int]
    """The number of each page, from 1."""
    drawn: Sequence[DrawnPage]
    goal: Callable[[Object], object]
    parents: Mapping[int, Object]
    """The tree that leads from contents to their tags."""
    marks: Mapping[int, int]
    """For each page the key under which its marked contents stand in that tree."""
    ids: dict[str, int] = field(default_factory=dict)
    """Ids of table heads, numbered as they are met."""
    held: set[tuple[int, int]] = field(default_factory=set)
    """The page and number of all marked contents that hang in the tree, as they are met."""

    def rows(self, element: Object, parent: Object, depth: int = 0) -> Iterator[Told]:
        """A tag, then all below it: depth, type, what it says, attributes, what is wrong about its links."""
        said = tuple((key, str(element[key])) for key in _SAID if key in element)
        wrong = () if element.P.objgen == parent.objgen else ("hangs elsewhere",)
        yield (depth, str(element.S), *said, *self._attributes(element), *wrong)
        for kid in _listed(element.get("/K")):
            yield from self._kid(kid, element, depth + 1)

    def _kid(self, kid: Object | int, element: Object, depth: int) -> Iterator[Told]:
        if not isinstance(kid, Dictionary):
            yield self._content(int(kid), element.get("/Pg"), element, depth)
        elif kid.get("/Type") == "/MCR":
            yield self._content(int(kid.MCID), kid.get("/Pg", element.get("/Pg")), element, depth)
        elif kid.get("/Type") == "/OBJR":
            wrong = () if self._owns(element, kid.Obj) else ("belongs to another tag",)
            yield (depth, "link", self.goal(kid.Obj), *wrong)
        else:
            yield from self.rows(kid, element, depth)

    def _content(self, mark: int, page: Object | None, element: Object, depth: int) -> Told:
        number = self.pages.get(page.objgen, 0) if page is not None else 0
        if not number:
            return (depth, "content of no page")
        self.held.add((number, mark))
        owners = self.parents.get(self.marks.get(number, -1))
        owned = owners is not None and mark < len(owners) and _same(owners[mark], element)
        wrong = () if owned else ("belongs to another tag",)
        return (depth, f"page {number}", self.drawn[number - 1].marked.get(mark, "(nothing)"), *wrong)

    def _owns(self, element: Object, note: Object) -> bool:
        owner = self.parents.get(int(note.get("/StructParent", -1)))
        return owner is not None and _same(owner, element)

    def _attributes(self, element: Object) -> Iterator[Told]:
        for attributes in _listed(element.get("/A")):
            for key in sorted(attributes.keys()):
                value = attributes[key]
                heads = key == "/Headers"
                yield (key, *(self._id(each) for each in value)) if heads else (key, plain(value))
        if "/ID" in element:
            yield ("/ID", self._id(element.ID))

    def _id(self, id_: Object) -> int:
        return self.ids.setdefault(str(id_), len(self.ids) + 1)


def plain(value: object) -> object:
    """A value of a PDF as one of Python's."""
    if isinstance(value, Array):
        return tuple(plain(each) for each in value)
    if isinstance(value, Dictionary):
        return tuple((key, plain(each)) for key, each in sorted(value.items()))
    if isinstance(value, bool | int | str) or value is None:
        return value
    return str(value) if isinstance(value, Object) else float(str(value))


def tags_of(
    pdf: pikepdf.Pdf, drawn: Sequence[DrawnPage], goal: Callable[[Object], object]
) -> tuple[list[Told], set[tuple[int, int]]]:
    """The rows of the whole tree, none when there is no tree; the marked contents that hang in it, each by
    page and number."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is None:
        return [], set()
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
    marks = {number: int(page.get("/StructParents", -1)) for number, page in enumerate(pdf.pages, 1)}
    parents = dict(pikepdf.NumberTree(root.ParentTree).items()) if "/ParentTree" in root else {}
    tags = Tags(pages, drawn, goal, parents, marks)
    rows = [row for element in _listed(root.get("/K")) for row in tags.rows(element, root)]
    return rows, tags.held


def _listed(value: object) -> list[Object]:
    """One thing, or several, or none."""
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]  # type: ignore[list-item] # a number counts


def _same(one: Object, other: Object) -> bool:
    return isinstance(one, Dictionary) and one.objgen == other.objgen
