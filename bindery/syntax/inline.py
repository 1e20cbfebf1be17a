"""Python-Markdown's walk over the text of blocks, which spares text without a sign of markup.

Most paragraphs of prose hold no markup at all, and most others nothing but emphasis; each pattern would
search them from end to end.
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

    def whole(self, text: str) -> Element | None:  # noqa: ARG002 - for those that can
        """What stands for a text in which no other pattern finds anything; None where the walk is needed."""
        return None

    def getCompiledRegExp(self) -> Signed:  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        """What Python-Markdown asks for matches: this, which knows when there are none."""
        return self

    def finditer(self, data: str, start: int) -> Iterable[re.Match[str]]:
        """The matches in a text."""
        return self.compiled_re.finditer(data, start) if any(sign in data for sign in self.SIGNS) else ()


class Inline(InlineProcessor):
    """The walk."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns where they might find something."""
        patterns = [pattern for pattern in self.md.inlinePatterns if isinstance(pattern, Signed)]
        assert len(patterns) == len(self.md.inlinePatterns), "a pattern without signs would be passed over"
        kept: list[tuple[Element, str | None, Element | None]] = []
        for element in tree.iter():
            text = element.text
            if not text or isinstance(text, AtomicString):
                continue
            can = [pattern for pattern in patterns if any(sign in text for sign in pattern.SIGNS)]
            if not can:
                kept.append((element, text, None))
                element.text = None
            elif len(can) == 1 and not len(element) and (made := can[0].whole(text)) is not None:
                kept.append((element, None, made))
                element.text = None
        done = super().run(tree, ancestors)
        for element, text, made in kept:
            element.text = text
            if made is not None:
                element.append(made)
        return done


def extend(md: Markdown) -> None:
    """Put it in the place of Python-Markdown's own."""
    md.treeprocessors.deregister("inline")
    md.treeprocessors.register(Inline(md), "inline", 20)
