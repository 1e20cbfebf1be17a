"""Raw HTML: lines put into its tags, and its way back into the text. Used by `build` and as an extension."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.postprocessors import Postprocessor

from bindery.syntax.openings import ATTRIBUTE
from bindery.tree import VOID, escaped

if TYPE_CHECKING:
    from markdown import Markdown

    from bindery.syntax.blocks import Block

RAW = "bindery-raw"
"""The element that keeps the place of a raw block."""

_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|(<[a-zA-Z][a-zA-Z0-9-]*)(?P<rest>(?:{ATTRIBUTE})*\s*/?>)", re.DOTALL
)
_SWITCH = re.compile(r"""\s+markdown(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?(?=[\s/>])""")
_NESTING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?![^<>]*/>)")
_SELF_CLOSING = VOID | frozenset("li p dt dd tr td th thead tbody tfoot option colgroup rt rp".split())
_DEEPEST = 100
"""Raw elements left open within each other.

What opens more is shown as text, or the HTML parser takes hours.
"""

_PLACEHOLDER = re.compile(rf"(?:<{RAW}>)?\x02wzxhzdk:(\d+)\x03(?:</{RAW}>)?")


def with_lines(block: Block) -> str:
    """The text of a raw block with ``data-line`` in its tags, without ``markdown="1"``."""
    text = block.text()
    position, line, pieces = 0, block.line, []
    for match in _TAG.finditer(text):
        line += text.count("\n", position, match.start())
        pieces.append(text[position : match.start()])
        pieces.append(_numbered(match, line))
        line += match.group().count("\n")
        position = match.end()
    return "".join(pieces) + text[position:]


def _numbered(match: re.Match[str], line: int) -> str:
    if not match.group(1):
        return match.group()
    return f'{match.group(1)} data-line="{line}"{_SWITCH.sub("", match.group("rest"))}'


class RawHtml(Postprocessor):
    """Puts raw HTML back where it was written."""

    def run(self, text: str) -> str:
        """Fill every placeholder, once: raw HTML holds none."""
        kept = self.md.htmlStash.rawHtmlBlocks
        depth = 0

        def filled(match: re.Match[str]) -> str:
            nonlocal depth
            html = str(kept[int(match.group(1))])
            deeper = max(0, depth + _balance(html))
            if deeper > _DEEPEST and deeper > depth:
                return escaped(html)
            depth = deeper
            return html

        return _PLACEHOLDER.sub(filled, text)


def _balance(html: str) -> int:
    """How many elements a piece of raw HTML opens and does not close, but those that close by themselves."""
    tags = _NESTING.findall(html)
    return sum(-1 if slash else 1 for slash, name in tags if name.lower() not in _SELF_CLOSING)


def extend(md: Markdown) -> None:
    """Replace Python-Markdown's own way, which wraps some blocks in paragraphs."""
    md.postprocessors.deregister("raw_html")
    md.postprocessors.deregister("amp_substitute")
    md.postprocessors.register(RawHtml(md), "raw_html", 30)
