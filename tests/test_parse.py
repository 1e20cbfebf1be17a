"""Chapters: lines, problems, titles, and what holds for any text at all."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bindery import tree
from bindery.edition import Edition
from bindery.model import SourceFile
from bindery.parse import parse
from bindery.problems import Place
from bindery.syntax import convert
from bindery.syntax.safety import is_safe
from bindery.syntax.trees import copied
from test_syntax import chapter_of

SIGNS = "*_~`[](){}<>!#-+=|:\\&;^\"'\n\n \t0123.ab\u4e2d\u6587\u3002\uff0c\u201c\u0301\U0001f600\u2028\ud55c"
PIECES = [
    "- ", "1. ", "> ", "```", "~~~", "    ", "\n", "\n\n", "# ", "[^a]", "[^a]: ", "[a]: b", "[a](b)", "![",
    "](", "**", "__", "~~", "!!! note\n", ": ", "| a | b |\n|---|---|\n", "|", "\\", "<div>", "</div>",
    "<b>", "<!--", "-->", "<script>", "<svg>", "<table>", "<td>", "<p>", "<a href=", "'", '"', "&#1;",
    "&#xFFFF;", "&amp;", "{.a #b}", "[x]{.y}", "*[A]: b\n", "A", "\u4e2d", "\u3002", "http://a.b",
    "Table: x", "> [!NOTE]\n", "[ ] ", "---\n", "===\n", "word", "<math>", "</p>", "<ruby><rt>", "<li>",
    "<math><annotation-xml>", "<![CDATA[", "<?", "<textarea>", "<plaintext>", "<select>", "<br>",
]  # fmt: skip
NO_HTML = [piece for piece in PIECES if "<" not in piece]
PRIVATE = ("klzzwxh", "wzxhzdk", "bindery-run", "bindery-raw")
TEXTS = st.one_of(st.text(), st.text(SIGNS), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))


def codes(text: str) -> list[tuple[str, int]]:
    """The problems of a text: code and line."""
    return [(problem.code, problem.at.line) for problem in chapter_of(text).problems]


def lines(text: str, tag: str) -> list[int]:
    """The lines of all elements of a kind."""
    return [int(element.attrib["data-line"]) for element in chapter_of(text).body.iter(tag)]


@settings(max_examples=400, deadline=None)
@given(TEXTS)
@example("*<A HREF=<A>>*")
@example("[^\\:]")
def test_any_text_gives_a_well_formed_tree(text: str) -> None:
    """Whatever is written, the result is well-formed XML without a trace of line marks."""
    chapter = chapter_of(text)
    for element in [chapter.body, *(block for note in chapter.notes for block in note.body)]:
        markup = tree.to_xml(element)
        fromstring(markup)
        assert not re.search("[\x02\x03\ufdd0-\ufdef]", markup)
        assert not [name for name in PRIVATE if name in markup and name not in text]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(TEXTS, st.lists(st.sampled_from([piece for piece in PIECES if "<" not in piece])).map("".join))
)
def test_text_without_raw_html_gives_the_tree_that_a_parser_would_make(text: str) -> None:
    """The tree is the parser's, also where none was asked."""
    made = convert(text)
    assert tree.to_xml(made.tree) == tree.to_xml(tree.from_html(made.html))


@pytest.mark.parametrize(
    "html",
    [
        "<a href='b'>c <em><a href='d'>e</a></em></a>", "<p>a<p>b</p></p>", "<em>a<div>b</div></em>",
        "<pre>\n\na</pre>", "<p Class='a'>b</p>", "<p>a&#13;b</p>", "<p title='a&#13;'>b</p>", "<br>a</br>",
        "<p>a<bindery-raw>b</bindery-raw></p>",
    ],
)  # fmt: skip
def test_a_parser_is_asked_where_it_would_make_something_else(html: str) -> None:
    """Trees that HTML cannot say are not copied."""
    assert copied(fromstring(f"<div>{html}</div>")) is None


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.lists(st.from_regex(r"[A-Za-z\u4e00-\u9fa5]{1,9}", fullmatch=True), min_size=1), min_size=1)
)
def test_plain_words_stay_in_order(paragraphs: list[list[str]]) -> None:
    """Paragraphs of words come out as the same paragraphs of the same words."""
    text = "\n\n".join(" ".join(words) for words in paragraphs)
    found = [tree.text_of(element) for element in chapter_of(text).body.iter("p")]
    assert found == [" ".join(words) for words in paragraphs]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_ids_are_there_once_and_every_block_has_a_line_of_the_text(text: str) -> None:
    """No id is given twice; lines lie within the text."""
    body = chapter_of(text).body
    ids = [element.attrib["id"] for element in body.iter() if "id" in element.attrib]
    numbers = [int(element.attrib["data-line"]) for element in body.iter() if "data-line" in element.attrib]
    assert len(ids) == len(set(ids))
    assert all(1 <= number <= text.count("\n") + 1 for number in numbers)


def test_blocks_know_their_lines() -> None:
    """A block's line is the one it begins on, in lists, quotations and notes too."""
    text = "# A\n\nb\nc\n\n> d\n>\n> e\n\n- f\n  - g\n\n```\nh\n```\n\n| i |\n|---|\n| j |\n"
    assert [lines(text, tag) for tag in ("h1", "p", "li", "pre", "tr")] == [
        [1],
        [3, 6, 8],
        [10, 11],
        [13],
        [17, 19],
    ]


def test_images_links_and_calls_know_their_own_lines() -> None:
    """Within a paragraph the line is that of the construct, not that of the paragraph."""
    text = "a\n*b\n[c](d)* ![e](f)\n`g\nh` ![i\nj](k)\n[l](m)[^n]\n\n[^n]: o\n"
    assert (lines(text, "a"), lines(text, "img"), lines(text, "sup")) == ([3, 7], [3, 5], [7])


def test_raw_html_knows_its_lines() -> None:
    """Tags of a raw block have the lines they stand on, and attributes that look like tags stay whole."""
    text = '<div title="<b">\n<img src="a.png"\n alt="">\n</div>\n<p>b</p>\n'
    body = chapter_of(text).body
    assert (lines(text, "div"), lines(text, "img"), lines(text, "p")) == ([1], [2], [5])
    assert next(body.iter("div")).get("title") == "<b"


def test_problems_name_the_place_that_was_written() -> None:
    """A fault in an included text is reported at the file and line that it came from."""
    places = (Place("text.md", 1), Place("included.md", 1), Place("included.md", 2))
    chapter = parse(SourceFile("text.md", "a\n\n[^b] c\n", places), Edition(title="Test"))
    assert [problem.at for problem in chapter.problems] == [Place("included.md", 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\n\n```\nb\n", [("fence-open", 3)]),
        ("> ```\n> b\n\nc\n", []),
        ("a[^b]\n", [("note-missing", 1)]),
        ("a\n\n[^b]: c\n", [("note-unused", 3)]),
        ("a[^b]\n\n[^b]: c\n\n[^b]: d\n", [("note-twice", 5)]),
        ("[^a]: b[^a]\n", [("note-unused", 1)]),
        ("| a |\n|---|\n| b | c |\n", [("table-bad", 3)]),
        ("a\n\n<b onclick='x'>c</b>\n", [("markup-unsafe", 3)]),
        ("# a {#b}\n\n## c {#b}\n", [("id-duplicate", 3)]),
        ("# a\n\n# a\n", []),
        ("a\n\n" + ">" * 50 + " b\n", [("nesting-deep", 3)]),
        ("*a* " * 6000, [("markup-dense", 1)]),
    ],
)
def test_faults_are_reported_where_they_are(text: str, expected: list[tuple[str, int]]) -> None:
    """Each fault of a writer is one problem, at its line; what is no fault is none."""
    assert codes(text) == expected


def test_the_title_is_the_first_heading_of_level_one() -> None:
    """Markup in it is gone; without such a heading there is no title."""
    assert chapter_of("## a\n\n# *b* `c`\n\n# d\n").title == "b c"
    assert chapter_of("## a\n").title == ""


def test_headings_are_listed_with_level_id_text_and_place() -> None:
    """The list is in the order of the text, and its ids are those of the tree."""
    chapter = chapter_of("# A\n\nB\n---\n\n> ### C {#x}\n")
    found = [(heading.level, heading.id, heading.text, heading.at.line) for heading in chapter.headings]
    assert found == [(1, "a", "A", 1), (2, "b", "B", 3), (3, "x", "C", 6)]


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + "a",
        "- " * 2_000 + "a",
        "*" * 4_000 + "a" + "*" * 4_000,
        "[" * 3_000 + "a" + "](b)" * 900,
        "<div>" * 3_000,
        "<b>\n\n" * 2_000,
        "<span>" * 2_000,
        "![" * 1_500 + "a" + "](b)" * 1_500,
        "`" * 9_000,
    ],
    ids=lambda text: text[:6].strip(),
)
def test_nesting_without_end_is_no_trouble(text: str) -> None:
    """Thousands of levels give a tree of a depth that any reader can walk."""
    body = chapter_of(text).body
    above = tree.parents(body)
    deepest = 0
    for element in body.iter():
        depth = 0
        while element in above:
            element, depth = above[element], depth + 1  # noqa: PLW2901 - the walk up
        deepest = max(deepest, depth)
    assert deepest < 250


@pytest.mark.parametrize(
    "address",
    [
        "javascript:x",
        " java\tscript:x",
        "JAVASCRIPT:x",
        "data:text/html,x",
        "vbscript:x",
        "\x01javascript:x",
        "file:///etc",
    ],
)
def test_addresses_that_run_code_are_unsafe(address: str) -> None:
    """No disguise of the scheme helps."""
    assert not is_safe(address)


@pytest.mark.parametrize(
    "address", ["a.md#b", "https://a.b/javascript:x", "mailto:a@b.c", "#javascript:x", "a/b:c"]
)
def test_other_addresses_are_safe(address: str) -> None:
    """A colon elsewhere is no scheme, and common schemes pass."""
    assert is_safe(address)


def test_xml_is_written_without_prefixes_and_void_elements_closed() -> None:
    """SVG and MathML declare their namespace where they begin; HTML inside declares its own."""
    element = tree.from_html(
        "<p>a<br>b &amp; &lt;<svg><desc>c</desc></svg><math><mi>d</mi></math></p><i></i>"
    )
    assert tree.to_xml(element) == (
        '<section><p>a<br/>b &amp; &lt;<svg xmlns="http://www.w3.org/2000/svg"><desc>c</desc></svg>'
        '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>d</mi></math></p><i></i></section>'
    )


def test_parsing_repeats() -> None:
    """The same text gives the same chapter; nothing is remembered from another text."""
    first = tree.to_xml(chapter_of("[a] *[B]: c\n\n*[B]: c\n\n[a]: d\n\nB").body)
    between = tree.to_xml(chapter_of("[a] B [^n]").body)
    assert tree.to_xml(chapter_of("[a] *[B]: c\n\n*[B]: c\n\n[a]: d\n\nB").body) == first
    assert "<a" not in between
    assert "<abbr" not in between
