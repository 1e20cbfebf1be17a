"""Facts of the EPUB that epubcheck passes over: the zip, the package, the navigation, the cover.

`complaints` runs all checks, those of `epub_documents` too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import ZIP_STORED

from checkers import epub_documents
from checkers.epub_open import CONTAINER, DC, EPUB_TYPE, OPF, XHTML, XML_LANG, Epub, NotAnEpub, open_epub

MIMETYPE = "mimetype"


def complaints(path: Path) -> tuple[str, ...]:
    """All that is wrong with the book."""
    try:
        book = open_epub(path)
    except NotAnEpub as fault:
        return (str(fault),)
    return tuple(complaint for check in CHECKS for complaint in check(book))


def dates(path: Path) -> frozenset[tuple[int, ...]]:
    """All dates of the zip's entries; a build that repeats has one, and not today's."""
    return frozenset(entry.date_time for entry in open_epub(path).entries)


def _first_entry(book: Epub) -> Iterator[str]:
    first = book.entries[0]
    if first.filename != MIMETYPE:
        yield f"the zip begins with {first.filename}, not with mimetype"
    elif first.compress_type != ZIP_STORED or first.extra:
        yield "mimetype is compressed or has an extra field: its bytes are not where readers look"


def _one_date(book: Epub) -> Iterator[str]:
    if len({entry.date_time for entry in book.entries}) > 1:
        yield "the zip's entries have different dates: the build does not repeat"


def _listed(book: Epub) -> Iterator[str]:
    names = [entry.filename for entry in book.entries if not entry.is_dir()]
    known = {item.path for item in book.items} | {MIMETYPE, CONTAINER, book.package_path}
    yield from (f"{name}: not in the manifest" for name in names if name not in known)
    lacking = (item.path for item in book.items if item.path not in names)
    yield from (f"{path}: in the manifest, not in the zip" for path in lacking)
    yield from (f"{name}: twice in the zip" for name in set(names) if names.count(name) > 1)


def _parsed(book: Epub) -> Iterator[str]:
    yield from book.faults


def _language(book: Epub) -> Iterator[str]:
    stated = [language.text for language in book.package.iter(f"{DC}language")]
    if not stated or not stated[0]:
        yield "the package states no language"
    elif book.package.get(XML_LANG) != stated[0]:
        yield f"the package's xml:lang is {book.package.get(XML_LANG)!r}, its language {stated[0]!r}"


def _cover(book: Epub) -> Iterator[str]:
    covers = {item.id for item in book.items if "cover-image" in item.properties}
    older = {
        meta.get("content", "") for meta in book.package.iter(f"{OPF}meta") if meta.get("name") == "cover"
    }
    if not covers:
        yield "no item of the manifest is the cover-image"
    elif covers != older:
        yield f"older readers look for the cover in {sorted(older)}, newer ones in {sorted(covers)}"


def _navigation(book: Epub) -> Iterator[str]:
    navs = [item.path for item in book.items if "nav" in item.properties]
    if len(navs) != 1 or navs[0] not in book.trees:
        yield f"{len(navs)} documents are the navigation"
        return
    found = {nav.get(EPUB_TYPE): nav for nav in book.trees[navs[0]].iter(f"{XHTML}nav")}
    for wanted in ("toc", "landmarks"):
        if wanted not in found:
            yield f"{navs[0]}: no {wanted}"
        elif found[wanted].find(f".//{XHTML}a") is None:
            yield f"{navs[0]}: the {wanted} is empty"


CHECKS: tuple[Callable[[Epub], Iterator[str]], ...] = (
    _first_entry, _one_date, _listed, _parsed, _language, _cover, _navigation, *epub_documents.CHECKS,
)  # fmt: skip
