"""Code that is turned over: as many rows as Python counts, since a row too few or too many moves the text."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from baselines import Line, lines_of
from bindery import pipeline, theme
from bindery.outputs import whole_lines
from bindery.outputs.sheets import token
from bindery.read import read
from bindery.report import Silent

NASTY = (
    "x" * 70,
    "x" * 71,
    "x" * 200,
    "a" * 68 + " b",
    "a" * 69 + " b c",
    "{ " * 50,
    "( a ) [ b ] { c } " * 8,
    "path/to/a/file/with/many/parts/" * 6,
    "one-two-three-four-five-six-seven-" * 5,
    "a||b && c!=d ? e : f; " * 8,
    "    " * 12 + "deep(" + "argument, " * 9 + ")",
    "word  with   many    blanks     between      words       and        more         and          more",
    "\u6e21\u53e3\u7684\u7e69\u5b50 " * 20 + "zz",
    "url = 'https://www.example.org/a/very/long/path?with=a&query=that#goes-on-and-on-for-ever.html'",
    "}" * 90,
    "f(" * 60 + ")" * 60,
    "a" * 60 + "/" * 30,
    "/ " * 60,
    "- " * 60 + "-" * 80,
)
ALPHABET = (
    "ab",
    "identifier",
    "x",
    "()",
    "{",
    "}",
    "[",
    "]",
    "/",
    "-",
    "!",
    "?",
    "|",
    ".",
    ",",
    "=",
    '"',
    " ",
    "  ",
    " ",
)
CASES = 120


def lines_of_code() -> Iterator[str]:
    """The nasty lines, and as many more as `CASES` made of nasty pieces; always the same. They end in two
    letters, since `baselines` sees no row of one."""
    yield from NASTY
    draw = random.Random(1871)  # noqa: S311 - nothing here is secret
    for _ in range(CASES):
        yield "".join(draw.choice(ALPHABET) for _ in range(draw.randrange(15, 70))).strip() + "zz"


def test_code_is_turned_where_python_counts_it(tmp_path: Path) -> None:
    """For each line the rows on paper are those of `whole_lines`, whatever the line is made of."""
    root = tmp_path / "book"
    root.mkdir()
    codes = list(lines_of_code())
    (root / "book.toml").write_text('[book]\ntitle = "Code"\n', encoding="utf-8")
    blocks = (f"Mark{number}\n\n~~~~~~text\n{code}\n~~~~~~\n" for number, code in enumerate(codes))
    (root / "1.md").write_text("# Code\n\n" + "\n".join(blocks) + "\nMark\n", encoding="utf-8")
    pipeline.build(root, "book", tmp_path / "out", ("pdf",), Silent())
    chosen, _ = theme.choose(read(root).edition, root)
    assert chosen is not None
    assert token(chosen, "code-size") == "calc(var(--fs) * .8)"
    grid, size = chosen.grid, chosen.grid.size * 0.8
    columns = grid.measure / (size * 0.6) - 2
    found = rows_on_paper(lines_of(tmp_path / "out/book/book.pdf"), size)
    wrong = [
        (code, found.get(number), counted)
        for number, code in enumerate(codes)
        if found.get(number) != (counted := rows_counted(code, columns))
    ]
    assert wrong == []


def rows_counted(code: str, columns: float) -> int:
    """The rows that Python counts for a line."""
    line = Element("span")
    line.text = code
    return whole_lines._rows(line, columns, "en")  # noqa: SLF001 - what is imitated is nowhere else to be seen


def rows_on_paper(lines: tuple[Line, ...], size: float) -> dict[int, int]:
    """How many baselines of code follow each mark; what stands on one baseline is one row."""
    rows: dict[int, int] = {}
    mark = -1
    for (_, _), row in groupby(lines, lambda line: (line.page, round(line.baseline, 1))):
        for line in row:
            text = line.text.strip()
            if text.startswith("Mark") and text[4:].isdigit():
                mark = int(text[4:])
            elif abs(line.size - size) < 0.05 and mark >= 0:
                rows[mark] = rows.get(mark, 0) + 1
                break
    return rows


@pytest.mark.parametrize("print_", ['trim = "A5"', 'trim = "170x240mm"', 'trim = "B5"'])
@pytest.mark.parametrize("language", ["en", "zh-Hant"])
def test_rows_of_code_are_evenly_apart(language: str, print_: str, tmp_path: Path) -> None:
    """Nothing parts one group of rows from the next, whatever the leading of the page."""
    code = "\n".join(f"row {number}" for number in range(12))
    (tmp_path / "book.toml").write_text(
        f'[book]\ntitle = "Code"\nlanguage = "{language}"\n[print]\n{print_}\n', encoding="utf-8"
    )
    (tmp_path / "1.md").write_text(f"# Code\n\n```text\n{code}\n```\n", encoding="utf-8")
    pipeline.build(tmp_path, "book", tmp_path / "out", ("pdf",), Silent())
    rows = [
        line.baseline
        for line in lines_of(tmp_path / "out/book/book.pdf")
        if line.text.strip().startswith("row ")
    ]
    steps = [after - before for before, after in pairwise(rows)]
    assert len(rows) == 12
    assert max(steps) - min(steps) < 0.2
