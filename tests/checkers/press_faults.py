"""Ways to spoil a good file for the press: each one fault, and the words that `pdf_x` has to say about it."""

from __future__ import annotations

from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String


def _no_intent(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents


def _no_profile(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents[0].DestOutputProfile


def _screen_profile(pdf: Pdf) -> None:
    data = pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()
    pdf.Root.OutputIntents[0].DestOutputProfile.write(data.replace(b"CMYK", b"RGB ", 1))


def _no_claim(pdf: Pdf) -> None:
    del pdf.Root.Metadata


def _trapped_unknown(pdf: Pdf) -> None:
    del pdf.docinfo["/Trapped"]


def _other_date(pdf: Pdf) -> None:
    pdf.docinfo["/ModDate"] = String("D:20010101000000Z")


def _no_trim(pdf: Pdf) -> None:
    del pdf.pages[0].obj["/TrimBox"]


def _narrow_sheet(pdf: Pdf) -> None:
    pdf.pages[0].mediabox = Array([0, 0, 100, 100])


def _link(pdf: Pdf) -> None:
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))])


def _script(pdf: Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _mixed_black(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b".6 .5 .5 1 k 0 0 9 9 re f")


def _screen_black(pdf: Pdf) -> None:
    pdf.pages[0].contents_add(b"0 0 0 RG 0 0 9 9 re S")


def _no_font(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == Name.FontDescriptor:
            for key in {"/FontFile2", "/FontFile3"} & set(thing.keys()):
                del thing[key]


def _see_through(pdf: Pdf) -> None:
    pdf.pages[0].Resources.ExtGState.Half = pdf.make_indirect(Dictionary(ca=0.5))


def _new_font(pdf: Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/FontFile2" in thing:
            thing.FontFile2.Subtype = Name.OpenType


def _three_inks(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.N = 3


def _archive(pdf: Pdf) -> None:
    pdf.Root.OutputIntents[0].S = Name.GTS_PDFA1


def _no_condition(pdf: Pdf) -> None:
    del pdf.Root.OutputIntents[0].OutputConditionIdentifier


def _torn_profile(pdf: Pdf) -> None:
    stream = pdf.Root.OutputIntents[0].DestOutputProfile
    stream.write(stream.read_bytes()[:90])


def _unclaimed(pdf: Pdf) -> None:
    del pdf.docinfo["/GTS_PDFXVersion"]


def _other_claim(pdf: Pdf) -> None:
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b"PDF/X-3:2003", b"PDF/X-1a:2003"))


def _no_document(pdf: Pdf) -> None:
    stream = pdf.Root.Metadata
    stream.write(stream.read_bytes().replace(b"xmpMM:DocumentID", b"xmpMM:Nothing"))


def _wide_bleed(pdf: Pdf) -> None:
    pdf.pages[0].obj["/BleedBox"] = Array([-99, -99, 999, 999])


def _second_box(pdf: Pdf) -> None:
    pdf.pages[0].obj["/ArtBox"] = pdf.pages[0].obj["/TrimBox"]


def _screen_picture(pdf: Pdf) -> None:
    picture = Stream(pdf, bytes(3), Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1)
    picture.ColorSpace, picture.BitsPerComponent = Name.DeviceRGB, 8
    pdf.pages[0].add_resource(picture, Name.XObject)


def _shadow(pdf: Pdf) -> None:
    form = Stream(pdf, b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 9, 9]))
    form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    pdf.pages[0].add_resource(form, Name.XObject)


PRESS_FAULTS: tuple[tuple[Callable[[Pdf], None], str], ...] = (
    (_no_intent, "0 output intents"),
    (_no_profile, "has no profile"),
    (_screen_profile, "not that of a press"),
    (_no_claim, "does not claim"),
    (_trapped_unknown, "trapped"),
    (_other_date, "another in the metadata"),
    (_no_trim, "no TrimBox"),
    (_narrow_sheet, "larger than the sheet"),
    (_link, "Annots"),
    (_script, "OpenAction"),
    (_mixed_black, "a black of several inks"),
    (_screen_black, "a colour of the screen"),
    (_no_font, "is not embedded"),
    (_see_through, "transparent"),
    (_new_font, "a font is OpenType"),
    (_three_inks, "not that of a press"),
    (_archive, "0 output intents"),
    (_no_condition, "names no condition"),
    (_torn_profile, "cannot be read"),
    (_unclaimed, "the information does not claim"),
    (_other_claim, "the metadata does not claim"),
    (_no_document, "lacks xmpMM:DocumentID"),
    (_wide_bleed, "the bleed box is"),
    (_second_box, "ArtBox"),
    (_screen_picture, "a picture in RGB"),
    (_shadow, "transparent"),
)
