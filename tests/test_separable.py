"""Style sheets that tell one part of a book from another are seen; those that are ours do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from bindery.outputs.separable import why_not
from bindery.theme import TEMPLATES

SHEETS = sorted(TEMPLATES.glob("*/css/print/*.css")) + sorted(TEMPLATES.glob("*/css/rtl/*.css"))
APART = (
    "p + p { color: red }",
    "p:first-child { color: red }",
    ".text > :last-child { color: red }",
    "h2 ~ .note, :is(td, th):nth-child(2) { color: red }",
    ".chapter .number + .title { color: red }",
    ".opens::first-line { color: red }",
    "body > section > p:only-child { color: red }",
    "/* section + section */ p { color: red }",
    "@page start:nth(1 of start) { counter-reset: page 1; }",
    "p:has(+ ul) { color: red }",
)
"""What is the same of a part by itself."""
TOGETHER = (
    ("section + section { color: red }", "beside"),
    (".chapter ~ .chapter p { color: red }", "beside"),
    ("@media print { .chapter:not(:first-child) { color: red } }", "beside"),
    ("body > :nth-child(2) { color: red }", "beside"),
    ("html body>:nth-last-of-type(2) { color: red }", "beside"),
    ("body:has(h2) p { color: red }", "beside"),
    ("h1 { counter-increment: sec }", "counts from part to part"),
    (".chapter { counter-reset: page 5 }", "counts from part to part"),
    ("p::before { content: open-quote }", "quotation marks"),
    ("@page { @top-left { content: string(x, first-except) } }", "pages before"),
    ("a::after { content: target-text(attr(href)) }", "text of other parts"),
    ("@page :first { margin: 0 }", "counts pages"),
    ("@page { @top-left { content: counter(pages) } }", "how many pages"),
    ("h1 { position: fixed }", "fixed place"),
    (".chapter { columns: 2 }", "sets columns"),
)
"""What is another, and why."""


@pytest.mark.parametrize("css", APART)
def test_what_looks_within_a_part_is_allowed(css: str) -> None:
    """Paragraphs, cells and heads are told from each other as usual."""
    assert why_not(css) == ""


@pytest.mark.parametrize(("css", "why"), TOGETHER)
def test_what_looks_beyond_a_part_is_seen(css: str, why: str) -> None:
    """A reason is given in words."""
    assert why in why_not(css)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.relative_to(TEMPLATES).as_posix())
def test_our_own_sheets_look_within_parts(path: Path) -> None:
    """No theme of ours makes the whole book one piece."""
    assert why_not(path.read_text("utf-8")) == ""
