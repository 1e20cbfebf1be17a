"""Editions of one source: what `[editions.NAME]` may say, what is converted and read, what stays."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path
from xml.etree.ElementTree import Element

import pymupdf
import pytest

from bindery import tree
from bindery.bind import bind
from bindery.edition import Edition, Text
from bindery.edition_file import read_edition
from bindery.edition_text import typeset
from bindery.editions import MOST, names
from bindery.importing import needs
from bindery.model import Book, SourceFile
from bindery.parse import parse
from bindery.pinyin import read as read_pinyin
from bindery.problems import Place
from bindery.read import read
from bindery.spelling import CONVERSIONS, LANGUAGES, NO_WORDS, Lexicon, respelt
from bindery.theme import choose
from bindery.world import Reader
from checkers.epub_open import XHTML, open_epub
from shelf import BOOKS, Built, command

EDITIONS = BOOKS / "editions"
DC = "{http://purl.org/dc/elements/1.1/}"
VARIANTS = ("", "zh-Hans", "zh-HK", "pinyin")


def bound(variant: str) -> Book:
    """The sample book, or one of its editions, bound."""
    manuscript = read(EDITIONS, "editions", variant)
    look, _ = choose(manuscript.edition, EDITIONS)
    assert look is not None
    chapters = [parse(e.source, manuscript.edition) if e.source else None for e in manuscript.entries]
    return bind(manuscript, chapters, look.words, Reader(EDITIONS))


def body(markdown: str, **text: object) -> Element:
    """The tree of a text, with wishes of an edition."""
    lines = tuple(Place("a.md", line) for line in range(1, markdown.count("\n") + 2))
    edition = Edition(language="zh-Hans", text=Text(**text))  # type: ignore[arg-type]
    return parse(SourceFile("a.md", markdown, lines), edition).body


def edition_of(toml: str, variant: str) -> tuple[Edition, list[str]]:
    """An edition of a book.toml, and what is wrong with it."""
    edition, problems = read_edition(toml, "book.toml", variant)
    assert edition is not None
    return edition, [str(problem) for problem in problems]


# --- what an edition says


TOML = """[book]
title = "書"
isbn = "978-3-16-148410-0"
identifier = "https://example.org/1"
language = "zh-Hant"
[epub]
certified-by = "A"
exemption = "eaa-microenterprise"
[theme.tokens]
rule = "1pt"
hairline = "2pt"
[print]
trim = "A5"
openings = "any"
[editions.plain]
subtitle = "B"
smart = false
[editions.plain.print]
trim = "B6"
[editions.plain.theme.tokens]
rule = "3pt"
[editions.zh-HK]
convert = "t2hk"
"""


def test_an_edition_is_the_book_with_some_keys_said_otherwise() -> None:
    """What an edition says replaces the book's key; all else is the book's; tokens come together."""
    edition, problems = edition_of(TOML, "plain")
    assert problems == []
    assert (edition.title, edition.subtitle, edition.language) == ("書", "B", "zh-Hant")
    assert (edition.print.trim.height, edition.print.openings) == (182, "any")
    assert edition.theme.tokens == {"rule": "3pt", "hairline": "2pt"}
    assert not edition.text.smart


def test_a_table_of_an_edition_may_be_that_of_the_text() -> None:
    """The keys of `[text]` stand beside those of `[book]`, or in a table of their own."""
    edition, problems = edition_of(f'{TOML}[editions.b.text]\nconvert = "t2s"\nsmart = false\n', "b")
    assert problems == []
    assert (edition.text.convert, edition.text.smart, edition.language) == ("t2s", False, "zh-Hans")


def test_problems_of_an_edition_stand_at_its_own_lines() -> None:
    """A later stage finds the line of the key that counts."""
    edition, _ = edition_of(TOML, "plain")
    assert edition.at("theme", "tokens", "rule").line == 21
    assert edition.at("theme", "tokens", "hairline").line == 11
    assert edition.at("print", "trim").line == 19
    assert edition.at("text", "smart").line == 17


def test_numbers_of_one_edition_are_not_those_of_another() -> None:
    """ISBN, identifier and somebody's word are the book's own; the UUIDs made for editions all differ."""
    edition, _ = edition_of(TOML, "plain")
    assert (edition.isbn, edition.identifier) == ("", "")
    assert (edition.epub.certified_by, edition.epub.exemption) == ("", "eaa-microenterprise")
    assert edition.uuid != edition_of(TOML, "")[0].uuid


def test_a_conversion_says_the_language() -> None:
    """The language follows from the conversion unless the edition says it."""
    assert edition_of(TOML, "zh-HK")[0].language == "zh-HK"
    own = edition_of(f'{TOML}language = "zh-Hant-HK"\n', "zh-HK")[0]
    assert own.language == "zh-Hant-HK"


@pytest.mark.parametrize(
    ("declared", "variant", "expected"),
    [
        ("[editions.a]\nsubtile = 'B'", "a", "book.toml:2: editions.a.subtile is not a key"),
        ("[editions.a.print]\nlins = 'B'", "a", "book.toml:2: editions.a.print.lins is not a key"),
        ("[editions.a]\nconvert = 's2x'", "a", "book.toml:2: editions.a.convert must be"),
        ("[editions.'a/b']", "", "book.toml:1: editions.a/b cannot be part of a file's name"),
        ("editions = 1", "", "book.toml:1: editions must be a table of tables"),
        ("[editions]\na = 1", "a", "book.toml:2: editions.a must be a table"),
    ],
)
def test_faults_of_an_edition_are_told_at_their_lines(declared: str, variant: str, expected: str) -> None:
    """An edition's faults are those of a book."""
    problems = edition_of(declared, variant)[1]
    assert len(problems) == 1
    assert problems[0].startswith(expected)


def test_there_are_not_too_many_editions() -> None:
    """A book with a thousand editions costs no more than one with sixteen, and is told so."""
    toml = "".join(f"[editions.e{number}]\n" for number in range(1000))
    assert len(names(toml)) == MOST
    assert edition_of(toml, "")[1] == ["book.toml:1: editions has more than 16 editions [key-type]"]


def test_what_cannot_be_read_declares_nothing() -> None:
    """The command line asks for names before anything is judged; the build then says what is wrong."""
    assert names("[editions.a]\n[editions") == ()
    assert names("editions = [[") == ()
    assert names("[editions.a]\n['editions'.'b c']") == ("a",)


# --- characters


def test_every_conversion_of_opencc_can_be_asked_for() -> None:
    """All sixteen convert, and each names its language."""
    for name in CONVERSIONS:
        assert str(respelt("頭发", name))
        assert LANGUAGES[name][:2] in {"zh", "ja"}


def test_what_is_converted_and_what_stays() -> None:
    """Text, quotation marks, titles and alternatives are converted; code, addresses, ids and marked passages
    are not."""
    tree_ = body(
        '# 書頁\n\n"\u300c書\u300d與 `書` 與 https://a.example/書 與 [書]{lang=zh-TW}\n\n![書](a.png "頁")\n',
        convert="t2s",
    )
    text = tree.text_of(tree_)
    assert "书页" in text
    assert "\u201c书\u201d与 書 与 https://a.example/書 与 書" in text
    heading, image = tree_.find("h1"), tree_.find(".//img")
    assert heading is not None
    assert image is not None
    assert heading.get("id") == "書頁"
    assert image.get("alt") == "书"


def test_words_are_known_across_emphasis() -> None:
    """A word in two pieces is converted as one word."""
    assert tree.text_of(body("乾*坤*\u3001乾*燥*", convert="t2s")) == "乾坤\u3001干燥"


def test_the_books_exceptions_win() -> None:
    """A word of the file becomes what the file says, of two the longer one; other places do not."""
    done = respelt("头发发现", "s2t", Lexicon.of({"发": "X", "发现": "Y"}))
    assert str(done) == "頭XY"


def test_choices_name_what_else_was_possible() -> None:
    """Each character that could have become another one is told, whether a word decided or nothing did."""
    done = respelt("头发发现皇后", "s2t")
    told = [(choice.before, choice.after, choice.others) for choice in done.chosen(Place("a.md", 1))]
    hair, send, after, queen = "髮", "發", "後", "后"
    assert told == [("发", hair, (send,)), ("发", send, (hair,)), (queen, queen, (after,))]


def test_a_regions_words_are_choices() -> None:
    """What a conversion with the words of a region changes beyond its characters is told."""
    done = respelt("软件", "s2twp")
    assert str(done) == "軟體"
    assert [choice[1:] for choice in done.choices] == [("件", "體", ("件",))]


def test_apostrophes_are_no_quotation_marks() -> None:
    """Between Latin letters the sign stays; around words the pairs change, also within each other."""
    text = "\u201c他说\u2018it\u2019s\u2019\u201d"
    assert str(respelt(text, "s2t")) == "\u300c他說\u300eit\u2019s\u300f\u300d"


# --- Pinyin


def readings(text: str, excepted: Lexicon = NO_WORDS) -> str:
    """The readings of a text."""
    return " ".join(filter(None, read_pinyin(text, excepted).readings))


def test_characters_are_read_by_their_words() -> None:
    """The word decides, in either script; a traditional character says which of several is meant."""
    assert readings("银行行长") == "yín háng háng zhǎng"
    assert readings("重要\u3001重慶") == "zhòng yào chóng qìng"
    assert readings("乾\u3001髮") == "gān fà"


def test_exceptions_are_read_as_the_book_says() -> None:
    """A word of the file has the reading of the file, whichever script the file is in."""
    assert readings("行六", Lexicon.of({"行六": "háng liù"})) == "háng liù"


def test_written_readings_win_and_every_character_has_one() -> None:
    """Pinyin stands over all characters but those that have a reading; code and foreign words have none."""
    tree_ = body("{行|háng}六\u3001**巷**`字`[字]{lang=ja}A", ruby="pinyin")
    pairs = [(ruby.text, rt.text) for ruby in tree_.iter("ruby") for rt in ruby.iter("rt")]
    assert pairs == [("行", "háng"), ("六", "liù"), ("巷", "xiàng")]
    assert tree.text_of(tree_) == "行六\u3001巷字字A"


def test_only_rarer_characters_can_be_read() -> None:
    """Common ones have no reading then, in either script."""
    tree_ = body("書饕餮，龟兔龜", ruby="pinyin-rare")
    assert [rt.text for rt in tree_.iter("rt")] == ["tāo", "tiè"]


def test_readings_can_be_left_out() -> None:
    """An edition without readings has the words alone."""
    tree_ = body("{行六|háng liù}巷", ruby="none")
    assert tree_.find(".//ruby") is None
    assert tree.text_of(tree_) == "行六巷"


# --- whole books


def test_ids_are_the_same_in_all_editions() -> None:
    """A link to a place in one edition leads to it in all."""
    targets = [sorted(bound(variant).targets) for variant in VARIANTS]
    assert all(found == targets[0] for found in targets)


def test_words_of_book_toml_are_converted_but_not_the_editions_own() -> None:
    """Title and people follow the edition; what it says itself, and what is excepted, stays."""
    edition = typeset(read(EDITIONS, "editions", "zh-Hans").edition)
    assert edition.title == "乾了以后"
    assert edition.subtitle == "一本关于\u201c晒书\u201d的小书"
    assert edition.publisher == "Bindery编辑部\uff08乾字号\uff09"
    assert edition.authors[0].name == "Bindery编辑部"


def test_words_in_drawings_are_converted() -> None:
    """A drawing speaks the edition's characters."""
    image = bound("zh-Hans").images["images/ladder.svg"]
    assert "院子里" in image.data.decode()


def test_an_edition_says_which_library_it_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without OpenCC the key is named with its line, and the command that helps; nothing is converted."""
    monkeypatch.setattr(needs, "is_there", lambda module: module != "opencc")
    problems = read(EDITIONS, "editions", "zh-Hans").problems
    assert [(problem.code, str(problem.at)) for problem in problems] == [("library-missing", "book.toml:23")]
    assert "pip install 'OpenCC" in problems[0].hint
    assert tree.text_of(body("書", convert="t2s")) == "書"


def test_one_edition_can_be_built(tmp_path: Path) -> None:
    """`--edition` takes a name that the book declares, or the book's own; another one is told."""
    for name, made in (("zh-HK", "editions.zh-HK"), ("editions", "editions")):
        done = command(EDITIONS, "--edition", name, "--only", "epub", "--out", tmp_path, "--json")
        assert [report["name"] for report in json.loads(done.stdout)] == [made]
        assert (tmp_path / made / f"{made}.epub").is_file()
    done = command(EDITIONS, "--edition", "de", "--out", tmp_path)
    assert done.returncode == 2
    assert "no book declares an edition 'de'" in done.stderr


def test_each_choice_is_told_beside_the_outputs(shelf: dict[str, Built]) -> None:
    """The table has place, characters and surroundings of each choice, in the order of the text."""
    built = shelf["editions.zh-Hans"]
    with (built.out / built.name / f"{built.name}.choices.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    dry = [row for row in rows if row["before"] == "乾"]
    assert [row["place"].partition(":")[0] for row in rows] == ["book.toml"] * 2 + ["01-sun.md"] * 7 + [
        "02-words.md"
    ] * 4
    assert {row["after"] for row in dry} == {"乾", "干"}
    assert all(row["before"] in row["around"] for row in rows)


def test_characters_with_readings_stand_apart_from_figures(shelf: dict[str, Built]) -> None:
    """The room between a figure and a character is there under readings too."""
    with closing(pymupdf.open(shelf["editions.pinyin"].pdf)) as pdf:
        signs = [
            (char["c"], span["size"], char["bbox"], char["origin"][1])
            for page in pdf
            for block in page.get_text("rawdict")["blocks"]
            for line in block.get("lines", ())
            for span in line["spans"]
            for char in span["chars"]
        ]
    (_, size, figure, base) = next(sign for sign in signs if sign[0] == "8" and sign[1] > 10)
    year = next(box for text, _, box, level in signs if text == "年" and abs(level - base) < 1)
    assert 0.1 * size < year[0] - figure[2] < 0.5 * size


def test_every_edition_has_its_own_identity(shelf: dict[str, Built]) -> None:
    """File names and identifiers of the four EPUBs differ; the learner's has Pinyin as real ruby."""
    shelved = {variant: f"editions.{variant}".rstrip(".") for variant in VARIANTS}
    books = {variant: open_epub(shelf[name].epub) for variant, name in shelved.items()}
    identifiers = {book.package.findtext(f".//{DC}identifier") for book in books.values()}
    assert len(identifiers) == len(VARIANTS)
    rubies = {
        variant: sum(len(list(tree_.iter(f"{XHTML}rt"))) for tree_ in book.trees.values())
        for variant, book in books.items()
    }
    assert rubies[""] == rubies["zh-Hans"] == rubies["zh-HK"] == 0
    assert rubies["pinyin"] > 300
