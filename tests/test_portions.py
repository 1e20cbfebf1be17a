"""A chapter too long for one file of the EPUB is cut, and nobody notices: words, notes and links stay."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from bindery import pipeline
from bindery.outputs import portions
from bindery.report import Silent
from checkers import epub_facts, epubcheck
from checkers.epub_open import EPUB_TYPE, XHTML, open_epub, resolve, spine_texts

SENTENCE = "The river was higher than it had been in the spring, and nobody spoke of the bridge any more. "
SECTIONS, PARAGRAPHS = 30, 40


def section(number: int) -> str:
    """A section of some 30 kB, with a heading, a note of its own, a call of the first note, and links."""
    text = "\n\n".join(SENTENCE * 8 for _ in range(PARAGRAPHS))
    links = f"See [](#part-{(number + 15) % SECTIONS}) and [the other](two.md).[^first] Noted.[^n{number}]"
    return (
        f"## Part {number} {{#part-{number}}}\n\n{text}\n\n{links}\n\n[^n{number}]: Note of part {number}.\n"
    )


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of a book whose first chapter has almost a megabyte."""
    root = tmp_path_factory.mktemp("long")
    (root / "book.toml").write_text('[book]\ntitle = "Long"\nlanguage = "en"\n')
    first = "\n".join(section(number) for number in range(SECTIONS))
    (root / "one.md").write_text(f"# One\n\nBefore all.[^first]\n\n[^first]: The first note.\n\n{first}")
    (root / "two.md").write_text("# Two\n\nBack to [part 20](one.md#part-20) and to [one](one.md).\n")
    report = pipeline.build(root, "long", root / "out", ("epub",), Silent())
    assert report.artifacts, report.problems
    return report.artifacts[0].path


def test_no_file_is_so_large_that_a_reader_waits(volume: Path) -> None:
    """Every document keeps within the limit, but for its frame."""
    with zipfile.ZipFile(volume) as zipped:
        sizes = {it.filename: it.file_size for it in zipped.infolist() if it.filename.endswith(".xhtml")}
    pieces = {name: size for name, size in sizes.items() if "/one" in name}
    assert len(pieces) >= 4
    assert max(pieces.values()) < portions.LIMIT * 1.05


def test_pieces_begin_with_a_heading(volume: Path) -> None:
    """A piece ends where a section ends, when there are sections."""
    opened = open_epub(volume)
    pieces = [opened.trees[item.path] for item in opened.spine if "/one-" in item.path]
    firsts = [tree.find(f"{XHTML}body/{XHTML}section") for tree in pieces]
    assert [None if one is None else one[0].tag for one in firsts] == [f"{XHTML}h2"] * len(pieces)


def test_all_words_stand_in_order(volume: Path) -> None:
    """The sections follow one another over the files, each with its whole text."""
    text = "".join(spine_texts(volume))
    assert text.count(SENTENCE.strip()) == SECTIONS * PARAGRAPHS * 8
    opened = open_epub(volume)
    trees = [opened.trees[item.path] for item in opened.spine if "/one" in item.path]
    heads = [" ".join("".join(head.itertext()).split()) for tree in trees for head in tree.iter(f"{XHTML}h2")]
    assert heads == [f"Part {number}" for number in range(SECTIONS)]


def test_links_and_notes_lead_where_they_did(volume: Path) -> None:
    """EPUBCheck and our own facts find nothing; each call finds its note in its own file."""
    assert epub_facts.complaints(volume) == ()
    assert epubcheck.check_all([volume])[volume] == ()
    opened = open_epub(volume)
    calls = [
        (path, link) for path, tree in opened.documents() for link in tree.iter(f"{XHTML}a")
        if link.get(EPUB_TYPE) == "noteref"
    ]  # fmt: skip
    assert len(calls) == 2 * SECTIONS + 1
    assert all(resolve(path, link.get("href", ""))[0] == path for path, link in calls)


def test_a_block_that_is_too_large_is_left_whole(tmp_path: Path) -> None:
    """Without headings the cut is between blocks; one huge block is one piece."""
    (tmp_path / "one.md").write_text("# One\n\n" + SENTENCE * 4000 + "\n\n" + SENTENCE * 1500 + "\n\nEnd.\n")
    report = pipeline.build(tmp_path, "huge", tmp_path / "out", ("epub",), Silent())
    names = zipfile.ZipFile(report.artifacts[0].path).namelist()
    assert [name for name in names if "/one" in name] == ["EPUB/text/one.xhtml", "EPUB/text/one-2.xhtml"]


def built(root: Path, text: str) -> tuple[Path, list[str]]:
    """The EPUB of a book of one chapter, and what is wrong with it."""
    root.mkdir()
    (root / "book.toml").write_text('[book]\ntitle = "Large"\nlanguage = "en"\n')
    (root / "one.md").write_text(f"# One\n\n{text}")
    report = pipeline.build(root, "large", root / "out", ("epub",), Silent())
    return report.artifacts[0].path, [f"{problem.code} {problem.at.line}" for problem in report.problems]


ROWS = range(6000)
LARGE = {
    "table": "| No. | What |\n|---|---|\n"
    + "".join(f"| {n} | {SENTENCE[:60]} |\n" for n in ROWS)
    + "Table: All of them\n",
    "code": "```\n" + "".join(f"{n} = {SENTENCE[:60]}\n" for n in ROWS) + "```\n",
    "li": "".join(f"{n + 1}. {SENTENCE[:60]}\n" for n in ROWS),
}


@pytest.mark.parametrize("kind", LARGE)
def test_a_large_block_goes_on_in_the_next_file(kind: str, tmp_path: Path) -> None:
    """A table, listing or list of many files has all its rows in order, its caption and id once."""
    path, problems = built(tmp_path / "book", LARGE[kind])
    assert problems == []
    opened = open_epub(path)
    files = [opened.trees[item.path] for item in opened.spine if "/one" in item.path]
    assert len(files) > 1
    text = "".join("".join(tree.itertext()) for tree in files)
    places = [text.find(f"{number} = " if kind == "code" else SENTENCE[:60]) for number in ROWS[::500]]
    assert min(places) >= 0
    assert places == sorted(places)
    assert text.count(SENTENCE[:60].strip()) == len(ROWS)
    assert [tree.find(f".//{XHTML}thead") is not None for tree in files] == [kind == "table"] * len(files)
    ids = [id_ for tree in files for element in tree.iter() if (id_ := element.get("id"))]
    assert len(set(ids)) == len(ids)
    assert sum(len(list(tree.iter(f"{XHTML}figcaption"))) for tree in files) == (kind == "table")
    starts = [int(item.get("start", "1")) for tree in files for item in tree.iter(f"{XHTML}ol")]
    assert starts == sorted(set(starts))
    assert not [str(message) for message in epubcheck.check_all([path])[path]]


def test_a_block_that_cannot_be_cut_is_told(tmp_path: Path) -> None:
    """A paragraph of more than a file's bytes is a notice at its line, and the book is built."""
    _, problems = built(tmp_path / "book", f"Before.\n\n{SENTENCE * 3000}\n\nAfter.\n")
    assert problems == ["block-large 5"]
