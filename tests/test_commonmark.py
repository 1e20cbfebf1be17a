"""The examples of the CommonMark specification. Those knowingly failed are listed; the list may only shrink.

Compared is the plain conversion (`bindery.syntax.convert`), before `parse` shapes the tree for books: line
marks, ``data-*`` attributes and the difference of blanks between blocks are taken out of both sides first.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest

from bindery.syntax import convert
from bindery.syntax.lines import unmarked
from bindery.syntax.trees import copied
from bindery.tree import from_html, to_xml

HERE = Path(__file__).parent / "commonmark"
BLOCK = frozenset(
    "article aside blockquote body button canvas caption col colgroup dd div dl dt embed fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr iframe li map object ol output p "
    "pre progress script section style table tbody td textarea tfoot th thead tr ul video".split()
)
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())

MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the specification."""

    number: int
    markdown: str
    expected: str


def examples() -> list[Example]:
    """All examples, in order."""
    text = (HERE / "spec.txt").read_text(encoding="utf-8").replace("\u2192", "\t")
    found = re.findall(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", text, re.DOTALL | re.MULTILINE)
    return [Example(number, *pair) for number, pair in enumerate(found, 1)]


def known_failures() -> dict[int, str]:
    """Number and reason of each example that is failed on purpose."""
    lines = (HERE / "known-failures.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(maxsplit=1) for line in lines if line and not line.startswith("#")]
    return {int(number): reason for number, reason in rows}


class Normal(HTMLParser):
    """HTML in one spelling: attributes sorted, entities resolved, blanks that mean nothing left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.last = ""
        self.pre = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag with sorted attributes."""
        kept = sorted((name, value or "") for name, value in attrs)
        if tag in BLOCK:
            self._trim()
        self.out.append("<" + tag + "".join(f' {name}="{html.escape(value)}"' for name, value in kept) + ">")
        self.pre = self.pre or tag == "pre"
        self.last = tag

    def handle_endtag(self, tag: str) -> None:
        """An end tag; void elements have none."""
        if tag in VOID:
            return
        if tag == "pre":
            self.pre = False
        elif tag in BLOCK:
            self._trim()
        self.out.append(f"</{tag}>")
        self.last = tag

    def handle_data(self, data: str) -> None:
        """Text, its blanks collapsed outside of code."""
        if not self.pre:
            data = re.sub(r"\s+", " ", data)
            if self.last == "br" or (self.last in BLOCK and self.out and self.out[-1].endswith(">")):
                data = data.lstrip()
        self.out.append(html.escape(data))

    def handle_entityref(self, name: str) -> None:
        """A named entity is its character."""
        self.handle_data(html.unescape(f"&{name};"))

    def handle_charref(self, name: str) -> None:
        """A numeric entity is its character."""
        self.handle_data(html.unescape(f"&#{name};"))

    def handle_comment(self, data: str) -> None:
        """Comments stay."""
        self.out.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        """Declarations stay."""
        self.out.append(f"<!{decl}>")

    def unknown_decl(self, data: str) -> None:
        """Marked sections stay."""
        self.out.append(f"<![{data}]>")

    def handle_pi(self, data: str) -> None:
        """Processing instructions stay."""
        self.out.append(f"<?{data}>")

    def _trim(self) -> None:
        while self.out and not self.out[-1].strip():
            self.out.pop()
        if self.out and not self.out[-1].startswith("<"):
            self.out[-1] = self.out[-1].rstrip()


def normal(text: str) -> str:
    """The normal spelling of some HTML."""
    reader = Normal()
    reader.feed(re.sub(r' data-[a-z-]+="[^"]*"', "", text))
    reader.close()
    return "".join(reader.out).strip()


@pytest.mark.parametrize("example", examples(), ids=lambda example: str(example.number))
def test_the_examples_of_the_specification_give_its_html(example: Example) -> None:
    """Each example gives the HTML of the specification; one that is listed as failed must fail."""
    passes = normal(unmarked(convert(example.markdown).html)) == normal(example.expected)
    reason = known_failures().get(example.number)
    assert passes or reason, f"example {example.number} fails and is not listed"
    assert not (passes and reason), f"example {example.number} passes: take it off the list"


def test_the_tree_is_what_an_html_parser_makes_of_the_html() -> None:
    """Where no raw HTML is, the parser is spared, and nobody can tell."""
    conversions = [convert(example.markdown) for example in examples()]
    assert (
        sum(not made.raw and copied(made.root) is not None for made in conversions) > len(conversions) * 0.8
    )
    for made in conversions:
        assert to_xml(made.tree) == to_xml(from_html(made.html)), made.html


def test_the_list_of_known_failures_does_not_grow() -> None:
    """No more examples are failed than when the list was made."""
    assert len(known_failures()) <= MOST_FAILURES
