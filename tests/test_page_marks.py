"""Marks of printed pages within a text, where a page begins at an awkward place."""

from __future__ import annotations

import pytest

from bindery import tree
from bindery.model import PageStart, PageStarts
from bindery.origins import letters
from bindery.outputs.page_marks import PageMarks

MARK = '<span epub:type="pagebreak" id="page-7" role="doc-pagebreak" aria-label="7"></span>'


def marked(html: str, element: int, letter: int) -> str:
    """A body in which page 7 begins before a letter of an element; the mark is written ``|``."""
    start = PageStart("7", "one", 0, element, letter)
    body = tree.from_html(html)
    found = PageMarks.of(PageStarts((start,)), ()).marked((body,), "one")[0]
    written = tree.to_xml(found).replace(' xmlns="http://www.w3.org/1999/xhtml"', "")
    return written.removeprefix("<section>").removesuffix("</section>").replace(MARK, "|")


PLACES = {
    "between words": ("<p>ein Wort mehr</p>", 1, 3, "<p>ein |Wort mehr</p>"),
    "a divided word": ("<p>ein Wortteil mehr</p>", 1, 7, "<p>ein |Wortteil mehr</p>"),
    "a word divided in markup": ("<p>vor<em>bild</em>lich</p>", 1, 3, "<p>|vor<em>bild</em>lich</p>"),
    "a word with its own hyphen": ("<p>a well-known one</p>", 1, 5, "<p>a well-|known one</p>"),
    "a soft hyphen": ("<p>a hy\u00adphen</p>", 1, 3, "<p>a |hy\u00adphen</p>"),
    "an apostrophe": ("<p>the don\u2019t</p>", 1, 7, "<p>the |don\u2019t</p>"),
    "a sign before a figure": ("<p>So -5 it is</p>", 1, 2, "<p>So |-5 it is</p>"),
    "Chinese": ("<p>\u6c34\u9109\u7684\u6cb3</p>", 1, 2, "<p>\u6c34\u9109|\u7684\u6cb3</p>"),
    "a letter that capitals double": ("<p>gro\u00df ist er</p>", 1, 5, "<p>gro\u00df |ist er</p>"),
    "a cell": ("<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>", 5, 0,
               "<table><tbody><tr><td>a</td><td>|b</td></tr></tbody></table>"),
    "a picture": ('<figure><img src="a.png"/><figcaption>c</figcaption></figure>', 2, 0,
                  '<figure>|<img src="a.png"/><figcaption>c</figcaption></figure>'),
    "code": ("<pre><code><span>ab</span>\ncd</code></pre>", 1, 2,
             "<pre><code><span>ab</span>\n|cd</code></pre>"),
    "a ruby": ("<p>a <ruby>\u6f22<rt>k</rt></ruby> b</p>", 2, 1, "<p>a |<ruby>\u6f22<rt>k</rt></ruby> b</p>"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_mark_never_parts_what_is_one(place: tuple[str, int, int, str]) -> None:
    """A mark stands at the letter, or before the word, ruby or picture that the page's end divided."""
    html, element, letter, expected = place
    assert marked(html, element, letter) == expected


def test_a_paragraph_of_three_pages_has_two_marks() -> None:
    """Marks of one run of text do not move each other, and the original stays as it was."""
    body = tree.from_html("<p>eins zwei drei</p>")
    starts = PageStarts((PageStart("2", "one", 0, 1, 4), PageStart("3", "one", 0, 1, 8)))
    found = PageMarks.of(starts, ()).marked((body,), "one")[0]
    assert [(span.get("aria-label"), span.tail) for span in found.iter("span")] == [
        ("2", "zwei "),
        ("3", "drei"),
    ]
    assert not list(body.iter("span"))


def test_an_id_that_is_taken_is_not_given_again() -> None:
    """A chapter may be named like a page."""
    marks = PageMarks.of(PageStarts((PageStart("7", "one"),)), {"page-7"})
    assert list(marks.ids.values()) == ["page-7-"]


def test_letters_are_what_no_typesetting_changes() -> None:
    """Blanks, hyphens, signs without width and capitals do not count; a dash does."""
    assert letters("A\u00a0well-\u00adkno\u2060wn Gro\u00df \u2014 x") == "awellknowngross\u2014x"
