"""Bindery: a writer's Markdown, typeset as a PDF and assembled as an EPUB from one tree of facts."""

__version__ = "0.1.0"
