"""What shops and libraries read in the EPUB: everything that book.toml says, in the terms of EPUB 3."""

from __future__ import annotations

from pathlib import Path

import pytest

from bindery import pipeline
from bindery.book_values import identifier, onix_type
from bindery.edition_file import read_edition
from bindery.pinyin import filed_name
from bindery.report import Silent
from bindery.toml_values import Fault
from checkers import epubcheck
from checkers.epub_open import DC, OPF, XML_LANG, Epub, open_epub

TOML = """\
[book]
title = "狂人日記"
title-sort = "Kuangren riji"
title-scripts = { en = "Diary of a Madman" }
language = "zh-Hant"
authors = [{ name = "魯迅", sort = "Lu Xun", scripts = { en = "Lu Xun", "zh-hans" = "鲁迅" } }]
contributors = [{ name = "Ada Marsh", role = "trl" }, { name = "Tom Reed", role = "ill" }]
isbn = "978-3-16-148410-0"
isbn-epub = "0-306-40615-2"
identifier = "https://doi.org/10.1000/182"
identifiers = ["uuid:123E4567-e89b-12d3-a456-426614174000", "urn:nbn:de:101:1-201", "SKU 7"]
subjects = [
  "Short stories",
  { name = "Fiction", scheme = "bisac", code = "FIC029000" },
  { scheme = "Thema", code = "FYB" },
]
series = { name = "Call to Arms", number = 1 }
publisher = "Bindery"
rights = "Public domain"
description = "A diary."
date = 1918
modified = 2026-05-01
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB of a book that says all that can be said."""
    root = tmp_path_factory.mktemp("madman")
    (root / "book.toml").write_text(TOML, encoding="utf-8")
    (root / "one.md").write_text("# 一\n\n今天晚上，很好的月光。\n", encoding="utf-8")
    report = pipeline.build(root, "madman", root / "out", ("epub",), Silent())
    assert report.problems == ()
    return root / "out" / "madman" / "madman.epub"


@pytest.fixture(scope="module")
def opened(made: Path) -> Epub:
    """The same, opened."""
    return open_epub(made)


def about(book: Epub, id_: str) -> list[tuple[str, str]]:
    """The refinements of an element: property and value, in their order."""
    metas = (m for m in book.package.iter(f"{OPF}meta") if m.get("refines") == f"#{id_}")
    return [(meta.get("property", ""), meta.text or "") for meta in metas]


def all_of(book: Epub, name: str) -> list[str]:
    """The values of a Dublin Core element."""
    return [element.text or "" for element in book.package.iter(f"{DC}{name}")]


def test_such_metadata_is_valid(made: Path) -> None:
    """EPUBCheck has nothing to say of a package with every kind of metadata."""
    assert [str(message) for message in epubcheck.check_all([made])[made]] == []


def test_people_have_roles_places_in_lists_and_other_scripts(opened: Epub) -> None:
    """Authors are creators, all others contributors; each has its MARC role and its sorting name."""
    assert all_of(opened, "creator") == ["魯迅"]
    assert all_of(opened, "contributor") == ["Ada Marsh", "Tom Reed"]
    assert about(opened, "person-1") == [
        ("role", "aut"), ("file-as", "Lu Xun"), ("display-seq", "1"),
        ("alternate-script", "Lu Xun"), ("alternate-script", "鲁迅"),
    ]  # fmt: skip
    metas = [m for m in opened.package.iter(f"{OPF}meta") if m.get("property") == "alternate-script"]
    assert [meta.get(XML_LANG) for meta in metas] == ["en", "en", "zh-Hans"]
    assert ("role", "trl") in about(opened, "person-2")
    assert ("file-as", "Marsh, Ada") in about(opened, "person-2")


def test_the_title_can_be_sorted(opened: Epub) -> None:
    """The main title says how it is sorted and what it is abroad."""
    assert about(opened, "title") == [
        ("title-type", "main"), ("file-as", "Kuangren riji"), ("alternate-script", "Diary of a Madman"),
    ]  # fmt: skip


def test_identifiers_say_what_they_are(opened: Epub) -> None:
    """The EPUB's own ISBN comes first; ISBN and DOI have their ONIX codes, the print ISBN is the source."""
    assert all_of(opened, "identifier") == [
        "urn:isbn:9780306406157", "urn:doi:10.1000/182", "urn:uuid:123e4567-e89b-12d3-a456-426614174000",
        "urn:nbn:de:101:1-201", "SKU 7",
    ]  # fmt: skip
    kinds = [about(opened, id_) for id_ in ("id", *(f"identifier-{n}" for n in range(2, 6)))]
    codes = [[("identifier-type", code)] if code else [] for code in ("15", "06", "", "22", "")]
    assert kinds == codes
    assert any("9783161484100" in source.replace("-", "") for source in all_of(opened, "source"))


def test_subjects_have_their_codes(opened: Epub) -> None:
    """A subject in words is words; one of a scheme has authority and term."""
    assert all_of(opened, "subject") == ["Short stories", "Fiction", "FYB"]
    assert about(opened, "subject-1") == []
    assert about(opened, "subject-2") == [("authority", "BISAC"), ("term", "FIC029000")]
    assert about(opened, "subject-3") == [("authority", "Thema"), ("term", "FYB")]


def test_the_series_has_its_number(opened: Epub) -> None:
    """The series is a collection of which the book is the first."""
    assert about(opened, "series") == [("collection-type", "series"), ("group-position", "1")]


def modified(book: Epub) -> list[str]:
    """The package's version."""
    return [m.text or "" for m in book.package.iter(f"{OPF}meta") if m.get("property") == "dcterms:modified"]


def test_the_version_is_the_newest_date_of_the_sources(opened: Epub) -> None:
    """It is the day of the last change that book.toml states, and pages turn as the language does."""
    assert modified(opened) == ["2026-05-01T00:00:00Z"]
    spine = opened.package.find(f"{OPF}spine")
    assert spine is not None
    assert spine.get("page-progression-direction") == "ltr"


def test_the_environment_can_set_the_version(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH stands above what the sources say."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    pipeline.build(made.parents[2], "madman", tmp_path, ("epub",), Silent())
    assert modified(open_epub(tmp_path / "madman" / "madman.epub")) == ["1970-01-02T00:00:00Z"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('identifiers = ["doi:11.1/x"]', 'book.identifiers[1] is not a DOI: "doi:11.1/x"'),
        ('identifiers = ["urn:uuid:12"]', 'book.identifiers[1] is not a UUID: "urn:uuid:12"'),
        ('identifier = "urn:isbn:978-3-16-148410-1"', "book.identifier is not an ISBN: the check digit"),
        ('subjects = [{ scheme = "BISAK", code = "X" }]', "book.subjects[1].scheme is not a scheme"),
        ('subjects = [{ name = "Fens", scheme = "BISAC" }]', 'book.subjects[1] needs both "scheme"'),
        ("subjects = [{ }]", 'book.subjects[1] needs "name"'),
        ('authors = [{ name = "A", scripts = { "x y" = "B" } }]', "book.authors[1].scripts.x y is not a"),
        ('title-scripts = "B"', "book.title-scripts must be a table"),
    ],
)  # fmt: skip
def test_what_cannot_be_catalogued_is_refused(line: str, fault: str) -> None:
    """Each wrong value is told at its line, and the rest is read."""
    edition, problems = read_edition(f'[book]\ntitle = "T"\n{line}\n', "book.toml")
    assert edition is not None
    assert edition.title == "T"
    assert [(problem.at.line, problem.message[: len(fault)]) for problem in problems] == [(3, fault)]


def test_an_identifier_of_any_other_kind_is_kept() -> None:
    """What is no ISBN, DOI or UUID passes as it is; the kinds are told apart."""
    assert identifier("ark:/12148/x") == "ark:/12148/x"
    assert identifier("DOI:10.1000/182") == "urn:doi:10.1000/182"
    assert identifier("ISBN 978-3-16-148410-0") == "urn:isbn:9783161484100"
    assert isinstance(identifier("isbn:1"), Fault)
    assert onix_type("https://example.org/book") == ""


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("\u9b6f\u8fc5", "Lu Xun"), ("\u6b50\u967d\u4fee", "Ouyang Xiu"),
        ("\u66fe\u570b\u85e9", "Zeng Guofan"),
        ("\u7de8\u8f2f\u90e8", "Bian ji bu"), ("Ada \u738b", "Ada wang"), ("Ada Marsh", "Ada Marsh"),
    ],
)  # fmt: skip
def test_chinese_names_are_filed_by_their_reading(name: str, filed: str) -> None:
    """The family's name first, of one character or two; a body of people as a title; tones are left out."""
    assert filed_name(name) == filed


def test_a_book_may_ask_for_readings_to_sort_by(tmp_path: Path) -> None:
    """``sort = "pinyin"`` files the title and the people that have no sort of their own."""
    told = TOML.replace('title-sort = "Kuangren riji"\n', "").replace(', sort = "Lu Xun"', "")
    (tmp_path / "book.toml").write_text(f'{told}\n[epub]\nsort = "pinyin"\n', encoding="utf-8")
    (tmp_path / "one.md").write_text("# \u4e00\n\n\u6708\u5149\u3002\n", encoding="utf-8")
    report = pipeline.build(tmp_path, "madman", tmp_path / "out", ("epub",), Silent())
    assert report.problems == ()
    book = open_epub(tmp_path / "out" / "madman" / "madman.epub")
    assert ("file-as", "Kuang ren ri ji") in about(book, "title")
    assert ("file-as", "Lu Xun") in about(book, "person-1")
    assert ("file-as", "Marsh, Ada") in about(book, "person-2")
