"""The house style, as far as a program can see it: short things, each with its sentence, no loose ends."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from bindery.engine.lines.rules import TOKENS

ROOT = Path(__file__).parent.parent
CODE = sorted((ROOT / "bindery").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ALL = [ROOT / "build.py", *CODE, *TESTS]
PRINT_SHEETS = sorted((ROOT / "templates").glob("*/css/*/*.css"))
LONGEST_FUNCTION, USUAL_FUNCTION, LONGEST_FILE = 60, 25, 400
BROAD_EXCEPTS = 2
"""At the boundary of the program, and around the plan of a paragraph, which no book is worth losing for."""
_NAMED = r"(?<![\w-])(?:black|white|gr[ae]y|red|blue|green)(?![\w-])"
GROUND = "figure img { background-color: white; }"
COLOUR = re.compile(rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgb|hsl|cmyk)a?\(|{_NAMED}")
GIVEN = re.compile(r"--(?:grid|face)-[a-z-]+")
"""Custom properties that Python writes, from trims.toml and faces.toml."""


def name_of(path: Path) -> str:
    """A path as the tests' names show it."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file and how many lines each has."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield f"{name_of(path)}:{node.lineno} {node.name}", last - node.lineno + 1


def test_no_function_is_long() -> None:
    """A function fits on a screen: none over 60 lines, nine of ten within 25."""
    lengths = dict(pair for path in ALL for pair in functions(path))
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}
    assert sorted(lengths.values())[len(lengths) * 9 // 10] <= USUAL_FUNCTION


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_no_file_is_long(path: Path) -> None:
    """A file has at most 400 lines."""
    assert path.read_text(encoding="utf-8").count("\n") <= LONGEST_FILE


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_everything_public_has_its_sentence(path: Path) -> None:
    """Modules, classes, functions and tests say what they are for."""
    tree = tree_of(path)
    assert ast.get_docstring(tree)
    assert [f"{node.lineno} {node.name}" for node in _public(tree) if not ast.get_docstring(node)] == []


def _public(tree: ast.AST) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    """The public classes and functions of a module, and the methods of those classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from _public(node)


def words_of(path: Path) -> list[str]:
    """The words of a Python file as its grammar sees them: names, strings and comments whole."""
    lines = io.StringIO(path.read_text(encoding="utf-8")).readline
    return [token.string for token in tokenize.generate_tokens(lines)]


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_nothing_is_left_unfinished(path: Path) -> None:
    """No comment says that something is still to be done, and no test is passed over."""
    words = words_of(path)
    comments = " ".join(word for word in words if word.startswith("#"))
    assert not re.search(r"\b(?:TODO|FIXME|XXX|HACK)\b", comments)
    assert path not in TESTS or not {"skip", "skipif", "xfail", "importorskip"} & set(words)


@pytest.mark.parametrize("path", ALL, ids=name_of)
def test_nobody_prints(path: Path) -> None:
    """What is said goes through the reporter."""
    calls = [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    assert not any(isinstance(called, ast.Name) and called.id == "print" for called in calls)


def test_only_the_boundary_catches_everything() -> None:
    """At most two handlers of all exceptions in the program."""
    broad = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler) and _is_broad(node.type)
    ]
    assert len(broad) <= BROAD_EXCEPTS, broad


def _is_broad(kind: ast.expr | None) -> bool:
    return kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"})


def rules(path: Path) -> str:
    """A style sheet without its comments and strings."""
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\"[^\"]*\"|'[^']*'", '""', text)


@pytest.mark.parametrize("path", PRINT_SHEETS, ids=name_of)
def test_a_sheet_is_well_formed(path: Path) -> None:
    """Braces and parentheses match, no declaration is empty, no comma is left over."""
    text = rules(path)
    assert (text.count("{"), text.count("(")) == (text.count("}"), text.count(")"))
    assert not re.search(r":\s*;|,\s*[{};)]|;\s*;|[{(]\s*,", text)


@pytest.mark.parametrize("path", PRINT_SHEETS, ids=name_of)
def test_raw_colours_stand_among_the_tokens_only(path: Path) -> None:
    """A theme changes a colour at one place; the EPUB's sheets set no colours, readers do, but for the ground
    of pictures: their ink is not the reader's, and black lines on a page of the night cannot be seen."""
    if path.name != "tokens.css":
        values = re.findall(r":([^;{}]*)[;}]", rules(path).replace(GROUND, ""))
        assert [value for value in values if COLOUR.search(value)] == []


def test_every_token_is_defined_and_used() -> None:
    """No sheet asks for a custom property that is nowhere set, and none is set for nobody."""
    text = "\n".join(rules(path) for path in PRINT_SHEETS if path.parent.name != "epub")
    defined = set(re.findall(r"(--[\w-]+)\s*:", text))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    assert {name for name in used - defined if not GIVEN.fullmatch(name)} == set()
    read = {"--opening", "--dots", "--underline", *(f"--{token}" for token in TOKENS)}
    assert defined - used == read, "which outputs/opening, engine/marks and engine/lines read"
