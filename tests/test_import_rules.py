"""The rules of an import: known pairs, what they may not touch, and what holds for any text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bindery.importing import encodings
from bindery.importing.changes import Kind
from bindery.importing.chapters import divided
from bindery.importing.language import language_of
from bindery.importing.repair import Mended, mend
from bindery.importing.rules import REPAIRS, STRUCTURE
from bindery.importing.rules.view import View
from bindery.importing.trace import Trace
from shelf import BROKEN, roots

CLEAN = sorted(path for root in roots() for path in root.rglob("*.md"))
"""Every text of the sound books: Chinese, Japanese, Arabic, German, English, code, tables, hard cases."""


def mended(text: str, *, is_markdown: bool = True, accept: tuple[str, ...] = (), **how: str) -> Mended:
    """A text after all rules."""
    return mend(View(text, is_markdown=is_markdown, **how), accept)  # type: ignore[arg-type]


def plain(text: str) -> str:
    """What becomes of a typescript."""
    return mended(text, is_markdown=False).text


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: "/".join(path.parts[-2:]))
def test_no_rule_touches_clean_text(path: Path) -> None:
    """Not a change and not a question in what was written with care."""
    found = mended(unicodedata.normalize("NFC", path.read_text("utf-8")))
    assert [(c.line, c.before, c.after, c.rule) for c in found.changes] == []
    assert [(q.line, q.message) for q in found.questions] == []


PAIRS = {
    "comma-doubled": ("\u6c34,,\u8def", "\u6c34\uff0c\u8def"),
    "comma-doubled-wide": ("\u6c34\uff0c,\u8def\u3002", "\u6c34\uff0c\u8def\u3002"),
    "comma-before-stop": ("\u6c34,\u3001\u8def,\u3002", "\u6c34\u3001\u8def\u3002"),
    "half-width": ("\u6c34,\u8def", "\u6c34\uff0c\u8def"),
    "half-width-habit": (
        "\u6c34;\u8def\uff1b\u6c34\uff1b\u8def\uff1b",
        "\u6c34\uff1b\u8def\uff1b\u6c34\uff1b\u8def\uff1b",
    ),
    "ellipsis": ("\u6c34......\u8def\u3002\u3002\u3002", "\u6c34\u2026\u2026\u8def\u2026\u2026"),
    "ellipsis-after-quotes": ("\u201c\u6c34\u201d...\u8def", "\u201c\u6c34\u201d\u2026\u2026\u8def"),
    "kana": ("\uff76\uff9e\uff97\uff7d\uff61", "\u30ac\u30e9\u30b9\u3002"),
    "invisible": ("\u6c34\u200b\u8def\ufeff", "\u6c34\u8def"),
    "mojibake": ("sch\u00c3\u00b6n \u00e2\u20ac\u0153so\u00e2\u20ac\u009d", "sch\u00f6n \u201cso\u201d"),
    "mojibake-twice": ("sch\u00c3\u0192\u00c2\u00b6n", "sch\u00f6n"),
    "mojibake-space": ("\u00c3\u00a9t\u00c3\u00a9 \u00c3 la mer", "\u00e9t\u00e9 \u00e0 la mer"),
    "mojibake-chinese": ("\u00e6\u00b0\u00b4\u00e8\u00b7\u00af", "\u6c34\u8def"),
    "composed": ("e\u0301t\u00e9", "\u00e9t\u00e9"),
    "composed-hangul": ("\u1112\u1161\u11ab", "\ud55c"),
    "control": ("a\x0bb\x01c", "abc"),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_known_damage_is_mended(name: str) -> None:
    """Before and after, and nothing more on a second run."""
    before, after = PAIRS[name]
    assert mended(before).text == after
    assert mended(after).changes == ()


UNTOUCHED = (
    '1,000\u5143\uff0c`a,,b` $x,,y$ https://a.invalid/?q=a,,b [\u6c34](a,,b) <i title="\u6c34,,\u8def">',
    "```\n\u6c34,,\u8def\n```\n",
    "\u51fd\u6578f(x)\uff0cG20\uff0c(shu)\uff0c[1,2,,3]",
    "na\u00efve caf\u00e9, \u00c9tudes \u00e0 la \u00fcber 5\u00a0% \u00ab\u00a0oui\u00a0\u00bb",
    "\u0e44\u0e17\u0e22\u200b\u0e44\u0e17\u0e22 \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
    "co\u00adop \U0001f468\u200d\U0001f469",
    "\u7528\u6cd5\uff1aat [\u4f5c\u696d...] \u8207 \u201c...copy\u201d \u8207 \u201ca\u201d... b",
    'JIS("\uff97\uff72\uff84")',
    "wait... and, so, on; (yes): a, b,, c",
)


@pytest.mark.parametrize("text", UNTOUCHED)
def test_code_formulas_addresses_and_other_scripts_pass(text: str) -> None:
    """What looks like damage is none there."""
    assert mended(text).text == text


def test_readings_that_a_writer_put_are_asked_about() -> None:
    """A classical text with a reading for each rare word keeps them; one question offers the rest."""
    text = (
        "\u5ad4(p\u00edn)\u5ab5\uff08y\u00ecng\uff09\u5b34(y\u00edng)\u5973\uff0c"
        "\u8f9e\u697c\u4e0b\u6bbf\uff0c\u8f87(ni\u01cen)\u6765\u4e8e\u79e6\u3002"
    )
    found = mended(text)
    assert found.text == text
    (question,) = found.questions
    assert (
        mended(text, accept=(question.id,)).text
        == "\u5ad4\u5ab5\u5b34\u5973\uff0c\u8f9e\u697c\u4e0b\u6bbf\uff0c\u8f87\u6765\u4e8e\u79e6\u3002"
    )
    assert "<ruby>\u5ad4<rt>p\u00edn</rt></ruby>" in mended(text, accept=(f"{question.id}:2",)).text
    assert [change.kind for change in mended(text, accept=(question.id,)).changes] == [Kind.ACCEPTED] * 4


def test_simplified_characters_are_asked_about_and_other_traditional_forms_are_not() -> None:
    """What a conversion left is one question; a rarer traditional form of a character is none."""
    text = "\u9019\u662f\u66f8\u7684\u7279\u5f81\uff0c\u5b78\u8005\u70ba\u4e4b\u9a5a\u8a1d\u3002"
    (question,) = mended(text).questions
    assert mended(text, accept=(question.id,)).text == text.replace("\u5f81", "\u5fb5")
    assert (
        mended(
            "\u7232\u4f55\u8846\u4eba\u8207\u4f59\u8b80\u66f8\uff0c\u5b78\u8005\u7591\u4e4b\u3002"
        ).questions
        == ()
    )


def test_lost_characters_are_asked_about() -> None:
    """Replacement signs, private characters, radicals, a sign between characters: none changes by itself."""
    text = "\u6c34\ufffd\u8def\ue000\uff0c\u2f00\u4eba@\u4eba\uff0c\u4f60?\u6211\u3002"
    found = mended(text)
    assert found.text == text
    assert len(found.questions) == 5
    radical = next(q for q in found.questions if "radical" in q.message)
    assert "\uff0c\u4e00\u4eba" in mended(text, accept=(radical.id,)).text


@pytest.mark.parametrize(
    ("codec", "text"),
    [("gb18030", "\u6211\u4eec\u5728\u6c34\u4e0a\u6765"), ("big5", "\u4ed6\u5011\u5728\u6642\u9593\u88e1")],
)
def test_text_of_another_encoding_is_asked_about(codec: str, text: str) -> None:
    """GBK or Big5 that was read as Western text: the first proposal is what it said."""
    long = text * 6
    shown = long.encode(codec).decode("latin-1")
    (question,) = mended(shown).questions
    assert mended(shown, accept=(question.id,)).text == long


def test_wrapped_lines_become_paragraphs() -> None:
    """English with blank lines, Chinese with indents, words parted at a line's end."""
    english = (
        "The river goes down to the sea and does not\nask who sits at its banks, nor does it under-\n"
        "stand the question when it is put to a river\nby one of them.\n\nTo understand it, sit down.\n"
    )
    assert plain(english) == (
        "The river goes down to the sea and does not ask who sits at its banks, nor does it understand the "
        "question when it is put to a river by one of them.\n\nTo understand it, sit down.\n"
    )
    line = "\u6c34\u6d41\u904e\u8239\u4e0d\u554f\u5c0d\u5cb8\u5728\u54ea\u88cf\u4eba\u5011\u53ea\u8aaa"
    chinese = f"\u3000\u3000{line[2:]}\n{line}\n{line[:5]}\u3002\n\u3000\u3000{line[2:]}\n{line[:9]}\u3002\n"
    assert plain(chinese) == f"{line[2:]}{line}{line[:5]}\u3002\n\n{line[2:]}{line[:9]}\u3002\n"


def test_lines_that_are_paragraphs_are_parted_and_verse_keeps_its_lines() -> None:
    """A page with a paragraph on each line; a poem between blank lines; Markdown as it is."""
    assert plain("\u6c34\u6d41\u3002\n\u8239\u884c\u3002") == "\u6c34\u6d41\u3002\n\n\u8239\u884c\u3002"
    poem = "O rose\nthou art sick\n\nThe worm\nthat flies\n"
    assert plain(poem) == "O rose\\\nthou art sick\n\nThe worm\\\nthat flies\n"
    lists = "- one\n- two\n\n> quoted\n> more\n\n| a | b |\n|---|---|\n"
    assert plain(lists) == lists


def test_an_inset_is_verse_or_code() -> None:
    """Lines that are set in stay code when they look like it, else they are verse."""
    text = "One.\n\n    Roses are red\n    violets blue\n\n    a = 1;\n    f(a);\n\nTwo.\n"
    assert plain(text) == ("One.\n\nRoses are red\\\nviolets blue\n\n    a = 1;\n    f(a);\n\nTwo.\n")


def test_chapters_of_a_typescript_become_files() -> None:
    """Numbered lines become headings, each with its own file; notes go with their calls, links follow."""
    text = (
        "\u7b2c\u4e00\u7ae0 \u6c34\n\u6c34\u6d41\u3002\n\u7b2c\u4e8c\u7ae0\u3000\u8def\n\u8def\u9577\u3002\n"
    )
    files = divided(plain(text), "book")
    assert files == {
        "01.md": "# \u7b2c\u4e00\u7ae0 \u6c34\n\n\u6c34\u6d41\u3002\n",
        "02.md": "# \u7b2c\u4e8c\u7ae0\u3000\u8def\n\n\u8def\u9577\u3002\n",
    }
    noted = (
        "# One {#one}\n\nA[^1].\n\n# Two\n\nB[^2], [back](#one).\n\n[^1]: First.\n\n[^2]: Second\n    line.\n"
    )
    assert divided(noted, "book") == {
        "01.md": "# One {#one}\n\nA[^1].\n\n[^1]: First.\n",
        "02.md": "# Two\n\nB[^2], [back](01.md#one).\n\n[^2]: Second\n    line.\n",
    }


ENCODED = {
    "wuzhen": ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5hkscs"),
    "japanese": ("utf-8", "utf-16", "utf-16-le", "cp932", "euc_jp"),
    "german": ("utf-8", "utf-16-be", "cp1252"),
    "plain": ("utf-8", "utf-16", "utf-16-le"),
}
CASES = [
    (name, codec, path)
    for name, all_ in ENCODED.items()
    for codec in all_
    for path in CLEAN
    if path.parent.name == name
]


@pytest.mark.parametrize(("name", "codec", "path"), CASES, ids=lambda case: getattr(case, "stem", str(case)))
def test_clean_text_comes_back_from_every_encoding(name: str, codec: str, path: Path) -> None:
    """Found or named, the text is the same letter for letter."""
    text = path.read_text("utf-8")
    data = text.encode(codec, "ignore")
    kept = data.decode(codec).removeprefix("\ufeff")
    assert encodings.decode(data, codec).text == kept
    assert encodings.decode(data).text == kept


ODD = st.text(
    st.one_of(
        st.sampled_from(
            "\u6c34\u8def\u6578\uff0c\u3002\u3001,.;?@(\u00e9)sh\u00f9 \n\u3000#-*`<>[]!|\\'\"1"
            "\u200b\u00c3\u00a9\u00e2\u20ac"
        ),
        st.characters(codec="utf-8"),
    ),
    max_size=80,
)


@settings(deadline=None, max_examples=300, derandomize=True)
@given(ODD)
@example("\u6c34,,,\u8def......\u3002,\u3001")
def test_a_second_run_finds_nothing_in_any_text(text: str) -> None:
    """The rules agree with each other: what they leave, they leave again."""
    once = mended(text)
    again = mended(once.text)
    assert again.text == once.text
    assert again.changes == ()


@settings(deadline=None, max_examples=200, derandomize=True)
@given(ODD)
def test_changes_keep_the_words_and_know_their_places(text: str) -> None:
    """Structure changes only white space, number signs and backslashes; each change stands where it says."""
    found = mend(View(text), rules=STRUCTURE)
    white = str.maketrans("", "", "\\#")
    assert "".join(found.text.translate(white).split()) == "".join(text.translate(white).split())
    lines = text.split("\n")
    for change in found.changes:
        assert 1 <= change.column <= len(lines[change.line - 1]) + 1


@settings(deadline=None, derandomize=True)
@given(ODD, st.sampled_from(["utf-8", "utf-16", "gb18030", "utf-32"]))
def test_a_named_encoding_gives_the_text(text: str, codec: str) -> None:
    """Any text comes back when its encoding is named, but for line ends and a refusal of what is no text."""
    plain_ = "water \u6c34 " * 20 + "".join(char for char in text if char.isprintable() or char == "\n")
    assert encodings.decode(plain_.encode(codec), codec).text == plain_.replace("\u2028", "\n")


def test_a_trace_finds_the_way_back() -> None:
    """After two rounds of edits a position still leads to its line in the manuscript."""
    from bindery.importing.changes import Edit

    trace = Trace("ab\ncdef")
    trace.apply([Edit(0, 1, "xyz"), Edit(4, 6, "")])
    assert trace.text == "xyzb\ncf"
    trace.apply([Edit(0, 4, "")])
    assert trace.text == "\ncf"
    assert [trace.place(trace.origin(at)) for at in (0, 1, 2)] == [(1, 3), (2, 1), (2, 4)]


@pytest.mark.parametrize(
    ("folder", "language"),
    [("source/wuzhen", "zh-Hant"), ("tests/books/japanese", "ja"), ("tests/books/german", "de"),
     ("tests/books/arabic", "ar"), ("source/handbook", "en")],
)  # fmt: skip
def test_the_language_of_a_text_is_told(folder: str, language: str) -> None:
    """By its script, and for Latin letters by its commonest words."""
    root = BROKEN.parents[2] / folder
    assert language_of("\n".join(path.read_text("utf-8") for path in sorted(root.glob("*.md")))) == language


def test_every_rule_says_what_it_does() -> None:
    """Names are unique, for they stand in reports."""
    names = [rule.name for rule in (*REPAIRS, *STRUCTURE)]
    assert len(names) == len(set(names))
    assert all(rule.sentence.endswith(".") for rule in (*REPAIRS, *STRUCTURE))
