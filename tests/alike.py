"""What two PDFs of one book have to agree on, told by the files themselves, as plain data.

Where objects lie in a file, how they are numbered and packed, and in which order a page is drawn is not told.
`differences` compares two files for the screen, or two for the press.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Object

from alike_drawn import Drawn, DrawnPage, drawn
from alike_fonts import digest, fonts_of
from alike_tags import Told, plain, tags_of

Facts = Mapping[str, object]
"""Each fact by its name, such as ``page 12: text``."""
NEAR = 0.01
"""Points: what is no farther apart stands at the same place."""
SHOWN = 3
"""So many differences of one kind are told one by one."""
_OF_PAGE = ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/Tabs")
_SPACES = dict.fromkeys((*range(0x2000, 0x200B), 0xA0, 0x202F, 0x205F, 0x3000), " ")
_NUMBER = re.compile(r"\d+|(?<=font )[^:]*|(?<=destination ).*")
_AROUND = 24  # characters before and behind the place where texts part
_SHORT = 12  # values that are shown whole


def differences(one: Path, other: Path) -> list[str]:
    """In what two files are not alike, in sentences."""
    return compared(facts_of(one), facts_of(other))


def facts_of(path: Path) -> Facts:
    """All that one file tells."""
    pages = drawn(path)
    with pikepdf.open(path) as pdf:
        file = _File(pdf, pages)
        facts = {name: value for tell in _TELLERS for name, value in tell(file)}
        is_copied = "/MarkInfo" in pdf.Root
    return facts if is_copied else {name: _spaced(value) for name, value in facts.items()}


def _spaced(value: object) -> object:
    """A value with one kind of space, never two in a row. A glyph stands for several kinds, and a file names
    the one that it met first: no matter where nobody copies text, as from the file for the press."""
    if isinstance(value, tuple):
        return tuple(map(_spaced, value))
    return re.sub(" +", " ", value.translate(_SPACES)) if isinstance(value, str) else value


def compared(one: Facts, other: Facts) -> list[str]:
    """Where facts differ: the first few of each kind, then how many more there are."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys((*one, *other)):
        if name not in one or name not in other:
            side, facts = ("first", other) if name not in one else ("second", one)
            what = f"{name} is not in the {side} file: {facts[name]!r}"
        elif not _near(one[name], other[name]):
            what = f"{name} differs: {_parted(one[name], other[name])}"
        else:
            continue
        found.setdefault(_NUMBER.sub("", name), []).append(what)
    return [sentence for family in found.values() for sentence in _shortened(family)]


def _shortened(family: list[str]) -> Iterator[str]:
    yield from family[:SHOWN]
    if len(family) > SHOWN:
        yield f"and {len(family) - SHOWN} more, the last: {family[-1]}"


def _near(one: object, other: object) -> bool:
    """Whether two values are equal, places but for what no eye sees."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_near, one, other))
    if isinstance(one, float) and isinstance(other, int | float):
        return abs(one - other) <= NEAR
    if isinstance(one, int) and isinstance(other, float):
        return abs(one - other) <= NEAR
    return one == other


def _parted(one: object, other: object) -> str:
    """Two values, cut down to where they part."""
    if isinstance(one, str) and isinstance(other, str):
        at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
        at = at or min(len(one), len(other))
        cut = slice(max(0, at - _AROUND), at + _AROUND)
        return f"{one[cut]!r} and {other[cut]!r}"
    if isinstance(one, tuple) and isinstance(other, tuple) and max(len(one), len(other)) > _SHORT:
        rows = enumerate(zip_longest(one, other), 1)
        at, (ours, theirs) = next((number, row) for number, row in rows if not _near(*row))
        return f"{len(one)} and {len(other)} rows, row {at}: {_parted(ours, theirs)}"
    return f"{one!r} and {other!r}"


class _File:
    """One file: what is drawn, where links and rows of the outline lead, its tags."""

    def __init__(self, pdf: pikepdf.Pdf, drawn: Sequence[DrawnPage]) -> None:
        self.pdf, self.drawn = pdf, drawn
        self.pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        tree = pdf.Root.get("/Names", Dictionary()).get("/Dests")
        self.names = dict(pikepdf.NameTree(tree).items()) if tree is not None else {}
        self.tags, self.held = tags_of(pdf, drawn, self.goal)

    def goal(self, owner: Object) -> object:
        """The address of a link that leads out of the book, else page and position."""
        action = owner.get("/A", Dictionary())
        if "/URI" in action:
            return str(action.URI)
        return self.place(owner.get("/Dest", action.get("/D")))

    def place(self, goal: Object | None) -> object:
        """A page's number, how it is shown, and where; a name is looked up."""
        if isinstance(goal, pikepdf.String | pikepdf.Name):
            return self.place(self.names.get(str(goal)))
        if isinstance(goal, Dictionary):
            return self.place(goal.get("/D"))
        if not isinstance(goal, Array) or not isinstance(goal[0], Dictionary):
            return "nowhere"
        return (self.pages.get(goal[0].objgen, 0), *(plain(each) for each in list(goal)[1:]))


Row = tuple[str, object]


def _catalog(file: _File) -> Iterator[Row]:
    pdf, root = file.pdf, file.pdf.Root
    yield "version", str(root.get("/Version", f"/{pdf.pdf_version}"))
    yield "catalog", " ".join(sorted(root.keys()))
    yield "identifier", "/ID" in pdf.trailer
    yield "opens at", file.place(root.get("/OpenAction"))
    for key in ("/Lang", "/MarkInfo", "/ViewerPreferences", "/PageLayout", "/PageMode"):
        yield f"catalog {key}", plain(root.get(key))
    for key in pdf.docinfo.keys():  # noqa: SIM118 - a dictionary of a PDF yields its values
        yield f"information {key}", plain(pdf.docinfo[key])
    if "/Metadata" in root:
        yield "metadata", root.Metadata.read_bytes().decode("utf-8", "replace")
    for intent in root.get("/OutputIntents", ()):
        for key, value in intent.items():
            yield f"intent {key}", digest(value) if key == "/DestOutputProfile" else plain(value)


def _pages(file: _File) -> Iterator[Row]:
    yield "number of pages", len(file.drawn)
    for number, (page, its) in enumerate(zip(file.pdf.pages, file.drawn, strict=True), 1):
        title = f"page {number}:"
        yield f"{title} label", page.label
        yield f"{title} text", its.text
        yield f"{title} drawing", tuple(sorted(_things(its, file.held, number), key=_order))
        for key in _OF_PAGE:
            yield f"{title} {key}", plain(page.get(key))
        for count, note in enumerate(page.get("/Annots", ()), 1):
            yield from _note(f"{title} link {count}", note, file)


def _things(page: DrawnPage, held: Container[tuple[int, int]], number: int) -> Iterator[Told]:
    """All that is seen on a page, words that no tag holds as one: heads and folios may be cut in any way."""
    loose: list[Drawn] = []
    for thing in page.things:
        if thing.kind != "text":
            yield (thing.kind, "", thing.colour, *thing.box)
        elif thing.text.strip():
            if held and (number, thing.mark) not in held:
                loose.append(thing)
            else:
                yield ("text", thing.text.strip(), thing.colour, *thing.box)
    if loose:
        said = " ".join(thing.text.strip() for thing in sorted(loose, key=lambda thing: thing.box[0]))
        left, bottom, right, top = zip(*(thing.box for thing in loose), strict=True)
        yield ("loose text", said, loose[0].colour, min(left), min(bottom), max(right), max(top))


def _order(row: Told) -> tuple[object, ...]:
    """By kind, text, colour and about the place: the same in two files whose places differ by rounding."""
    return (*row[:3], *(round(float(str(edge))) for edge in row[3:]))


def _note(title: str, note: Object, file: _File) -> Iterator[Row]:
    yield f"{title}, kind", str(note.get("/Subtype"))
    yield f"{title}, rectangle", plain(note.get("/Rect"))
    yield f"{title}, goal", file.goal(note)
    yield f"{title}, words", plain(note.get("/Contents"))
    yield f"{title}, flags", plain(note.get("/F"))


def _outline(file: _File) -> Iterator[Row]:
    for number, (level, row) in enumerate(_rows(file.pdf.Root.get("/Outlines", Dictionary()), 1), 1):
        title = f"outline row {number}"
        yield f"{title}: title", str(row.get("/Title", ""))
        yield f"{title}: level", level
        yield f"{title}: rows shown below it", int(row.get("/Count", 0))
        yield f"{title}: goal", file.goal(row)


def _rows(parent: Object, level: int) -> Iterator[tuple[int, Object]]:
    row = parent.get("/First")
    while row is not None:
        yield level, row
        yield from _rows(row, level + 1)
        row = row.get("/Next")


def _places(file: _File) -> Iterator[Row]:
    for name in sorted(file.names):
        yield f"destination {name}", file.place(file.names[name])


def _tags(file: _File) -> Iterator[Row]:
    for number, row in enumerate(file.tags, 1):
        yield f"tag {number}", row


def _fonts(file: _File) -> Iterator[Row]:
    return fonts_of(file.pdf)


_TELLERS = (_catalog, _pages, _outline, _places, _tags, _fonts)
