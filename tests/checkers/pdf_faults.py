"""Ways to spoil the sample's PDF: each one fault, and the words that a judge has to say about it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
from fontTools.cffLib import FDArrayIndex, FDSelect, FontDict
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf, String


def shift_character_ids(pdf: Pdf) -> None:
    """Makes every font CID-keyed with ids that are not the glyphs' numbers, as some Chinese fonts are."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile3" in thing:
            stream = thing.FontFile3
            stream.write(_shifted(stream.read_bytes()))


def forget_characters(pdf: Pdf) -> None:
    """Takes from every font the table that says which character a glyph stands for."""
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


def _shifted(data: bytes) -> bytes:
    font = TTFont(io.BytesIO(data))
    top = font["CFF "].cff.topDictIndex[0]
    old = list(top.charset)
    new = [".notdef", *(f"cid{number + 3000:05d}" for number in range(1, len(old)))]
    top.ROS = ("Adobe", "Identity", 0)
    top.CIDCount = len(old) + 3001
    part = FontDict()
    part.Private, part.FontMatrix = top.Private, [0.001, 0, 0, 0.001, 0, 0]
    assert top.CharStrings.charStringsAreIndexed, "the glyphs stay where they are, only their names change"
    top.FDArray, top.FDSelect = FDArrayIndex(), FDSelect()
    top.FDArray.append(part)
    top.FDSelect.gidArray, top.FDSelect.format = [0] * len(old), 3
    del top.Private
    top.CharStrings.charStrings = {name: number for number, name in enumerate(new)}
    top.charset = new
    font.setGlyphOrder(new)
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def _first_link(pdf: Pdf) -> pikepdf.Object:
    return next(note for page in pdf.pages for note in page.get("/Annots", ()))


def _descriptor(pdf: Pdf) -> pikepdf.Object:
    return next(
        thing
        for thing in pdf.objects
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor
    )


def _no_font_file(pdf: Pdf) -> None:
    del _descriptor(pdf)["/FontFile3"]


def _whole_font(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Subtype") == Name.Type0:
            thing.BaseFont = Name("/Whole")


def _foreign_font(pdf: Pdf) -> None:
    _descriptor(pdf).FontFamily = String("DejaVu Sans")


def _set_link(pdf: Pdf, **values: pikepdf.Object) -> None:
    link = _first_link(pdf)
    del link["/Dest"]
    for key, value in values.items():
        link[f"/{key}"] = value


def _link_to_disk(pdf: Pdf) -> None:
    _set_link(pdf, A=Dictionary(S=Name.URI, URI=String("file:///home/writer/two.md")))


def _dangling_link(pdf: Pdf) -> None:
    _set_link(pdf, Dest=String("nowhere"))


def _link_to_no_page(pdf: Pdf) -> None:
    _set_link(pdf, Dest=Array([Dictionary(), Name.Fit]))


def _program(pdf: Pdf) -> None:
    _set_link(pdf, A=Dictionary(S=Name.Launch, F=String("calc")))


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _attachment(pdf: Pdf) -> None:
    pdf.attachments["extra.txt"] = b"extra"


def _outline_to_nowhere(pdf: Pdf) -> None:
    pdf.Root.Outlines.First.Dest = String("nowhere")


def _outline_swapped(pdf: Pdf) -> None:
    first, last = pdf.Root.Outlines.First, pdf.Root.Outlines.Last
    first.Title, last.Title = last.Title, first.Title


def _no_outline(pdf: Pdf) -> None:
    del pdf.Root["/Outlines"]


def _no_tags(pdf: Pdf) -> None:
    del pdf.Root["/StructTreeRoot"]


def _not_marked(pdf: Pdf) -> None:
    del pdf.Root["/MarkInfo"]


def _no_language(pdf: Pdf) -> None:
    del pdf.Root["/Lang"]


def _other_title(pdf: Pdf) -> None:
    pdf.docinfo["/Title"] = String("Another")


def _title_not_shown(pdf: Pdf) -> None:
    del pdf.Root["/ViewerPreferences"]


def _no_metadata(pdf: Pdf) -> None:
    del pdf.Root["/Metadata"]


def _no_claim(pdf: Pdf) -> None:
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b'pdfuaid:part="1"', b""))


def _other_format(pdf: Pdf) -> None:
    pdf.pages[2].trimbox = Array([0, 0, 300, 500])


def _other_labels(pdf: Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.r)]))


def _broken_content(pdf: Pdf) -> None:
    pdf.pages[0].Contents = pdf.make_stream(b"x")
    pdf.pages[0].Contents.write(b"not deflated", filter=Name.FlateDecode)


PDF_FAULTS: tuple[tuple[Callable[[Pdf], None], str], ...] = (
    (_no_font_file, "is not embedded"),
    (_whole_font, "embedded whole"),
    (_foreign_font, "'DejaVu Sans', which the theme does not name"),
    (_link_to_disk, "file:///home/writer/two.md leads out"),
    (_dangling_link, "nowhere leads nowhere"),
    (_link_to_no_page, "leads nowhere"),
    (_program, "/Launch would run"),
    (_script, "/JavaScript would run"),
    (_attachment, "another file is embedded"),
    (_outline_to_nowhere, "the outline's 'Of Galleys' leads nowhere"),
    (_outline_swapped, "out of order"),
    (_no_outline, "no outline"),
    (_no_tags, "no tree of tags"),
    (_not_marked, "not marked as tagged"),
    (_no_language, "the language is ''"),
    (_other_title, "the title is 'Another'"),
    (_title_not_shown, "file's name"),
    (_no_metadata, "no XMP metadata"),
    (_no_claim, "does not claim PDF/UA-1"),
    (_other_format, "page 3: 300.0 x 500.0 points"),
    (_other_format, "page 3: the trim box is larger"),
    (_other_labels, "page 1 is labelled 'i'"),
    (_broken_content, "qpdf: "),
)
