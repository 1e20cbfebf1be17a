"""Abbreviations: ``*[HTML]: Hyper Text Markup Language``; Python-Markdown's own extension."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown.extensions.abbr import AbbrExtension

if TYPE_CHECKING:
    from markdown import Markdown


def extend(md: Markdown) -> None:
    """Register it; its paragraphs come one by one from `scan`."""
    AbbrExtension().extendMarkdown(md)
