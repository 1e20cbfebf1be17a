"""Manuscripts that are not plain text: Word, HTML and EPUB become Markdown by libraries that others keep."""
