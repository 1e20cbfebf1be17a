"""SUMMARY.md as mdBook understands it, and every line that it does not understand told."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.model import Role
from bindery.problems import Place
from bindery.summary import Row, parse_summary, plain

WHOLE = """\
# Summary

[Preface](preface.md)
[Thanks](thanks.md "a tooltip")

# Part One

- [First *steps*](first.md)
    - [Nested `code`](nested/a.md)
        * [Deeper](nested/b.md)
- [Second](<second chapter.md>)

---

# Part Two

1. [Third](third%20one.md)
   1. [Below](below.md)
2. [Draft]()

[Afterword](afterword.md)
"""


def rows_of(text: str) -> list[tuple[Role, int, str, str]]:
    """Role, depth, title and file of the rows of a sound SUMMARY.md."""
    rows, problems = parse_summary(text, "SUMMARY.md")
    assert not problems
    return [(row.role, row.depth, row.title, row.file) for row in rows]


def messages_of(text: str) -> list[str]:
    """What is not understood of a SUMMARY.md."""
    return [str(problem) for problem in parse_summary(text, "SUMMARY.md")[1]]


def test_the_whole_grammar_is_read() -> None:
    """Prefix, parts, nesting, drafts, separators and suffix arrive with role, depth, title and file."""
    assert rows_of(WHOLE) == [
        (Role.FRONT, 1, "Preface", "preface.md"),
        (Role.FRONT, 1, "Thanks", "thanks.md"),
        (Role.PART, 1, "Part One", ""),
        (Role.CHAPTER, 1, "First steps", "first.md"),
        (Role.CHAPTER, 2, "Nested code", "nested/a.md"),
        (Role.CHAPTER, 3, "Deeper", "nested/b.md"),
        (Role.CHAPTER, 1, "Second", "second chapter.md"),
        (Role.PART, 1, "Part Two", ""),
        (Role.CHAPTER, 1, "Third", "third one.md"),
        (Role.CHAPTER, 2, "Below", "below.md"),
        (Role.CHAPTER, 1, "Draft", ""),
        (Role.BACK, 1, "Afterword", "afterword.md"),
    ]


def test_rows_know_their_lines_and_drafts_are_marked() -> None:
    """A row has the place of its line; a link without a file is a draft, a part is not."""
    rows, _ = parse_summary("# P\n\n# Part\n\n- [A]()\n", "src/SUMMARY.md")
    assert rows == (
        Row(Role.PART, "Part", Place("src/SUMMARY.md", 3)),
        Row(Role.CHAPTER, "A", Place("src/SUMMARY.md", 5), draft=True),
    )


@pytest.mark.parametrize("indent", ["  ", "    ", "\t", "        "])
def test_any_consistent_indentation_nests(indent: str) -> None:
    """Two, four or eight blanks or a tab put an item below the one before it."""
    text = f"- [A](a.md)\n{indent}- [B](b.md)\n{indent}- [C](c.md)\n- [D](d.md)\n"
    assert [row[1] for row in rows_of(text)] == [1, 2, 2, 1]


def test_a_setext_title_and_comments_are_passed_over() -> None:
    """A title underlined with = is a title; what a comment holds is not there."""
    assert rows_of("Summary\n=======\n<!--\n- [No](no.md)\n-->\n- [A](a.md) <!-- b -->\n") == [
        (Role.CHAPTER, 1, "A", "a.md")
    ]


def test_links_by_reference_are_resolved() -> None:
    """Titles may be linked by reference, as the Rust compiler's guide does."""
    text = "- [A and b][ab]\n- [C][]\n- [D]\n\n[ab]: ./ab.md\n[c]: c.md\n[D]: <d d.md>\n"
    assert [row[2:] for row in rows_of(text)] == [("A and b", "./ab.md"), ("C", "c.md"), ("D", "d d.md")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- [A](a.md)\n- B\n", "SUMMARY.md:2: no link in this item: B [summary-syntax]"),
        ("- [A](a.md)\nsome words\n", "SUMMARY.md:2: not understood: some words [summary-syntax]"),
        ("- [A](a.md)\n\n[B](b.md)\n\n- [C](c.md)\n", "SUMMARY.md:5: a list cannot follow the suffix"),
        ("- [A](a.md)\n\n[B](b.md)\n\n# C\n", "SUMMARY.md:5: a part cannot follow the suffix"),
        ("# S\n\n## P\n\n- [A](a.md)\n", "SUMMARY.md:3: a heading of level 2 has no meaning here"),
        (
            "- [A](https://example.org/a.md)\n",
            "SUMMARY.md:1: not a file of the book: https://example.org/a.md",
        ),
    ],
)
def test_what_is_not_understood_is_told(text: str, message: str) -> None:
    """A line that gives no row gives a problem, at its line, and the rest is read."""
    found = messages_of(text)
    assert len(found) == 1
    assert found[0].startswith(message)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("**Bold** and _thin_", "Bold and thin"),
        ("`a_b` and c_d_e", "a_b and c_d_e"),
        (r"1 \* 2 * 3", "1 * 2 * 3"),
        ("`` `tick` ``", "`tick`"),
        ("Q&amp;A [link](x.md)", "Q&A link"),
        ("`&amp;`", "&amp;"),
    ],
)
def test_titles_lose_their_markup(markup: str, text: str) -> None:
    """Code, emphasis, escapes and entities become the characters that a reader sees."""
    assert plain(markup) == text


@given(st.text("[]()<>#-*+1. \t\n\\`_ab!:=&;", max_size=80) | st.text(max_size=80))
def test_each_line_becomes_rows_or_a_problem_and_nothing_raises(text: str) -> None:
    """Any text can be read; all places are lines of it, every chapter has a file or is a draft."""
    rows, problems = parse_summary(text, "SUMMARY.md")
    last = text.count("\n") + 1
    places = [row.at for row in rows] + [problem.at for problem in problems]
    assert all(1 <= place.line <= last for place in places)
    assert all(bool(row.file) != (row.draft or row.role is Role.PART) for row in rows)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_depth_grows_by_one_at_most_and_no_item_is_lost(depths: list[int]) -> None:
    """However items are indented, each is a row, and none is more than one level below the one before."""
    text = "".join(f"{'    ' * depth}- [T](f{number}.md)\n" for number, depth in enumerate(depths))
    rows, problems = parse_summary(text, "SUMMARY.md")
    assert not problems
    assert [row.file for row in rows] == [f"f{number}.md" for number in range(len(depths))]
    found = [0, *(row.depth for row in rows)]
    assert all(after - before <= 1 for before, after in pairwise(found))
