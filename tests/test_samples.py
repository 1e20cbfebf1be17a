"""What each sample book is there to show, beyond what `test_books` asks of all of them."""

from __future__ import annotations

import zipfile

import pikepdf

from checkers.epub_open import EPUB_TYPE, XHTML, open_epub, spine_texts
from checkers.pdf_fonts import fonts
from checkers.pdf_pages import page_texts
from checkers.text import squeeze
from shelf import Built

Shelf = dict[str, Built]


def both(book: Built) -> tuple[str, str]:
    """The whole text of the PDF and of the EPUB, blanks collapsed."""
    pages, documents = page_texts(book.pdf), spine_texts(book.epub)
    return " ".join("\n".join(pages).split()), " ".join("\n".join(documents).split())


def entry(book: Built, name: str) -> str:
    """A file of the EPUB."""
    with zipfile.ZipFile(book.epub) as zipped:
        return zipped.read(f"EPUB/{name}").decode()


def notices(book: Built) -> list[str]:
    """The codes of all that was said of a book."""
    return sorted(problem["code"] for problem in book.told["problems"])


def test_an_mdbook_project_is_built_as_it_lies(shelf: Shelf) -> None:
    """Its own tables and drafts are noticed once, and that is all."""
    assert notices(shelf["mdbook"]) == ["chapter-draft", "table-ignored"]


def test_mdbook_listings_show_what_mdbook_shows(shelf: Shelf) -> None:
    """Hidden lines stay hidden, anchors and ranges cut, files of a playground are shown."""
    for text in both(shelf["mdbook"]):
        code = squeeze(text)  # coloured words come one by one
        assert code.count("hammer.weight*2") == 3, "whole, by anchor, by rustdoc_include"
        assert code.count("structhammer") == 2, "whole, and by line numbers"
        assert squeeze('println!("struck");') in code
        assert "letweight=4;" in code
        assert "hidden(weight" not in code
        assert "#include" not in code
        assert "Lathes" not in text


def test_mdbook_nesting_becomes_the_contents(shelf: Shelf) -> None:
    """Parts hold chapters, chapters their files, each at its depth; links to .html and from / find it."""
    book = open_epub(shelf["mdbook"].epub)
    nav = book.trees["EPUB/text/contents.xhtml"]
    toc = next(element for element in nav.iter(f"{XHTML}nav") if element.get(EPUB_TYPE) == "toc")
    deepest = toc.find("/".join([f"{XHTML}ol/{XHTML}li"] * 4 + [f"{XHTML}a"]))
    assert deepest is not None
    assert deepest.get("href") in {"wood.xhtml", "handles.xhtml#handles.fitting"}
    links = [link.get("href") for link in book.trees["EPUB/text/src.xhtml"].iter(f"{XHTML}a")]
    assert links == ["hammers.xhtml", "listings.xhtml#listings.whole", "listings.xhtml#listings.whole"]


def test_a_folder_of_files_is_a_book_in_their_order(shelf: Shelf) -> None:
    """Without book.toml the names give the order as people count: 1, 2, 10."""
    for text in both(shelf["plain"]):
        places = [text.rindex(title) for title in ("The first", "The second", "The third")]
        assert places == sorted(places)
    assert shelf["plain"].manuscript.edition.title == "plain"


def test_a_book_brings_its_own_look(shelf: Shelf) -> None:
    """Its template replaces ours in print alone, its sheets follow ours in both."""
    printed, read = both(shelf["templates"])
    assert "by Ada Binder Set with templates that lie beside the text" in printed
    assert "Set with templates" not in read
    css = entry(shelf["templates"], "css/book.css")
    assert css.index("blockquote { border-left: 2px solid; padding-left: 1em; }") > css.index("blockquote {")


def test_variables_are_filled_into_the_text(shelf: Shelf) -> None:
    """Jinja in the text knows the book's variables, and leaves alone what is marked as raw."""
    for text in both(shelf["templates"]):
        assert "It is 2026." in text
        assert "This is a draft" not in text
        assert "1: DELFT" in text
        assert "{{ braces }}" in text


def test_the_literary_theme_is_set_in_garamond(shelf: Shelf) -> None:
    """Text and heads are EB Garamond, on the trim that the book asks for, with dedication and epigraph."""
    book = shelf["literary"]
    with pikepdf.open(book.pdf) as pdf:
        names = {str(font.BaseFont).partition("+")[2] for font in fonts(pdf)}
    assert names
    assert all(name.startswith("EB") for name in names), names
    for text in both(book):
        assert "For nobody in particular" in text
        assert "A proverb" in text


def test_every_construct_has_its_element(shelf: Shelf) -> None:
    """The sampler's EPUB has each element that Markdown can ask for."""
    book = open_epub(shelf["markdown"].epub)
    tags = {element.tag.rpartition("}")[2] for path in book.trees for element in book.trees[path].iter()}
    wanted = (
        "em strong code del sub sup kbd mark a img abbr br blockquote ul ol li dl dt dd table thead th td "
        "figure figcaption pre span hr aside h1 h2 h3 h4 h5 h6"
    )
    assert set(wanted.split()) <= tags
    printed, read = both(shelf["markdown"])
    assert "a comment that nobody reads" not in printed + read
    assert "Figure 2.1" in printed
    assert "Table 2.1" in read
