"""What shops and libraries read in an EPUB: the metadata of its package document, from the edition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bindery.edition import Contributor, Edition
from bindery.model import Book

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def describe(package: Any, book: Book) -> None:
    """Fill an `ebooklib.epub.EpubBook` with the book's metadata. EbookLib's own `add_author` makes duplicate
    ids (upstream issue 356), so only `add_metadata` is used."""
    edition = book.edition
    # A generator line and a random UUID stand there already.
    package.metadata = {}
    package.set_identifier(edition.epub_identifier)
    package.title, package.language = edition.title, edition.language
    _add(package, "title", edition.title, id="title")
    _refine(package, "title", "title-type", "main")
    if edition.subtitle:
        _add(package, "title", edition.subtitle, id="subtitle")
        _refine(package, "subtitle", "title-type", "subtitle")
    _add(package, "language", edition.language)
    for number, person in enumerate(edition.people, 1):
        _person(package, person, number)
    _simple(package, edition)
    _series(package, edition)


def _add(package: Any, name: str, value: str, **attributes: str) -> None:
    package.add_metadata("DC", name, value, attributes)


def _refine(package: Any, id_: str, name: str, value: str, scheme: str = "") -> None:
    attributes: dict[str, str] = {"refines": f"#{id_}", "property": name}
    if scheme:
        attributes["scheme"] = scheme
    package.add_metadata(None, "meta", value, attributes)


def _person(package: Any, person: Contributor, number: int) -> None:
    id_ = f"person-{number}"
    _add(package, "creator" if person.role == "aut" else "contributor", person.name, id=id_)
    _refine(package, id_, "role", person.role, "marc:relators")
    _refine(package, id_, "file-as", person.sort_name)
    _refine(package, id_, "display-seq", str(number))


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
            _add(package, name, value)
    for subject in edition.subjects:
        _add(package, "subject", subject)


def _series(package: Any, edition: Edition) -> None:
    if edition.series is None:
        return
    package.add_metadata(
        None, "meta", edition.series.name, {"property": "belongs-to-collection", "id": "series"}
    )
    _refine(package, "series", "collection-type", "series")
    if edition.series.number:
        _refine(package, "series", "group-position", edition.series.number)
