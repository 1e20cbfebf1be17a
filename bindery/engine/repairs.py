"""Repairs of WeasyPrint's private functions, each guarded by a hash of what it replaces. Used by `plain`.

A repair is applied only to the exact source that it was made for; else it is left out and said so.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable
from functools import cache, wraps
from math import inf
from typing import Any

from bindery.engine.joined import joined
from bindery.engine.neighbours import reach_of
from bindery.engine.page_top import let_text_on, may_be_filled, on_this_page
from bindery.engine.unicode_map import glyph_texts, plain_space

_SPLIT_FIRST_LINE = "39ad1016863ca34d"
_BUILD_FONTS = "fc551bef35d0d6c3"
_LINEBOX_LAYOUT = "e07bbe000974787e"
_PAGE_REFERENCES = "060bf90aad55931b"
_DRAW_TEXT = "ebaf96239c6ca363"
_DRAW_FIRST_LINE = "1bb8eae6d88e71b1"
_GET_PDF_TAG = "882707358f7c4392"
_GATHER_ANCHORS = "373f8c676f27da3b"
_OUT_OF_FLOW_LAYOUT = "2ace1b03f455de46"
_FLOAT_LAYOUT = "d6c66bc084325f93"
_MAKE_PAGE = "656f183328e8b1b5"
_NOTHING = "\u200b"  # a glyph without a meaning of its own still has to have one in PDF/UA
_NARROWEST = 0.2  # em a character: text that would not fit at this width cannot fit at all


def apply() -> tuple[str, ...]:
    """Apply all repairs once; the names of the functions that are others in this version of WeasyPrint."""
    strange: list[str] = []
    _repair_layout(strange)
    _repair_writing(strange)
    return tuple(strange)


def _repair_layout(strange: list[str]) -> None:
    """How things come to stand where they do. WeasyPrint is imported only once fontconfig sees our fonts
    alone."""
    from weasyprint.layout import block, inline, page  # noqa: PLC0415
    from weasyprint.text import line_break  # noqa: PLC0415

    if fits(line_break.split_first_line, _SPLIT_FIRST_LINE, strange):
        inline.split_first_line = line_break.split_first_line = _hanging_space(line_break.split_first_line)
    if fits(block._linebox_layout, _LINEBOX_LAYOUT, strange):  # noqa: SLF001 - this module is for private parts
        _keep_notes(block)
    if fits(block._out_of_flow_layout, _OUT_OF_FLOW_LAYOUT, strange):  # noqa: SLF001
        block._out_of_flow_layout = let_text_on(block._out_of_flow_layout)  # noqa: SLF001
    if fits(page.float_layout, _FLOAT_LAYOUT, strange):
        page.float_layout = on_this_page(page.float_layout)
    if fits(page.make_page, _MAKE_PAGE, strange):
        may_be_filled(page)


def _repair_writing(strange: list[str]) -> None:
    """How what stands is drawn and told."""
    import pydyf  # noqa: PLC0415
    import weasyprint.pdf as pdf  # noqa: PLC0415, PLR0402
    import weasyprint.pdf.tags as tagging  # noqa: PLC0415
    from weasyprint import document  # noqa: PLC0415
    from weasyprint import draw as drawing  # noqa: PLC0415
    from weasyprint.draw import text  # noqa: PLC0415

    if fits(pydyf.PDF.page_references.fget, _PAGE_REFERENCES, strange):
        pydyf.PDF.page_references = property(_remembered(pydyf.PDF.page_references.fget))
    if fits(document.gather_anchors, _GATHER_ANCHORS, strange):
        document.gather_anchors = _own_links(document.gather_anchors)
    if fits(pdf.build_fonts_dictionary, _BUILD_FONTS, strange):
        pdf.build_fonts_dictionary = _whole_map(pdf.build_fonts_dictionary)
    if fits(tagging._get_pdf_tag, _GET_PDF_TAG, strange):  # noqa: SLF001
        tagging._get_pdf_tag = _with_readings(tagging._get_pdf_tag)  # noqa: SLF001
    if fits(drawing.draw_text, _DRAW_TEXT, strange):
        drawing.draw_text = _with_marks(drawing.draw_text)
    if fits(text.draw_first_line, _DRAW_FIRST_LINE, strange):
        text.draw_first_line = _without_gaps(text.draw_first_line)


def fits(function: Callable[..., Any], known: str, strange: list[str]) -> bool:
    """Whether the function is the one that a repair was made for, and not repaired yet."""
    if hasattr(function, "repaired"):
        return False
    if digest(function) == known:
        return True
    strange.append(function.__name__)
    return False


@cache  # reading the source of all takes 27 ms, and a worker lays out many chapters
def digest(function: Callable[..., Any]) -> str:
    """The hash that says that a function is the one that was read."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


def _hanging_space(split: Callable[..., Any]) -> Callable[..., Any]:
    """Let the space after a text hang over the end of the line.

    When a text fits but for the space that parts it from the next inline element, `split_first_line`
    takes it for too wide and breaks it at its first hyphen, leaving a line with three words on it.
    (Seen in 70.0; no upstream issue found. Text is normal, so it holds no preserved line breaks.)
    """

    @wraps(split)
    def repaired(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **options: Any) -> Any:
        first = split(text, style, context, max_width, *rest, **options)
        if first[2] is None or not text.endswith(" ") or max_width in {None, inf}:
            return first
        if style["white_space"] != "normal" or len(text) * style["font_size"] * _NARROWEST > max_width:
            return first
        bare = split(text.rstrip(" "), style, context, max_width, *rest, **options)
        if bare[2] is not None or bare[3] > max_width:
            return first
        return split(text, style, context, None, *rest, **options)

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _keep_notes(block: Any) -> None:
    """Move a paragraph to the next page rather than a note away from its call.

    Where a paragraph's second line finds no room above the notes, and its first may not stand alone,
    WeasyPrint sends notes of lines above to the next page, whatever their `footnote-policy`
    (`_linebox_layout` in 70.0; no upstream issue found). The function is 140 lines long, so one condition is
    changed in its source.
    """
    source = inspect.getsource(block._linebox_layout)  # noqa: SLF001
    condition = "report = not context.in_column and"
    changed = source.replace(condition, f"report = False and {condition.partition('= ')[2]}")
    exec(compile(changed, inspect.getfile(block), "exec"), vars(block))  # noqa: S102 - the hash says what it is
    block._linebox_layout.repaired = True  # noqa: SLF001


def _remembered(references: Callable[..., Any]) -> Callable[..., Any]:
    """List the pages once, and again only when there are more.

    The list is made anew for each tag of the document, so that writing grows with the square of the pages
    (`PDF.page_references` in pydyf 0.13): half the time of writing a tagged book of 800 pages.
    """

    @wraps(references)
    def repaired(pdf: Any) -> Any:
        known = getattr(pdf, "known_pages", ())
        if len(known) * 3 != len(pdf.pages["Kids"]):
            known = pdf.known_pages = references(pdf)
        return known

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _own_links(gather: Callable[..., Any]) -> Callable[..., Any]:
    """One annotation for each line of a link, not one more for each element inside it.

    The inner ones hang in no Link element of the structure, which PDF/UA forbids. (`gather_anchors` in 70.0
    hands the link down to children; no upstream issue found.)
    """

    @wraps(gather)
    def repaired(box: Any, anchors: Any, links: list[Any], *rest: Any) -> None:
        gather(box, anchors, links, *rest)
        links[:] = [link for link in links if link[3].link]

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _with_readings(tag_of: Callable[..., Any]) -> Callable[..., Any]:
    """Tell what is a reading over a word (ISO 32000-1, 14.8.4.4.2); it is `NonStruct` to 70.0."""
    known = {"ruby": "Ruby", "rb": "RB", "rt": "RT"}

    @wraps(tag_of)
    def repaired(tag: str | None) -> Any:
        return known.get(tag or "") or tag_of(tag)

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _with_marks(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Paint the marks beside a text: 70.0 knows no `text-emphasis`."""
    from bindery.engine import marks  # noqa: PLC0415 - it knows WeasyPrint

    @wraps(draw)
    def repaired(stream: Any, box: Any, *rest: Any) -> None:
        marks.paint(stream, box)
        draw(stream, box, *rest)

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _without_gaps(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Say what is written where letters are set apart, in a file that is to be read."""

    @wraps(draw)
    def repaired(stream: Any, box: Any, *rest: Any) -> Any:
        before, font = len(stream.stream), (stream._current_font or ("", 0))[0]  # noqa: SLF001 - as above
        drawn = draw(stream, box, *rest)
        if stream._tags is not None:  # noqa: SLF001 - as above
            fonts = {font.hash: font for font in stream._fonts.values()}  # noqa: SLF001 - as above
            stream.stream[before:] = joined(stream.stream[before:], fonts, font, reach_of(box))
        return drawn

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired


def _whole_map(build: Callable[..., Any]) -> Callable[..., Any]:
    """Say of every glyph what it means, also where several make one cluster.

    The first glyph of a cluster gets the text of all, the others none: copied Arabic is wrong and the file is
    no PDF/UA. (`draw_first_line` in 70.0; no upstream issue found.)
    """

    @wraps(build)
    def repaired(pdf: Any, fonts: Any, *rest: Any) -> Any:
        for font in fonts.values():
            if "" in font.to_unicode.values():
                known = glyph_texts(font.file_content, font.index)
                for glyph, text in font.to_unicode.items():
                    font.to_unicode[glyph] = known.get(glyph, text) or _NOTHING
            plain_space(font)
        return build(pdf, fonts, *rest)

    repaired.repaired = True  # type: ignore[attr-defined]
    return repaired
