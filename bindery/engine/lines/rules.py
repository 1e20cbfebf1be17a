"""What a line may cost: tokens of the look, with TeX's values where TeX has them. Used by `fit` and `signs`.

A style sheet sets them as custom properties (`--hyphen-penalty: 50`), for the book or for any block: each
field is a token of its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

_FREE_EDGE = 3.0  # em: the room at the end of ragged lines; plain TeX has 2 and divides twice as many words
_RUNT_WEIGHT = 3  # air between squares is seen later than between words: rather that than a sign by itself
_RUNT_SIGNS = 2.7  # squares: a sign by itself, with its stop and the call of a note
_TITLE_SIGNS = 3.7  # … in a title that stands in the middle: two or three below a full line look lost
_TITLE_EDGE = 6.0  # em: room at the ends of such lines, so that they may be alike


@dataclass(frozen=True, slots=True)
class Rules:
    """Penalties and demerits: badness is TeX's, 100 times the third power of the stretch; demerits are
    squares of it (The TeXbook, ch. 14). Room is a share of the natural width."""

    line_penalty: float = 10
    """Each line costs it (TeX: \\linepenalty)."""
    hyphen_penalty: float = 50
    """A divided word (\\hyphenpenalty)."""
    name_penalty: float = 150
    """A divided word with a capital."""
    explicit_hyphen_penalty: float = 50
    """A line that ends in a hyphen of the text (\\exhyphenpenalty)."""
    stranded_penalty: float = 200
    """A lone capital or figure parted from its word: “Chapter / 2”."""
    double_hyphen_demerits: float = 10_000
    """Two divided words one below the other (\\doublehyphendemerits)."""
    ladder_demerits: float = 1_000_000
    """The third and each further one."""
    final_hyphen_demerits: float = 5_000
    """A divided word before the last line (\\finalhyphendemerits)."""
    verso_hyphen_demerits: float = 10_000
    """What it may cost to plan a paragraph anew so that no divided word ends a left-hand page (TeX asks with
    \\brokenpenalty for an earlier end)."""
    recto_hyphen_demerits: float = 100_000
    """… or a right-hand one, where the leaf must be turned for the rest of the word."""
    adjacent_demerits: float = 10_000
    """A tight line beside a loose one (\\adjdemerits)."""
    repeated_demerits: float = 5_000
    """The same word at the ends of two lines."""
    runt_demerits: float = 30_000
    """A last line shorter than `runt_share` of the measure, or of one sign."""
    runt_share: float = 0.12
    pretolerance: float = 120
    """The badness that is good enough without dividing words (\\pretolerance; TeX has 100: this saves a tenth
    of the divisions)."""
    tolerance: float = 200
    """… and with divided words (\\tolerance)."""
    emergency_tolerance: float = 800
    """… and where nothing better was found."""
    space_stretch: float = 1 / 2
    """How much a space may grow."""
    space_shrink: float = 1 / 3
    """How much a space may give."""
    letter_scaling: float = 0.02
    """How much letters may be widened or narrowed (microtype's default)."""
    hanging: float = 1
    """How much of their share stops and hyphens hang over the edge; 0: not at all."""
    sign_air: float = 0.1
    """How much room may come between two signs of Chinese or Japanese, as a share of an em."""
    sign_squeeze: float = 0.25
    """How much of a sign's blank half may go."""
    script_gap: float = 0.25
    """The room between Chinese or Japanese and other letters (CLREQ §3.3.2: a quarter of an em)."""
    stop_edge: float = 0.5
    """What a stop or bracket at the end of a line of signs lets hang over the edge: 0.5: its blank half;
    1: stops hang altogether; 0: nothing."""
    looseness: float = 0
    """How many lines more, or fewer, than the best a paragraph should have (\\looseness)."""
    ragged: float = 0
    """The room at the end of each line that is not justified, in pixels; found from the style."""
    runt_width: float = 0
    """Of signs: the width of a last line that is too short, in pixels; found from the style."""


TOKENS = tuple(
    field.name.replace("_", "-") for field in fields(Rules) if field.name not in {"ragged", "runt_width"}
)
"""The names of the tokens."""


def rules_for(style: Mapping[str, Any]) -> Rules:
    """The rules for a paragraph of WeasyPrint's style: text that is not justified has spaces of one width and
    a free edge; letters of Chinese, Japanese and right-to-left text keep their widths."""
    given = {
        name: number
        for token in TOKENS
        if (number := _number(style, token)) is not None
        for name in [_field(token)]
    }
    rules = Rules(**given)
    if style["text_align_all"] != "justify":
        title = has_signs(style["lang"]) and style["text_align_all"] == "center"
        free = (_TITLE_EDGE if title else _FREE_EDGE) * style["font_size"]
        least = _TITLE_SIGNS * style["font_size"] if title else 0.0
        rules = replace(rules, runt_width=least, ragged=free)
        return replace(rules, space_stretch=0, space_shrink=0, letter_scaling=0, hanging=0)
    if has_signs(style["lang"]):
        width = _RUNT_SIGNS * style["font_size"]
        return replace(
            rules,
            letter_scaling=0,
            hanging=0,
            runt_share=0,
            runt_width=width,
            runt_demerits=rules.runt_demerits * _RUNT_WEIGHT,
            pretolerance=max(rules.pretolerance, rules.tolerance),  # there are no words to divide
        )
    return replace(rules, letter_scaling=0, hanging=0) if style["direction"] == "rtl" else rules


def has_signs(language: str | None) -> bool:
    """Whether a language is written in signs without spaces: Chinese or Japanese."""
    return (language or "").startswith(("zh", "ja"))


def _field(token: str) -> str:
    return token.replace("-", "_")


def _number(style: Mapping[str, Any], token: str) -> float | None:
    """The number that a style has for a token. WeasyPrint keeps a custom property as a list of tokens, under
    its name with low lines."""
    for value in style[f"__{_field(token)}"]:
        if value.type == "number":
            return float(value.value)
    return None
