"""Render: the bound book and a theme become XHTML, page by page, through Jinja. Stage before the outputs.

Both outputs come from here; what differs between them (where notes stand, how links are written) is in
`outputs.print_text` and `outputs.epub_text`, everything visible is in ``templates/``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from bindery.contexts import BookFacts, ChapterPage, CreditLine, NoteText
from bindery.edition import Edition
from bindery.edition_text import plain
from bindery.model import Book, BoundChapter, Role
from bindery.numerals import fill
from bindery.problems import Place, Problem
from bindery.semantics import is_display, semantics
from bindery.theme import Theme
from bindery.tree import breadth, to_xml

_FAULTS = (
    TemplateError, ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError,
)  # fmt: skip
"""What a template can raise while it runs; a book's own may do anything that the sandbox lets it."""
_KNOWN_ROLES = {"edt", "trl", "ill"}
_IN_TITLES = frozenset(
    {
        "em",
        "strong",
        "i",
        "b",
        "code",
        "sub",
        "sup",
        "span",
        "cite",
        "q",
        "abbr",
        "del",
        "bdi",
        "bdo",
    }
)
_NOT_IN_TITLES = frozenset({"img", "svg", "br", "rt", "rp"})


class TemplateFault(Exception):
    """Raised with a `Problem` when a template cannot be rendered; the boundary turns it into the report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Renderer:
    """The templates of a theme, ready to be filled for one book."""

    environment: Environment
    book: BookFacts
    words: Mapping[str, str]

    def page(self, template: str, page: Any) -> Markup:
        """One template filled. `page` is the context of its kind (see `contexts.PAGES`)."""
        try:
            made = self.environment.get_template(template).render(book=self.book, words=self.words, page=page)
        except _FAULTS as fault:
            line = getattr(fault, "lineno", None) or 0
            name = getattr(fault, "name", None) or template
            code = "template-variable" if "undefined" in type(fault).__name__.lower() else "template-syntax"
            raise TemplateFault(Problem(code, str(fault), Place(f"templates/{name}", line))) from fault
        return Markup(made)  # noqa: S704 - templates autoescape; this is their finished output


def renderer(book: Book, theme: Theme, isbn: str) -> Renderer:
    """The renderer of a book in a theme; the book's own templates run in Jinja's sandbox, as all do."""
    loaders: list[BaseLoader] = [FileSystemLoader(layer) for layer in reversed(theme.layers)]
    environment = SandboxedEnvironment(
        loader=ChoiceLoader(loaders),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return Renderer(environment, facts(book.edition, theme.words, isbn, theme.grid.head_room), theme.words)


def facts(edition: Edition, words: Mapping[str, str], isbn: str, room: int) -> BookFacts:
    """What templates and the drawn cover know of the whole book; `room` letters fit into a running head."""
    return BookFacts(
        title=edition.title,
        plain_title=plain(edition.title),
        short=shortened(edition.short or edition.title, room),
        bulk=bulk(edition.title),
        subtitle=edition.subtitle,
        authors=tuple(person.name for person in edition.authors if person.role == "aut"),
        credits=tuple(_credits(edition, words)),
        language=edition.language,
        direction=edition.direction,
        publisher=edition.publisher,
        place=edition.place,
        year=edition.date[:4],
        date=edition.date,
        edition=edition.edition,
        rights=edition.rights,
        isbn=isbn,
        identifier=edition.epub_identifier,
        description=edition.description,
        subjects=tuple(subject.words for subject in edition.subjects),
        imprint=edition.credits,
        also_by=edition.also_by,
        also_by_head=_also_by(edition, words),
        dedication=edition.dedication,
        epigraph=edition.epigraph.text if edition.epigraph else "",
        epigraph_source=edition.epigraph.source if edition.epigraph else "",
    )


def _also_by(edition: Edition, words: Mapping[str, str]) -> str:
    """What stands over the other books: the author's name, unless there are more or none."""
    names = [person.name for person in edition.authors if person.role == "aut"]
    return fill(words["also_by"], names[0]) if len(names) == 1 else words["also_by_all"]


def shortened(title: str, room: int) -> str:
    """A title for a running head of `room` letters: whole, or cut after a word (anywhere in Chinese)."""
    if breadth(title) <= room:
        return title
    cut = title
    while breadth(cut) > room - 1:
        cut = cut[:-1]
    words = cut.rsplit(" ", 1)[0] if " " in cut[len(cut) // 2 :] else cut
    return words.rstrip(" ,.;:\u2013\u2014\u3001\uff0c\uff1a\uff1b") + "…"


def bulk(title: str) -> str:
    """How much room a title needs."""
    length = breadth(title)
    return "brief" if length <= 60 else "long" if length <= 150 else "endless"


def _credits(edition: Edition, words: Mapping[str, str]) -> Iterator[CreditLine]:
    others = [person for person in edition.people if person.role != "aut"]
    for role in dict.fromkeys(person.role for person in others):
        names = words["list_comma"].join(person.name for person in others if person.role == role)
        label = words[f"role_{role}"] if role in _KNOWN_ROLES else words["role_other"]
        yield CreditLine(role=label, names=names)


def chapter_page(  # noqa: PLR0913 - the context has as many fields
    chapter: BoundChapter,
    *,
    title: Markup,
    short: str,
    over: str = "",
    body: Markup,
    outline: int = 1,
    start: bool = False,
    capital: bool = False,
    floats: bool = False,
    nested: tuple[Markup, ...] = (),
    notes: tuple[NoteText, ...] = (),
    continued: bool = False,
    mark: Markup = Markup(),  # noqa: B008 - nobody can change it
) -> ChapterPage:
    """The context of a chapter or part: what its output made, and what follows from the chapter itself."""
    matter, kind, aria = semantics(chapter)
    return ChapterPage(
        id=chapter.id,
        role=chapter.role.value,
        depth=chapter.depth,
        label=chapter.label,
        title=title,
        plain=chapter.title,
        short=short,
        over=over,
        bulk=bulk(chapter.title),
        outline=outline,
        start=start,
        capital=capital,
        floats=floats,
        body=body,
        nested=nested,
        notes=notes,
        continued=continued,
        matter=matter,
        kind=chapter.kind,
        display=is_display(chapter),
        type=kind,
        aria=aria,
        mark=mark,
    )


def template_of(page: ChapterPage) -> str:
    """The template that shows a chapter, without folder and suffix."""
    return "part" if page.role == Role.PART else "display" if page.display else "chapter"


def markup(parts: tuple[Element | str, ...]) -> Markup:
    """Inline parts as markup."""
    return Markup("").join(escape(part) if isinstance(part, str) else _xml(part) for part in parts)


def inner(element: Element) -> Markup:
    """The content of an element as markup."""
    parts: list[str] = [escape(element.text or "")]
    for child in element:
        parts += [to_xml(child), escape(child.tail or "")]
    return Markup("".join(parts))  # noqa: S704 - the serialiser escapes


def _xml(element: Element) -> Markup:
    return Markup(to_xml(element))  # noqa: S704 - the serialiser escapes


def plain_title(chapter: BoundChapter) -> Markup:
    """A title as the contents and the navigation show it: with its emphasis, without links, notes or ids."""
    return Markup("").join(plain_piece(part) for part in chapter.title_markup).strip()


def plain_piece(part: Element | str) -> Markup:
    """A piece of a title or caption for a list of such: with emphasis, without links, notes or ids."""
    if isinstance(part, str):
        return escape(part)
    if (part.tag == "sup" and "data-note" in part.attrib) or part.tag in _NOT_IN_TITLES:
        return Markup(" ") if part.tag == "br" else Markup("")
    content = escape(part.text or "") + Markup("").join(
        plain_piece(child) + escape(child.tail or "") for child in part
    )
    if part.tag not in _IN_TITLES or part.tag == "span":
        return content
    return Markup("<{0}>{1}</{0}>").format(part.tag, content)
