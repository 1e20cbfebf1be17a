"""Ways to spoil the sample's EPUB: each one fault, and the words that a judge has to say about it."""

from __future__ import annotations

from collections.abc import Callable

Entries = dict[str, bytes]
"""The files of the book, in the order of the zip."""


def _change(name: str, old: str, new: str) -> Callable[[Entries], None]:
    def spoil(entries: Entries) -> None:
        assert old.encode() in entries[name]
        entries[name] = entries[name].replace(old.encode(), new.encode(), 1)

    return spoil


def in_chapter(old: str, new: str) -> Callable[[Entries], None]:
    """Replaces a string of the first chapter, once."""
    return _change("EPUB/c1.xhtml", old, new)


def _stray(entries: Entries) -> None:
    entries["EPUB/notes.txt"] = b"stray"


def _gone(entries: Entries) -> None:
    del entries["EPUB/c2.xhtml"]


def _mimetype_last(entries: Entries) -> None:
    entries["mimetype"] = entries.pop("mimetype")


def _emptied(entries: Entries) -> None:
    text_, end = entries["EPUB/c2.xhtml"].split(b"<body>")[0], b"<body><p> </p></body></html>"
    entries["EPUB/c2.xhtml"] = text_ + end


def _no_container(entries: Entries) -> None:
    del entries["META-INF/container.xml"]


EPUB_FAULTS: tuple[tuple[Callable[[Entries], None], str], ...] = (
    (_stray, "EPUB/notes.txt: not in the manifest"),
    (_gone, "EPUB/c2.xhtml: in the manifest, not in the zip"),
    (_mimetype_last, "the zip begins with META-INF/container.xml"),
    (_emptied, "EPUB/c2.xhtml: an empty document"),
    (_no_container, "META-INF/container.xml"),
    (in_chapter("<p>", '<p onclick="x()">'), "onclick='x()'> would run"),
    (in_chapter("<p>", '<p><a href="JavaScript:x()">x</a>'), "would run"),
    (in_chapter("</body>", "<script>x()</script></body>"), "a script"),
    (in_chapter('src="picture.png"', 'src="https://example.org/p.png"'), "fetches https://example.org/p.png"),
    (_change("EPUB/style.css", "}", "} p{background:url(http://a.b/c.png)}"), "fetches http://a.b/c.png"),
    (in_chapter('id="top"', 'id="note"'), "the id 'note' 2 times"),
    (in_chapter("</h1>", "</h1"), "EPUB/c1.xhtml: not well-formed"),
    (in_chapter(' alt="A grey field"', ""), "no alternative text for picture.png"),
    (in_chapter("</h1>", "</h1><h3>Jump</h3>"), "level 3 follows one of level 1"),
    (in_chapter('href="#note"', 'href="#nothing"'), "'#nothing' leads nowhere"),
    (in_chapter('href="#note"', 'href="#nothing"'), "nothing calls the note 'note'"),
    (in_chapter('href="#note"', 'href="c9.xhtml"'), "'c9.xhtml' leads nowhere"),
    (in_chapter('href="#note"', 'href="file:///c.md"'), "file:///c.md leads out"),
    (in_chapter('href="#call"', 'href="https://a.b/"'), "no link leads back"),
    (in_chapter(' xml:lang="en"', ""), "xml:lang None"),
    (in_chapter("paragraph", "paragr\u0096ph"), "U+0096 in the text"),
    (_change("EPUB/book.opf", ' xml:lang="en"', ""), "the package's xml:lang is None"),
    (_change("EPUB/book.opf", "<dc:language>en</dc:language>", ""), "states no language"),
    (_change("EPUB/book.opf", ' properties="cover-image"', ""), "no item of the manifest is the cover"),
    (_change("EPUB/book.opf", '<meta name="cover" content="pic"/>', ""), "older readers look"),
    (_change("EPUB/book.opf", 'properties="nav"', ""), "0 documents are the navigation"),
    (_change("EPUB/nav.xhtml", '"landmarks"', '"lot"'), "no landmarks"),
    (_change("EPUB/nav.xhtml", '<a epub:type="bodymatter" href="c1.xhtml">Text</a>', "Text"), "is empty"),
)
