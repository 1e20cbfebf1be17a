"""`inspect`: what is told of our EPUBs, of old and foreign ones, and of files made to harm."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from bindery import cli, inspection
from bindery.edition_text import plain
from bindery.inspection import archive, telling
from bindery.inspection.facts import Identifier, Inspection, Pages, Person, Row, Series, Spot
from bindery.problems import Problem
from checkers.epub_open import EPUB_TYPE, OPF, XHTML, open_epub
from shelf import Built, command

CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OLD_PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="2.0" unique-identifier="bookid">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<dc:title>Old\u009b2J Ways</dc:title><dc:language>en</dc:language>
<dc:creator opf:role="aut" opf:file-as="Marsh, Ada">Ada Marsh</dc:creator>
<dc:contributor opf:role="trl">Tom Reed</dc:contributor>
<dc:identifier id="bookid" opf:scheme="ISBN">9783161484100</dc:identifier>
<meta name="cover" content="pic"/><meta name="calibre:series" content="Fens"/>
<meta name="calibre:series_index" content="2"/></metadata>
<manifest><item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>
<item id="pic" href="cover.png" media-type="image/png"/>
<item id="a" href="a%20b.html" media-type="application/xhtml+xml"/>
<item id="far" href="https://example.org/far.mp3" media-type="audio/mpeg"/></manifest>
<spine toc="ncx"><itemref idref="a"/><itemref idref="lost"/></spine>
<guide><reference type="cover" title="Cover" href="a%20b.html"/></guide></package>"""
OLD_NCX = """<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><navMap>
<navPoint id="n1"><navLabel><text>One</text></navLabel><content src="a%20b.html"/>
<navPoint id="n2"><navLabel><text>Within</text></navLabel><content src="a%20b.html#x"/></navPoint></navPoint>
<navPoint id="n3"><navLabel><text>Gone</text></navLabel><content src="gone.html"/></navPoint></navMap>
<pageList><pageTarget><navLabel><text>v</text></navLabel></pageTarget>
<pageTarget><navLabel><text>12</text></navLabel></pageTarget></pageList></ncx>"""
OLD_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" "http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">
<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Fish&nbsp;&amp;&hellip; chips</p><img src="cover.png"/>
<img src="cover.png" alt="" /><img src="https://example.org/far.png" alt="far"/></body></html>"""
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
Entries = dict[str, bytes]


def picture() -> bytes:
    """A small PNG."""
    out = io.BytesIO()
    Image.new("RGB", (30, 40)).save(out, "PNG")
    return out.getvalue()


def old() -> Entries:
    """The files of an EPUB 2, with a fault or two."""
    texts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": OLD_PACKAGE,
        "OPS/toc.ncx": OLD_NCX,
        "OPS/a b.html": OLD_PAGE,
    }
    return {name: text.encode() for name, text in texts.items()} | {"OPS/cover.png": picture()}


def packed(path: Path, entries: Mapping[str, bytes]) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in entries.items():
            zipped.writestr(name, data)
    return path


def seen(path: Path) -> Inspection:
    """What is found in a file of which something can be said."""
    found = inspection.look(path)
    assert isinstance(found, Inspection), found
    return found


def test_our_books_are_told_truly(book: Built) -> None:
    """Title, people, languages, cover, contents, landmarks, pages and accessibility are those of the file."""
    found, opened = seen(book.epub), open_epub(book.epub)
    edition = book.edition
    assert (found.metadata.title, found.metadata.subtitle) == (book.title, plain(edition.subtitle))
    assert [person.name for person in found.metadata.people] == [person.name for person in edition.people]
    assert found.metadata.languages[0] == edition.language
    assert found.cover is not None
    assert found.cover.height > found.cover.width >= 600
    nav = next(opened.trees[item.path] for item in opened.items if "nav" in item.properties)
    links = {nav_.get(EPUB_TYPE): list(nav_.iter(f"{XHTML}a")) for nav_ in nav.iter(f"{XHTML}nav")}
    assert len(found.contents) == len(links["toc"])
    assert len(found.landmarks) == len(links["landmarks"])
    assert (found.pages.count if found.pages else 0) == len(links.get("page-list", ()))
    metas = [m.text for m in opened.package.iter(f"{OPF}meta") if m.get("property") == "schema:accessMode"]
    assert list(found.accessibility.modes) == metas
    assert (found.undescribed, found.remote) == ((), ())
    assert [fault for fault in found.faults if "encrypted" not in fault] == []
    assert book.title in telling.told(found)


def test_every_value_that_we_write_has_a_meaning(book: Built) -> None:
    """A person is told in words what each value of our accessibility metadata means."""
    access = seen(book.epub).accessibility
    values = {*access.modes, *access.features, *access.hazards}
    assert values - telling.MEANINGS.keys() == set()


def test_an_old_epub_is_understood(tmp_path: Path) -> None:
    """An EPUB 2 says the same things in other places; its entities, spaces and upper floors are read."""
    found = seen(packed(tmp_path / "old.epub", old()))
    book = found.metadata
    assert (book.version, book.title) == ("2.0", "Old2J Ways")
    assert book.people == (
        Person("Ada Marsh", ("aut",), "Marsh, Ada", {}, creator=True),
        Person("Tom Reed", ("trl",), "", {}, creator=False),
    )
    assert book.identifiers == (Identifier("9783161484100", "ISBN", unique=True),)
    assert book.series == (Series("Fens", "2"),)
    assert found.cover is not None
    assert (found.cover.path, found.cover.width, found.cover.height) == ("OPS/cover.png", 30, 40)
    assert [(row.title, row.depth) for row in found.contents] == [("One", 1), ("Within", 2), ("Gone", 1)]
    assert found.landmarks == (Row("Cover", "OPS/a b.html", 1, "cover"),)
    assert found.pages == Pages(2, "v", "12", "")


def test_faults_of_a_foreign_epub_are_told(tmp_path: Path) -> None:
    """Pictures without words, things on the network, dead ends: each is named."""
    found = seen(packed(tmp_path / "old.epub", old()))
    assert found.undescribed == (Spot("OPS/a b.html", "OPS/cover.png"),)
    assert [spot.what for spot in found.remote] == [
        "https://example.org/far.mp3",
        "https://example.org/far.png",
    ]
    told = "\n".join(found.faults)
    for fault in (
        "'lost', which is not there",
        "OPS/gone.html, which is not there",
        "1 of 3 pictures",
    ):
        assert fault in told
    said = telling.told(found)
    assert "OPS/cover.png in OPS/a b.html" in said
    assert "nothing: the file has no accessibility metadata" in said
    assert "\x9b" not in said, "a terminal obeys nothing that a file says"


def without(name: str) -> Callable[[Entries], Entries]:
    """The same files but one."""
    return lambda entries: {key: data for key, data in entries.items() if key != name}


def with_(name: str, data: bytes) -> Callable[[Entries], Entries]:
    """The same files, one of them replaced."""
    return lambda entries: entries | {name: data}


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (without("META-INF/container.xml"), "is no EPUB: META-INF/container.xml: not in the file"),
        (without("OPS/book.opf"), "is no EPUB: OPS/book.opf: not in the file"),
        (with_("META-INF/container.xml", b"<container/>"), "is no EPUB: : not in the file"),
        (with_("OPS/book.opf", b"<package"), "is no EPUB: OPS/book.opf: not well-formed XML"),
        (with_("OPS/book.opf", LAUGHS.encode()), "is no EPUB: OPS/book.opf: declares entities"),
        (with_("OPS/book.opf", LAUGHS.encode("utf-16")), "is no EPUB: OPS/book.opf: declares entities"),
        (with_("OPS/book.opf", b"<?xml version='1.0' encoding='klingon'?><p/>"), "is no EPUB: OPS/book.opf"),
        (with_("OPS/book.opf", b" " * (archive.ONE + 1)), "is no EPUB: OPS/book.opf: larger than 16"),
    ],
)  # fmt: skip
def test_what_is_no_epub_is_one_problem(
    tmp_path: Path, spoil: Callable[[Entries], Entries], why: str
) -> None:
    """Without container or package, or when they are made to harm, there is one clear sentence."""
    found = inspection.look(packed(tmp_path / "bad.epub", spoil(old())))
    assert isinstance(found, Problem)
    assert (found.code, found.at.path) == ("epub-unreadable", "bad.epub")
    assert found.message.startswith(why), found.message


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (with_("OPS/a b.html", b"\0" * (archive.ONE + 1)), "OPS/a b.html: larger than 16 MB, not read"),
        (with_("OPS/a b.html", b"<html"), "OPS/a b.html: not well-formed XML"),
        (with_("OPS/a b.html", LAUGHS.encode()), "OPS/a b.html: declares entities"),
        (without("OPS/toc.ncx"), "OPS/toc.ncx: not in the file"),
        (without("OPS/cover.png"), "OPS/book.opf: no cover"),
        (with_("OPS/cover.png", b"no picture"), "OPS/cover.png: the cover cannot be read"),
        (with_("META-INF/encryption.xml", b'<e xmlns="x"><CipherReference/></e>'), "encrypted or garbled"),
    ],
)  # fmt: skip
def test_a_damaged_part_leaves_the_rest(
    tmp_path: Path, spoil: Callable[[Entries], Entries], fault: str
) -> None:
    """What can be read is told, what cannot is named."""
    found = seen(packed(tmp_path / "bad.epub", spoil(old())))
    assert found.metadata.title == "Old2J Ways"
    assert any(line.startswith(fault) for line in found.faults), found.faults


def test_a_bomb_of_many_files_is_not_unpacked(tmp_path: Path) -> None:
    """However many chapters there are, no more is unpacked than the bound, and the rest is named."""
    count = archive.ALL // archive.ONE + 3
    names = [f"c{number}" for number in range(count)]
    items = "".join(f'<item id="{n}" href="{n}.html" media-type="application/xhtml+xml"/>' for n in names)
    refs = "".join(f'<itemref idref="{n}"/>' for n in names)
    package = OLD_PACKAGE.replace("<manifest>", f"<manifest>{items}").replace('<itemref idref="a"/>', refs)
    page = b"<html>" + b" " * (archive.ONE - 13) + b"</html>"
    entries = old() | {"OPS/book.opf": package.encode()} | {f"OPS/{n}.html": page for n in names}
    path = packed(tmp_path / "bomb.epub", entries)
    assert path.stat().st_size < 1_000_000
    assert any("there is too much in this file" in fault for fault in seen(path).faults)


def test_a_directory_that_fills_the_memory_is_refused(tmp_path: Path) -> None:
    """A zip that announces a giant list of files is not opened."""
    data = bytearray(packed(tmp_path / "many.epub", old()).read_bytes())
    end = data.rindex(b"PK\x05\x06")
    data[end + 12 : end + 16] = (archive.DIRECTORY + 1).to_bytes(4, "little")
    (tmp_path / "many.epub").write_bytes(data)
    found = inspection.look(tmp_path / "many.epub")
    assert isinstance(found, Problem)
    assert found.message == "has too many files"


def test_lists_that_nest_endlessly_are_walked(tmp_path: Path) -> None:
    """A contents of 20,000 floors needs no stack."""
    nav = "<ol xmlns='http://www.w3.org/1999/xhtml'>" + "<li><ol>" * 10_000 + "<li><a href='a'>x</a></li>"
    nav += "</ol></li>" * 10_000 + "</ol>"
    page = f"""<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>
    <nav epub:type="toc">{nav}</nav></body></html>"""
    item = '<item id="nav" href="nav.html" media-type="application/xhtml+xml" properties="nav"/>'
    package = OLD_PACKAGE.replace("<manifest>", f"<manifest>{item}")
    entries = old() | {"OPS/nav.html": page.encode(), "OPS/book.opf": package.encode()}
    assert [row.title for row in seen(packed(tmp_path / "deep.epub", entries)).contents] == ["x"]


@given(seed=st.integers(0, 2**32))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_with_spoilt_bytes_never_crashes(seed: int, tmp_path: Path) -> None:
    """Whatever bytes are wrong, there is an inspection or a problem, and both can be told."""
    dice = random.Random(seed)  # noqa: S311 - chance, not secrecy
    data = bytearray(packed(tmp_path / "hurt.epub", old()).read_bytes())
    for _ in range(dice.randint(1, 40)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    del data[dice.choice([len(data), dice.randrange(len(data))]) :]
    (tmp_path / "hurt.epub").write_bytes(data)
    found = inspection.look(tmp_path / "hurt.epub")
    assert telling.told(found).startswith("hurt.epub")
    assert len(json.loads(telling.as_json([found]))) == 1


def test_the_command_tells_people_and_programs(tmp_path: Path) -> None:
    """`inspect` says it in words or as JSON, goes on after a bad file, and exits with 2 for it."""
    good, bad = packed(tmp_path / "old.epub", old()), tmp_path / "bad.epub"
    bad.write_bytes(b"no zip")
    done = command("inspect", good)
    assert done.returncode == cli.BUILT
    assert done.stdout.startswith("old.epub: EPUB 2.0, ")
    assert "Old2J Ways" in done.stdout
    done = command("inspect", bad, good, "--json")
    assert done.returncode == cli.FAILED
    told = json.loads(done.stdout)
    assert told[0]["problem"]["code"] == "epub-unreadable"
    assert told[1]["metadata"]["title"] == "Old2J Ways"
    assert "Traceback" not in done.stderr


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    """Neither a missing file nor a folder is a traceback."""
    for path in (tmp_path / "none.epub", tmp_path):
        found = inspection.look(path)
        assert isinstance(found, Problem)
        assert found.message.startswith("cannot be read: ")
