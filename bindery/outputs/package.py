"""EbookLib, held at arm's length: raw items in, one zip out. Its quirks live here and nowhere else.

- `EpubHtml` re-parses chapters and loses text, case and body attributes (upstream issue 294): never used.
- 0.20 stamps zip entries with the clock: the writer below gives each entry the same date.
- Its NCX has no list of pages; readers of EPUB 2 know no other.
- Its zip is written in place and errors are swallowed unless asked for: we write beside and call the steps.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ebooklib import epub
from markupsafe import escape

_STAMP = (1980, 1, 1, 0, 0, 0)
_STORED = (".jpg", ".jpeg", ".png", ".gif")
_ROMAN = frozenset("ivxlcdm")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Raw(epub.EpubItem):  # type: ignore[misc]
    """A file of the EPUB, byte for byte as given."""

    def __init__(
        self, id_: str, name: str, media_type: str, data: bytes, properties: Sequence[str] = ()
    ) -> None:
        super().__init__(uid=id_, file_name=name, media_type=media_type, content=data)
        self.properties = list(properties)


class _Zip(zipfile.ZipFile):
    """A zip whose entries carry no clock; ``mimetype`` and compressed pictures are stored."""

    def writestr(
        self,
        name: Any,
        data: Any,
        compress_type: int | None = None,  # noqa: ARG002 - EbookLib names one, ours follows from the name
        compresslevel: int | None = None,  # noqa: ARG002
    ) -> None:
        plain = name.filename if isinstance(name, zipfile.ZipInfo) else str(name)
        info = zipfile.ZipInfo(plain, _STAMP)
        info.external_attr = 0o644 << 16
        info.create_system = 3
        stored = plain == "mimetype" or plain.endswith(_STORED)
        info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
        super().writestr(info, data, compress_type=info.compress_type, compresslevel=9)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    def _write_opf_file(self, root: Any) -> None:
        root.set(_XML_LANG, self.book.language)  # screen readers take the voice from it
        super()._write_opf_file(root)

    def _get_ncx(self) -> bytes:
        ncx: str = super()._get_ncx().decode()
        return _with_pages(ncx, self.book.pages).encode()

    def write(self) -> None:
        with _Zip(self.file_name, "w") as self.out:
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()


def _with_pages(ncx: str, pages: Sequence[epub.Link]) -> str:
    """An NCX with the list of printed pages (ANSI/NISO Z39.86-2005, 8.4.5), and in its head how many there
    are and the highest number."""
    if not pages:
        return ncx
    numbers = [int(page.title) for page in pages if page.title.isdecimal()]
    for name, total in (("totalPageCount", len(pages)), ("maxPageNumber", max(numbers, default=0))):
        ncx = ncx.replace(f'content="0" name="dtb:{name}"', f'content="{total}" name="dtb:{name}"')
    rows = "\n".join(f"    {_target(page)}" for page in pages)
    return ncx.replace("</ncx>", f"  <pageList>\n{rows}\n  </pageList>\n</ncx>")


def _target(page: epub.Link) -> str:
    label = escape(page.title)
    kind = f'type="normal" value="{label}"' if page.title.isdecimal() else 'type="special"'
    if set(page.title) <= _ROMAN:
        kind = 'type="front"'
    text = f"<navLabel><text>{label}</text></navLabel>"
    return f'<pageTarget id="{page.uid}" {kind}>{text}<content src="{escape(page.href)}"/></pageTarget>'


def write(package: Any, path: Path, modified: datetime) -> None:
    """Write the package to `path`. `modified` is UTC and becomes ``dcterms:modified``."""
    options = {"mtime": modified, "epub3_pages": False, "epub3_landmark": False, "raise_exceptions": True}
    writer = _Writer(str(path), package, options)
    writer.process()
    writer.write()
