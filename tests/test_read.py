"""A folder becomes a manuscript: its order, its clean text, its limits; nothing outside it is read."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.decoding import Misread, decode, likely_encoding
from bindery.include import numbered
from bindery.listing import natural_key, role_of
from bindery.model import Manuscript, Role
from bindery.problems import Place
from bindery.read import read
from bindery.sandbox import render
from bindery.world import Reader, Refusal, source_date

TITLE = '[book]\ntitle = "A"\n'


FRAGMENTS = (
    "{{ }} {% %} {## ##} {#a} if else endif for x in y set raw endraw range(9) 'a' 1 + * ~ | upper . [ ] ( )"
)


def book(folder: Path, files: dict[str, str | bytes]) -> Manuscript:
    """The manuscript of a folder with these files."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read(folder)


def order(manuscript: Manuscript) -> list[tuple[str, str]]:
    """Role and file (or title) of each entry."""
    return [
        (entry.role.value, entry.source.path if entry.source else entry.title) for entry in manuscript.entries
    ]


def told(manuscript: Manuscript) -> list[str]:
    """All problems as a user sees them."""
    return [str(problem) for problem in manuscript.problems]


def text_of(manuscript: Manuscript) -> str:
    """The text of the only entry of a sound book."""
    assert not told(manuscript)
    (entry,) = manuscript.entries
    assert entry.source
    return entry.source.text


def test_an_mdbook_project_is_read_as_it_is(tmp_path: Path) -> None:
    """SUMMARY.md lies in src, paths are relative to it, listings may lie beside it."""
    manuscript = book(
        tmp_path,
        {
            "book.toml": '[book]\ntitle = "A"\nsrc = "src"\n[output.html]\n',
            "src/SUMMARY.md": "[Intro](intro.md)\n\n# P\n\n- [One](ch/one.md)\n\n[End](end.md)\n",
            "src/intro.md": "# Intro\n",
            "src/ch/one.md": "# One\n\n```rust\n{{#include ../../listings/a.rs}}\n```\n",
            "src/end.md": "# End\n",
            "listings/a.rs": "# use x;\nfn main() {}\n",
        },
    )
    assert told(manuscript) == ["book.toml:4: not used, they are for mdBook: [output.html] [table-ignored]"]
    assert order(manuscript) == [
        ("front", "src/intro.md"),
        ("part", "P"),
        ("chapter", "src/ch/one.md"),
        ("back", "src/end.md"),
    ]
    source = manuscript.entries[2].source
    assert source
    assert source.text == "# One\n\n```rust\nfn main() {}\n```\n"
    assert source.at(4) == Place("listings/a.rs", 2)
    assert source.at(5) == Place("src/ch/one.md", 5)


def test_lists_of_book_toml_give_the_order(tmp_path: Path) -> None:
    """Without SUMMARY.md front, chapters and back do; a missing file is told at its own line."""
    chapters = 'chapters = [\n  "b.md",\n  {part = "P", chapters = ["a.md", "gone.md"]},\n]\n'
    manuscript = book(
        tmp_path,
        {
            "book.toml": f'{TITLE}front = ["f.md"]\n{chapters}back = ["b.md", "z.md"]\n',
            **{f"{name}.md": "text\n" for name in "abfz"},
        },
    )
    assert order(manuscript) == [
        ("front", "f.md"),
        ("chapter", "b.md"),
        ("part", "P"),
        ("chapter", "a.md"),
        ("back", "z.md"),
    ]
    assert sorted(told(manuscript)) == [
        "book.toml:6: no file 'gone.md' [file-missing]",
        "book.toml:8: 'b.md' is listed twice [summary-syntax]",
    ]


def test_a_lone_folder_of_markdown_is_a_book(tmp_path: Path) -> None:
    """Files come in natural order, README.md first, matter before and after by name."""
    names = [
        "10.md",
        "2.md",
        "appendix-a.md",
        "00-preface.md",
        "README.md",
        "part/1.md",
        "notes.txt",
        ".x.md",
    ]
    manuscript = book(tmp_path / "my-book", dict.fromkeys(names, "words\n"))
    assert not told(manuscript)
    assert manuscript.edition.title == "my book"
    assert order(manuscript) == [
        ("front", "00-preface.md"),
        ("chapter", "README.md"),
        ("chapter", "2.md"),
        ("chapter", "10.md"),
        ("chapter", "part/1.md"),
        ("back", "appendix-a.md"),
    ]


def test_the_heading_of_a_readme_titles_a_book_without_title(tmp_path: Path) -> None:
    """Who gives no title anywhere has one in the README.md."""
    assert book(tmp_path, {"README.md": "# The *Real* Title #\n"}).edition.title == "The Real Title"


def test_a_folder_without_a_book_is_told(tmp_path: Path) -> None:
    """Neither an empty folder nor one that is not there raises."""
    assert told(read(tmp_path)) == [f"{tmp_path.name}: no book in '{tmp_path.name}' [book-missing]"]
    assert told(read(tmp_path / "gone", "gone")) == ["gone: no book in 'gone' [book-missing]"]


def test_a_broken_book_toml_does_not_hide_a_missing_chapter(tmp_path: Path) -> None:
    """All faults are gathered, those of every file."""
    files = {
        "book.toml": "[book\n",
        "SUMMARY.md": "- [A](a.md)\n- B\n- [C](c.md)\n",
        "c.md": "{{#include d}}\n",
    }
    codes = [problem.code for problem in book(tmp_path, dict(files)).problems]
    assert codes == ["toml-syntax", "summary-syntax", "file-missing", "include-missing"]


def test_text_is_made_clean(tmp_path: Path) -> None:
    """BOM, foreign line ends, control characters and noncharacters go; tabs stay; letters are composed."""
    raw = "\ufeff# Cafe\u0301\r\n\ta\x00\x1b\x85\ufffe\U0001ffff\rb\n"
    assert text_of(book(tmp_path, {"a.md": raw})) == "# Caf\u00e9\n\ta\nb\n"


def test_a_yaml_head_is_not_text_and_keeps_the_lines(tmp_path: Path) -> None:
    """A head becomes blank lines, its title the entry's; two rules around prose are no head."""
    manuscript = book(tmp_path, {"a.md": '---\ntitle: "A b"\ntags:\n  - x\n---\n# H\n'})
    assert text_of(manuscript) == "\n\n\n\n\n# H\n"
    assert manuscript.entries[0].title == "A b"
    prose = "---\nOnce upon a time\n---\n"
    assert text_of(book(tmp_path, {"a.md": prose})) == prose


def test_jinja_runs_only_when_the_book_asks_for_it(tmp_path: Path) -> None:
    """Variables are put in when jinja = true; directives, ``{#id}`` and raw blocks stay as they are."""
    text = "{{ who }} {# a}\n{% for n in range(2) %}\nrow {{ n }}\n{% endfor %}\n{{#include b.txt}}\n"
    text += "{% raw %}{{ x }}{% endraw %} {{ book.title }}\n"
    files: dict[str, str | bytes] = {"a.md": text, "b.txt": "{{ not }} jinja"}
    assert text_of(book(tmp_path, files | {"book.toml": TITLE})).startswith("{{ who }} {# a}")
    files["book.toml"] = TITLE + '[variables]\nwho = "We"\n[markdown]\njinja = true\n'
    manuscript = book(tmp_path, files)
    assert text_of(manuscript) == "We {# a}\n\nrow 0\n\nrow 1\n\n{{ not }} jinja\n{{ x }} A\n"
    source = manuscript.entries[0].source
    assert source
    assert [str(place) for place in source.lines] == [
        "a.md:1", "a.md:2", "a.md:3", "a.md:4", "a.md:3", "a.md:4", "b.txt:1", "a.md:6", "a.md:7",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("{{ whom }}", "no variable 'whom' [template-variable]"),
        ("{{ book.titel }}", "'dict object' has no attribute 'titel' [template-variable]"),
        ("{% if %}", "Expected an expression, got 'end of statement block' [template-syntax]"),
        ("{{ who.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe."),
        ("{{ who.upper() }}", "only range() can be called [template-syntax]"),
        ("{% include 'b.txt' %}", "'include' is not allowed [template-syntax]"),
        ("{{ 'a' * 10000000000 }}", "a value is longer than 20000 [template-syntax]"),
        ("{{ 9 ** 9 ** 9 }}", "'pow' is not allowed [template-syntax]"),
        ("{{ '%0999999999d' % 1 }}", "formatting with % is not allowed [template-syntax]"),
        ("{{ 'a'|center(999999999) }}", "no filter 'center' [template-syntax]"),
        (
            "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
            "loops run more than",
        ),
        ("{% set a = 'x' * 9999 %}{% set b = a ~ a ~ a %}", "a value is longer than 20000 [template-syntax]"),
        ("{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}", "expressions nest too deeply [template-syntax]"),
    ],
)
def test_the_sandbox_tells_what_a_template_may_not_do(tmp_path: Path, template: str, problem: str) -> None:
    """A template that reaches out, or would never end, is a problem at its line."""
    toml = TITLE + '[variables]\nwho = "We"\n[markdown]\njinja = true\n'
    found = told(book(tmp_path, {"a.md": f"# A\n\n{template}\n", "book.toml": toml}))
    assert problem in found[0]
    assert found[0].startswith(("a.md:3: ", "a.md: expressions nest"))


@given(st.lists(st.sampled_from([*FRAGMENTS.split(), "\n", "{{#include f}}", "{%- x", "-%}"]), max_size=16))
def test_any_template_gives_lines_or_problems(words: list[str]) -> None:
    """No arrangement of Jinja's signs raises; each line has a place of the file, no mark of ours is left."""
    lines, problems = render(numbered(" ".join(words), "a.md"), {"x": "1", "y": "ab"})
    assert all(1 <= place.line <= words.count("\n") + 1 for _, place in lines)
    assert not set("".join(line for line, _ in lines)) & {"\x01", "\x02"}
    assert {problem.code for problem in problems} <= {"template-syntax", "template-variable"}


@pytest.mark.parametrize(
    "path", ["../secret.md", "/etc/passwd", "link.md", "folder/secret.md", "a/../../secret.md"]
)
def test_nothing_outside_the_folder_is_read(tmp_path: Path, path: str) -> None:
    """Neither by .., nor by an absolute path, nor through a symbolic link to a file or folder."""
    root = tmp_path / "book"
    root.mkdir()
    (tmp_path / "secret.md").write_text("secret", "utf-8")
    (root / "link.md").symlink_to(tmp_path / "secret.md")
    (root / "folder").symlink_to(tmp_path)
    (root / "a").mkdir()
    refusal = Reader(root).read_bytes(path)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "file-unreadable"
    assert refusal.message == f"'{path}' lies outside the book's folder"


def test_version_control_is_no_part_of_a_book(tmp_path: Path) -> None:
    """What lies in .git is not read, by its path or through a link: it may hold passwords."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").write_text("password", "utf-8")
    (tmp_path / "link.md").symlink_to(".git/config")
    for path in (".git/config", "link.md"):
        refusal = Reader(tmp_path).read_bytes(path)
        assert isinstance(refusal, Refusal)
        assert refusal.message == f"'{path}' belongs to version control, not to the book"


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    """A symbolic link to a file of the same book is that file."""
    (tmp_path / "a.md").write_text("a", "utf-8")
    (tmp_path / "b.md").symlink_to("a.md")
    assert Reader(tmp_path).read_text("b.md") == "a"


def test_odd_files_are_refused_in_words(tmp_path: Path) -> None:
    """Folders, pipes, loops of links, impossible names: a message, neither a traceback nor a wait."""
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "loop.md").symlink_to("loop.md")
    reader = Reader(tmp_path)
    for path in ("folder.md", "pipe.md", "loop.md", "nul\0.md", "x" * 5000, "folder.md/" + "y" * 300 + "/z"):
        refusal = reader.read_text(path)
        assert isinstance(refusal, Refusal), path
        assert refusal.code in {"file-unreadable", "file-missing"}, path


def test_limits_of_size_and_number_hold(tmp_path: Path) -> None:
    """A file that is too large is unreadable, files that are too much together are too much."""
    for name in ("a", "b", "c"):
        (tmp_path / name).write_bytes(b"x" * 10)
    assert isinstance(Reader(tmp_path, file_limit=9).read_bytes("a"), Refusal)
    reader = Reader(tmp_path, book_limit=25)
    assert [len(reader.read_bytes(name)) for name in ("a", "a", "b")] == [10, 10, 10]  # type: ignore[arg-type]
    refusal = reader.read_bytes("c")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "too-much"
    few = Reader(tmp_path, files_limit=1)
    few.read_bytes("a")
    assert isinstance(few.read_bytes("b"), Refusal)


def test_a_name_is_found_in_either_normal_form_and_guessed_when_wrong(tmp_path: Path) -> None:
    """A decomposed file name is found by its composed one; a misspelt one is suggested."""
    (tmp_path / unicodedata.normalize("NFD", "caf\u00e9.md")).write_text("x", "utf-8")
    (tmp_path / "Chapter.md").write_text("y", "utf-8")
    reader = Reader(tmp_path)
    assert reader.read_text("caf\u00e9.md") == "x"
    refusal = reader.read_text("chaptre.md")
    assert isinstance(refusal, Refusal)
    assert refusal.hint == "Did you mean 'Chapter.md'?"


@pytest.mark.parametrize(
    ("codec", "text", "name"),
    [
        ("gb18030", "\u7b2c\u4e00\u7ae0\uff0c\u6211\u4eec\u5728\u8fd9\u91cc\u8bf4\u8bdd\u3002", "GB18030"),
        ("big5", "\u7b2c\u4e00\u7ae0\uff0c\u6211\u5011\u5728\u9019\u88e1\u8aaa\u8a71\u3002", "Big5"),
        (
            "shift_jis",
            "\u543e\u8f29\u306f\u732b\u3067\u3042\u308b\u3002\u540d\u524d\u306f\u307e\u3060\u7121\u3044",
            "Shift JIS",
        ),
        (
            "euc_jp",
            "\u543e\u8f29\u306f\u732b\u3067\u3042\u308b\u3002\u540d\u524d\u306f\u307e\u3060\u7121\u3044",
            "EUC-JP",
        ),
        ("cp1252", "\u201cM\u00fcller\u201d \u2014 na\u00efve caf\u00e9", "Windows-1252"),
        ("utf-16", "abc", "UTF-16"),
        ("utf-16-le", "abcdef", "UTF-16"),
    ],
)
def test_the_likely_encoding_is_named(codec: str, text: str, name: str) -> None:
    """What is not UTF-8 is refused, with the name of what it looks like and the first bad line."""
    misread = decode(("ok\n" * 2 if "16" not in codec else "").encode() + text.encode(codec))
    assert isinstance(misread, Misread)
    assert misread == Misread(1 if "16" in codec else 3, name)


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    """No bytes raise, and text that is given back is clean."""
    text = decode(data)
    likely_encoding(data)
    if isinstance(text, str):
        assert text == unicodedata.normalize("NFC", text)
        assert not set(text) & set("\r\0\x1b\ufeff\ufffe")


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=6, unique=True))
def test_numbers_in_names_sort_by_value(numbers: list[int]) -> None:
    """Chapter 2 stands before chapter 10."""
    names = [f"chapter-{number}.md" for number in sorted(numbers)]
    assert sorted(set(names), key=natural_key) == names


@pytest.mark.parametrize(
    ("date", "epoch", "expected"),
    [
        ("", "", dt.datetime(2000, 1, 1, tzinfo=dt.UTC)),
        ("2026", "", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
        ("2026-05", "", dt.datetime(2026, 5, 1, tzinfo=dt.UTC)),
        ("2026-05-07", "", dt.datetime(2026, 5, 7, tzinfo=dt.UTC)),
        ("2026", "86400", dt.datetime(1970, 1, 2, tzinfo=dt.UTC)),
        ("2026", "soon", dt.datetime(2026, 1, 1, tzinfo=dt.UTC)),
    ],
)
def test_the_date_of_a_build_comes_from_the_book(date: str, epoch: str, expected: dt.datetime) -> None:
    """Never from the clock or a file: SOURCE_DATE_EPOCH, the book's date, or a fixed day."""
    assert source_date(date, {"SOURCE_DATE_EPOCH": epoch}) == expected


def test_a_stem_tells_the_role() -> None:
    """Front and back matter are known by their names, in English and Chinese."""
    assert role_of("01_Preface") is Role.FRONT
    assert role_of("\u5e8f") is Role.FRONT
    assert role_of("\u9644\u5f55a") is Role.BACK
    assert role_of("introduction") is Role.CHAPTER
    assert role_of("\u5e8f\u7ae0") is Role.CHAPTER
