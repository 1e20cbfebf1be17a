"""The EPUB: one file for each chapter, navigation, notes that pop up; assembled by EbookLib.

Never imports WeasyPrint.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from ebooklib import epub
from markupsafe import Markup
from PIL.Image import DecompressionBombError

from bindery import render
from bindery.checks.parity_epub import lost_in_epub
from bindery.contexts import FrontPage
from bindery.model import Artifact, Book, BoundChapter, PageStarts
from bindery.outputs import (
    accessibility,
    cover,
    epub_fonts,
    epub_pictures,
    epub_text,
    navigation,
    opf,
    package,
    portions,
)
from bindery.outputs.epub_text import Names
from bindery.outputs.front import Front, front_of
from bindery.outputs.package import Raw
from bindery.outputs.page_marks import PageMarks
from bindery.pictures import suffix
from bindery.problems import Place, Problem
from bindery.report import Reporter
from bindery.theme import Theme, joined
from bindery.world import Reader, source_date

_XHTML = "application/xhtml+xml"


def write(
    book: Book, theme: Theme, out: Path, report: Reporter, printed: PageStarts | None = None
) -> Artifact:
    """Assemble the EPUB at `out`, which the caller puts in place. With `printed`, the printed book's pages,
    it has a list of them."""
    report.step("assembling the EPUB")
    press = render.renderer(book, theme, book.edition.isbn_epub)
    volume = epub.EpubBook()
    opf.describe(volume, book, paged=printed is not None)
    volume.set_direction(book.edition.direction)
    filled = _fill(volume, book, theme, press, PageMarks.of(printed, book.targets))
    problems = (*filled, *accessibility.declare(volume, book, theme))
    try:
        package.write(volume, out, source_date(book.edition.newest).replace(tzinfo=None))
    except (OSError, ValueError, TypeError) as fault:
        return Artifact(
            out, "", problems=(*problems, Problem("epub", f"EbookLib says: {fault}", Place("book.toml")))
        )
    return Artifact(out, hashlib.sha256(out.read_bytes()).hexdigest(), problems=problems)


def _fill(
    volume: Any, book: Book, theme: Theme, press: render.Renderer, marks: PageMarks
) -> Iterator[Problem]:
    """Put every file into the volume and set its spine, guide and NCX."""
    pictures = _picture_names(book)
    cut = portions.split(marks.into(book))
    names = Names(cut.targets, pictures)
    for number, (path, name) in enumerate(pictures.items(), 1):
        image = epub_pictures.fit(book.images[path])
        volume.add_item(Raw(f"image-{number}", f"images/{name}", image.media_type, image.data))
    covered, problems = _cover(volume, book, theme, press)
    front = front_of(book, theme, names.href)
    text = _Text({chapter.id for chapter in book.chapters}, press, names, marks)
    files_of = front_of(cut, theme, names.href)
    first = [*covered, *_front_pages(press, marks), *text.chapters(files_of.before)]
    last = [*text.lists(files_of), *text.chapters(files_of.after)]
    texts = [(page.file_name.rpartition("/")[2], page.content.decode()) for page in (*first, *last)]
    nav = navigation.page(book, front, press, names, marks, texts, covered=bool(covered))
    spine = [*first, _document("contents", nav, ("nav",)), *last]
    files, faces, faults = epub_fonts.embedded(book, theme, [page.content for page in spine])
    style = faces + joined(theme.sheets("epub"))
    volume.add_item(Raw("style", "css/book.css", "text/css", style.encode()))
    for number, file in enumerate(files, 1):
        volume.add_item(Raw(f"font-{number}", f"fonts/{file.name}", file.media_type, file.data))
    for page in spine:
        volume.add_item(page)
    volume.spine = list(spine)
    volume.toc = navigation.ncx(navigation.points(front, names, marks))
    volume.pages = navigation.ncx_pages(marks.links([*texts, ("contents.xhtml", str(nav))]))
    volume.add_item(epub.EpubNcx())
    yield from (*problems, *faults, *portions.uncut(cut))
    addresses = {path: names.picture(path) for path in book.images}
    yield from lost_in_epub(book, addresses, (text for _, text in texts))


def _picture_names(book: Book) -> dict[str, str]:
    """File names for the pictures: their own where they differ and are ASCII."""
    taken: dict[str, str] = {}
    for path, image in book.images.items():
        stem = PurePosixPath(path).stem
        if not stem.isascii() or any(not (c.isalnum() or c in "-_.") for c in stem):
            stem = "p" + hashlib.sha256(path.encode()).hexdigest()[:8]
        name, count = f"{stem}{suffix(image)}", 2
        while name in taken.values():
            name, count = f"{stem}-{count}{suffix(image)}", count + 1
        taken[path] = name
    return taken


def _document(id_: str, text: Markup, properties: tuple[str, ...] = ()) -> Raw:
    return Raw(id_, f"text/{id_}.xhtml", _XHTML, str(text).encode(), properties)


def _cover(
    volume: Any, book: Book, theme: Theme, press: render.Renderer
) -> tuple[list[Raw], tuple[Problem, ...]]:
    data, problems = _cover_data(book, theme, press)
    if data is None:
        return [], problems
    volume.add_item(Raw("cover-image", "images/cover.jpg", "image/jpeg", data, ("cover-image",)))
    # The EPUB 2 way, which Kindle and Kobo still read.
    volume.add_metadata(None, "meta", "", {"name": "cover", "content": "cover-image"})
    volume.guide.append({"type": "cover", "title": press.words["cover"], "href": "text/cover.xhtml"})
    return [_document("cover", press.page("epub/cover.xhtml", FrontPage(id="cover")))], problems


def _cover_data(book: Book, theme: Theme, press: render.Renderer) -> tuple[bytes | None, tuple[Problem, ...]]:
    own = book.edition.cover
    if not own:
        return cover.drawn(press.book, theme), ()
    data = Reader(book.root).read_bytes(own)
    if not isinstance(data, bytes):
        return None, (data.problem(own, book.edition.at("book", "cover")),)
    where = book.edition.at("book", "cover")
    try:
        jpeg = cover.as_jpeg(data)
    except (OSError, ValueError, SyntaxError, DecompressionBombError):
        return None, (
            Problem("image-bad", f"the cover {own!r} cannot be read as a picture", where, "use JPEG or PNG"),
        )
    if fault := cover.misshapen(jpeg):
        hint = "1600 × 2560 pixels suit all shops"
        return jpeg, (Problem("cover-shape", f"the cover {own!r} {fault}", where, hint),)
    return jpeg, ()


def _front_pages(press: render.Renderer, marks: PageMarks) -> Iterator[Raw]:
    facts = press.book
    kinds = {
        "also-by": bool(facts.also_by), "title": True, "copyright": True,
        "dedication": bool(facts.dedication), "epigraph": bool(facts.epigraph),
    }  # fmt: skip
    for kind in (name for name, is_there in kinds.items() if is_there):
        page = FrontPage(id=f"{kind}-page", mark=marks.head(f"{kind}-page"))
        yield _document(page.id, marks.within(page.id, press.page(f"epub/{kind}.xhtml", page)))


@dataclass(frozen=True, slots=True)
class _Text:
    """Makes the files of chapters and of what stands between them. `whole` are the ids of chapters: a piece
    of one that was cut has another, and goes on where the last one ended."""

    whole: set[str]
    press: render.Renderer
    names: Names
    marks: PageMarks

    def lists(self, front: Front) -> Iterator[Raw]:
        """The lists that follow the contents."""
        for page in front.lists:
            marked = replace(page, mark=self.marks.head(page.id))
            text = self.press.page("epub/list.xhtml", marked)
            yield _document(page.id, self.marks.within(page.id, text))

    def chapters(self, chapters: Iterable[BoundChapter]) -> Iterator[Raw]:
        """The chapters, on either side of the contents and the lists."""
        yield from map(self._chapter, chapters)

    def _chapter(self, chapter: BoundChapter) -> Raw:
        page = render.chapter_page(
            chapter,
            title=epub_text.title(chapter, self.names),
            short=chapter.title,
            body=epub_text.body(chapter, self.names),
            notes=epub_text.notes(chapter, self.names),
            continued=chapter.id not in self.whole,
            mark=self.marks.head(chapter.id),
        )
        text = self.press.page(f"epub/{render.template_of(page)}.xhtml", page)
        return _document(chapter.id, text, _properties(text))


def _properties(text: str) -> tuple[str, ...]:
    """What the manifest must say about a file: EbookLib finds none of it."""
    return tuple(name for name, sign in (("svg", "<svg"), ("mathml", "<math")) if sign in text)
