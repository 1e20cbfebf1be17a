"""Numbers as books write them, against slow oracles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import printed
from bindery.numerals import figures, fill, folio, han, roman, word

HAN_DIGITS = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
HAN_UNITS = {"\u5341": 10, "\u767e": 100, "\u5343": 1000}


def han_value(text: str) -> int:
    """What a Chinese numeral below ten thousand says."""
    total, digit = 0, 0
    for sign in text:
        if sign in HAN_UNITS:
            total += (digit or 1) * HAN_UNITS[sign]
            digit = 0
        else:
            digit = HAN_DIGITS.index(sign)
    return total + digit


@given(st.integers(1, 3999))
def test_roman_numerals_are_those_of_the_oracle(number: int) -> None:
    """Counting strokes gives the same numeral, and the numeral counts back to its number."""
    assert printed.roman_value(roman(number)) == number
    if number < 300:
        assert roman(number) == printed.roman(number)


@given(st.integers(1, 9999))
def test_chinese_numerals_count_back_to_their_number(number: int) -> None:
    """Read sign by sign, the numeral gives its number; no zero ends it, no two stand together."""
    assert han_value(han(number)) == number
    assert not han(number).endswith("\u3007")
    assert "\u3007\u3007" not in han(number)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (10, "\u5341"), (11, "\u5341\u4e00"), (20, "\u4e8c\u5341"), (21, "\u4e8c\u5341\u4e00"),
        (105, "\u4e00\u767e\u3007\u4e94"), (110, "\u4e00\u767e\u4e00\u5341"),
        (1001, "\u4e00\u5343\u3007\u4e00"), (10_000, "10000"),
    ],
)  # fmt: skip
def test_chinese_numerals_are_those_of_chapters(number: int, text: str) -> None:
    """Ten is not “one ten”, a gap is one zero, and beyond ten thousand figures are clearer."""
    assert han(number) == text


@given(st.integers(1, 9999))
def test_folios_in_chinese_are_read_figure_by_figure(number: int) -> None:
    """A folio has a character for each figure, and can be told from a roman one."""
    assert figures(folio(number, "cjk")) == str(number) == folio(number, "D")
    assert figures(folio(number, "r")) == roman(number)
    assert folio(120, "cjk") == "\u4e00\u4e8c\u3007"


def test_words_end_at_twenty() -> None:
    """Part Twenty is a word, part 21 a figure."""
    assert (word(1), word(20), word(21)) == ("One", "Twenty", "21")


def test_a_pattern_is_filled_in_each_style() -> None:
    """A number fits every style; a path of numbers is always in figures."""
    pattern = "{n} {roman} {Roman} {han} {word}"
    assert fill(pattern, 4) == "4 iv IV \u56db Four"
    assert fill(pattern, "2.1") == "2.1 2.1 2.1 2.1 2.1"
