"""What is mended in WeasyPrint: each repair is needed, works, and keeps away from what it does not know."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pytest

from bindery.engine import boxes, plain, repairs

FAMILIES = ("Source Serif Pro", "Source Code Pro")
STYLE = """html { font: 9.5pt/13pt "Source Serif Pro"; hyphens: auto; text-align: justify } p { margin: 0 }
code { font: .86em "Source Code Pro" } @page { size: 148mm 2000mm; margin: 10mm }"""
WORDS = (
    "You can use <code>unsafe</code> to indicate the existence of unchecked contracts on <em>functions</em>."
)


def first_lines() -> list[str]:
    """The first line of the same words at a hundred widths."""
    paragraphs = (f'<p style="width: {280 + width * 0.4}pt">{WORDS}</p>' for width in range(100))
    html = f'<html lang="en"><title>Widths</title><style>{STYLE}</style>{"".join(paragraphs)}'
    sheets = plain.lay_out(html, FAMILIES, {}, lambda _: None)
    lines = [line.text for page in boxes.pages_of(sheets.document) for line in page.lines]
    return [line for line in lines if line.startswith("You can use")]


def test_no_line_is_cut_off_before_a_space_that_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where only a space is too much the words stay; WeasyPrint itself breaks after a few of them."""
    mended = first_lines()
    assert len(mended) == 100
    assert min(map(len, mended)) > 50
    from weasyprint.layout import inline

    monkeypatch.setattr(inline, "split_first_line", inline.split_first_line.__wrapped__)
    monkeypatch.setattr(repairs, "apply", lambda: ())
    assert min(map(len, first_lines())) < 40


def test_another_weasyprint_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function whose source is not the known one is named and not replaced."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    original = getattr(line_break.split_first_line, "__wrapped__", line_break.split_first_line)
    monkeypatch.setattr(line_break, "split_first_line", original)
    monkeypatch.setattr(inline, "split_first_line", original)
    monkeypatch.setattr(repairs, "_SPLIT_FIRST_LINE", "0" * 16)
    assert repairs.apply() == ("split_first_line",)
    assert line_break.split_first_line is original


def counted(references: Callable[..., Any], calls: list[int]) -> Callable[..., Any]:
    """The same list of pages, noting how many pages there were each time that it is made."""

    @wraps(references)
    def counting(pdf: Any) -> Any:
        calls.append(len(pdf.pages["Kids"]) // 3)
        return references(pdf)

    return counting


def test_pages_are_listed_once_and_the_file_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Writing a tagged file lists its pages once; pydyf does so for each tag, and writes the same bytes."""
    import pydyf

    paragraphs = "".join(f"<h2 id=p{page}>{page}</h2><p><a href=#p0>{WORDS}</a>" for page in range(12))
    style = f"{STYLE} @page {{ size: 100mm 60mm }} h2 {{ break-before: page }}"
    html = f'<html lang="en"><title>Pages</title><style>{style}</style>{paragraphs}'
    once: list[int] = []
    often: list[int] = []
    own = pydyf.PDF.page_references.fget
    own = getattr(own, "__wrapped__", own)
    monkeypatch.setattr(pydyf.PDF, "page_references", property(counted(own, once)))
    sheets = plain.lay_out(html, FAMILIES, {}, lambda _: None)
    sheets.write(tmp_path / "once.pdf", ())
    monkeypatch.setattr(pydyf.PDF, "page_references", property(counted(own, often)))
    sheets.write(tmp_path / "often.pdf", ())
    assert once == [sheets.count]
    assert len(often) > 5 * sheets.count
    assert (tmp_path / "once.pdf").read_bytes() == (tmp_path / "often.pdf").read_bytes()


def test_a_page_added_later_is_listed() -> None:
    """What is remembered of a file's pages is forgotten as soon as it has one more."""
    import pydyf

    repairs.apply()
    pdf = pydyf.PDF()
    for count in range(1, 4):
        pdf.add_page(pydyf.Dictionary({"Type": "/Page"}))
        assert len(pdf.page_references) == count
        assert pdf.page_references[-1] == pdf.objects[-1].reference
