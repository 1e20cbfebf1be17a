"""Python-Markdown's walk over the text of blocks, which spares text without a sign of markup.

Most paragraphs of prose hold no markup at all; each pattern would search them from end to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.inlinepatterns import InlineProcessor as Pattern
from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable
    from xml.etree.ElementTree import Element

    from markdown import Markdown


class Signed(Pattern):
    """A pattern that says what all that it finds holds one of."""

    SIGNS: tuple[str, ...]

    def getCompiledRegExp(self) -> Signed:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """What Python-Markdown asks for matches: this, which knows when there are none."""
        return self

    def finditer(self, data: str, start: int) -> Iterable[re.Match[str]]:
        """The matches in a text."""
        return self.compiled_re.finditer(data, start) if any(sign in data for sign in self.SIGNS) else ()


class Inline(InlineProcessor):
    """The walk."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns where one might find something."""
        patterns = [pattern for pattern in self.md.inlinePatterns if isinstance(pattern, Signed)]
        assert len(patterns) == len(self.md.inlinePatterns), "a pattern without signs would be passed over"
        signs = {sign for pattern in patterns for sign in pattern.SIGNS}
        spared: list[tuple[Element, str]] = []
        for element in tree.iter():
            text = element.text
            if text and not isinstance(text, AtomicString) and not any(sign in text for sign in signs):
                spared.append((element, text))
                element.text = AtomicString(text)
        done = super().run(tree, ancestors)
        for element, text in spared:
            element.text = text
        return done


def extend(md: Markdown) -> None:
    """Put it in the place of Python-Markdown's own."""
    md.treeprocessors.deregister("inline")
    md.treeprocessors.register(Inline(md), "inline", 20)
