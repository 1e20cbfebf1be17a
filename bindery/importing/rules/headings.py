"""Headings that a typescript sets as plain lines: numbered chapters, and the title at its head."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.changes import Doubt, Edit, Kind, Proposal
from bindery.importing.rules.view import Finding, Rule, View

_NUMBER = (
    "0-9\u96f6\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e\u5343\u4e24\u5169"
)
_CHAPTER = re.compile(
    rf"^[ \t\u3000]*(?:\u7b2c[{_NUMBER}]{{1,7}}[\u7ae0\u56de](?:[ \t\u3000:\uff1a][^\n]{{0,40}})?"
    r"|(?:CHAPTER|Chapter|Kapitel|KAPITEL|CHAPITRE|Chapitre)[ ](?:[0-9]{1,3}|[IVXLC]{1,7})\b[^\n]{0,60}"
    r")(?<![\u3002\uff0c,;])$",
    re.MULTILINE,
)
_HEADING = re.compile(r"^#{1,6} ", re.MULTILINE)
_UNFINISHED = re.compile(r"[\u3002\uff0c\uff01\uff1f\u3001\uff1b.,;!?\\]$")
_LONGEST = 60


def chapters(view: View) -> Iterator[Edit]:
    """Lines that number chapters, when there are two at least, become headings."""
    if view.is_markdown or _HEADING.search(view.text):
        return
    found = list(view.matches(_CHAPTER))
    if len(found) < 2:
        return
    for match in found:
        indent = len(match[0]) - len(match[0].lstrip())
        yield Edit(match.start(), match.start() + indent, "# ")
        # A paragraph may follow at once: to Markdown it must be apart
        if view.text[match.end() : match.end() + 2] not in {"\n\n", "\n", ""}:
            yield Edit(match.end(), match.end() + 1, "\n\n")


def title(view: View) -> Iterator[Finding]:
    """A short first line without a stop may be the title; the text does not prove it."""
    start = len(view.text) - len(view.text.lstrip())
    first = view.text[start:].split("\n", 1)[0]
    more = view.text[start + len(first) :].strip()
    plain = not re.match(r"[#>|<!`~\[-]|\*|\d+[.)] ", first)
    if not view.is_markdown and more and plain and not _HEADING.search(view.text) and looks_like_title(first):
        message = f"\u201c{first.strip()}\u201d looks like the title"
        yield Doubt(
            start,
            start + len(first),
            message,
            (Proposal("make it the heading", (Edit(start, start, "# "),)),),
        )


def looks_like_title(line: str) -> bool:
    """Whether a line is short and ends without a stop."""
    return 0 < len(line.strip()) <= _LONGEST and not _UNFINISHED.search(line.strip())


CHAPTERS = Rule(
    "chapter", "Lines that number chapters become headings.", chapters, kind=Kind.STRUCTURE, lints=False
)
TITLE = Rule(
    "title",
    "A short first line is asked about: it may be the title.",
    title,
    kind=Kind.STRUCTURE,
    lints=False,
)
