"""mdBook's directives: what is included, from which line, and what cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.include import expand
from bindery.problems import Place
from bindery.world import Refusal

RUST = """\
use std::io;
// ANCHOR: all
fn main() {
    // ANCHOR: inner
    let x = 1;
    // ANCHOR_END: inner
}
// ANCHOR_END: all
"""
FILES = {
    "src/code.rs": RUST,
    "src/deep/one.md": "one {{#include two.txt}} one\n",
    "src/deep/two.txt": "two",
    "src/self.md": "{{#include self.md}}\n",
    "src/ping.md": "{{#include pong.md}}\n",
    "src/pong.md": "{{#include ping.md}}\n",
    **{f"src/chain{number}.md": f"{{{{#include chain{number + 1}.md}}}}\n" for number in range(20)},
    **{f"src/wide{number}.md": f"{{{{#include wide{number + 1}.md}}}}\n" * 20 for number in range(9)},
    "src/wide9.md": "x" * 1000,
}


def from_files(path: str) -> str | Refusal:
    """A reader of the files above."""
    return FILES[path] if path in FILES else Refusal("file-missing", f"no file '{path}'")


def shown(text: str, path: str = "src/chapter.md") -> str:
    """The text expanded without fault."""
    result, lines, problems = expand(text, path, from_files)
    assert not problems
    assert len(lines) == result.count("\n") + 1
    return result


def faults(text: str) -> list[str]:
    """What goes wrong with a text."""
    return [str(problem) for problem in expand(text, "src/chapter.md", from_files)[2]]


@pytest.mark.parametrize(
    ("span", "lines"),
    [
        ("", RUST.splitlines()),
        (":3", ["fn main() {"]),
        (":3:5", ["fn main() {", "    // ANCHOR: inner", "    let x = 1;"]),
        (":7:", ["}", "// ANCHOR_END: all"]),
        ("::2", ["use std::io;", "// ANCHOR: all"]),
        (":all", ["fn main() {", "    let x = 1;", "}"]),
        (":inner", ["    let x = 1;"]),
        (":7:99", ["}", "// ANCHOR_END: all"]),
    ],
)
def test_a_range_or_anchor_is_cut_out(span: str, lines: list[str]) -> None:
    """Lines count from 1 and both ends belong to a range; an anchor's own lines are never shown."""
    assert shown(f"{{{{#include code.rs{span}}}}}").split("\n") == lines


def test_included_lines_keep_their_own_places() -> None:
    """A line of an included file has that file's path and line, the text around it its own."""
    _, lines, _ = expand(
        "a\n{{#include code.rs:2:3}}\nb {{#include code.rs:5}} c\n", "src/chapter.md", from_files
    )
    assert lines == (
        Place("src/chapter.md", 1),
        Place("src/code.rs", 2),
        Place("src/code.rs", 3),
        Place("src/chapter.md", 3),
        Place("src/chapter.md", 4),
    )


def test_included_files_include_from_their_own_folder() -> None:
    """Paths are relative to the file that has the directive."""
    assert shown("{{#include deep/one.md}}") == "one two one"
    assert shown("{{#include src/deep/one.md}}", "top.md") == "one two one"


def test_an_escaped_directive_is_shown() -> None:
    """A backslash keeps a directive as text and goes away itself."""
    assert shown(r"write \{{#include code.rs}}") == "write {{#include code.rs}}"


def test_titles_go_and_foreign_braces_stay() -> None:
    """`title` is for web pages; what is no directive of ours is text."""
    assert (
        shown("{{#title Web}}a {{#unknown x}} {{ x }} {{#include }}")
        == "a {{#unknown x}} {{ x }} {{#include }}"
    )


def test_a_playground_becomes_a_rust_block() -> None:
    """The file stands in a fence of its own, attributes after the language."""
    assert shown("{{#playground code.rs editable}}").split("\n") == [
        "```rust,editable",
        *RUST.splitlines(),
        "```",
    ]


def test_rustdoc_include_shows_its_range_only() -> None:
    """The lines that only the compiler needs are not in a book."""
    assert shown("```rust\n{{#rustdoc_include code.rs:5}}\n```") == "```rust\n    let x = 1;\n```"


@pytest.mark.parametrize(
    ("block", "result"),
    [
        ("```rust\n# use a;\n#\n  # b\nc\n#[d]\n## e\n```", "```rust\nc\n#[d]\n# e\n```"),
        ("```rust,ignore\n# a\nb\n```", "```rust,ignore\nb\n```"),
        ("~~~~ rust\n# a\n~~~\nb\n~~~~", "~~~~ rust\n~~~\nb\n~~~~"),
        ("```python\n# a\n```\n# b", "```python\n# a\n```\n# b"),
        ("```python,hidelines=!!\n!!a\nb\n```", "```python,hidelines=!!\nb\n```"),
        ("`rust`\n# a", "`rust`\n# a"),
    ],
)
def test_hidden_lines_of_code_are_left_out(block: str, result: str) -> None:
    """Lines with `# ` go from Rust, others where hidelines says so; headings of the text stay."""
    assert shown(block) == result


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a\n{{#include gone.rs}}", "src/chapter.md:2: no file 'src/gone.rs' [include-missing]"),
        ("{{#include code.rs:gone}}", "src/chapter.md:1: no anchor 'gone' in 'code.rs' [include-missing]"),
        ("{{#include code.rs:90}}", "src/chapter.md:1: no lines 90 in 'code.rs' [include-missing]"),
        ("{{#include chapter.md}}", "src/chapter.md:1: 'chapter.md' includes itself: "),
        ("{{#include self.md}}", "src/self.md:1: 'self.md' includes itself: "),
        ("{{#include ping.md}}", "src/pong.md:1: 'ping.md' includes itself: "),
        ("{{#include chain0.md}}", "src/chain9.md:1: includes nest more than 10 deep [include-loop]"),
        ("{{#include wide0.md}}", "src/wide"),
    ],
)
def test_what_cannot_be_included_is_one_problem(text: str, fault: str) -> None:
    """The problem stands where the directive stands; loops and bombs end."""
    found = faults(text)
    assert len(found) == 1
    assert found[0].startswith(fault)


@given(st.text("{}#\\include code.rs:1a\n`~ >", max_size=60) | st.text(max_size=60))
def test_any_text_is_expanded_line_by_line(text: str) -> None:
    """Nothing raises, and every line of the result has a place."""
    result, lines, _ = expand(text, "src/chapter.md", from_files)
    assert len(lines) == result.count("\n") + 1 or (result, lines) == ("", ())
