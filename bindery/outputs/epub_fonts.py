"""Fonts in the EPUB, for books that ask for them: the theme's faces or the book's own files, made small.

Used by `outputs.epub`. Which characters a face must have is read off the finished documents; where the style
sheet sets bold or italic, the face of that style gets the characters of those places and no others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from bindery.engine import fonts
from bindery.engine.subset import BadFont, Face, face_of, subset
from bindery.model import Book
from bindery.problems import Problem
from bindery.theme import Theme
from bindery.world import Reader

Style = tuple[str, bool, bool]
"""Role (text, heads, code), bold, italic."""
_HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CODE = frozenset({"code", "pre", "kbd", "samp"})
_BOLD = frozenset({"strong", "b", "th", "dt"})
_ITALIC = frozenset({"em", "i", "cite", "dfn", "var"})
_BOLD_CLASSES = frozenset({"label", "title", "admonition-title", "k", "f"})
_UPRIGHT = ("zh", "ja", "ko")
"""Languages that mark emphasis by dots."""
_SELECTORS = {"text": "body", "heads": "h1, h2, h3, h4, h5, h6", "code": "code, pre, kbd, samp"}
_GENERIC = {"text": "serif", "heads": "sans-serif", "code": "monospace"}
MEDIA_TYPES = {"ttf": "font/ttf", "otf": "font/otf"}


@dataclass(frozen=True, slots=True)
class Embedded:
    """A font file of the EPUB and the rule that names it."""

    name: str
    data: bytes
    family: str
    bold: bool = False
    italic: bool = False

    @property
    def media_type(self) -> str:
        """The media type of the file."""
        return MEDIA_TYPES[self.name.rpartition(".")[2]]

    def css(self) -> str:
        """The rule by which a reading system finds the file."""
        weight, style = "bold" if self.bold else "normal", "italic" if self.italic else "normal"
        return (
            f'@font-face {{ font-family: "{self.family}"; font-weight: {weight}; font-style: {style}; '
            f'src: url("../fonts/{self.name}"); }}\n'
        )


def embedded(
    book: Book, theme: Theme, documents: Iterable[bytes]
) -> tuple[tuple[Embedded, ...], str, tuple[Problem, ...]]:
    """The fonts that the book asks for, the style sheet's part about them, and what is wrong with them."""
    asked = book.edition.epub.fonts
    if not asked:
        return (), "", ()
    # Heads in the text's own family need no files of their own: they are its bold.
    alike = theme.faces.heads == theme.faces.text and "text" in asked
    roles = tuple(role for role in _SELECTORS if role in asked and not (alike and role == "heads"))
    sets = _characters(map(ET.fromstring, documents), roles, book.edition.language)
    made = tuple(file for role in roles for file in _role(role, theme, sets))
    own, problems = _own(book, [name for name in asked if name not in _SELECTORS], sets)
    rules = "".join(file.css() for file in (*made, *own))
    for role in roles:
        mine = (file.family for file in made if file.family.startswith(f"book-{role}"))
        families = dict.fromkeys(f'"{family}"' for family in mine)
        generic = "serif" if theme.faces.heads == theme.faces.text and role == "heads" else _GENERIC[role]
        rules += f"{_SELECTORS[role]} {{ font-family: {', '.join([*families, generic])}; }}\n"
    return (*made, *own), rules, tuple(problems)


def _role(role: str, theme: Theme, sets: Mapping[Style, set[str]]) -> Iterator[Embedded]:
    """The files of one role: of each family of its stack those faces that have anything to draw."""
    for bold, italic in ((False, False), (False, True), (True, False), (True, True)):
        left = set(sets.get((role, bold, italic), ()))
        for number, family in enumerate(getattr(theme.faces, role)):
            mine = {char for char in left if family in fonts.available() and fonts.covers([family], char)}
            face = face_of(family, fonts.available().get(family, ()), bold=bold, italic=italic)
            if face is None or not any(char.strip() for char in mine):
                continue
            left -= mine
            name = f"book-{role}" + (f"-{number + 1}" if number else "")
            file = name + ("-bold" if bold else "") + ("-italic" if italic else "")
            data = subset(face.judged(), sorted(mine), file, lean="CJK" in family)
            yield Embedded(f"{file}.{face.flavour}", data, name, bold, italic)


def _own(
    book: Book, files: Iterable[str], sets: Mapping[Style, set[str]]
) -> tuple[list[Embedded], list[Problem]]:
    """The book's own font files, by the names of their families; its style sheet says what they are for."""
    made: list[Embedded] = []
    problems: list[Problem] = []
    everything = sorted(set().union(*sets.values()))
    where = book.edition.at("epub", "fonts")
    for number, path in enumerate(files, 1):
        data = Reader(book.root).read_bytes(path)
        if not isinstance(data, bytes):
            problems.append(data.problem(path, where))
            continue
        try:
            face = Face(data).judged()
            small = data if face.is_whole else subset(face, everything, f"own-{number}", lean=False)
            made.append(Embedded(f"own-{number}.{face.flavour}", small, face.family))
        except BadFont as bad:
            hint = "ask the maker for a licence, or choose another font"
            problems.append(Problem("font-bad", f"the font '{path}' {bad}", where, hint))
    return made, problems


def _characters(
    documents: Iterable[Element], roles: tuple[str, ...], language: str
) -> Mapping[Style, set[str]]:
    """The characters of each style; a role that is not asked for is set like the text."""
    sets: dict[Style, set[str]] = defaultdict(set)
    upright = language.partition("-")[0] in _UPRIGHT
    for document in documents:
        todo: list[tuple[Element, Style]] = [(document, ("text", False, False))]
        while todo:
            element, outer = todo.pop()
            style = _style(element, outer, roles, upright=upright)
            sets[style].update(element.text or "")
            for child in element:
                sets[style].update(child.tail or "")
                todo.append((child, style))
    return sets


def _style(element: Element, outer: Style, roles: tuple[str, ...], *, upright: bool) -> Style:
    role, bold, italic = outer
    tag = str(element.tag).rpartition("}")[2]
    classes = set(element.get("class", "").split())
    if tag in _HEADS:
        return ("heads" if "heads" in roles else "text", True, italic)
    if tag in _CODE:
        return ("code" if "code" in roles else "", bold, italic)
    bold = bold or tag in _BOLD or bool(classes & _BOLD_CLASSES)
    return (role, bold, italic or (tag in _ITALIC and not upright))
