"""A manuscript's bytes become texts: what kind of file it is, its encoding or its conversion."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from bindery.importing.encodings import decode
from bindery.importing.formats.archive import Archive, opened
from bindery.importing.formats.pictures import LIMIT, Album
from bindery.importing.refusal import Refused

SIZE = 64 * 1024 * 1024
"""Bytes of the largest manuscript that is read."""
_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_HTML = (".html", ".htm", ".xhtml", ".xht")
_IS_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_IS_MARKDOWN = re.compile(
    r"^(?:#{1,6} \S|`{3,}|~{3,}|\[\^[^\]\s]+\]:|\|(?:[ :-]*-[ :-]*\|)+|---\n[\w-]+: )", re.MULTILINE
)
_OTHERS = (
    (
        b"\xd0\xcf\x11\xe0",
        "a file of the old Word (.doc) or one with a password; save it as .docx without one",
    ),
    (b"%PDF", "a PDF, which has pages and no text to flow; import what it was made from"),
    (b"{\\rtf", "a file of rich text (.rtf); save it as .docx"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"\x1f\x8b", "a compressed file; unpack it first"),
    (b"7z\xbc\xaf", "a compressed file; unpack it first"),
    (b"Rar!", "a compressed file; unpack it first"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a manuscript."""

    name: str
    """The stem of its Markdown file."""
    text: str
    is_markdown: bool


@dataclass(frozen=True, slots=True)
class Source:
    """A manuscript, read."""

    kind: str
    """``text``, ``Markdown``, ``HTML``, ``Word`` or ``EPUB``."""
    parts: tuple[Part, ...]
    encoding: str = ""
    how: str = ""
    """How the encoding was known."""
    line_ends: int = 0
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    cover: str = ""
    album: Album = field(default_factory=Album)


def load(path: Path) -> bytes:
    """The bytes of a manuscript."""
    if not path.is_file():
        raise Refused("there is no such file")
    with path.open("rb") as file:
        data = file.read(SIZE + 1)
    if len(data) > SIZE:
        raise Refused(f"it is larger than {SIZE // 1024 // 1024} MiB")
    if not data.strip():
        raise Refused("it is empty")
    return data


def read(path: Path, data: bytes, encoding: str = "") -> Source:
    """The texts of a manuscript, by what its bytes show and not only by its name."""
    for head, what in _OTHERS:
        if data.startswith(head):
            raise Refused(f"this is {what}")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")) or path.suffix.lower() in {".docx", ".epub"}:
        return _packed(path, opened(data))
    if path.suffix.lower() in _HTML or _IS_HTML.match(data[:4096]):
        return _web(path, data, encoding)
    found = decode(data, encoding)
    is_markdown = path.suffix.lower() in _MARKDOWN or bool(_IS_MARKDOWN.search(found.text))
    part = Part(slug(path.stem), found.text, is_markdown)
    kind = "Markdown" if is_markdown else "text"
    return Source(kind, (part,), found.encoding, found.how, found.line_ends)


def _packed(path: Path, archive: Archive) -> Source:
    from bindery.importing.formats import epub, word  # noqa: PLC0415  (they import what is optional)

    album = Album()
    if "META-INF/container.xml" in archive.names:
        about, pages = epub.pages_of(archive, album)
        album.lost += about.lost
        parts = tuple(Part(f"{n:02}", page.text, is_markdown=True) for n, page in enumerate(pages, 1))
        return Source(
            "EPUB", parts, title=about.title, authors=about.authors, language=about.language,
            cover=about.cover, album=album,
        )  # fmt: skip
    if "word/document.xml" in archive.names:
        page = word.page_of(archive, album)
        album.lost += page.lost
        part = Part(slug(path.stem), page.text, is_markdown=True)
        return Source("Word", (part,), title=page.title, authors=page.authors, album=album)
    raise Refused("this zip file is neither Word nor EPUB")


def _web(path: Path, data: bytes, encoding: str) -> Source:
    from bindery.importing.formats import html  # noqa: PLC0415  (it imports what is optional)

    found = decode(data, encoding, html.declared_encoding(data))
    album, folder = Album(), path.resolve().parent

    def beside(name: str) -> bytes | None:
        """A file of the page's own folder, and of no other."""
        file = (folder / name).resolve()
        if (
            "\0" in name
            or not file.is_relative_to(folder)
            or not file.is_file()
            or file.stat().st_size > LIMIT
        ):
            return None
        return file.read_bytes()

    page = html.page_of(found.text, beside, album)
    return Source(
        "HTML", (Part(slug(path.stem), page.text, is_markdown=True),), found.encoding, found.how,
        found.line_ends, page.title, page.authors, page.language, album=album,
    )  # fmt: skip


def slug(stem: str) -> str:
    """A file's name for links: letters of any script, digits and hyphens."""
    name = re.sub(r"[^\w.-]+", "-", stem).strip("-._")
    return name[:60] or "manuscript"
