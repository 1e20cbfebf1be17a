"""What the EPUB says of itself to those who listen, against what is in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest

from bindery import pipeline
from bindery.outputs import accessibility, contrast
from bindery.report import Silent
from checkers.epub_open import EPUB_TYPE, OPF, XHTML, XML_LANG, Epub, open_epub
from shelf import Built

Make = Callable[..., Epub]
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>t</title>{}</svg>'
MOVING = DRAWING.format('<style>@keyframes a { to { opacity: 0 } }</style><circle r="4"/>')


def says(book: Epub, name: str) -> list[str]:
    """The values of one property of the package."""
    return [(m.text or "") for m in book.package.iter(f"{OPF}meta") if m.get("property") == name]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Builds the EPUB of a book of one file."""

    def build(text: str, toml: str = "", **files: str) -> Epub:
        root = tmp_path / "book"
        root.mkdir()
        (root / "book.toml").write_text(f'[book]\ntitle = "Test"\n{toml}', encoding="utf-8")
        (root / "one.md").write_text(f"# One\n\n{text}\n", encoding="utf-8")
        for name, content in files.items():
            (root / name.replace("_", ".")).write_text(content, encoding="utf-8")
        report = pipeline.build(root, "book", tmp_path / "out", ("epub",), Silent())
        assert report.artifacts, report.problems
        return open_epub(tmp_path / "out" / "book" / "book.epub")

    return build


def test_modes_are_those_of_the_documents(book: Built) -> None:
    """A book with pictures can be seen, and be heard when each is described; one without is text."""
    opened = open_epub(book.epub)
    pictures = [
        image
        for path, tree in opened.documents()
        for image in tree.iter(f"{XHTML}img")
        if "cover" not in path
    ]
    assert says(opened, "schema:accessMode") == ["textual", *(["visual"] if pictures else [])]
    described = all(image.get("alt", "").strip() for image in pictures)
    assert ("textual" in says(opened, "schema:accessModeSufficient")) is described
    claimed = "alternativeText" in says(opened, "schema:accessibilityFeature")
    assert claimed is (bool(pictures) and described)


def test_features_are_found_in_the_documents(book: Built) -> None:
    """Index, page numbers, mathematics and ruby are named when they are there and only then."""
    opened = open_epub(book.epub)
    features = set(says(opened, "schema:accessibilityFeature"))
    elements = [element for _, tree in opened.documents() for element in tree.iter()]
    types = {word for element in elements for word in element.get(EPUB_TYPE, "").split()}
    assert ("index" in features) is ("index" in types)
    assert ("pageNavigation" in features) is ("page-list" in types)
    assert ("pageBreakMarkers" in features) is ("pagebreak" in types)
    assert ("MathML" in features) is any(str(element.tag).endswith("}math") for element in elements)
    assert ("rubyAnnotations" in features) is any(element.tag == f"{XHTML}ruby" for element in elements)
    assert {"tableOfContents", "readingOrder", "structuralNavigation", "ARIA"} <= features


def test_the_summary_is_in_the_language_of_the_book(book: Built) -> None:
    """Its sentences are the language's own, or are marked as English."""
    opened = open_epub(book.epub)
    (meta,) = (
        m for m in opened.package.iter(f"{OPF}meta") if m.get("property") == "schema:accessibilitySummary"
    )
    words = book.theme.words
    assert (meta.text or "").startswith(words["access_text"])
    language = meta.get(XML_LANG, book.manuscript.edition.language)
    assert language.split("-")[0] == words["summary_language"].split("-")[0]


def test_a_book_without_a_voucher_claims_nothing(book: Built) -> None:
    """No book of ours was looked at by a person who gives a name for it, so none says that it conforms."""
    assert book.manuscript.edition.epub.certified_by == ""
    opened = open_epub(book.epub)
    assert says(opened, "a11y:certifiedBy") == says(opened, "dcterms:conformsTo") == []


def test_a_sound_book_with_a_voucher_says_that_it_conforms(make: Make) -> None:
    """The claim stands with the name of who vouches for it."""
    opened = make("Text.", '[epub]\ncertified-by = "A Reader"\n')
    assert says(opened, "dcterms:conformsTo") == [accessibility.CONFORMS]
    assert says(opened, "a11y:certifiedBy") == ["A Reader"]


def test_a_fault_takes_the_claim_away(make: Make) -> None:
    """One picture without words, and neither conformance nor alternative text is claimed any more."""
    vouched = '[epub]\ncertified-by = "A Reader"\n'
    opened = make("![](a.svg)", vouched, a_svg=DRAWING.format(""))
    assert says(opened, "dcterms:conformsTo") == says(opened, "a11y:certifiedBy") == []
    assert "alternativeText" not in says(opened, "schema:accessibilityFeature")
    assert says(opened, "schema:accessModeSufficient") == ["textual,visual"]
    assert "Some pictures are not described" in says(opened, "schema:accessibilitySummary")[0]


def test_a_report_and_an_exemption_are_written(make: Make) -> None:
    """The certifier's report is linked, and the reason of an exemption stands as its code."""
    toml = (
        '[epub]\ncertified-by = "A Reader"\ncertifier-report = "https://example.org/r"\n'
        'exemption = "eaa-microenterprise"\n'
    )
    opened = make("Text.", toml)
    assert says(opened, "dcterms:conformsTo") == [accessibility.CONFORMS]
    (link,) = (e for e in opened.package.iter(f"{OPF}link") if e.get("rel") == "a11y:certifierReport")
    assert link.get("href") == "https://example.org/r"
    assert says(opened, "a11y:exemption") == ["eaa-microenterprise"]


def test_a_picture_that_moves_is_a_hazard_that_nobody_has_judged(make: Make) -> None:
    """Only what stands still is free of hazards."""
    opened = make("![a ring that grows](a.svg)", a_svg=MOVING)
    assert says(opened, "schema:accessibilityHazard") == [
        "noSoundHazard", "unknownFlashingHazard", "unknownMotionSimulationHazard",
    ]  # fmt: skip


def test_elements_say_what_they_are(make: Make) -> None:
    """Call-outs, mottoes, heads of tables, languages, boxes of tasks and drawings are named."""
    text = (
        "> [!TIP]\n> A tip.\n\n> [!WARNING]\n> Ice.\n\n> [!NOTE]\n> A note.\n\n"
        "> Motto.\n\n{.epigraph}\n\n|  | a |\n|--|--|\n| b | c |\n\n[mot]{lang=fr}\n\n"
        "- [x] done\n- [ ] not\n\n" + DRAWING.format("")
    )
    opened = make(text)
    tree = next(tree for path, tree in opened.documents() if path.endswith("/one.xhtml"))
    roles = [element.get("role") for element in tree.iter() if element.get("role")]
    assert roles == ["doc-chapter", "doc-tip", "doc-notice", "note", "doc-epigraph", "img", "img", "img"]
    assert [box.get("aria-label") for box in tree.iter(f"{XHTML}span") if box.get("role")] == [
        "Done",
        "To do",
    ]
    assert [head.get("scope") for head in tree.iter(f"{XHTML}th")] == ["col"]
    assert [e.get(XML_LANG) for e in tree.iter(f"{XHTML}span") if e.get("lang")] == ["fr"]


def test_short_code_stays_on_one_line(make: Make) -> None:
    """An option is not parted from its hyphens, nor are blanks of code stretched; longer code is broken."""
    opened = make(
        'With `--json`, `zh-Hans`, `a = "b"`, `plain`, `python3 build.py inspect book.epub`.\n\n    x = 1'
    )
    tree = next(tree for path, tree in opened.documents() if path.endswith("/one.xhtml"))
    held = [code.text for code in tree.iter(f"{XHTML}code") if code.get("class") == "held"]
    assert held == ["--json", "zh-Hans", 'a = "b"']


def test_contrast_is_what_wcag_says() -> None:
    """Figures of the standard's own examples: black on white is 21 to 1, #767676 is the faintest grey."""
    assert round(contrast.ratio((0, 0, 0), (1, 1, 1)), 2) == 21
    grey = (0x76 / 255, 0x76 / 255, 0x76 / 255)
    assert round(contrast.ratio(grey, (1, 1, 1)), 2) == 4.54


def test_sizes_that_cannot_be_changed_are_noticed() -> None:
    """Type in points keeps its size when the reader asks for larger: it is not transformable."""
    fixed = accessibility._FIXED_SIZE  # noqa: SLF001 - the rule itself
    for css in ("p{font-size:12px}", "p { font: italic 9pt/1.2 serif; }", "p{FONT-SIZE : .5in}"):
        assert fixed.search(css), css
    for css in ("p{font-size:1.2em}", "p{width:10px;font-size:90%}", "p{font-family:monospace; margin: 3px}"):
        assert not fixed.search(css), css


def test_levels_that_are_skipped_are_not_called_structure() -> None:
    """A document from h1 to h3 cannot be walked by its heads."""
    tree = Element(f"{XHTML}body")
    for level in (1, 3):
        tree.append(Element(f"{XHTML}h{level}"))
    assert not accessibility._is_nested(tree)  # noqa: SLF001 - no book of ours has such
