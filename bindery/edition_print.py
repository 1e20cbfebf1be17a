"""What ``[print]`` in book.toml may say. Part of `edition`, as `edition_parts` is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bindery import book_values
from bindery.book_values import Trim
from bindery.edition_parts import MARKS, TRIM
from bindery.toml_values import FLAG, TEXT, TEXTS, one_of, says, word

STANDARDS = (
    "pdf/ua-1",
    "pdf/x-4",
    "pdf/x-3",
    *(f"pdf/a-{part}{level}" for part in (2, 3) for level in "abu"),
)
"""What ``[print] standard`` may be; the file for the screen is PDF/UA-1 in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """``[print]``: the printed edition."""

    trim: Trim = field(
        default=Trim(148, 210),
        metadata=says(
            'The size of the cut leaf: a name ("A5", "B6", "trade") or a size ("6x9in", "140x203mm").',
            TRIM,
        ),
    )
    openings: str = field(
        default="right",
        metadata=says(
            "On which pages chapters open: only on right-hand ones, or on any.", one_of("right", "any")
        ),
    )
    folios: str = field(
        default="arabic",
        metadata=says(
            "In which figures the pages of the text are counted: 12, or \u4e00\u4e8c.",
            one_of("arabic", "cjk"),
        ),
    )
    lines: str = field(
        default="total",
        metadata=says(
            "How lines are broken: one by one, as full as they go, or all of a paragraph's at once.",
            one_of("greedy", "total"),
        ),
    )
    microtypography: bool = field(
        default=True,
        metadata=says("Let stops hang over the edge and letters be 2 % wider or narrower, unseen.", FLAG),
    )
    hyphenation: tuple[str, ...] = field(
        default=(),
        metadata=says(
            'Words with the only places where they may be divided: "ty-po-graphy", "Bindery".', TEXTS
        ),
    )
    fit: bool = field(
        default=True,
        metadata=says("Let facing pages end on one line: by paragraphs of a line more or less.", FLAG),
    )
    bleed: float = field(
        default=0.0,
        metadata=says(
            'How far colour runs over the edge of the leaf in the file for the press: "3mm".',
            word(book_values.bleed, 'length: "3mm", "0.125in"'),
        ),
    )
    marks: tuple[str, ...] = field(
        default=(), metadata=says("Marks beside the leaf in the file for the press.", MARKS)
    )
    standard: str = field(
        default="pdf/ua-1",
        metadata=says(
            "What a file conforms to besides: pdf/x for the press, pdf/a for keeping.", one_of(*STANDARDS)
        ),
    )
    profile: str = field(
        default="",
        metadata=says(
            "The ICC profile of the press, a file of the book's folder: coloured pictures become its inks.",
            TEXT,
        ),
    )

    @property
    def divisions(self) -> Mapping[str, tuple[int, ...]] | None:
        """The words of `hyphenation` in small letters, with the places where they may be divided; None when
        lines are broken one by one."""
        return None if self.lines == "greedy" else dict(map(book_values.division, self.hyphenation))
