"""UTF-8 that was read as a Western encoding, once or several times; and text that was read as another one.

The first is proved by its bytes: they are valid UTF-8, which by chance they never are. ftfy says how bad a
run looks; its own repairs are not used, since they change sound Chinese punctuation and break GBK.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.decoding import plausibility
from bindery.importing.changes import Doubt, Edit, Proposal
from bindery.importing.rules.view import Finding, Rule, View

_HIGH = (
    "\u0080-\u00ff\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019"
    "\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178"
)
_RUN = re.compile(rf"[\u00c2-\u00f4][{_HIGH}]+(?:(?<=[\u00c3]) (?=\w))?")
_LONE = re.compile("\u00c3 (?=\\w)")
_FOREIGN = re.compile(f"(?:[{_HIGH}][{_HIGH}@-~]){{3,}}[{_HIGH}]?")
"""Pairs of bytes as GBK, Big5 and Shift-JIS have them; the second may be ASCII."""
_LEGACY = ("gb18030", "big5", "cp932", "euc_kr", "cp1251")
_DEPTH = 4
_LIKELY = 0.9


def find(view: View) -> Iterator[Finding]:
    """UTF-8 runs are put right; runs of another encoding are asked about."""
    edits = [edit for match in view.matches(_RUN) if (edit := _undone(match))]
    yield from edits
    if edits:  # a no-break space that became an ordinary one
        taken = {at for edit in edits for at in range(edit.start, edit.end)}
        yield from (
            Edit(*match.span(), "\u00e0 ") for match in view.matches(_LONE) if match.start() not in taken
        )
    yield from _legacy(view, {edit.start for edit in edits})


def _undone(match: re.Match[str]) -> Edit | None:
    """The run as it was, if its bytes are UTF-8 and nobody would have written it."""
    from ftfy.badness import badness  # noqa: PLC0415  (optional)

    text = match[0]
    for _ in range(_DEPTH):
        if (inner := _once(text)) is None or not _is_meant(inner) or not (badness(text) or len(inner) > 1):
            break
        text = inner
    return Edit(*match.span(), text) if text != match[0] else None


def _is_meant(text: str) -> bool:
    """Whether a run may have been this: one character alone must be Western, or by chance it is two signs."""
    return len(text) > 1 or text < "\u0250" or "\u2000" <= text < "\u2200"


def _once(text: str) -> str | None:
    import ftfy.bad_codecs  # noqa: F401, PLC0415  (registers the codec)

    for codec in ("latin-1", "sloppy-windows-1252"):
        try:
            return text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
    return None


def _legacy(view: View, known: set[int]) -> Iterator[Doubt]:
    runs = [match for match in view.matches(_FOREIGN) if match.start() not in known and _is_foreign(match[0])]
    ranked = sorted(
        (
            (-score, codec, edits)
            for codec in _LEGACY
            if (edits := _reread(runs, codec))
            and (score := plausibility("".join(e.after for e in edits), codec)) > _LIKELY
        ),
        key=lambda row: row[:2],
    )
    if runs and ranked:
        where = "1 place" if len(runs) == 1 else f"{len(runs)} places"
        message = f"text of another encoding was read as a Western one ({where})"
        answers = (
            Proposal(f"read as {codec}: \u201c{edits[0].after[:20]}\u201d", edits)
            for _, codec, edits in ranked[:5]
        )
        yield Doubt(*runs[0].span(), message, tuple(answers))


def _is_foreign(run: str) -> bool:
    """Whether a run is far more letters with accents than any language writes in a row."""
    high = [char for char in run if char > "\x7f"]
    return len(high) * 10 >= len(run) * 6 and len(set(high)) > 2


def _reread(runs: list[re.Match[str]], codec: str) -> tuple[Edit, ...]:
    """All runs in another encoding; nothing when one of them is none."""
    try:
        return tuple(Edit(*run.span(), run[0].encode("sloppy-windows-1252").decode(codec)) for run in runs)
    except (UnicodeError, LookupError):
        return ()


RULE = Rule(
    "mojibake",
    "UTF-8 that was read as Western text is put right where its bytes prove it; another encoding is asked.",
    find,
    needs=("ftfy",),
)
