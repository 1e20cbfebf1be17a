"""What an import does to a text, as values: changes that were made, questions that are open, things lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256


class Kind(StrEnum):
    """Why a change was made."""

    AUTOMATIC = "automatic"
    """The text itself proves the damage."""
    STRUCTURE = "structure"
    """Lines became paragraphs, headings, chapters; no word changed."""
    ACCEPTED = "accepted"
    """The writer took a proposal with ``--accept``."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Put `after` in the place of the text from `start` to `end`, both counted in the text of that moment."""

    start: int
    end: int
    after: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer to a question: what it would do, in words, and the edits that do it."""

    says: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Damage that the text does not prove: where, what is odd, answers with the likeliest first."""

    start: int
    end: int
    message: str
    proposals: tuple[Proposal, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A change that was made; line and column count from 1 in the manuscript as it came."""

    line: int
    column: int
    before: str
    after: str
    rule: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Question:
    """A doubt with its place and the id that ``--accept`` takes: ``id`` for the first answer, ``id:2``."""

    id: str
    line: int
    column: int
    before: str
    rule: str
    message: str
    proposals: tuple[str, ...]


def question_id(rule: str, origin: int, before: str) -> str:
    """Eight letters that stay the same as long as the manuscript does, whatever else is accepted."""
    return sha256(f"{rule}\0{origin}\0{before}".encode()).hexdigest()[:8]
