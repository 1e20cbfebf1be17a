"""Signs that stand where a character was lost, and characters that only look like others. Always asked."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bindery.importing.changes import Doubt, Edit, Proposal
from bindery.importing.characters import HAN
from bindery.importing.rules.view import Rule, View

_SIGN = re.compile(rf"(?<=[{HAN}])[?@#](?=[{HAN}])")
_LOST = re.compile("[\ufffd]+|[\ue000-\uf8ff\U000f0000-\U000ffffd]+")
_RADICAL = re.compile("[\u2e80-\u2fdf]")
_REPLACEMENT = "\ufffd"


def find(view: View) -> Iterator[Doubt]:
    """Lost characters one by one, replacement signs and radicals each as one question."""
    for match in view.matches(_SIGN):
        message = f"\u201c{match[0]}\u201d between two characters may stand for a lost one"
        wide = {"?": "\uff1f"}.get(match[0])
        answers = (Proposal(f"it is the stop {wide}", (Edit(*match.span(), wide),)),) if wide else ()
        yield Doubt(
            match.start(), match.end(), message, (*answers, Proposal("remove it", (Edit(*match.span(), ""),)))
        )
    yield from _lost(view)
    if radicals := list(view.matches(_RADICAL)):
        edits = tuple(Edit(*m.span(), unicodedata.normalize("NFKC", m[0])) for m in radicals)
        message = (
            f"{_places(radicals)}: a radical of a dictionary in the place of the character, {radicals[0][0]}"
        )
        yield Doubt(*radicals[0].span(), message, (Proposal("put the characters", edits),))


def _lost(view: View) -> Iterator[Doubt]:
    found = list(view.matches(_LOST))
    for what, those in (
        ("a sign for a character that could not be read", [m for m in found if m[0][0] == _REPLACEMENT]),
        ("a character that only its own font knows", [m for m in found if m[0][0] != _REPLACEMENT]),
    ):
        if those:
            edits = tuple(Edit(*match.span(), "") for match in those)
            message = f"{_places(those)}: {what}; the original may have it"
            yield Doubt(*those[0].span(), message, (Proposal("remove them", edits),))


def _places(matches: list[re.Match[str]]) -> str:
    return "1 place" if len(matches) == 1 else f"{len(matches)} places"


RULE = Rule("stray", "A sign in the place of a lost or a look-alike character is asked about.", find)
