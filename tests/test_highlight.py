"""Colour for code changes no letter of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.highlight import highlight

LANGUAGES = (
    "python",
    "rust",
    "html",
    "json",
    "bash",
    "c",
    "javascript",
    "toml",
    "markdown",
    "no-such-language",
)


def coloured(language: str, text: str) -> Element:
    """The element of a listing, highlighted."""
    code = Element("code", {"class": f"language-{language}"})
    code.text = text
    highlight(code)
    return code


@given(st.sampled_from(LANGUAGES), st.text(max_size=200))
def test_no_letter_is_lost(language: str, text: str) -> None:
    """Whatever stands in a listing, in whatever language, its text stays the same; four classes are all."""
    code = coloured(language, text)
    assert "".join(code.itertext()) == text
    assert {child.get("class") for child in code} <= set("cksf")


def test_the_four_kinds_are_found() -> None:
    """Keyword, defined name, string and comment get a class each."""
    code = coloured("python", "def fold():  # once\n    return 'x'\n")
    assert [(child.get("class"), child.text) for child in code] == [
        ("k", "def"), ("f", "fold"), ("c", "# once"), ("k", "return"), ("s", "'x'"),
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["", "no-such-language"])
def test_an_unknown_language_stays_plain(language: str) -> None:
    """No language, or one that nobody knows, is no fault."""
    assert not len(coloured(language, "def fold(): pass"))


def test_a_very_long_listing_stays_plain() -> None:
    """Data is not code: beyond fifty thousand letters nothing is coloured."""
    assert not len(coloured("python", "x = 1\n" * 10_000))
