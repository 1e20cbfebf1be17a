"""Mending: within one chapter, everything that points elsewhere is resolved. The inner half of `bind`.

Links, pictures, notes, captions, code and the words that Bindery adds: after this a chapter's tree needs
nothing that it does not hold or name by a book-wide id.
"""

from __future__ import annotations

import copy
import posixpath
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from bindery.captions import kind_of
from bindery.highlight import highlight
from bindery.links import Graph
from bindery.model import BoundNote, Chapter, Image, SourceFile
from bindery.numerals import fill
from bindery.pictures import BadPicture, picture
from bindery.problems import Place, Problem
from bindery.syntax.vocabulary import BLOCKS
from bindery.tree import text_of
from bindery.world import Reader, Refusal

Fetch = Callable[[str], bytes | Refusal | None]
"""Gives what lies at an address; None when the book does not allow to ask there."""
_WIDE, _CROWDED = 8, 16
"""Columns above which a table is set smaller, and much smaller."""


class Mender:
    """Resolves chapter after chapter, in the book's order, and gathers pictures and problems."""

    def __init__(
        self,
        graph: Graph,
        words: Mapping[str, str],
        reader: Reader,
        labels: dict[str, str],
        fetch: Fetch | None = None,
    ) -> None:
        self._graph = graph
        self._words = words
        self._reader = reader
        self._fetch = fetch
        self._labels = labels
        self._counts: dict[tuple[str, str], int] = {}
        self._empty: list[Element] = []
        self._source: SourceFile
        self.images: dict[str, Image] = {}
        self.problems: list[Problem] = []

    def mend(
        self,
        trees: Sequence[Element],
        chapter: Chapter,
        id_: str,
        source: SourceFile,
        number: tuple[int | str, ...],
    ) -> tuple[BoundNote, ...]:
        """Resolve a chapter's title and body in place; its notes in the order of their first call."""
        self._source = source
        notes = _Notes(chapter, id_)
        notes.call(trees)
        for tree in (*trees, *(block for note in notes.bound for block in note.body)):
            self._resolve(tree, chapter.path, number)
        return tuple(notes.bound)

    def _resolve(self, tree: Element, path: str, number: tuple[int | str, ...]) -> None:
        steps: dict[str, Callable[[Element], None]] = {
            "a": lambda e: self._link(e, path),
            "img": lambda e: self._image(e, path),
            "figure": lambda e: self._caption(e, number),
            "code": highlight,
            "p": self._default_title,
            "span": self._box,
            "table": self._columns,
        }
        for element in tree.iter():
            if step := steps.get(str(element.tag)):
                step(element)

    def _at(self, element: Element) -> Place:
        return self._source.at(int(element.get("data-line", "0")))

    def _link(self, link: Element, path: str) -> None:
        href = link.get("href")
        if href is None:
            _unlink(link)
            return
        target = self._graph.resolve(href, path, self._at(link))
        if isinstance(target, Problem):
            self.problems.append(target)
            _unlink(link)
            return
        link.set("href", target)
        if target.startswith("#") and not text_of(link).strip() and link.find(".//img") is None:
            self._empty.append(link)

    def fill_empty_links(self) -> None:
        """Give links without words the label of what they point to; captions are numbered only at the end."""
        for link in self._empty:
            link.text = self._labels.get(link.get("href", "")[1:], "") or link.get("href", "")[1:]

    def _image(self, image: Element, path: str) -> None:
        src = image.get("src", "").strip()
        if src.lower().startswith(("http:", "https:", "//", "ftp:")):
            name = self._remote(src, self._at(image))
        else:
            name = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(src)))
        if not src or not name or not self._load(name, self._at(image)):
            _replace_by_alt(image)
            return
        image.set("src", name)
        image.attrib.setdefault("alt", "")
        if not image.get("alt", "").strip() and image.get("role") != "presentation":
            hint = "say in the brackets what it shows: ![a bridge over a canal](…)"
            self.problems.append(
                Problem("image-alt", f"image {src!r} has no alternative text", self._at(image), hint)
            )
            # A name is better than nothing, for an ear as for PDF/UA; it is not taken for a description.
            image.set("alt", PurePosixPath(name).stem.replace("-", " ").replace("_", " "))
            image.set("data-undescribed", "")

    def _remote(self, url: str, at: Place) -> str:
        """The name of a picture that lies on the network, fetched if the book allows it; empty if not."""
        file = PurePosixPath(url.partition("?")[0]).name or "picture"
        name = f"{sha256(url.encode()).hexdigest()[:12]}/{file}"
        if name in self.images:
            return name
        data = self._fetch(url) if self._fetch else None
        if isinstance(data, bytes):
            return name if self._prove(name, data, at) else ""
        hint = "save it in the book's folder and name it there"
        self.problems.append(
            Problem("image-remote", f"image {url!r} lies on the network", at, hint)
            if data is None
            else Problem(data.code, data.message, at, data.hint)
        )
        return ""

    def _load(self, name: str, at: Place) -> bool:
        if name in self.images:
            return True
        data = self._reader.read_bytes(name)
        if isinstance(data, Refusal):
            code = "image-missing" if data.code == "file-missing" else data.code
            message = f"no image {name!r}" if data.code == "file-missing" else data.message
            hint = data.hint or "paths of images start at the chapter's own file"
            self.problems.append(Problem(code, message, at, hint))
            return False
        return self._prove(name, data, at)

    def _prove(self, name: str, data: bytes, at: Place) -> bool:
        """Take a picture in, if it is one."""
        try:
            self.images[name] = picture(name, data)
        except BadPicture as why:
            self.problems.append(
                Problem("image-bad", f"image {name!r} {why}", at, "export it again as PNG, JPEG or SVG")
            )
        return name in self.images

    def _caption(self, figure: Element, number: tuple[int | str, ...]) -> None:
        """Number a figure that has a caption, by kind and chapter: “Figure 3.1”."""
        caption = figure.find("figcaption")
        if caption is None:
            return
        kind = kind_of(figure)
        prefix = f"{number[0]}." if number else ""
        self._counts[kind, prefix] = count = self._counts.get((kind, prefix), 0) + 1
        label = Element("span", {"class": "label"})
        label.text = fill(self._words[kind], f"{prefix}{count}")
        label.tail = " " + (caption.text or "").lstrip()
        caption.text = None
        caption.insert(0, label)
        if own := figure.get("id"):
            self._labels[own] = label.text

    def _columns(self, table: Element) -> None:
        """Say how crowded a table is; the sheets decide what follows from it."""
        row = table.find(".//tr")
        count = sum(int(cell.get("colspan", "1")) for cell in row) if row is not None else 0
        if count > _WIDE:
            table.set(
                "class", f"{table.get('class', '')} {'crowded' if count > _CROWDED else 'wide'}".strip()
            )
        if count > _CROWDED:
            hint = "split it, or make its rows its columns"
            message = f"a table of {count} columns cannot be read on a page"
            self.problems.append(Problem("table-wide", message, self._at(table), hint))

    def _default_title(self, paragraph: Element) -> None:
        """The language's word over an admonition that has no title of its own."""
        if kind := paragraph.attrib.pop("data-default", ""):
            paragraph.text = self._words.get(kind) or kind.capitalize()

    def _box(self, span: Element) -> None:
        """What a voice says of a task's box."""
        if span.get("class") == "box" and span.get("role") == "img":
            state = span.get("aria-label", "")
            span.set("aria-label", self._words.get(f"task_{state}", state))


def _unlink(link: Element) -> None:
    """Only the words stay; an anchor that was never closed may hold whole blocks."""
    link.attrib.pop("href", None)
    link.tag = "div" if any(child.tag in BLOCKS for child in link.iter()) else "span"


def _replace_by_alt(image: Element) -> None:
    image.tag = "span"
    image.text = image.get("alt") or image.get("src", "")
    image.attrib = {"class": "missing-image"}


class _Notes:
    """A chapter's notes, numbered as their calls come; a note may call others, and itself only once."""

    def __init__(self, chapter: Chapter, id_: str) -> None:
        self._notes = {note.label: note for note in chapter.notes}
        self._id = id_
        self.bound: list[BoundNote] = []
        self._numbers: dict[str, BoundNote] = {}

    def call(self, trees: Sequence[Element]) -> None:
        """Number the calls of the trees in their order, then those within the notes that were called."""
        pending = list(trees)
        for tree in pending:
            for call in _calls(tree):
                label = call.attrib.pop("data-note")
                known = self._numbers.get(label)
                note = known or self._bind(label)
                call.set("class", "noteref")
                call.set("data-note", str(note.number))
                if known is None:
                    call.set("id", note.call_id)
                    pending += note.body

    def _bind(self, label: str) -> BoundNote:
        number = len(self._numbers) + 1
        body = tuple(copy.deepcopy(block) for block in self._notes[label].body)
        for block in body:
            for element in block.iter():
                if own := element.get("id"):
                    element.set("id", f"{self._id}.{own}")
        note = BoundNote(number, f"{self._id}.note-{number}", f"{self._id}.call-{number}", body)
        self._numbers[label] = note
        self.bound.append(note)
        return note


def _calls(tree: Element) -> list[Element]:
    return [element for element in tree.iter("sup") if "data-note" in element.attrib]
