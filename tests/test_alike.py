"""Each way in which two PDFs of a book can differ is found, and a file is like itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from alike import SHOWN, compared, differences
from checkers import samples
from checkers.pdf_faults import PDF_FAULTS

Find = Callable[[Pdf], Object]
Spoil = Callable[[Pdf], None]


def saved(pdf: Pdf, out: Path) -> Path:
    """Write a file with all its objects numbered anew; its metadata are left alone."""
    pdf.save(out, fix_metadata_version=False)
    return out


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of three chapters with notes, pictures, tables, links, and labels that count from iii."""
    folder = tmp_path_factory.mktemp("alike")
    with pikepdf.open(samples.pdf(samples.page_html(), folder / "made.pdf")) as pdf:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r, St=3)]))
        profile = pdf.make_stream(b"a profile")
        intent = Dictionary(S=Name.GTS_PDFA1, Info=String("of a screen"), DestOutputProfile=profile)
        pdf.Root.OutputIntents = Array([intent])
        return saved(pdf, folder / "good.pdf")


def test_a_file_is_like_itself(good: Path, tmp_path: Path) -> None:
    """Also when all its objects are packed in another way."""
    with pikepdf.open(good) as pdf:
        pdf.save(
            tmp_path / "other.pdf",
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            min_version="1.7",
        )
    assert good.read_bytes() != (tmp_path / "other.pdf").read_bytes()
    assert differences(good, tmp_path / "other.pdf") == []


def spoilt(good: Path, spoil: Spoil, out: Path) -> list[str]:
    """The differences between the book and one in which something was changed."""
    with pikepdf.open(good) as pdf:
        spoil(pdf)
        return differences(good, saved(pdf, out))


@pytest.mark.parametrize("spoil", dict.fromkeys(fault for fault, _ in PDF_FAULTS))
def test_what_a_judge_complains_of_is_a_difference(spoil: Spoil, good: Path, tmp_path: Path) -> None:
    """Each fault of a file that is known elsewhere is one to us as well."""
    assert spoilt(good, spoil, tmp_path / "bad.pdf")


def drawn(number: int, pattern: bytes, put: bytes) -> Spoil:
    """Change the first that is found in what draws a page."""

    def spoil(pdf: Pdf) -> None:
        contents = pdf.pages[number - 1].Contents
        data, count = re.subn(pattern, put, contents.read_bytes(), count=1, flags=re.DOTALL)
        assert count
        contents.write(data)

    return spoil


def put(find: Find, key: str, value: object) -> Spoil:
    """Give a thing another value."""

    def spoil(pdf: Pdf) -> None:
        owner = find(pdf)
        owner[key] = value

    return spoil


def lose(find: Find, key: str) -> Spoil:
    """Take a value from a thing."""

    def spoil(pdf: Pdf) -> None:
        del find(pdf)[key]

    return spoil


def tag(kind: str, which: int = 0) -> Find:
    """One of the tags of a kind, in the order of the file."""

    def elements(pdf: Pdf) -> Iterator[Object]:
        for thing in pdf.objects:
            if isinstance(thing, Dictionary) and thing.get("/S") == f"/{kind}" and "/K" in thing:
                yield thing

    return lambda pdf: list(elements(pdf))[which]


def link(which: int) -> Find:
    """One of the links of the last page but one."""
    return lambda pdf: pdf.pages[13].Annots[which]


def first_row(pdf: Pdf) -> Object:
    """The first row of the outline."""
    return pdf.Root.Outlines.First


def font(pdf: Pdf) -> Object:
    """The first font."""
    return next(
        thing for thing in pdf.objects if isinstance(thing, Dictionary) and thing.get("/Subtype") == "/Type0"
    )


def intent(pdf: Pdf) -> Object:
    """What the file was made for."""
    return pdf.Root.OutputIntents[0]


def lose_page(pdf: Pdf) -> None:
    """A page less: the blank one."""
    del pdf.pages[14]


def lose_link(pdf: Pdf) -> None:
    """A link less."""
    del pdf.pages[13].Annots[0]


def lose_place(pdf: Pdf) -> None:
    """A named place less."""
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    del names["c2"]


def move_place(pdf: Pdf) -> None:
    """A named place a little further up: both what leads there and the name itself are told."""
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    names["c1"] = Array([pdf.pages[0].obj, Name.XYZ, 42.52, 366, 0])


def nest_row(pdf: Pdf) -> None:
    """The second row of the outline below the first, which is open."""
    first, second = pdf.Root.Outlines.First, pdf.Root.Outlines.First.Next
    first.Next, first.First, first.Last, first.Count = second.Next, second, second, 1
    del second["/Next"]


def lose_tag(pdf: Pdf) -> None:
    """A table's first row less."""
    head = tag("THead")(pdf)
    head.K = Array([])


def turn_tags(pdf: Pdf) -> None:
    """Two lines of a paragraph in the other order."""
    paragraph = tag("P")(pdf)
    paragraph.K = Array([paragraph.K[1], paragraph.K[0], *list(paragraph.K)[2:]])


def turn_contents(pdf: Pdf) -> None:
    """Two lines whose tags mark each other's words."""
    one, two = list(tag("P")(pdf).K)[:2]
    one.K, two.K = two.K, one.K


def loosen_contents(pdf: Pdf) -> None:
    """Contents that know nothing of their tags."""
    parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    parents[1] = Array([None for _ in parents[1]])


def loosen_link(pdf: Pdf) -> None:
    """A link that knows another tag than the one that holds it."""
    pdf.pages[13].Annots[0].StructParent = pdf.pages[13].Annots[1].StructParent


def hang_elsewhere(pdf: Pdf) -> None:
    """A tag that takes another for its parent."""
    tag("H1")(pdf).P = tag("P")(pdf)


def widen(pdf: Pdf) -> None:
    """A glyph that is said to be wider than it is."""
    widths = font(pdf).DescendantFonts[0].W
    widths[1] = Array([float(widths[1][0]) + 1, *list(widths[1])[1:]])


def other_font(pdf: Pdf) -> None:
    """Another file for a font, of the same name."""
    font(pdf).DescendantFonts[0].FontDescriptor.FontFile3.write(b"another")


FAULTS: tuple[tuple[Spoil, str], ...] = (
    (drawn(2, rb"<0029>", b"<0028>"), "page 2: text differs"),
    (drawn(2, rb"Tm\n", b"Tm 0.02 Tc\n"), "page 2: drawing differs"),
    (drawn(2, rb"0 0 0 rg", b"0 0 0.1 rg"), "page 2: drawing differs"),
    (drawn(12, rb"/\S+ Do", b""), "page 12: drawing differs"),
    (drawn(2, rb"BT.*?ET", b""), "page 2: text differs"),
    (drawn(2, rb"/MCID 1>", b"/MCID 99>"), "tag 65 differs"),
    (lose_page, "number of pages differs: 15 and 14"),
    (put(lambda pdf: pdf.pages[3].obj, "/MediaBox", Array([0, 0, 300, 420])), "page 4: /MediaBox differs"),
    (put(lambda pdf: pdf.pages[3].obj, "/TrimBox", Array([0, 0, 297, 419])), "page 4: /TrimBox differs"),
    (put(lambda pdf: pdf.pages[3].obj, "/BleedBox", Array([0, 0, 297, 419])), "page 4: /BleedBox differs"),
    (lose(lambda pdf: pdf.pages[3].obj, "/Tabs"), "page 4: /Tabs differs"),
    (put(lambda pdf: pdf.Root.PageLabels.Nums[1], "/St", 4), "page 1: label differs: 'iii' and 'iv'"),
    (put(first_row, "/Title", String("Of Gallows")), "outline row 1: title differs"),
    (nest_row, "outline row 2: level differs: 1 and 2"),
    (nest_row, "outline row 1: rows shown below it differs: 0 and 1"),
    (put(first_row, "/Dest", String("c2")), "outline row 1: goal differs: (1, "),
    (lose_link, "page 14: link 2, goal is not in the second file: 'https://example.org/'"),
    (put(link(0), "/Dest", String("c2")), "page 14: link 1, goal differs: (1, "),
    (put(link(0), "/Rect", Array([58.42, 75.5, 122.2, 63.5])), "page 14: link 1, rectangle differs"),
    (put(link(0), "/Contents", String("c3")), "page 14: link 1, words differs: 'c1' and 'c3'"),
    (put(link(0), "/F", 4), "page 14: link 1, flags differs: None and 4"),
    (put(link(1), "/A", Dictionary(S=Name.URI, URI=String("https://example.com/"))), "link 2, goal differs"),
    (lose_place, "destination c2 is not in the second file: (5, "),
    (move_place, "destination c1 differs"),
    (move_place, "page 14: link 1, goal differs"),
    (put(tag("H1"), "/S", Name.H2), "tag 3 differs: (2, '/H1') and (2, '/H2')"),
    (put(tag("Figure"), "/Alt", String("A black field")), "('/Alt', 'A grey field')"),
    (put(tag("P"), "/ActualText", String("Words")), "tag 6 differs: (2, '/P') and (2, '/P', ('/ActualText'"),
    (put(tag("P"), "/Lang", String("de")), "('/Lang', 'de')"),
    (put(lambda pdf: tag("TD")(pdf).A, "/ColSpan", 2), "('/ColSpan', 2)"),
    (lambda pdf: put(tag("TD"), "/A", tag("TD", 1)(pdf).A)(pdf), "('/Headers', 1)"),
    (lose_tag, "tag "),
    (turn_tags, "tag 8 differs"),
    (turn_contents, "belongs to another tag"),
    (loosen_contents, "belongs to another tag"),
    (loosen_link, "belongs to another tag"),
    (hang_elsewhere, "hangs elsewhere"),
    (put(lambda pdf: pdf.docinfo, "/Author", String("X")), "information /Author is not in the first file"),
    (put(lambda pdf: pdf.Root, "/Lang", String("de")), "catalog /Lang differs: 'en' and 'de'"),
    (put(lambda pdf: pdf.Root.MarkInfo, "/Suspects", 1), "catalog /MarkInfo differs"),
    (put(lambda pdf: pdf.Root, "/OpenAction", String("c2")), "opens at differs: 'nowhere' and (5, "),
    (put(intent, "/S", Name.GTS_PDFX), "intent /S differs"),
    (lambda pdf: intent(pdf).DestOutputProfile.write(b"x"), "intent /DestOutputProfile differs"),
    (lambda pdf: pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes() + b" "), "metadata differs"),
    (put(font, "/BaseFont", Name("/ABCDEF+Other")), "font Other: kind is not in the first file"),
    (widen, ": widths differs"),
    (other_font, ": file differs"),
    (lambda pdf: font(pdf).ToUnicode.write(b""), ": characters differs"),
)  # fmt: skip


@pytest.mark.parametrize(("spoil", "said"), FAULTS, ids=[said for _, said in FAULTS])
def test_each_difference_is_named(spoil: Spoil, said: str, good: Path, tmp_path: Path) -> None:
    """One thing is changed in a file, and a sentence says which."""
    assert said in "\n".join(spoilt(good, spoil, tmp_path / "bad.pdf"))


def test_what_no_eye_sees_is_no_difference(good: Path, tmp_path: Path) -> None:
    """Places may differ by what two ways of reckoning do: a hundredth of a point."""
    moved = put(link(0), "/Rect", Array([58.405, 75.508, 122.206, 63.508]))
    assert spoilt(good, moved, tmp_path / "moved.pdf") == []


def test_an_identifier_is_wanted_in_both_or_in_none(good: Path) -> None:
    """Its value is a matter of the bytes of each file."""
    assert "identifier differs: False and True" in differences(good.with_name("made.pdf"), good)


def test_many_differences_of_a_kind_are_counted() -> None:
    """The first are told, and the last."""
    one, other = ({f"page {number}: text": f"{word} {number}" for number in range(9)} for word in "ab")
    *first, rest = compared(one, other)
    assert len(first) == SHOWN
    assert first[0] == "page 0: text differs: 'a 0' and 'b 0'"
    assert rest == "and 6 more, the last: page 8: text differs: 'a 8' and 'b 8'"
