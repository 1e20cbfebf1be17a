"""book.toml: every key typed, every fault at its line, mdBook's files accepted as they are."""

from __future__ import annotations

import dataclasses
import pickle
import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.book_values import Trim, date, isbn, isbn13, language_tag, marc_role, sort_name, trim
from bindery.edition import Contributor, Edition, Epub, Markdown, Print, Series, Text, Theme
from bindery.edition_file import read_edition
from bindery.problems import Place
from bindery.toml_lines import KeyPath, key_lines
from bindery.toml_values import Fault

FULL = """\
[book]
title = "The Book"
subtitle = "of many"
authors = ["Ada Byron", {name = "Charles Babbage", role = "edt", sort = "Babbage, C."}]
contributors = [{name = "\\u83ab\\u8a00", role = "trl"}]
language = "zh-hant"
isbn = "978-3-16-148410-0"
isbn-epub = "0-306-40615-2"
series = {name = "Engines", number = 2}
subjects = ["Mathematics", "History"]
date = 2026-05-01
edition = "Second edition"
chapters = [
  "one.md",  # a comment ] with a bracket
  {part = "Two", chapters = [
    "two.md",
  ]},
]
epigraph = {text = "Words", source = "Somebody"}
credits = ["Set in Bindery"]

[theme]
name = "technical"
tokens = {measure = 26, accent = "#123456"}

[print]
trim = "6x9in"
openings = "any"

[variables]
product = "Engine"
count = 3
final = true

[markdown]
jinja = true

[text]
smart = false
"""


def sound(text: str) -> Edition:
    """The edition of a book.toml without fault."""
    edition, problems = read_edition(text, "book.toml")
    assert edition is not None
    assert not problems
    return edition


def faults(text: str) -> list[str]:
    """What is wrong with a book.toml, hints included."""
    return [f"{problem} {problem.hint}".strip() for problem in read_edition(text, "book.toml")[1]]


def test_every_key_arrives_typed() -> None:
    """Each value of a full book.toml has its own type."""
    edition = sound(FULL)
    assert edition.authors == (
        Contributor(name="Ada Byron"),
        Contributor(name="Charles Babbage", role="edt", sort="Babbage, C."),
    )
    assert [person.sort_name for person in edition.people] == ["Byron, Ada", "Babbage, C.", "\u83ab\u8a00"]
    assert (edition.language, edition.direction) == ("zh-Hant", "ltr")
    assert edition.series == Series(name="Engines", number="2")
    assert edition.date == "2026-05-01"
    assert edition.epub_identifier == "urn:isbn:9780306406157"
    assert [(row.file, row.part, row.at.line) for row in edition.chapters] == [
        ("one.md", "", 14),
        ("", "Two", 15),
        ("two.md", "", 16),
    ]
    assert edition.theme == Theme(name="technical", tokens={"measure": 26, "accent": "#123456"})
    assert edition.print == Print(trim=Trim(152.4, 228.6), openings="any")
    assert edition.variables == {"product": "Engine", "count": 3, "final": True}
    assert edition.markdown.jinja
    assert not edition.text.smart
    assert Edition().text.smart


def test_an_edition_can_be_pickled_and_knows_its_lines() -> None:
    """An edition travels to workers, and later stages can still name the line of a key."""
    edition = pickle.loads(pickle.dumps(sound(FULL)))  # noqa: S301 - our own bytes
    assert edition == sound(FULL)
    assert edition.at("theme", "tokens", "accent") == Place("book.toml", 24)
    assert edition.at("theme", "nothing") == Place("book.toml", 22)


_TABLES_AND_PLACES = frozenset(
    ("theme", "print", "epub", "variables", "pictures", "markdown", "text", "path", "lines")
) | {"variant", "own", "spellings", "readings"}
"""Fields of an edition that are tables of their own, say where things stand, or come of files and names."""


@pytest.mark.parametrize("cls", [Edition, Contributor, Series, Theme, Print, Epub, Markdown, Text])
def test_every_field_of_a_table_has_its_sentence(cls: type) -> None:
    """The handbook's table is made from the fields: each that is a key has a sentence that ends."""
    for field in dataclasses.fields(cls):
        if "kind" in field.metadata:
            assert field.metadata["help"].endswith(".")
            assert field.metadata["kind"].words
        else:
            assert field.name in _TABLES_AND_PLACES


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    """One fault does not hide the next, and a key with a fault keeps its default."""
    text = '[book]\ntitle = 3\nauhtors = ["A"]\nlanguage = "en_GB"\n\n[pirnt]\n'
    text += '[print]\nopenings = 1\ntrm = "A5"\n'
    edition, problems = read_edition(text, "book.toml")
    assert edition == Edition()
    assert [(problem.at.line, problem.code) for problem in problems] == [
        (8, "key-type"),
        (9, "key-unknown"),
        (2, "key-type"),
        (3, "key-unknown"),
        (4, "key-type"),
        (6, "key-unknown"),
    ]
    hints = [problem.hint for problem in problems]
    assert 'Did you mean "authors"?' in hints
    assert 'Did you mean "print"?' in hints
    assert 'Write "en-GB".' in hints


def test_a_key_outside_its_table_is_sent_below_book() -> None:
    """A key of [book] that stands at the top is told where it belongs."""
    assert faults('title = "A"\n') == [
        'book.toml:1: title stands outside its table [key-unknown] Put "title" below a line [book].'
    ]


def test_mdbook_files_build_as_they_are() -> None:
    """The keys and tables of mdBook raise one notice and no error; `author` is what old ones write."""
    text = (
        '[book]\ntitle = "A"\nauthor = "B C"\nmultilingual = false\nsrc = "src"\n[rust]\nedition = "2021"\n'
    )
    text += "[output.html]\n[output.html.search]\n[preprocessor.toc]\n[build]\n"
    edition, problems = read_edition(text, "book.toml")
    assert edition is not None
    assert edition.authors == (Contributor(name="B C"),)
    tables = "[rust], [output.html], [preprocessor.toc], [build]"
    assert [str(problem) for problem in problems] == [
        f"book.toml:6: not used, they are for mdBook: {tables} [table-ignored]"
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[book]\ntitle = My Book\n", 2),
        ("[book]\ntitle = '''\n", 2),
        ("a = " + "[" * 50_000, 0),
        ("[book]\na = 1\na = 2\n", 3),
        ("[book\n", 1),
    ],
)
def test_bad_toml_is_a_problem_with_its_line(text: str, line: int) -> None:
    """What tomllib refuses becomes a problem, even when it is too deep for it."""
    edition, problems = read_edition(text, "book.toml")
    assert edition is None
    assert [(problem.code, problem.at.line) for problem in problems] == [("toml-syntax", line)]


def test_a_contributor_needs_a_name() -> None:
    """A table without the key that it cannot do without is left out and told."""
    edition, problems = read_edition('[book]\nauthors = [{role = "aut"}, "B"]\n', "book.toml")
    assert edition is not None
    assert edition.authors == (Contributor(name="B"),)
    assert str(problems[0]) == 'book.toml:2: book.authors[1] needs "name" [key-missing]'


def test_a_variable_cannot_take_a_name_of_jinja() -> None:
    """Names that a template could not say are refused."""
    found = faults('[variables]\nbook = "x"\n"two words" = 1\ngood = 1\nlist = []\n')
    assert [line.partition(" ")[0] for line in found] == ["book.toml:5:", "book.toml:2:", "book.toml:3:"]


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (
            language_tag,
            ["en", "de-CH", "zh-Hant-TW", "sl-rozaj", "x-klingon"],
            ["english-language-x", "e", "en_GB"],
        ),
        (
            isbn,
            ["9783161484100", "ISBN 978-3-16-148410-0", "0-8044-2957-X"],
            ["9783161484101", "12", "0804429570"],
        ),
        (date, ["2026", "2026-05", "2024-02-29"], ["26", "2026-13", "2026-02-29", "May 2026"]),
        (marc_role, ["aut", "trl"], ["author", "AUT", ""]),
        (trim, ["a5", "6x9in", "5.5 x 8.5in", "140\u00d7203mm"], ["6x9", "1x1mm", "9000x9000in", "A99"]),
    ],
)
def test_values_of_the_trade_are_checked(check: object, good: list[str], bad: list[str]) -> None:
    """Good values pass, bad ones are faults in words."""
    assert callable(check)
    assert not [value for value in good if isinstance(check(value), Fault)]
    assert not [value for value in bad if not isinstance(check(value), Fault)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "Lovelace, Ada"),
        ("Martin Luther King Jr.", "King, Martin Luther Jr."),
        ("Plato", "Plato"),
        ("\u9b6f \u8fc5", "\u9b6f \u8fc5"),
        ("Lovelace, Ada", "Lovelace, Ada"),
    ],
)
def test_latin_names_are_sorted_by_surname(name: str, expected: str) -> None:
    """A Latin name of several words is turned round, any other kept."""
    assert sort_name(name) == expected


@pytest.mark.parametrize(
    ("language", "direction"), [("ar", "rtl"), ("en", "ltr"), ("az-Arab", "rtl"), ("he-Latn", "ltr")]
)
def test_the_direction_follows_language_and_script(language: str, direction: str) -> None:
    """Without text-direction, language and script decide."""
    assert sound(f'[book]\nlanguage = "{language}"\n').direction == direction


def test_the_uuid_belongs_to_the_book() -> None:
    """The same title, authors and language give the same UUID; another title another one."""
    first, again = sound('[book]\ntitle = "A"\n'), sound('[book]\ntitle = "A"\npublisher = "P"\n')
    assert first.epub_identifier == again.epub_identifier == f"urn:uuid:{first.uuid}"
    assert sound('[book]\ntitle = "B"\n').uuid != first.uuid


def test_an_isbn_of_ten_digits_gains_its_prefix() -> None:
    """The EPUB's URN always has thirteen digits."""
    assert isbn13("0-306-40615-2") == "9780306406157"


KEY = st.text("abc-_1", min_size=1, max_size=3) | st.text(st.characters(exclude_categories=["C"]), max_size=3)
VALUE = st.recursive(
    st.integers() | st.booleans() | st.text(st.characters(exclude_categories=["C"]), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=9,
)


def quoted(text: str) -> str:
    """A TOML basic string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(value: object) -> str:
    """A value as TOML, its arrays over several lines, with comments that look like keys."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{quoted(key)} = {written(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[ # a = [\n" + "".join(f"{written(item)},\n# b = 1\n" for item in value) + "]"
    return quoted(value) if isinstance(value, str) else str(value).lower()


def expected_lines(pairs: dict[str, object]) -> tuple[str, dict[KeyPath, int]]:
    """A document with a marker before each pair, and the line of each pair."""
    text = ""
    lines: dict[KeyPath, int] = {}
    for key, value in pairs.items():
        text += '\n# c = """\n'
        lines[(key,)] = text.count("\n") + 1
        text += f"{quoted(key)} = {written(value)}\n"
    return text, lines


@given(st.dictionaries(KEY, VALUE, max_size=5))
def test_the_line_of_each_key_is_found_whatever_the_values(pairs: dict[str, object]) -> None:
    """Strings, arrays over several lines and comments do not lead the scanner astray."""
    text, lines = expected_lines(pairs)
    tomllib.loads(text)
    found = key_lines(text)
    assert {path: line for path, line in found.items() if len(path) == 1} == lines


@given(st.text("[]{}=.,#'\"\\\n ab1", max_size=60))
def test_no_text_brings_the_reader_of_book_toml_down(text: str) -> None:
    """Any text is an edition or a problem; the scanner of lines ends even on what is not TOML."""
    edition, problems = read_edition(text, "book.toml")
    assert edition is not None or problems
    key_lines(text)


def test_lines_of_dotted_keys_and_arrays_of_tables() -> None:
    """Every way to write a key is found."""
    text = "a.b = 1\n[c.\"d e\"]\nf = '''\nx = 1\n'''\n[[g]]\nh = 1\n[[g]]\nh = 2\n[g.i]\nj = 1\n"
    lines = key_lines(text)
    assert lines[("a", "b")] == 1
    assert lines[("c", "d e", "f")] == 3
    assert lines[("g", 1, "h")] == 9
    assert lines[("g", 1, "i", "j")] == 11
    assert ("x",) not in lines
