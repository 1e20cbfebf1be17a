"""Chapters become one book: order, numbers, ids, levels, notes, links and labels are decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shelf
from bindery import theme
from bindery.bind import bind
from bindery.links import Graph
from bindery.model import Book, BoundChapter
from bindery.parse import parse
from bindery.problems import CODES, Place, Problem
from bindery.read import read
from bindery.tree import to_xml
from bindery.world import Reader

IN_PARTS = (
    "# Summary\n\n[Preface](p.md)\n\n# One\n\n- [A](a.md)\n    - [B](b.md)\n    - [C](c.md)\n"
    "        - [D](d.md)\n- [E](e.md)\n\n# Two\n\n- [F](f.md)\n    - [G](g.md)\n\n[End](z.md)\n"
)


def bound(root: Path, files: dict[str, str]) -> Book:
    """The bound book of these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return shelf.bound(root)[0]


def codes(book: Book) -> list[str]:
    """What is wrong with it."""
    return [problem.code for problem in book.problems]


def trees(chapter: BoundChapter) -> Iterator[Element]:
    """All elements of a chapter, its title's and its notes' too."""
    for part in (
        *chapter.title_markup,
        chapter.body,
        *(block for note in chapter.notes for block in note.body),
    ):
        if isinstance(part, Element):
            yield from part.iter()


def ids(book: Book) -> list[str]:
    """All ids that the outputs will write."""
    own = [element.get("id", "") for chapter in book.chapters for element in trees(chapter)]
    notes = [note.id for chapter in book.chapters for note in chapter.notes]
    return [id_ for id_ in (*own, *notes, *(chapter.id for chapter in book.chapters)) if id_]


def hrefs(book: Book, chapter: int = 0) -> list[str]:
    """The links of a chapter, in order."""
    return [e.get("href", "") for e in trees(book.chapters[chapter]) if e.tag == "a"]


def text_of(book: Book, chapter: int = 0) -> str:
    """The text of a chapter's body."""
    body = book.chapters[chapter].body
    assert body is not None
    return "".join(body.itertext())


def test_numbers_run_through_the_book_and_start_anew_below_a_chapter(tmp_path: Path) -> None:
    """Parts and chapters count on, files below a chapter within it; front and back have no number."""
    names = {f"{name}.md": f"# {name}\n\nText.\n" for name in "pabcdefgz"}
    book = bound(tmp_path, {"SUMMARY.md": IN_PARTS, **names})
    assert [(chapter.title, chapter.label) for chapter in book.chapters] == [
        ("p", ""), ("One", "Part One"), ("a", "1"), ("b", "1.1"), ("c", "1.2"), ("d", "1.2.1"), ("e", "2"),
        ("Two", "Part Two"), ("f", "3"), ("g", "3.1"), ("z", ""),
    ]  # fmt: skip


def test_ids_are_unique_over_the_book(tmp_path: Path) -> None:
    """Two chapters with the same headings, ids and notes share no id, and reserved names stay free."""
    text = "# Same\n\n## Same\n\nText {#x}[^n].\n\n[^n]: Note.\n"
    names = ("a.md", "deep/a.md", "cover.md", "title-page.md", "contents.md", "1.md", "\u4e00.md")
    summary = "# Summary\n\n" + "".join(f"- [A]({name})\n" for name in names)
    book = bound(tmp_path, {"SUMMARY.md": summary, **dict.fromkeys(names, text)})
    assert [id_ for id_, count in Counter(ids(book)).items() if count > 1] == []
    assert not {"cover", "title-page", "contents"} & {chapter.id for chapter in book.chapters}
    assert all(chapter.id.isascii() and chapter.id[0].isalpha() for chapter in book.chapters)


def test_an_id_does_not_depend_on_the_place_in_the_book(tmp_path: Path) -> None:
    """Moving a chapter leaves all ids as they were: links from outside stay good."""
    files = {
        f"{name}.md": f"# {name}\n\n## Head\n\nText.[^a]\n\n[^a]: Note.\n" for name in ("one", "two", "three")
    }
    orders = (("one", "two", "three"), ("three", "one", "two"))
    found = []
    for number, order in enumerate(orders):
        summary = "# Summary\n\n" + "".join(f"- [x]({name}.md)\n" for name in order)
        found.append(sorted(ids(bound(tmp_path / str(number), {"SUMMARY.md": summary, **files}))))
    assert found[0] == found[1]


def test_binding_changes_nothing_that_it_was_given(tmp_path: Path) -> None:
    """The parsed chapters are the same after binding: a cached one can be bound again."""
    (tmp_path / "a.md").write_text(
        "# A\n\n## H\n\n[](#h)[^n] ![x](y.png)\n\n[^n]: Note [a](a.md).\n", encoding="utf-8"
    )
    manuscript = read(tmp_path)
    source = manuscript.entries[0].source
    assert source is not None
    chapter = parse(source, manuscript.edition)
    before = to_xml(chapter.body), [to_xml(block) for note in chapter.notes for block in note.body]
    look, _ = theme.choose(manuscript.edition, tmp_path)
    assert look is not None
    bind(manuscript, [chapter], look.words, Reader(tmp_path))
    assert (to_xml(chapter.body), [to_xml(b) for note in chapter.notes for b in note.body]) == before


@settings(deadline=None)
@given(st.lists(st.integers(1, 6), max_size=12), st.integers(1, 3))
def test_no_level_is_ever_skipped(levels: list[int], depth: int) -> None:
    """Whatever levels a file has, at whatever depth, no heading is two levels below the one before."""
    text = "# Title\n\n" + "".join(f"{'#' * level} H{n}\n\nText.\n\n" for n, level in enumerate(levels))
    summary = "# Summary\n\n" + "".join(f"{'    ' * d}- [x]({d}.md)\n" for d in range(depth))
    with TemporaryDirectory() as folder:
        files = {f"{d}.md": "# Above\n" for d in range(depth - 1)} | {f"{depth - 1}.md": text}
        chapter = bound(Path(folder), {"SUMMARY.md": summary, **files}).chapters[-1]
    found = [chapter.depth, *(heading.level for heading in chapter.headings)]
    assert len(found) == len(levels) + 1
    assert all(after <= before + 1 for before, after in pairwise(found))
    assert all(level > chapter.depth or level == 6 for level in found[1:])


def test_a_title_is_found_where_there_is_one(tmp_path: Path) -> None:
    """The file's first heading, else SUMMARY.md's words, else “Untitled”; markup stays in it."""
    summary = "# Summary\n\n- [Said here](a.md)\n- [Not this](b.md)\n- [](c.md)\n"
    files = {"a.md": "Text.\n", "b.md": "# With *stress*\n\nText.\n", "c.md": "Text.\n"}
    book = bound(tmp_path, {"SUMMARY.md": summary, **files})
    assert [chapter.title for chapter in book.chapters][:2] == ["Said here", "With stress"]
    assert [part if isinstance(part, str) else part.tag for part in book.chapters[1].title_markup] == [
        "With ",
        "em",
    ]


def test_notes_are_numbered_by_their_first_call(tmp_path: Path) -> None:
    """By the order of calls, not of definitions; again from 1 in each chapter; a second call has no id."""
    text = "# T\n\nB[^b] a[^a] b[^b].\n\n[^a]: A.\n\n[^b]: B calls[^c].\n\n[^c]: C.\n"
    book = bound(tmp_path, {"1.md": text, "2.md": text})
    for chapter in book.chapters:
        assert [note.number for note in chapter.notes] == [1, 2, 3]
        assert ["".join(note.body[0].itertext()).strip()[0] for note in chapter.notes] == ["B", "A", "C"]
        calls = [e for e in trees(chapter) if e.tag == "sup"]
        assert [(e.get("data-note"), e.get("id") is not None) for e in calls] == [
            ("1", True), ("2", True), ("1", False), ("3", True),
        ]  # fmt: skip
        assert {note.call_id for note in chapter.notes} == {e.get("id") for e in calls} - {None}


def test_captions_are_numbered_by_kind_and_chapter(tmp_path: Path) -> None:
    """Tables and figures count apart, from 1 in each chapter; an empty link says the label, also ahead."""
    table = "Table: T {#t%d}\n\n| a |\n|---|\n| b |\n\n"
    figure = '![alt](a.svg "F"){#f%d}\n\n'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
    first = (
        "# One\n\nSee [](#t2), [](#f1), [](2.md#t3), [](2.md), [](#head).\n\n"
        + table % 1
        + figure % 1
        + table % 2
    )
    files = {"1.md": first + "## Head\n\nText.\n", "2.md": "# Two\n\n" + table % 3, "a.svg": svg}
    book = bound(tmp_path, files)
    assert codes(book) == []
    assert "See Table 1.2, Figure 1.1, Table 2.1, Chapter 2, Head." in text_of(book).replace("\u00a0", " ")
    assert [
        line for line in ("Table 1.1 T", "Figure 1.1 F", "Table 1.2 T") if line not in text_of(book)
    ] == []


LINKS = [
    ("two.md", "#two"), ("./two.md", "#two"), ("/two.md", "#two"), ("two.html", "#two"), ("two", "#two"),
    ("two.md#head", "#two.head"), ("two.md#HEAD", "#two.head"), ("two.md?x=1#head", "#two.head"),
    ("#head", "#one.head"), ("#only-two", "#two.only-two"), ("", "#one"), ("sub/three%20b.md", None),
    ("sub/", "#sub"), ("sub/README.md", "#sub"), ("sub/index.html", "#sub"), ("sub/../two.md", "#two"),
    ("https://example.org/a b", "https://example.org/a b"), ("HTTPS://example.org", "HTTPS://example.org"),
    ("mailto:ada@example.org", "mailto:ada@example.org"), ("tel:+4930", "tel:+4930"),
]  # fmt: skip


def graph() -> Graph:
    """Three files that know each other."""
    known = Graph()
    known.add("one.md", "one", {"head": "one.head"})
    known.add("two.md", "two", {"head": "two.head", "only-two": "two.only-two"})
    known.add("sub/README.md", "sub", {})
    known.add("sub/three b.md", "c0000", {})
    return known


@pytest.mark.parametrize(("href", "target"), LINKS)
def test_links_find_their_target(href: str, target: str | None) -> None:
    """All the ways in which writers name a chapter or a place of it."""
    assert graph().resolve(href, "one.md", Place("one.md", 1)) == (target or "#c0000")


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("three.md", "link-broken"), ("two.md#lost", "link-broken"), ("#lost", "link-broken"),
        ("../one.md/two", "link-broken"), ("javascript:x()", "link-broken"),
        ("file:///etc/passwd", "link-broken"),
        ("//example.org/x", "link-broken"), ("data:text/html,x", "link-broken"), ("data.csv", "link-outside"),
        ("images/a.png", "link-outside"),
    ],
)  # fmt: skip
def test_links_that_lead_nowhere_are_told(href: str, code: str) -> None:
    """Each is a problem with the place where it was written."""
    found = graph().resolve(href, "one.md", Place("one.md", 7))
    assert isinstance(found, Problem)
    assert (found.code, found.at, bool(found.hint)) == (code, Place("one.md", 7), True)


@given(st.text(max_size=40), st.sampled_from(["one.md", "sub/README.md"]))
def test_any_link_resolves_or_is_told(href: str, path: str) -> None:
    """No text raises: it is a place of the book, an address outside, or a problem of a known code."""
    known = graph()
    found = known.resolve(href, path, Place(path, 1))
    places = {f"#{id_}" for ids_ in known.local.values() for id_ in ids_.values()}
    chapters = {f"#{id_}" for id_ in known.files.values()}
    if isinstance(found, Problem):
        assert found.code in CODES
    else:
        assert found in places | chapters or ":" in found


def test_a_broken_link_keeps_its_words(tmp_path: Path) -> None:
    """The words stay, the link goes, and both outputs have nothing that leads nowhere."""
    book = bound(tmp_path, {"one.md": "# One\n\nTo [the moon](moon.md) and [back](one.md).\n"})
    assert codes(book) == ["link-broken"]
    assert "To the moon and back." in text_of(book)
    assert hrefs(book) == ["#one"]
    assert set(book.targets) >= {"one"}
