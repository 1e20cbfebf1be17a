"""Facts of the EPUB's documents: safe, complete, readable aloud, links and notes leading there and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

from checkers.epub_open import XHTML, XML_LANG, Epub, resolve, types_of

# A picture inside a drawing is fetched from nowhere.
SCHEME = re.compile(r"^(?!data:image/(?:png|jpeg);)[a-zA-Z][a-zA-Z0-9+.-]*:")
# Attributes that fetch; ``href`` of an ``a`` only leads.
FETCHING = ("src", "poster", "data", "srcset", "{http://www.w3.org/1999/xlink}href")
STYLE_FETCH = re.compile(r"(?:url\(\s*['\"]?|@import\s+['\"])([^'\")\s]+)")
LEADING = frozenset({"http", "https", "mailto"})
PICTURES = frozenset({f"{XHTML}img", "{http://www.w3.org/2000/svg}svg"})
# C1 controls and the replacement character: text decoded with the wrong table.
GARBLED = re.compile("[\u0080-\u009f\ufffd]")
HEADINGS = {f"{XHTML}h{level}": level for level in range(1, 7)}
NOTES = frozenset({"footnote", "endnote", "rearnote"})


def _filled(book: Epub) -> Iterator[str]:
    for path in (item.path for item in book.spine if item.path in book.trees):
        body = book.trees[path].find(f"{XHTML}body")
        if body is None or not ("".join(body.itertext()).strip() or PICTURES & {e.tag for e in body.iter()}):
            yield f"{path}: an empty document in the spine"


def _scripts(book: Epub) -> Iterator[str]:
    for path, element in _elements(book):
        name = element.tag.rpartition("}")[2]
        if name == "script":
            yield f"{path}: a script"
        for key, value in element.attrib.items():
            if key.startswith("on") or value.strip().lower().startswith(("javascript:", "vbscript:")):
                yield f"{path}: <{name} {key}={value!r}> would run in the reader"


def _remote(book: Epub) -> Iterator[str]:
    for path, element in _elements(book):
        keys = FETCHING if element.tag != f"{XHTML}link" else ("href",)
        fetched = (element.get(key, "") for key in keys)
        styled = STYLE_FETCH.findall(element.get("style", "") + _style_text(element))
        yield from (f"{path}: fetches {address}" for address in (*fetched, *styled) if SCHEME.match(address))
    for path, style in book.styles.items():
        yield from (f"{path}: fetches {it}" for it in STYLE_FETCH.findall(style) if SCHEME.match(it))


def _style_text(element: Element) -> str:
    return (element.text or "") if element.tag.rpartition("}")[2] == "style" else ""


def _ids(book: Epub) -> Iterator[str]:
    for path, tree in book.documents():
        counted = Counter(id_ for element in tree.iter() if (id_ := element.get("id")) is not None)
        yield from (f"{path}: the id {id_!r} {times} times" for id_, times in counted.items() if times > 1)


def _links(book: Epub) -> Iterator[str]:
    ids = {path: {element.get("id") for element in tree.iter()} for path, tree in book.trees.items()}
    known = {item.path for item in book.items}
    for path, href in _hrefs(book):
        if SCHEME.match(href):
            if href.partition(":")[0].lower() not in LEADING:
                yield f"{path}: a link to {href} leads out of the book, but not to the web"
            continue
        target, fragment = resolve(path, href)
        if target not in known or (fragment and fragment not in ids.get(target, ())):
            yield f"{path}: a link to {href!r} leads nowhere"


def _hrefs(book: Epub) -> Iterator[tuple[str, str]]:
    for path, tree in book.documents():
        for link in tree.iter(f"{XHTML}a"):
            if (href := link.get("href")) is not None:
                yield path, href


def _notes(book: Epub) -> Iterator[str]:
    called = {resolve(path, href) for path, href in _hrefs(book)}
    for path, tree in book.documents():
        for note in tree.iter():
            if not types_of(note) & NOTES:
                continue
            if (path, note.get("id", "")) not in called:
                yield f"{path}: nothing calls the note {note.get('id')!r}"
            back = [link.get("href", "") for link in note.iter(f"{XHTML}a")]
            if not any("#" in href and not SCHEME.match(href) for href in back):
                yield f"{path}: no link leads back from the note {note.get('id')!r}"


def _spoken(book: Epub) -> Iterator[str]:
    for path, tree in book.documents():
        if not tree.get("lang") or tree.get("lang") != tree.get(XML_LANG):
            yield f"{path}: lang is {tree.get('lang')!r}, xml:lang {tree.get(XML_LANG)!r}"
        for picture in tree.iter(f"{XHTML}img"):
            if picture.get("alt") is None:
                yield f"{path}: no alternative text for {picture.get('src')}"
        levels = [HEADINGS[element.tag] for element in tree.iter() if element.tag in HEADINGS]
        for before, after in pairwise(levels):
            if after > before + 1:
                yield f"{path}: a heading of level {after} follows one of level {before}"


def _garbled(book: Epub) -> Iterator[str]:
    for path, tree in book.documents():
        if found := GARBLED.search("".join(tree.itertext())):
            yield f"{path}: U+{ord(found[0]):04X} in the text: it was decoded wrongly"


def _elements(book: Epub) -> Iterator[tuple[str, Element]]:
    for path, tree in book.trees.items():
        for element in tree.iter():
            yield path, element


CHECKS: tuple[Callable[[Epub], Iterator[str]], ...] = (
    _filled, _scripts, _remote, _ids, _links, _notes, _spoken, _garbled,
)  # fmt: skip
