"""Ways to spoil a good file for the press: each one fault, and the words that `pdf_x` has to say about it."""

from __future__ import annotations

from collections.abc import Callable

from pikepdf import Array, Dictionary, Name, Pdf, String


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
)
