"""The words of book.toml as they are printed: quotes, dashes and spaces by language, as in the text.

Used by `bind`, so that both editions have the same. What catalogues and machines compare stays: the
identifier is that of the typed words, and metadata has no spaces but plain ones (see `plain`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bindery.edition import Contributor, Edition, Epigraph
from bindery.typography import smart

_ONE = (
    *("title", "subtitle", "title_sort", "short", "description", "edition", "dedication"),
    *("publisher", "place", "rights"),
)
_MANY = ("credits", "also_by")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))


def typeset(edition: Edition) -> Edition:
    """The edition with every text for people set in the book's language; the same when it wants none set."""
    if not edition.text.smart:
        return edition
    language = edition.language
    words: dict[str, Any] = {name: smart(getattr(edition, name), language) for name in _ONE}
    words |= {name: tuple(smart(text, language) for text in getattr(edition, name)) for name in _MANY}
    return replace(
        edition,
        **words,
        authors=tuple(_person(person, language) for person in edition.authors),
        contributors=tuple(_person(person, language) for person in edition.contributors),
        epigraph=_epigraph(edition.epigraph, language),
        series=edition.series and replace(edition.series, name=smart(edition.series.name, language)),
        subjects=tuple(replace(one, name=smart(one.name, language)) for one in edition.subjects),
        identifier=edition.identifier or ("" if edition.isbn_epub else edition.epub_identifier),
    )


def plain(text: str) -> str:
    """A text for catalogues: every space is a plain one, since nobody searches for another."""
    return text.translate(_SPACES)


def _person(person: Contributor, language: str) -> Contributor:
    return replace(person, name=smart(person.name, language), sort=smart(person.sort, language))


def _epigraph(epigraph: Epigraph | None, language: str) -> Epigraph | None:
    if epigraph is None:
        return None
    return replace(epigraph, text=smart(epigraph.text, language), source=smart(epigraph.source, language))
