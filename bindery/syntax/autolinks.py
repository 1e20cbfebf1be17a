"""Bare addresses in the text become links, as on GitHub.

They end before Chinese punctuation and final stops.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown.util import AtomicString

from bindery.syntax.inline import Signed
from bindery.syntax.targets import encoded
from bindery.syntax.verbatim import Made

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown

# An address holds no blanks, no marks or placeholders of ours, and no wide punctuation or Chinese characters.
_ADDRESS = (
    r"(?:(?<=[^\w/.:@-])|(?<=[\u3000-\u30ff\u3400-\u9fff])|^)"
    r"(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"\x02\x03\u201c\u201d\u2018\u2019\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
    r"\ufdd0-\ufddb]+"
)
_TRAILING = re.compile(r"[?!.,:;*_~'\"\]]+$")


class Autolinks(Signed):
    """A bare address."""

    ANCESTOR_EXCLUDES = ("a",)
    SIGNS = ("://", "www.")

    def handleMatch(  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], _: str
    ) -> tuple[Element | None, int | None, int | None]:
        """A link to the address, without the punctuation that ends the sentence."""
        text = trimmed(m.group())
        if not re.match(r"(?:https?://|www\.)[\w\[]", text):
            return None, None, None
        href = text if text.startswith("http") else f"http://{text}"
        made = Made.of("a", text, href=encoded(href))
        made.text = AtomicString(text)
        return made, m.start(), m.start() + len(text)


def trimmed(address: str) -> str:
    """The address without final punctuation and parentheses that it did not open."""
    while True:
        text = _TRAILING.sub("", address)
        if text.endswith(")") and text.count(")") > text.count("("):
            text = text[:-1]
        if text == address:
            return text
        address = text


def extend(md: Markdown) -> None:
    """After links, before emphasis: addresses may hold underscores."""
    md.inlinePatterns.register(Autolinks(_ADDRESS, md), "autolinks", 120)
