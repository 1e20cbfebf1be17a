"""Where things are parted on paper: addresses and code by custom, tables never before their last row."""

from __future__ import annotations

import re
from contextlib import closing
from xml.etree.ElementTree import fromstring, tostring

import pymupdf
import pytest

from bindery import pipeline
from bindery.outputs.breaks import allow
from bindery.report import Silent

ADDRESS = "https://www.example.org/the-long-way/to_a/page.html?first=one&second=two#at-the-end"
ROW = re.compile(r"\br\d+\b")


def cut(html: str) -> str:
    """The text of a paragraph with a bar where it may be broken; nothing else may have changed."""
    tree = fromstring(f"<p>{html}</p>")
    before = "".join(tree.itertext())
    allow(tree)
    assert "".join(tree.itertext()) == before
    for element in tree.iter("span"):
        if element.get("class") == "cut":
            element.text = "|"
    return "".join(tree.itertext())


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("http://example.org/a.html", "http://|example|.org/a|.html"),
        ("(https://example.org/a?b=c).", "(https://|example|.org/a|?b|=c)."),
        ("<a>www.example.org/abc</a> and more", "www|.example|.org/abc and more"),
        ("<code>templates/base/tokens.css</code>", "templates/|base/|tokens|.css"),
        ("<code>module.a_long_name(argument)</code>", "module|.a_long_|name(|argument)"),
        ("<code>book.toml</code> and <code>--only epub</code>", "book.toml and --only epub"),
        ("<code>a_b = c_d</code>", "a_b = c_d"),
    ],
)
def test_long_words_are_broken_by_custom(html: str, shown: str) -> None:
    """After a colon and a double slash, before a full stop and the like; short words of code never."""
    assert cut(html) == shown


def test_code_in_a_listing_is_left_alone() -> None:
    """Its lines are turned as they are."""
    tree = fromstring("<div><pre><code>https://www.example.org/a/b</code></pre></div>")
    allow(tree)
    assert tostring(tree, encoding="unicode").count("span") == 0


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The pages of a book with addresses in every place of a line, and a table with a row too many."""
    root = tmp_path_factory.mktemp("breaks")
    rows = "".join(f"| r{number} | x |\n" for number in range(25))
    addresses = "".join(f"{'Words ' * number}{ADDRESS} and on.\n\n" for number in range(1, 14))
    (root / "book.toml").write_text('[book]\ntitle = "Breaks"\n[print]\ntrim = "A5"\n', encoding="utf-8")
    (root / "1.md").write_text(f"# One\n\nWords.\n\n| a | b |\n|---|---|\n{rows}\nAfter.\n", encoding="utf-8")
    (root / "2.md").write_text(f"# Two\n\n{addresses}", encoding="utf-8")
    pipeline.build(root, "book", root / "out", ("pdf",), Silent())
    with closing(pymupdf.open(root / "out/book/book.pdf")) as pages:
        return [page.get_text() for page in pages]


def test_an_address_gets_no_hyphen(texts: list[str]) -> None:
    """However its lines fall, an address is on paper what was written."""
    text = "".join("".join(texts).split())
    assert text.count(ADDRESS) == 13


def test_no_row_of_a_table_stands_alone(texts: list[str]) -> None:
    """A table of one row more than its page has takes two rows over."""
    assert [len(ROW.findall(text)) for text in texts if ROW.search(text)] == [23, 2]
