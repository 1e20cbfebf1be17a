"""Typed signs become those that the language prints, and nothing else changes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bindery import tree
from bindery.edition import Edition, Text
from bindery.model import Chapter, SourceFile
from bindery.parse import parse
from bindery.problems import Place
from bindery.typography import smart

SHOWN = str.maketrans({"\u00a0": "_", "\u202f": "~"})
"""How the cases below write a space that does not break, and a narrow one."""
LANGUAGES = tuple("en de fr fr-CA es it pl ru cs zh-Hans zh-Hant ja ko ar sv".split())
SIGNS = "\"'.-!?;:\u00ab\u00bb\u201c\u201d\u2019\u2026\u2014 \u00a0()/@aZ\u00e93k\u4e2d\u3002"

CASES = (
    ("en", "\"Hello,\" she said; 'no' and \"it's 'so'\".",
     "\u201cHello,\u201d she said; \u2018no\u2019 and \u201cit\u2019s \u2018so\u2019\u201d."),
    ("en", "'Tis the '80s: rock 'n' roll", "\u2019Tis the \u201980s: rock \u2019n\u2019 roll"),
    ("en", "one---two, pages 3--5 -- so...", "one\u2014two, pages_3\u20135 \u2013 so\u2026"),
    ("en", "he is 5'10\" tall", "he is 5\u203210\u2033 tall"),
    ("en", "run it with --fit", "run it with --fit"),
    ("en", "J. R. R. Tolkien met Dr. No in Chapter 2, p. 12, with 5 kg of \u00a7 7",
     "J._R._R._Tolkien met Dr._No in Chapter_2, p._12, with 5_kg of \u00a7_7"),
    ("de", "\"Das ist 'ne Idee\", z. B. Hans' Haus -- sagte er 'heute'",
     "\u201eDas ist \u2019ne Idee\u201c, z._B._Hans\u2019 Haus \u2013 sagte er \u201aheute\u2018"),
    ("fr", "\"L'\u00e9t\u00e9 : quoi ?\" Oui; non!",
     "\u00ab_L\u2019\u00e9t\u00e9_: quoi~?_\u00bb Oui~; non~!"),
    ("fr", "Elle a dit \u00aboui\u00bb, l'\"\u00e9t\u00e9\", 10 000 fois",
     "Elle a dit \u00ab_oui_\u00bb, l\u2019\u00ab_\u00e9t\u00e9_\u00bb, 10~000 fois"),
    ("fr-CA", '"Oui" : non!', "\u00ab_Oui_\u00bb_: non!"),
    ("fr-CH", '"Oui": non!', "\u00abOui\u00bb: non!"),
    ("es", '--Hola --dijo--. "Bien"...', "\u2014Hola \u2014dijo\u2014. \u00abBien\u00bb\u2026"),
    ("it", "l'amico \"dice\" a p. 3", "l\u2019amico \u00abdice\u00bb a p._3"),
    ("pl", '"Tak" i w domu, z psem', "\u201eTak\u201d i_w_domu, z_psem"),
    ("cs", '"Ano" v lese', "\u201eAno\u201c v_lese"),
    ("ru", '"\u0414\u0430" -- \u0432 \u043b\u0435\u0441\u0443',
     "\u00ab\u0414\u0430\u00bb \u2014 \u0432_\u043b\u0435\u0441\u0443"),
    ("zh-Hans", '\u4ed6\u8bf4"\u4f60\u597d"...\u7136\u540e--\u8d70',
     "\u4ed6\u8bf4\u201c\u4f60\u597d\u201d\u2026\u2026\u7136\u540e\u2014\u2014\u8d70"),
    ("zh-Hant", "\u4ed6\u8aaa\"\u4f60'\u597d'\u3002\"",
     "\u4ed6\u8aaa\u300c\u4f60\u300e\u597d\u300f\u3002\u300d"),
    ("zh-Hant", '\u4ed6\u8aaa"\u597d"...', "\u4ed6\u8aaa\u300c\u597d\u300d\u2026\u2026"),
    ("ja", '\u5f7c\u306f"\u306f\u3044"\u3068', "\u5f7c\u306f\u300c\u306f\u3044\u300d\u3068"),
    ("zh-Hant", "\u4ed6\u8aaa\u300c\u4f60\u597d\u300d\u3002\u201c\u5594\u201d\u2026\u2026",
     "\u4ed6\u8aaa\u300c\u4f60\u597d\u300d\u3002\u201c\u5594\u201d\u2026\u2026"),
    ("zh-Hant", '\u4e00\u500b 12" \u7684', '\u4e00\u500b 12" \u7684'),
    ("ar", '\u0642\u0627\u0644 "\u0646\u0639\u0645"...', '\u0642\u0627\u0644 "\u0646\u0639\u0645"\u2026'),
)  # fmt: skip

UNTOUCHED = (
    "at 12:30:05 on 2025-11-07",
    "https://a.example/it's--so...?a=b;c",
    "editor--desk@a.example",
    "see ../notes--old/a...b.txt",
    "a ---- rule and .... dots",
    "\u201cHello\u201d\u2014it\u2019s done\u2026",
)


def chapter_of(text: str, language: str = "en", *, smart: bool = True) -> Chapter:
    """The chapter that some Markdown makes in a language."""
    lines = tuple(Place("text.md", number) for number in range(1, text.count("\n") + 2))
    edition = Edition(title="Test", language=language, text=Text(smart=smart))
    return parse(SourceFile("text.md", text, lines), edition)


def markup_of(text: str, language: str = "en") -> str:
    """The markup of the first block."""
    return re.sub(r' data-line="\d+"', "", tree.to_xml(chapter_of(text, language).body[0]))


@pytest.mark.parametrize(("language", "typed", "printed"), CASES)
def test_a_language_prints_what_was_typed_in_its_own_way(language: str, typed: str, printed: str) -> None:
    """Marks, dashes, dots and spaces are those of the language."""
    assert smart(typed, language).translate(SHOWN) == printed


@pytest.mark.parametrize("text", UNTOUCHED)
def test_addresses_dates_paths_and_set_text_stay(text: str) -> None:
    """What is not prose, or is typographic already, does not change."""
    assert smart(text, "en") == text


def test_marks_pair_across_tags() -> None:
    """A quotation whose marks stand outside its emphasis opens and closes, and so does one around code."""
    assert markup_of('She said "*Hello*, **you**".') == (
        "<p>She said \u201c<em>Hello</em>, <strong>you</strong>\u201d.</p>"
    )
    assert markup_of('The word "`x`"; `y`\'s end.') == (
        "<p>The word \u201c<code>x</code>\u201d; <code>y</code>\u2019s end.</p>"
    )


def test_code_is_never_changed() -> None:
    """Code in lines and blocks, keys and samples keep what was typed."""
    text = '`"a" -- \'b\'...` <kbd>--</kbd> <samp>"</samp>'
    assert markup_of(text) == ('<p><code>"a" -- \'b\'...</code> <kbd>--</kbd> <samp>"</samp></p>')
    assert '"x" -- y...' in tree.text_of(chapter_of('```\n"x" -- y...\n```\n').body)


def test_a_foreign_phrase_has_its_own_marks() -> None:
    """Inside a span or block with `lang` the signs are those of that language."""
    assert markup_of('He said "["Oui !"]{lang=fr}".') == (
        '<p>He said \u201c<span lang="fr">\u00ab\u00a0Oui\u202f!\u00a0\u00bb</span>\u201d.</p>'
    )


def test_text_that_is_marked_as_written_stays() -> None:
    """A span of the class `as-written` keeps its typed marks."""
    assert markup_of('An inch is ["]{.as-written}.') == '<p>An inch is <span class="as-written">"</span>.</p>'


def test_headings_titles_notes_and_alternative_texts_are_set_too() -> None:
    """A heading's text is what stands on the page; its id comes from the words as they were typed."""
    chapter = chapter_of('# "So" -- it\'s\n\nText[^a]\n\n![A "b"](c.png)\n\n[^a]: It\'s.\n')
    assert chapter.title == "\u201cSo\u201d \u2013 it\u2019s"
    assert chapter.headings[0].text == chapter.title
    assert chapter.headings[0].id == "so----its"
    assert tree.text_of(chapter.notes[0].body[0]) == "It\u2019s."
    image = chapter.body.find(".//img")
    assert image is not None
    assert image.get("alt") == "A \u201cb\u201d"


def test_an_edition_may_keep_the_text_as_it_is_written() -> None:
    """With `smart = false` every sign stays."""
    text = '"It\'s" -- so... p. 3'
    assert tree.text_of(chapter_of(text, smart=False).body) == text
    assert tree.text_of(chapter_of(text).body) != text


@settings(max_examples=400, deadline=None)
@given(st.text(SIGNS, max_size=30), st.sampled_from(LANGUAGES))
def test_setting_a_text_twice_changes_nothing(text: str, language: str) -> None:
    """What has been set is set already."""
    once = smart(text, language)
    assert smart(once, language) == once


@settings(max_examples=400, deadline=None)
@given(st.text(SIGNS, max_size=30), st.sampled_from(LANGUAGES))
def test_letters_and_figures_stay_in_order(text: str, language: str) -> None:
    """No letter or figure is lost, added or moved, and no space that parts two words is."""
    assert re.findall(r"\w", smart(text, language)) == re.findall(r"\w", text)
    words = [word for word in re.split(r"[\s\W]+", text) if word]
    assert [word for word in re.split(r"[\s\W]+", smart(text, language)) if word] == words


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.text(SIGNS, max_size=8), st.booleans()), max_size=6))
def test_code_stays_whatever_stands_around_it(pieces: list[tuple[str, bool]]) -> None:
    """Literal elements keep every sign in any surroundings, and the tree keeps its shape."""
    named = ((text, "code" if code else "em") for text, code in pieces)
    body = "".join(f"<{tag}>{tree.escaped(text)}</{tag}>" for text, tag in named)
    made = chapter_of(f"<p>{body}</p>\n").body
    plain = chapter_of(f"<p>{body}</p>\n", smart=False).body
    assert [element.text for element in made.iter("code")] == [element.text for element in plain.iter("code")]
    assert [element.tag for element in made.iter()] == [element.tag for element in plain.iter()]


@pytest.mark.parametrize("unit", ["a", "a.", "a--", "a@", "\"'", "\u00ab ", "A. ", "~."])
def test_the_longest_words_are_set_in_one_pass(unit: str) -> None:
    """A text of 100,000 signs without a break is set: each pattern begins only where a word does."""
    text = unit * (100_000 // len(unit)) + " end"
    assert smart(text, "en").endswith("end")
