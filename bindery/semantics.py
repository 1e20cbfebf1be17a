"""What a chapter is, in EPUB's vocabulary and in ARIA's: from its role and the name of its file."""

from __future__ import annotations

from pathlib import PurePosixPath

from bindery.model import BoundChapter, Role

# epub:type, and the DPUB-ARIA role where there is one (EPUB 3 Structural Semantics 1.1, DPUB-ARIA 1.1)
_BY_NAME = {
    "preface": "doc-preface", "foreword": "doc-foreword", "introduction": "doc-introduction",
    "prologue": "doc-prologue", "epilogue": "doc-epilogue", "afterword": "doc-afterword",
    "conclusion": "doc-conclusion", "appendix": "doc-appendix", "glossary": "doc-glossary",
    "bibliography": "doc-bibliography", "colophon": "doc-colophon", "dedication": "doc-dedication",
    "acknowledgments": "doc-acknowledgments", "index": "doc-index",
}  # fmt: skip
_MATTER = {Role.FRONT: "frontmatter", Role.BACK: "backmatter"}


def semantics(chapter: BoundChapter) -> tuple[str, str, str]:
    """The matter (``frontmatter``…), the epub:type and the ARIA role; the last two may be empty."""
    matter = _MATTER.get(chapter.role, "bodymatter")
    if chapter.role is Role.PART:
        return matter, "part", "doc-part"
    name = PurePosixPath(chapter.path).stem.lower().lstrip("0123456789-_ ")
    if name in _BY_NAME and (
        chapter.role is not Role.CHAPTER or name in {"introduction", "prologue", "epilogue", "conclusion"}
    ):
        return matter, name, _BY_NAME[name]
    return (matter, "chapter", "doc-chapter") if chapter.role is Role.CHAPTER else (matter, "", "")
