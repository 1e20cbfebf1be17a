"""Simplified characters that a character-by-character conversion left in a traditional text.

OpenCC's conversions for Taiwan and Hong Kong must both want to change the character: what only one of them
changes is a regional habit, not a fault.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from bindery.importing.changes import Doubt, Edit, Proposal
from bindery.importing.characters import HAN
from bindery.importing.language import language_of
from bindery.importing.rules.view import Rule, View

_LINE = re.compile(rf"^.*[{HAN}].*$", re.MULTILINE)
# Traditional books write these too: as in the words for announcing, employing, notes, returning; OpenCC
# would rather have the rarer form.
_ACCEPTED = frozenset(
    "\u5e03\u96c7\u6ce8\u56de\u4e86\u5360\u53f0\u5468"  # and, in classical prose, the rest:
    "\u4f59\u4e8e\u8c37\u6b32\u5ff5\u540a\u5377\u6e38\u6d8c\u90c1\u81bb\u81f4"
)
_LI = "\u91cc"
_INSIDE = frozenset("\u9019\u90a3\u54ea\u5fc3\u624b\u5bb6\u57ce\u5c4b\u591c\u5922\u773c\u5634")
"""Before the character for a mile or a lane these show that it stands for the one for inside."""


def find(view: View) -> Iterator[Doubt]:
    """One question about all of them, which can be answered for each character by itself."""
    if (view.language or language_of(view.text)) not in {"zh-Hant", "zh-TW", "zh-HK", "zh-MO"}:
        return
    edits = [edit for match in _LINE.finditer(view.text) for edit in _of_line(match)]
    edits = [edit for edit in edits if view.is_free(edit.start, edit.end)]
    if not edits:
        return
    pairs = {(view.text[edit.start], edit.after): None for edit in edits}
    listed = ", ".join(f"{old} for {new}" for old, new in pairs)
    where = "1 character" if len(edits) == 1 else f"{len(edits)} characters"
    message = f"{where} of simplified writing in a traditional text: {listed}"
    answers = [Proposal("make all of them traditional", tuple(edits))]
    if len(pairs) > 1:
        answers += [
            Proposal(
                f"{old} becomes {new}", tuple(e for e in edits if (view.text[e.start], e.after) == (old, new))
            )
            for old, new in pairs
        ]
    yield Doubt(edits[0].start, edits[0].end, message, tuple(answers))


def _of_line(match: re.Match[str]) -> Iterator[Edit]:
    line = match[0]
    taiwan, hong_kong = (_converter(name).convert(line) for name in ("s2tw", "s2hk"))
    if len(taiwan) != len(line) or len(hong_kong) != len(line):
        return
    for at, char in enumerate(line):
        if char != taiwan[at] and char != hong_kong[at] and _is_fault(line, at):
            yield Edit(match.start() + at, match.start() + at + 1, taiwan[at])


def _is_fault(line: str, at: int) -> bool:
    if line[at] == _LI:
        return line[at - 1 : at] in _INSIDE
    is_simplified = _converter("t2s").convert(line[at]) == line[at]  # else it is another traditional form
    return is_simplified and line[at] not in _ACCEPTED


@cache
def _converter(name: str) -> Any:
    from opencc import OpenCC  # noqa: PLC0415  (optional)

    return OpenCC(name)


RULE = Rule(
    "leftover",
    "Simplified characters left in a traditional text are asked about (OpenCC).",
    find,
    needs=("opencc",),
)
