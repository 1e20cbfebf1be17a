"""What a chapter is, in EPUB's vocabulary and in ARIA's: from its role and its kind."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from bindery.model import BoundChapter, Role
from bindery.tree import breadth, text_of

_SILENT = frozenset({"dedication", "epigraph"})
"""Kinds that are never named, not even in the contents."""
_BRIEF = 700
"""Letters of a colophon that stands alone on its page, wide ones counted as two."""
_MATTER = {Role.FRONT: "frontmatter", Role.BACK: "backmatter"}


def semantics(chapter: BoundChapter) -> tuple[str, str, str]:
    """The matter (``frontmatter``…), the epub:type and the ARIA role; the last two may be empty.

    Every kind of `matter.KINDS` has the same name in EPUB 3 Structural Semantics 1.1 and DPUB-ARIA 1.1.
    """
    matter = _MATTER.get(chapter.role, "bodymatter")
    if chapter.role is Role.PART:
        return matter, "part", "doc-part"
    if chapter.kind:
        return matter, chapter.kind, f"doc-{chapter.kind}"
    return (matter, "chapter", "doc-chapter") if chapter.role is Role.CHAPTER else (matter, "", "")


def is_listed(chapter: BoundChapter) -> bool:
    """Whether the contents, the outline and the navigation name it: a dedication has no title."""
    return not (chapter.role is Role.FRONT and chapter.kind in _SILENT)


def is_display(chapter: BoundChapter) -> bool:
    """Whether it stands alone on its page, without head or folio."""
    return not is_listed(chapter) or (
        chapter.role is Role.BACK and chapter.kind == "colophon" and _is_brief(chapter.body)
    )


def _is_brief(body: Element | None) -> bool:
    """Whether a text is a few short paragraphs and nothing else."""
    return (
        body is not None
        and all(block.tag == "p" for block in body)
        and sum(breadth(text_of(block)) for block in body) <= _BRIEF
    )
