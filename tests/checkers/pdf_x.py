"""PDF/X by checks of our own, since no independent validator is at hand: facts of the file, not a verdict."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from checkers import pdf_ink

VERSIONS = {"pdf/x-4": "PDF/X-4", "pdf/x-3": "PDF/X-3:2003"}
_KEYS = ("dc:title", "xmpMM:DocumentID", "xmpMM:VersionID", "xmpMM:RenditionClass", "xmp:MetadataDate")
_NEWEST = {"pdf/x-4": (1, 6), "pdf/x-3": (1, 4)}


def complaints(path: Path, standard: str, *, bleed: float = 0.0) -> tuple[str, ...]:
    """What keeps a file from the standard: the house's own wishes (`pdf_ink`), then what PDF/X adds."""
    found = list(pdf_ink.complaints(path, bleed=bleed))
    with pikepdf.open(path) as pdf:
        found += [*_version(pdf, standard), *_claim(pdf, standard), *_intent(pdf), *_dates(pdf)]
        found += [
            f"page {n}: ArtBox beside TrimBox" for n, p in enumerate(pdf.pages, 1) if "/ArtBox" in p.obj
        ]
        if standard == "pdf/x-3":
            found += [*_transparency(pdf), *_new_fonts(pdf)]
    return tuple(found)


def _version(pdf: Pdf, standard: str) -> Iterator[str]:
    version = tuple(map(int, pdf.pdf_version.split(".")))
    if version > _NEWEST[standard]:
        yield f"the file is PDF {pdf.pdf_version}, too new for {standard}"
    if "/ID" not in pdf.trailer:
        yield "the file has no identifier"
    if "/Encrypt" in pdf.trailer:
        yield "the file is encrypted"


def _claim(pdf: Pdf, standard: str) -> Iterator[str]:
    text = pdf.Root.Metadata.read_bytes().decode("utf-8") if "/Metadata" in pdf.Root else ""
    wanted = VERSIONS[standard]
    if f"<pdfxid:GTS_PDFXVersion>{wanted}</pdfxid:GTS_PDFXVersion>" not in text:
        yield f"the metadata does not claim {wanted}"
    if standard == "pdf/x-3" and pdf.docinfo.get("/GTS_PDFXVersion") != String(wanted):
        yield f"the information does not claim {wanted}"
    if pdf.docinfo.get("/Trapped") not in {Name("/False"), Name("/True")}:
        yield "it is not said whether the file is trapped"
    if "<pdf:Trapped>" not in text:
        yield "the metadata does not say whether the file is trapped"
    for key in _KEYS:
        if f"<{key}>" not in text:
            yield f"the metadata lacks {key}"


def _intent(pdf: Pdf) -> Iterator[str]:
    intents = [row for row in pdf.Root.get("/OutputIntents", Array()) if row.get("/S") == Name.GTS_PDFX]
    if len(intents) != 1:
        yield f"there are {len(intents)} output intents of PDF/X"
        return
    (intent,) = intents
    if not str(intent.get("/OutputConditionIdentifier", "")):
        yield "the output intent names no condition"
    profile = intent.get("/DestOutputProfile")
    if not isinstance(profile, Stream):
        yield "the output intent has no profile"
        return
    data = profile.read_bytes()
    if (data[12:16], data[16:20]) != (b"prtr", b"CMYK") or int(profile.get("/N", 0)) != 4:
        yield "the profile is not that of a press of four inks"
        return
    try:
        ImageCms.ImageCmsProfile(io.BytesIO(data))
    except OSError:
        yield "the profile cannot be read"


def _dates(pdf: Pdf) -> Iterator[str]:
    text = pdf.Root.Metadata.read_bytes().decode("utf-8") if "/Metadata" in pdf.Root else ""
    for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
        said = re.sub(r"\D", "", str(pdf.docinfo.get(key, "")))
        match = re.search(f"<xmp:{name}>([^<]*)", text)
        if len(said) != 14 or match is None or re.sub(r"\D", "", match[1]) != said:
            yield f"{key[1:]} is {said!r}, and another in the metadata"


def _transparency(pdf: Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, Stream) and ("/SMask" in thing or "/Group" in thing):
            yield "something is transparent"
        if isinstance(thing, Dictionary) and min(float(thing.get("/ca", 1)), float(thing.get("/CA", 1))) < 1:
            yield "something is transparent"


def _new_fonts(pdf: Pdf) -> Iterator[str]:
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.get("/Subtype") == Name.OpenType:
            yield "a font is OpenType, which PDF 1.4 does not know"
