"""Links, outline and actions of the PDF: all lead somewhere, nothing runs or reads the disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pikepdf

SCHEMES = ("http://", "https://", "mailto:")
# Actions that start programs, open other files or run scripts.
FORBIDDEN = frozenset(
    {"/JavaScript", "/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/Rendition"}
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Where links of one file may lead: its named places and its pages."""

    names: Mapping[str, pikepdf.Object]
    pages: frozenset[tuple[int, int]]

    def lost(self, destination: pikepdf.Object | None) -> bool:
        """Whether a destination, named or direct, leads to no page of this file."""
        place = destination
        if isinstance(place, pikepdf.String | pikepdf.Name):
            place = self.names.get(str(place))
        if isinstance(place, pikepdf.Dictionary):
            place = place.get("/D")
        if not isinstance(place, pikepdf.Array) or len(place) == 0:
            return True
        return getattr(place[0], "objgen", None) not in self.pages


def complaints(pdf: pikepdf.Pdf, chapters: Iterable[str]) -> Iterator[str]:
    """Everything about links, outline, actions and attachments."""
    targets = _targets(pdf)
    yield from _outline(pdf, targets, chapters)
    yield from _annotations(pdf, targets)
    yield from _actions(pdf)


def links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    """Each link with the number of its page."""
    for number, page in enumerate(pdf.pages, 1):
        for note in page.get("/Annots", ()):
            if note.get("/Subtype") == "/Link":
                yield number, note


def _targets(pdf: pikepdf.Pdf) -> Targets:
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    names = dict(pikepdf.NameTree(tree).items()) if tree is not None else {}
    return Targets(names, frozenset(page.obj.objgen for page in pdf.pages))


def _outline(pdf: pikepdf.Pdf, targets: Targets, chapters: Iterable[str]) -> Iterator[str]:
    rows = tuple(_rows(pdf.Root.get("/Outlines", pikepdf.Dictionary())))
    if not rows:
        yield "there is no outline"
        return
    for row in rows:
        if targets.lost(_destination(row)):
            yield f"the outline's {str(row.get('/Title', ''))!r} leads nowhere"
    titles = iter(str(row.get("/Title", "")) for row in rows)
    for chapter in chapters:
        if chapter not in titles:  # goes on from the chapter before: order counts
            yield f"the outline lacks {chapter!r}, or has it out of order"
            return


def _rows(parent: pikepdf.Object) -> Iterator[pikepdf.Object]:
    row = parent.get("/First")
    while row is not None:
        yield row
        yield from _rows(row)
        row = row.get("/Next")


def _destination(owner: pikepdf.Object) -> pikepdf.Object | None:
    return owner.get("/Dest", owner.get("/A", pikepdf.Dictionary()).get("/D"))


def _annotations(pdf: pikepdf.Pdf, targets: Targets) -> Iterator[str]:
    for number, link in links(pdf):
        address = link.get("/A", pikepdf.Dictionary()).get("/URI")
        if address is None:
            if targets.lost(_destination(link)):
                yield f"page {number}: a link to {_destination(link)} leads nowhere"
        elif not str(address).startswith(SCHEMES):
            yield f"page {number}: a link to {address} leads out of the book, but not to the web"


def _actions(pdf: pikepdf.Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        for action in (thing, thing.get("/A"), thing.get("/OpenAction")):
            if isinstance(action, pikepdf.Dictionary) and str(action.get("/S", "")) in FORBIDDEN:
                yield f"an action of the kind {action.S} would run in the reader"
        if "/AA" in thing or "/JS" in thing:
            yield "an action is bound to an event, or a script lies in the file"
        if thing.get("/Type") in ("/Filespec", "/EmbeddedFile") or "/EmbeddedFiles" in thing:
            yield "another file is embedded in this one"
