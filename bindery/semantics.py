"""What a chapter is, in EPUB's vocabulary and in ARIA's: from its role and its kind."""

from __future__ import annotations

from bindery.model import BoundChapter, Role

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
