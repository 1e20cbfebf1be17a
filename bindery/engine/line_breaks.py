"""Where Pango would let a line end: what Python counts rows by is then what WeasyPrint breaks by.

Used by `outputs.whole_lines`. Fontconfig must have been pointed at our fonts before (`fonts.use`).
"""

from __future__ import annotations

from collections.abc import Iterator


def pieces(text: str, language: str) -> Iterator[str]:
    """A text cut at each place where a line may end, with its spaces at the ends of pieces."""
    from weasyprint.text.line_break import get_log_attrs  # noqa: PLC0415 - only once our fonts alone are seen

    marks = get_log_attrs(text, language)
    start = 0
    for place in range(1, len(text)):
        if marks[place].is_line_break:
            yield text[start:place]
            start = place
    yield text[start:]
