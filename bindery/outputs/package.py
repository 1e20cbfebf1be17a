"""EbookLib, held at arm's length: raw items in, one zip out. Its quirks live here and nowhere else.

- `EpubHtml` re-parses chapters and loses text, case and body attributes (upstream issue 294): never used.
- 0.20 stamps zip entries with the clock: the writer below gives each entry the same date.
- Its zip is written in place and errors are swallowed unless asked for: we write beside and call the steps.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ebooklib import epub

_STAMP = (1980, 1, 1, 0, 0, 0)
_STORED = (".jpg", ".jpeg", ".png", ".gif")
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

    def write(self) -> None:
        with _Zip(self.file_name, "w") as self.out:
            self.out.writestr("mimetype", "application/epub+zip")
            self._write_container()
            self._write_opf()
            self._write_items()


def write(package: Any, path: Path, modified: datetime) -> None:
    """Write the package to `path`. `modified` is UTC and becomes ``dcterms:modified``."""
    options = {"mtime": modified, "epub3_pages": False, "epub3_landmark": False, "raise_exceptions": True}
    writer = _Writer(str(path), package, options)
    writer.process()
    writer.write()
