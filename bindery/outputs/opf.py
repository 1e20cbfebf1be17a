"""What shops and libraries read in an EPUB: the metadata of its package document, from the edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bindery.book_values import onix_type
from bindery.edition import Contributor, Edition, Subject
from bindery.edition_text import plain
from bindery.model import Book
from bindery.pinyin import filed, filed_name

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def describe(package: Any, book: Book, *, paged: bool = False) -> None:
    """Fill an `ebooklib.epub.EpubBook` with the book's metadata; `paged` if it has the printed pages.
    EbookLib's own `add_author` makes duplicate ids (upstream issue 356), so only `add_metadata` is used."""
    edition = book.edition
    # A generator line and a random UUID stand there already.
    package.metadata = {}
    _identifiers(package, edition)
    _titles(package, edition)
    _add(package, "language", edition.language)
    for number, person in enumerate(edition.people, 1):
        _person(package, person, number, reads=_reads(edition))
    _simple(package, edition)
    for number, subject in enumerate(edition.subjects, 1):
        _subject(package, subject, number)
    _series(package, edition)
    if paged:
        _pages(package, edition)


def _identifiers(package: Any, edition: Edition) -> None:
    """The one that identifies the EPUB, then the others; what is a known kind of number says so."""
    package.set_identifier(edition.epub_identifier)
    others = dict.fromkeys((edition.identifier, *edition.identifiers))
    rows = {"id": edition.epub_identifier}
    for number, other in enumerate((o for o in others if o and o != edition.epub_identifier), 2):
        rows[f"identifier-{number}"] = other
        _add(package, "identifier", other, id=f"identifier-{number}")
    for id_, identifier in rows.items():
        if code := onix_type(identifier):
            _refine(package, id_, "identifier-type", code, "onix:codelist5")


def _titles(package: Any, edition: Edition) -> None:
    package.title, package.language = plain(edition.title), edition.language
    _add(package, "title", edition.title, id="title")
    _refine(package, "title", "title-type", "main")
    if sort := edition.title_sort or (filed(edition.title) if _reads(edition) else ""):
        _refine(package, "title", "file-as", plain(sort))
    _scripts(package, "title", edition.title_scripts)
    if edition.subtitle:
        _add(package, "title", edition.subtitle, id="subtitle")
        _refine(package, "subtitle", "title-type", "subtitle")


def _scripts(package: Any, id_: str, names: Mapping[str, str]) -> None:
    for language, name in names.items():
        attributes = {"refines": f"#{id_}", "property": "alternate-script", _XML_LANG: language}
        package.add_metadata(None, "meta", name, attributes)


def _add(package: Any, name: str, value: str, **attributes: str) -> None:
    package.add_metadata("DC", name, plain(value), attributes)


def _refine(package: Any, id_: str, name: str, value: str, scheme: str = "") -> None:
    attributes: dict[str, str] = {"refines": f"#{id_}", "property": name}
    if scheme:
        attributes["scheme"] = scheme
    package.add_metadata(None, "meta", value, attributes)


def _reads(edition: Edition) -> bool:
    """Whether Chinese titles and names are filed by their readings."""
    return edition.epub.sort == "pinyin" and edition.language.startswith("zh")


def _person(package: Any, person: Contributor, number: int, *, reads: bool) -> None:
    id_ = f"person-{number}"
    _add(package, "creator" if person.role == "aut" else "contributor", person.name, id=id_)
    sort = person.sort_name
    if reads and sort == person.name:
        sort = filed_name(sort)
    _refine(package, id_, "role", person.role, "marc:relators")
    _refine(package, id_, "file-as", plain(sort))
    _refine(package, id_, "display-seq", str(number))
    _scripts(package, id_, person.scripts)


def _simple(package: Any, edition: Edition) -> None:
    rows: Mapping[str, str] = {
        "publisher": edition.publisher,
        "date": edition.date,
        "rights": edition.rights,
        "description": edition.description,
        "source": f"urn:isbn:{edition.isbn}" if edition.isbn else "",
    }
    for name, value in rows.items():
        if value:
            _add(package, name, value, **({"id": "print"} if name == "source" else {}))


def _subject(package: Any, subject: Subject, number: int) -> None:
    """A subject in words; with its scheme and its code there when it has them."""
    id_ = f"subject-{number}"
    _add(package, "subject", subject.words, id=id_)
    if subject.code:
        _refine(package, id_, "authority", subject.scheme)
        _refine(package, id_, "term", subject.code)


def _pages(package: Any, edition: Edition) -> None:
    """Which printed book the list of pages is of: its ISBN, else its title and publisher in words."""
    words = ", ".join(filter(None, (edition.title, edition.publisher, edition.date[:4])))
    source = f"urn:isbn:{edition.isbn}" if edition.isbn else words
    package.add_metadata(None, "meta", source, {"property": "pageBreakSource"})
    if edition.isbn:  # the older way, for readers that know no other
        _refine(package, "print", "source-of", "pagination")


def _series(package: Any, edition: Edition) -> None:
    if edition.series is None:
        return
    package.add_metadata(
        None, "meta", plain(edition.series.name), {"property": "belongs-to-collection", "id": "series"}
    )
    _refine(package, "series", "collection-type", "series")
    if edition.series.number:
        _refine(package, "series", "group-position", edition.series.number)
