"""The kinds of front and back matter: how writers name them, where custom puts them, what machines call them.

`read` asks it what a file is, by the head of the file or by its name; `listing` sorts by it; `semantics` says
it in the vocabularies of EPUB and ARIA.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bindery.model import Role


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file can be besides a chapter."""

    role: Role
    names: tuple[str, ...] = ()
    """First words of file names that say it."""


KINDS: Mapping[str, Kind] = {
    "dedication": Kind(Role.FRONT, ("dedication",)),
    "epigraph": Kind(Role.FRONT, ("epigraph",)),
    "foreword": Kind(Role.FRONT, ("foreword", "\u4ee3\u5e8f")),
    "preface": Kind(Role.FRONT, ("preface", "\u5e8f", "\u81ea\u5e8f", "\u524d\u8a00")),
    "introduction": Kind(Role.CHAPTER),
    "prologue": Kind(Role.CHAPTER),
    "conclusion": Kind(Role.CHAPTER),
    "epilogue": Kind(Role.CHAPTER),
    "afterword": Kind(Role.BACK, ("afterword", "\u540e\u8bb0", "\u5f8c\u8a18", "\u8dcb")),
    "acknowledgments": Kind(Role.BACK, ("acknowledgments", "acknowledgements")),
    "appendix": Kind(Role.BACK, ("appendix", "\u9644\u5f55", "\u9644\u9304")),
    "endnotes": Kind(Role.BACK, ("endnotes",)),
    "glossary": Kind(Role.BACK, ("glossary",)),
    "bibliography": Kind(Role.BACK, ("bibliography", "references")),
    "index": Kind(Role.BACK),
    "colophon": Kind(Role.BACK, ("colophon",)),
}
"""All kinds, in the order of an English book."""
_LATE_AFTERWORD = frozenset({"zh", "ja"})
"""Where an afterword closes the book, behind everything but the colophon."""
_SAME = {"acknowledgements": "acknowledgments", "notes": "endnotes", "references": "bibliography"}


def kind_of(stem: str) -> str:
    """The kind that a file's name says, or empty: ``00-preface`` is a preface, ``appendix-a`` an appendix."""
    bare = re.sub(r"^[\d\W_]+", "", unicodedata.normalize("NFC", stem).lower())
    if bare in KINDS and KINDS[bare].role is Role.CHAPTER:
        return bare  # the whole name: "introduction-to-knots" is a chapter like others
    return next((name for name, kind in KINDS.items() if _begins(bare, kind.names)), "")


def kind_in(path: str, role: Role, said: str = "") -> str:
    """What a file is that stands at a place of this role: what its head says, else what its name says."""
    said = said.lower()
    if (said := _SAME.get(said, said)) in KINDS:
        return said
    stem = PurePosixPath(path).stem.lower()
    kind = "index" if role is Role.BACK and stem == "index" else kind_of(stem)
    # Front or back matter among the chapters may only be called so; acknowledgments stand at either end.
    return "" if role is Role.CHAPTER and kind and KINDS[kind].role is not Role.CHAPTER else kind


def nearest_role(said: str) -> str | None:
    """None when a head may say this role; else the hint for a writer."""
    known = {*KINDS, *_SAME, *(role.value for role in Role if role is not Role.PART)}
    if said in known:
        return None
    near = difflib.get_close_matches(said, known, n=1)
    return f"did you mean {near[0]!r}?" if near else "roles are " + ", ".join(sorted(known))


def place_in_custom(kind: str, language: str) -> int:
    """Where a kind stands among the others in books of a language; what is no kind stands before them."""
    order = list(KINDS)
    if language.partition("-")[0] in _LATE_AFTERWORD:
        order.remove("afterword")
        order.insert(order.index("colophon"), "afterword")
    return order.index(kind) if kind in order else -1


def _begins(stem: str, words: tuple[str, ...]) -> bool:
    """Whether the first word of the stem is one of these; two Chinese characters need no blank after them."""
    first = re.split(r"[\W_\d]", stem, maxsplit=1)[0]
    return first in words or (not first.isascii() and first[:2] in words and len(first) > 1)
