"""A book's own ``templates/`` folder, looked at before it is used: it may come from a stranger.

Templates, style sheets and ``words.toml`` count. Nothing else in the folder is read.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import tinycss2

from bindery.numerals import fill
from bindery.problems import Place, Problem
from bindery.world import Reader, Refusal

FOLDER = "templates"
_KINDS = {".css", ".html", ".xhtml", ".toml"}
_LOADING_RULES = {"import", "font-face", "namespace", "color-profile"}
_LOADING_FUNCTIONS = {
    "url",
    "src",
    "image",
    "image-set",
    "-webkit-image-set",
    "cross-fade",
    "-webkit-cross-fade",
}
_PATTERNS = {"part", "opening", "figure", "table", "listing", "see_chapter", "appendix"}


def look_at(
    root: Path, known: Mapping[str, str]
) -> tuple[Path | None, dict[str, dict[str, str]], tuple[Problem, ...]]:
    """The folder if it is sound, its words by language, and what is wrong. `known`: the English words."""
    folder = root / FOLDER
    if not folder.is_dir():
        return None, {}, ()
    reader = Reader(root)
    problems: list[Problem] = []
    words: dict[str, dict[str, str]] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(root).as_posix()
        if (path.is_dir() and not path.is_symlink()) or (path.suffix not in _KINDS and not path.is_symlink()):
            continue
        text = reader.read_text(name)
        if isinstance(text, Refusal):
            problems.append(text.problem(name, Place(name)))
        elif name == f"{FOLDER}/words.toml":
            words, faults = _words(text, name, known)
            problems += faults
        elif path.suffix == ".toml":
            hint = "a book may bring templates, style sheets and words.toml"
            problems.append(Problem("key-unknown", f"a book cannot bring {path.name}", Place(name), hint))
        elif path.suffix == ".css":
            problems += _reaches(text, name)
    return (None if problems else folder), words, tuple(problems)


def _reaches(sheet: str, name: str) -> Iterator[Problem]:
    """A book's sheet loads nothing: neither from the disk nor from the network, in no output."""
    for line, what in _loaded(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
        hint = "sheets may only use what is written in them"
        yield Problem("style-loads", f"a style sheet loads something: {what}", Place(name, line), hint)


def _loaded(nodes: Iterable[Any]) -> Iterator[tuple[int, str]]:
    """What a sheet would fetch, escapes resolved: line and words."""
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword in _LOADING_RULES:
            yield node.source_line, f"@{node.lower_at_keyword}"
        elif node.type == "url":
            yield node.source_line, f"url({node.value[:40]})"
        elif node.type == "function" and node.lower_name in _LOADING_FUNCTIONS:
            yield node.source_line, f"{node.lower_name}()"
        for inner in ("prelude", "content", "arguments"):
            yield from _loaded(getattr(node, inner, None) or ())


def _words(text: str, name: str, known: Mapping[str, str]) -> tuple[dict[str, dict[str, str]], list[Problem]]:
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        return {}, [Problem("toml-syntax", str(fault), Place(name, getattr(fault, "lineno", 0)))]
    problems = [problem for table in tables.items() for problem in _table(*table, name, known)]
    return ({} if problems else tables), problems


def _table(language: str, table: Any, name: str, known: Mapping[str, str]) -> Iterator[Problem]:
    if not isinstance(table, dict):
        yield Problem(
            "key-type", f"{language!r} is no table of words", Place(name), "write [en] above the words"
        )
        return
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            yield Problem(
                "key-unknown", f"no word {key!r}", Place(name), f"did you mean {near[0]!r}?" if near else ""
            )
        elif not isinstance(value, str) or not _can_be_filled(key, value):
            yield Problem(
                "key-type",
                f"the word {key!r} cannot be {value!r}",
                Place(name),
                "patterns know {n}, {roman}, {Roman}, {han}, {word}",
            )


def _can_be_filled(key: str, value: str) -> bool:
    try:
        return bool(fill(value, 1)) if key in _PATTERNS else True
    except (KeyError, IndexError, ValueError, AttributeError):
        return False
