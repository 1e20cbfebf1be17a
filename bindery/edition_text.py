"""The words of book.toml as they are printed: characters as the edition spells them, quotes, dashes and
spaces by language, as in the text.

Used by `bind`, so that both editions have the same. What catalogues and machines compare stays: the
identifier is that of the typed words, and metadata has no spaces but plain ones (see `plain`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from bindery.edition import Contributor, Edition, Epigraph
from bindery.importing import needs
from bindery.spelling import Choice, respelt
from bindery.typography import smart

_ONE = (
    *("title", "subtitle", "title_sort", "short", "description", "edition", "dedication"),
    *("publisher", "place", "rights"),
)
_MANY = ("credits", "also_by")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f", " "))


def spell(text: str, edition: Edition) -> str:
    """A text with the characters that the edition wants."""
    wanted = edition.text
    if not wanted.convert or not needs.is_there("opencc"):
        return text
    return str(respelt(text, wanted.convert, wanted.spellings))


def set_words(text: str, edition: Edition, field: str = "") -> str:
    """A text as the edition spells and sets it; what it says itself is spelled already."""
    text = text if field in edition.own else spell(text, edition)
    return smart(text, edition.language) if edition.text.smart else text


def typeset(edition: Edition) -> Edition:
    """The edition with every text for people as it is to be read; the same when nothing is set."""
    if not (edition.text.smart or edition.text.convert):
        return edition
    words: dict[str, Any] = {name: set_words(getattr(edition, name), edition, name) for name in _ONE}
    words |= {
        name: tuple(set_words(text, edition, name) for text in getattr(edition, name)) for name in _MANY
    }
    series = edition.series
    return replace(
        edition,
        **words,
        authors=tuple(_person(person, edition, "authors") for person in edition.authors),
        contributors=tuple(_person(person, edition, "contributors") for person in edition.contributors),
        epigraph=_epigraph(edition),
        series=series and replace(series, name=set_words(series.name, edition, "series")),
        subjects=tuple(
            replace(one, name=set_words(one.name, edition, "subjects")) for one in edition.subjects
        ),
        identifier=edition.identifier or ("" if edition.isbn_epub else edition.epub_identifier),
    )


def choices(edition: Edition) -> Iterator[Choice]:
    """What of the words of book.toml could have been converted otherwise; of what is one text, not a list."""
    wanted = edition.text
    if wanted.convert and needs.is_there("opencc"):
        for name in _ONE:
            if name not in edition.own:
                at = edition.at("book", name.replace("_", "-"))
                yield from respelt(getattr(edition, name), wanted.convert, wanted.spellings).chosen(at)


def plain(text: str) -> str:
    """A text for catalogues: every space is a plain one, since nobody searches for another."""
    return text.translate(_SPACES)


def _person(person: Contributor, edition: Edition, field: str) -> Contributor:
    name, sort = (set_words(text, edition, field) for text in (person.name, person.sort))
    return replace(person, name=name, sort=sort)


def _epigraph(edition: Edition) -> Epigraph | None:
    if edition.epigraph is None:
        return None
    text, source = (
        set_words(words, edition, "epigraph") for words in (edition.epigraph.text, edition.epigraph.source)
    )
    return replace(edition.epigraph, text=text, source=source)
