"""A small good book, made without Bindery, and ways to spoil it: what the judges are judged by.

Both outputs come from `CHAPTERS`, so that `WRITTEN` can be searched for in both.
"""

from __future__ import annotations

import base64
import importlib.resources
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import weasyprint
from PIL import Image

from checkers.text import ANYTHING, Written, written

FAMILY = "Sample Serif"
TRIM = (297.64, 419.53)  # A6
MARGIN = 42.5  # 15 mm
PICTURE = "picture.png"
DATE = (1980, 1, 1, 0, 0, 0)
# Ligatures, a hyphen of its own, words long enough to be broken.
WORDS = (
    "printers", "composed", "justified", "galleys", "of", "affluent", "official", "type", "shuffling",
    "across", "the", "well-known", "room", "while", "apprentices", "distributed", "what", "compositors",
    "had", "left", "and", "wiped", "each", "forme", "with", "turpentine",
)  # fmt: skip


def paragraph(seed: int, length: int = 150) -> str:
    """Words in an order that no other seed has."""
    chosen = (WORDS[(seed * 7 + place * place + place * seed) % len(WORDS)] for place in range(length))
    return f"Here paragraph {seed} begins: {' '.join(chosen)}."


CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (title, tuple(paragraph(10 * number + place) for place in range(4)))
    for number, title in enumerate(("Of Galleys", "Of Locking Up", "Of Turpentine"), 1)
)
CELLS = ("Tool", "Use", "Stick", "Setting")


def note(number: int) -> str:
    """The one note of a chapter."""
    return f"A note about chapter {number}."


WRITTEN: tuple[Written, ...] = tuple(
    written(title, (title, first + ANYTHING, *rest, *CELLS), (note(number),))
    for number, (title, (first, *rest)) in enumerate(CHAPTERS, 1)
)


def picture() -> bytes:
    """A grey picture."""
    out = io.BytesIO()
    Image.new("L", (40, 30), 128).save(out, "PNG")
    return out.getvalue()


def page_html() -> str:
    """The whole book for WeasyPrint."""
    return (
        f'<html lang="en"><head><title>Sample</title><style>{_css()}</style></head><body>'
        + "".join(_print_chapter(number) for number in range(1, len(CHAPTERS) + 1))
        + '<p>See <a href="#c1">the first chapter</a> or <a href="https://example.org/">the web</a>.</p>'
        '<hr class="blank"></body></html>'
    )


def pdf(html: str, path: Path) -> Path:
    """Lays a book out as PDF/UA-1."""
    weasyprint.HTML(string=html).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


def epub_entries() -> dict[str, bytes]:
    """The whole book as the files of an EPUB, in the order of the zip."""
    texts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": _CONTAINER,
        "EPUB/book.opf": _opf(),
        "EPUB/nav.xhtml": _nav(),
        "EPUB/style.css": "p { margin: 0 }",
        **{f"EPUB/c{number}.xhtml": _epub_chapter(number) for number in range(1, len(CHAPTERS) + 1)},
    }
    return {**{name: text.encode() for name, text in texts.items()}, f"EPUB/{PICTURE}": picture()}


def zip_up(entries: Mapping[str, bytes], path: Path, *, stored: tuple[str, ...] = ("mimetype",)) -> Path:
    """Writes the files as a zip with one fixed date."""
    with zipfile.ZipFile(path, "w") as zipped:
        for name, data in entries.items():
            kind = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            zipped.writestr(zipfile.ZipInfo(name, DATE), data, kind)
    return path


def _css() -> str:
    files = importlib.resources.files("font_source_serif_pro") / "files"
    faces = "".join(
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {weight}; '
        f'src: url("file://{files}/SourceSerifPro-{name}.otf") }}'
        for weight, name in (("400", "Regular"), ("700", "Bold"))
    )
    return (
        faces + f'@page {{ size: A6; margin: 15mm; font-family: "{FAMILY}"; font-size: 8pt;'
        "@top-center { content: string(title) } @bottom-center { content: counter(page) } }"
        "@page blank { @top-center { content: none } @bottom-center { content: none } }"
        f'html {{ font: 9pt/12pt "{FAMILY}"; hyphens: auto; text-align: justify }}'
        "body { margin: 0 } h1 { string-set: title content(); break-before: page } .note { float: footnote }"
        ".blank { page: blank; break-before: page; border: 0 }"
    )


def _print_chapter(number: int) -> str:
    title, (first, *rest) = CHAPTERS[number - 1]
    data = "data:image/png;base64," + base64.b64encode(picture()).decode()
    return (
        f'<section><h1 id="c{number}">{title}</h1><p>{first}<span class="note">{note(number)}</span></p>'
        f'<p><img src="{data}" alt="A grey field"></p>'
        + "".join(f"<p>{escape(text)}</p>" for text in rest)
        + _TABLE
        + "</section>"
    )


_HEAD = "".join(f'<th scope="col">{cell}</th>' for cell in CELLS[:2])
_ROW = "".join(f"<td>{cell}</td>" for cell in CELLS[2:])
_TABLE = f"<table><thead><tr>{_HEAD}</tr></thead><tbody><tr>{_ROW}</tr></tbody></table>"
_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="EPUB/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _opf() -> str:
    numbers = range(1, len(CHAPTERS) + 1)
    rows = "".join(f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in numbers)
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="uid" xml:lang="en">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:identifier id="uid">urn:sample</dc:identifier>'
        "<dc:title>Sample</dc:title><dc:language>en</dc:language>"
        '<meta property="dcterms:modified">2020-01-01T00:00:00Z</meta><meta name="cover" content="pic"/>'
        f'</metadata><manifest>{rows}<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" '
        'properties="nav"/><item id="css" href="style.css" media-type="text/css"/>'
        f'<item id="pic" href="{PICTURE}" media-type="image/png" properties="cover-image"/></manifest>'
        f"<spine>{spine}</spine></package>"
    )


def _nav() -> str:
    rows = "".join(
        f'<li><a href="c{number}.xhtml">{title}</a></li>' for number, (title, _) in enumerate(CHAPTERS, 1)
    )
    landmark = '<li><a epub:type="bodymatter" href="c1.xhtml">Text</a></li>'
    return _document(
        "Contents",
        f'<nav epub:type="toc"><ol>{rows}</ol></nav><nav epub:type="landmarks"><ol>{landmark}</ol></nav>',
    )


def _epub_chapter(number: int) -> str:
    title, (first, *rest) = CHAPTERS[number - 1]
    call = f'<a id="call" epub:type="noteref" role="doc-noteref" href="#note">{number}</a>'
    return _document(
        title,
        f'<section id="top"><h1>{title}</h1><p>{first}{call}</p>'
        f'<p><img src="{PICTURE}" alt="A grey field"/></p>'
        + "".join(f"<p>{escape(text)}</p>" for text in rest)
        + _TABLE
        + f'<aside id="note" epub:type="footnote" role="doc-footnote"><p>{note(number)} '
        '<a href="#call" role="doc-backlink">Back</a></p></aside></section>',
    )


def _document(title: str, body: str) -> str:
    return (
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" '
        f'xml:lang="en"><head><title>{title}</title><link rel="stylesheet" href="style.css"/></head>'
        f"<body>{body}</body></html>"
    )
