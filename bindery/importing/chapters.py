"""One Markdown text becomes a file for each chapter; notes and links follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bindery.importing.characters import protected

_HEADING = re.compile(r"^# +(\S.*)$", re.MULTILINE)
_NOTE = re.compile(r"^\[\^([^\]\s]+)\]:.*\n(?:(?: {4}.*)?\n(?=    |\n    ))*(?: {4}.*\n)*", re.MULTILINE)
_CALL = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_LINK = re.compile(r"\]\(#([\w.:-]+)\)")
_PLACE = re.compile(r"\{#([\w.:-]+)\}")


def divided(text: str, name: str) -> dict[str, str]:
    """The files of a text by their names; one when it has no second chapter."""
    spans = protected(text)
    cuts = [m.start() for m in _HEADING.finditer(text) if not any(a <= m.start() < b for a, b in spans)]
    if len(cuts) < 2:
        return {f"{name}.md": text}
    if text[: cuts[0]].strip():
        cuts.insert(0, 0)
    else:
        cuts[0] = 0
    pieces = [text[a:b].strip("\n") + "\n" for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    pieces = _with_their_notes(pieces)
    digits = max(2, len(str(len(pieces))))
    names = [f"{number:0{digits}}.md" for number in range(1, len(pieces) + 1)]
    homes = {place: names[i] for i, piece in enumerate(pieces) for place in _PLACE.findall(piece)}
    return {file: _relinked(piece, file, homes) for file, piece in zip(names, pieces, strict=True)}


def _with_their_notes(pieces: list[str]) -> list[str]:
    """Each chapter with the definitions of the notes that it calls."""
    notes = {match[1]: match[0].strip("\n") for piece in pieces for match in _NOTE.finditer(piece + "\n")}
    if not notes:
        return pieces
    bare = [re.sub(r"\n{3,}", "\n\n", _NOTE.sub("", piece + "\n")).strip("\n") + "\n" for piece in pieces]
    called = [list(dict.fromkeys(_CALL.findall(piece))) for piece in bare]
    homeless = notes.keys() - {label for labels in called for label in labels}
    called[-1] += sorted(homeless)
    return [
        "\n\n".join([piece.strip("\n"), *_definitions(labels, notes)]) + "\n"
        for piece, labels in zip(bare, called, strict=True)
    ]


def _definitions(labels: list[str], notes: dict[str, str]) -> Iterator[str]:
    return (notes[label] for label in labels if label in notes)


def _relinked(text: str, own: str, homes: dict[str, str]) -> str:
    def led(match: re.Match[str]) -> str:
        home = homes.get(match[1], own)
        return match[0] if home == own else f"]({home}#{match[1]})"

    return _LINK.sub(led, text)
