"""Python-Markdown's walk over the text of blocks, which spares text without a sign of markup.

Most paragraphs of prose hold no markup at all; each pattern would search them from end to end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.treeprocessors import InlineProcessor
from markdown.util import AtomicString

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from markdown import Markdown


class Inline(InlineProcessor):
    """The walk. Every pattern says in ``SIGNS`` what all that it finds holds one of."""

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        """Apply the patterns where one might find something."""
        signs = {sign for pattern in self.md.inlinePatterns for sign in pattern.SIGNS}  # type: ignore[attr-defined]
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
