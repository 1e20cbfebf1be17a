"""Links, images, spans ``[text]{.class}`` and calls of notes ``[^label]``: all that square brackets do.

Works from each closing bracket back to its opening one, so that inner links come first, as CommonMark wants
it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import INLINE_PLACEHOLDER_RE

from bindery.syntax.attributes import assign, is_attributes
from bindery.syntax.inline import Signed
from bindery.syntax.lines import last_mark, unmarked
from bindery.syntax.targets import Target, normal_label, read_inline
from bindery.syntax.verbatim import Made, Rest, as_written, stashed

if TYPE_CHECKING:
    from markdown import Markdown

    from bindery.syntax.build import Builder

_DEEPEST = 30
_LONGEST = 4000
"""Characters of an address with its title."""

_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.DOTALL)
_SPAN = re.compile(r"\{([^{}\n]*)\}")
_NOTE = re.compile(r"\^[^\s\[\]]+$")


class Links(Signed):
    """One pattern, the closing bracket."""

    SIGNS = ("]",)

    def __init__(self, md: Markdown, builder: Builder) -> None:
        super().__init__(r"\]", md)
        self._builder = builder
        self._text = ""
        self._openings: dict[int, int] = {}

    def handleMatch(  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """What the brackets mean; nothing when they are just brackets."""
        start = self._opening(data, m.start())
        if start is None:
            return None, None, None
        inner, image = data[start + 1 : m.start()], data[start - 1 : start] == "!"
        if not image and inner.startswith("^") and _NOTE.match(label := as_written(self.md, inner)):
            return Made.of("sup", data[start : m.end()], **{"data-note": label[1:]}), start, m.end()
        inside = self._inside(inner)
        depth = 1 + max((node.depth for node in inside), default=0)
        if depth > _DEEPEST:
            return None, None, None
        links = not image and any(next(node.iter("a"), None) is not None for node in inside)
        found = None if links else self._target(data, inner, m.end())
        if found is None:
            return self._span(data, inner, (start, m.end()), depth)
        target, end = found
        start -= image
        made = _linked(data[start:end], inner, target, image=image)
        made.depth = depth
        return made, start, end

    def _opening(self, data: str, closing: int) -> int | None:
        """The bracket that this one closes; found once per text."""
        if self._text != data:
            self._text, self._openings = data, {}
            stack: list[int] = []
            for match in re.finditer(r"[\[\]]", data):
                if match.group() == "[":
                    stack.append(match.start())
                elif stack:
                    self._openings[match.start()] = stack.pop()
        return self._openings.get(closing)

    def _target(self, data: str, inner: str, end: int) -> tuple[Target, int] | None:
        """Where brackets lead, and where the construct ends: inline, full, collapsed or shortcut."""
        if data.startswith("(", end):
            rest = Rest(self.md, data[end : end + _LONGEST])
            read = read_inline(rest.text, 0)
            length = rest.length(read[1]) if read else None
            if read and length is not None:
                return read[0], end + length
        label = _LABEL.match(data, end)
        if label and label.group(1).strip():
            target = self._reference(label.group(1))
            return (target, label.end()) if target else None
        target = self._reference(inner)
        return (target, label.end() if label else end) if target else None

    def _reference(self, label: str) -> Target | None:
        if "[" in label or "]" in label:
            return None
        return self._builder.references.get(normal_label(as_written(self.md, label)))

    def _inside(self, inner: str) -> list[Made]:
        """What was made of constructs between the brackets."""
        nodes = (stashed(self.md, match.group(1)) for match in INLINE_PLACEHOLDER_RE.finditer(inner))
        return [node for node in nodes if isinstance(node, Made)]

    def _span(
        self, data: str, inner: str, around: tuple[int, int], depth: int
    ) -> tuple[Element | None, int | None, int | None]:
        """``[text]{.class}``."""
        start, end = around
        match = _SPAN.match(data, end)
        if not match or not inner.strip() or not is_attributes(match.group(1)):
            return None, None, None
        made = Made.of("span", data[start : match.end()], inner)
        made.depth = depth
        assign(made, match.group(1))
        return made, start, match.end()


def _linked(source: str, inner: str, target: Target, *, image: bool) -> Made:
    """The link or image; what follows it keeps its line."""
    if image:
        made = Made.of("img", source, inner, src=target.address)
    else:
        made = Made.of("a", source, inner, href=target.address)
    if target.title is not None:
        made.set("title", target.title)
    made.tail = last_mark(source)
    return made


class Alternatives(Treeprocessor):
    """Makes the content of an image, with all its markup, the plain text in its place."""

    def run(self, root: Element) -> None:
        """Set ``alt`` on every image."""
        for image in root.iter("img"):
            if "alt" in image.attrib:
                continue
            image.set("alt", unmarked(_plain(image)))
            image.text = None
            for child in list(image):
                image.remove(child)


def _plain(element: Element) -> str:
    """The text of an element, with that of the images in it."""
    text = element.text or ""
    for child in element:
        text += child.get("alt", "") + _plain(child) + (child.tail or "")
    return text


def extend(md: Markdown) -> None:
    """Put this in the place of Python-Markdown's six patterns for links and images."""
    for name in ("reference", "link", "image_link", "image_reference", "short_reference", "short_image_ref"):
        md.inlinePatterns.deregister(name)
    builder: Builder = md.parser  # type: ignore[assignment] # `build.extend` put it there
    md.inlinePatterns.register(Links(md, builder), "links", 170)
    md.treeprocessors.register(Alternatives(md), "alternatives", -10)
