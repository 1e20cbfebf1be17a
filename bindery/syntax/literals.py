"""What is taken as it stands: escapes, entities, code spans, raw tags, ``<addresses>`` and hard breaks.

These win over all other inline markup, the leftmost first, so one pattern finds them all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from markdown.util import AtomicString

from bindery.syntax.inline import Signed
from bindery.syntax.lines import MARK, last_mark, unmarked
from bindery.syntax.openings import ATTRIBUTE
from bindery.syntax.targets import ENTITY, ESCAPABLE, decoded, encoded
from bindery.syntax.verbatim import Made, Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown import Markdown

_GAP = rf"(?:\s|{MARK})"
_TAG = (
    rf"<[a-zA-Z][a-zA-Z0-9-]*(?:{ATTRIBUTE.replace(chr(92) + 's', _GAP, 1)})*{_GAP}*/?>"
    r"|</[a-zA-Z][a-zA-Z0-9-]*\s*>"
    r"|<!-->|<!--->|<!--.{0,9000}?-->|<\?.{0,9000}?\?>|<![a-zA-Z][^>]{0,9000}>|<!\[CDATA\[.{0,9000}?\]\]>"
)
_URL = r"<(?P<url>[a-zA-Z][a-zA-Z0-9+.-]{1,31}:[^\s<>\x00-\x20]*)>"
_MAIL = (
    r"<(?P<mail>[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*)>"
)
_PATTERN = (
    rf"(?P<hard>(?:\\| {{2,}})\n[ \t]*)|\\(?P<escape>[{ESCAPABLE}])|(?P<entity>{ENTITY})|(?P<ticks>`+)"
    rf"|{_URL}|{_MAIL}|(?P<tag>{_TAG})"
)
_LINES = re.compile(rf"\n(?:{MARK})?")


class Literals(Signed):
    """One pattern for all that other markup may not look into."""

    SIGNS = ("\\", "&", "`", "<", "  \n")

    def __init__(self, md: Markdown) -> None:
        super().__init__(_PATTERN, md)
        self._text = ""
        self._runs: dict[int, list[int]] = {}

    def handleMatch(  # type: ignore[override] # noqa: N802 - Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[Element | str | None, int | None, int | None]:
        """Replace what was found."""
        kind = m.lastgroup or ""
        if kind == "ticks":
            return self._code(m, data)
        return _MAKE[kind](self, m), m.start(), m.end()

    def _code(self, m: re.Match[str], data: str) -> tuple[Element | str, int, int]:
        """A code span up to the next run of as many backticks, or the backticks themselves."""
        end = self._closing(data, m.end(), len(m.group()))
        if end is None:
            return Written.made(safe(m.group()), m.group()), m.start(), m.end()
        text = _LINES.sub(" ", unmarked(data[m.end() : end - len(m.group())]))
        if text.strip(" ") and text[0] == " " == text[-1]:
            text = text[1:-1]
        made = Made.of("code", data[m.start() : end])
        made.text, made.tail = AtomicString(text), last_mark(made.source)
        return made, m.start(), end

    def _closing(self, data: str, start: int, length: int) -> int | None:
        """Where the next run of exactly so many backticks ends; runs are found once per text."""
        if self._text != data:
            self._text, self._runs = data, {}
            for run in re.finditer("`+", data):
                self._runs.setdefault(len(run.group()), []).append(run.end())
        ends = self._runs.get(length, [])
        return next((end for end in ends if end >= start + length), None)

    def escape(self, m: re.Match[str]) -> str:
        """A character after a backslash is that character."""
        return Written.made(safe(m.group("escape")), m.group())

    def entity(self, m: re.Match[str]) -> str:
        """An entity is its character."""
        return Written.made(safe(decoded(m.group())), m.group())

    def hard(self, m: re.Match[str]) -> Element:
        """Two blanks or a backslash at the end of a line break it."""
        made = Made.of("br", m.group())
        made.tail = "\n"
        return made

    def url(self, m: re.Match[str]) -> Element:
        """An address in angle brackets."""
        return _address(m.group("url"), m.group("url"), m.group())

    def mail(self, m: re.Match[str]) -> Element:
        """A mail address in angle brackets."""
        return _address("mailto:" + m.group("mail"), m.group("mail"), m.group())

    def tag(self, m: re.Match[str]) -> str:
        """A raw tag or comment is kept aside."""
        source = unmarked(m.group())
        return Written.made(self.md.htmlStash.store(source) + last_mark(m.group()), source)


def safe(text: str) -> str:
    """Text as Python-Markdown's escapes, because it looks at parts of a text twice."""
    return "".join(f"\x02{ord(character)}\x03" for character in text)


def _address(href: str, text: str, source: str) -> Element:
    made = Made.of("a", source, href=encoded(href))
    made.text = AtomicString(text)
    return made


_MAKE: dict[str, Callable[[Literals, re.Match[str]], Element | str]] = {
    "hard": Literals.hard,
    "escape": Literals.escape,
    "entity": Literals.entity,
    "url": Literals.url,
    "mail": Literals.mail,
    "tag": Literals.tag,
}


def extend(md: Markdown) -> None:
    """Put this in the place of Python-Markdown's own patterns for the same."""
    for name in ("backtick", "escape", "autolink", "automail", "linebreak", "html", "entity"):
        md.inlinePatterns.deregister(name)
    md.inlinePatterns.register(Literals(md), "literals", 190)
