"""What a file says of itself to conform to a standard of printing or keeping: its condition of printing, its
metadata, its dates. Used by `plain`.

WeasyPrint can write these too, but takes the day from the clock and chance for an identifier.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import pydyf
from fontTools.ttLib import TTFont

from bindery.engine.ink import srgb

X_KEYS = {"pdf/x-4": "PDF/X-4", "pdf/x-3": "PDF/X-3:2003"}
"""The printing standards, as a file names them."""
X_VERSIONS = {"pdf/x-4": "1.6", "pdf/x-3": "1.4"}
_SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://bindery.invalid/pdf")
_REGISTRY = "http://www.color.org"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
    ' xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
    ' xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/">{rows}</rdf:Description></rdf:RDF></x:xmpmeta>\n'
    '<?xpacket end="r"?>'
)
# PDF/A knows no claim of PDF/UA: what is foreign to it has to be described in the file.
_UA_DESCRIBED = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


@dataclass(frozen=True, slots=True)
class Conformance:
    """A printing standard, the press that the file is made for, and the file's one date."""

    standard: str
    profile: bytes = field(repr=False)
    condition: str
    """The profile's own description of itself."""
    date: dt.datetime


def declare_press(pdf: Any, conformance: Conformance) -> None:
    """Make a `pydyf.PDF` claim its printing standard, with the press's profile in it."""
    name, date = X_KEYS[conformance.standard], conformance.date
    stamp = pydyf.String(f"D:{date:%Y%m%d%H%M%S}Z")
    pdf.info |= {"CreationDate": stamp, "ModDate": stamp, "Trapped": "/False"}
    pdf.info.setdefault("Title", pydyf.String("Untitled"))
    if conformance.standard == "pdf/x-3":
        pdf.info["GTS_PDFXVersion"] = pydyf.String(name)
        bare_outlines(pdf)
    _intend(pdf, "/GTS_PDFX", conformance.profile, 4, _condition(conformance.condition))
    _add_metadata(pdf, _rows(pdf.info, name, date))


def bare_outlines(pdf: Any) -> None:
    """Fonts with cubic outlines as PDF 1.4 takes them: the outlines alone, without OpenType around them."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Stream) and thing.extra.get("Subtype") == "/OpenType":
            font = TTFont(BytesIO(b"".join(thing.stream)), lazy=True)
            thing.stream = [font.reader["CFF "]]
            thing.extra["Subtype"] = "/CIDFontType0C"


def _condition(described: str) -> dict[str, str]:
    """How the intent names the press: by the registry's name where it has one, else as it is described."""
    if "FOGRA39" in described.upper():
        return {"OutputConditionIdentifier": "FOGRA39", "RegistryName": _REGISTRY, "Info": described}
    return {"OutputConditionIdentifier": "Custom", "Info": described}


def _intend(pdf: Any, kind: str, data: bytes, inks: int, texts: dict[str, str]) -> None:
    profile = pydyf.Stream([data], pydyf.Dictionary({"N": inks}), compress=True)
    pdf.add_object(profile)
    intent = pydyf.Dictionary({"Type": "/OutputIntent", "S": kind, "DestOutputProfile": profile.reference})
    intent.update({key: pydyf.String(text) for key, text in texts.items()})
    pdf.catalog["OutputIntents"] = pydyf.Array([intent])


def _rows(info: Any, name: str, date: dt.datetime) -> str:
    title, day = escape(info["Title"].string), f"{date:%Y-%m-%dT%H:%M:%SZ}"
    mark = uuid.uuid5(_SPACE, f"{title} {day}")
    rows = [
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>',
        *(f"<xmp:{key}>{day}</xmp:{key}>" for key in ("CreateDate", "ModifyDate", "MetadataDate")),
        f"<xmpMM:DocumentID>uuid:{mark}</xmpMM:DocumentID>",
        "<xmpMM:VersionID>1</xmpMM:VersionID><xmpMM:RenditionClass>default</xmpMM:RenditionClass>",
        "<pdf:Trapped>False</pdf:Trapped>",
        f"<pdfxid:GTS_PDFXVersion>{name}</pdfxid:GTS_PDFXVersion>",
    ]
    if "Producer" in info:
        rows.append(f"<pdf:Producer>{escape(info['Producer'].string)}</pdf:Producer>")
    return "".join(rows)


def _add_metadata(pdf: Any, rows: str) -> None:
    data = _PACKET.format(rows=rows).encode("utf-8")
    stream = pydyf.Stream([data], pydyf.Dictionary({"Type": "/Metadata", "Subtype": "/XML"}))
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def declare_archive(pdf: Any, standard: str) -> None:
    """Make the screen's `pydyf.PDF` claim a part of PDF/A, such as ``pdf/a-3a``, beside PDF/UA-1."""
    words = standard.removeprefix("pdf/a-")
    part, level = words[0], words[1:].upper()
    texts = {"OutputConditionIdentifier": "sRGB2014", "Info": "sRGB2014", "RegistryName": _REGISTRY}
    _intend(pdf, "/GTS_PDFA1", srgb(), 3, texts)
    claim = (
        '<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        f"<pdfaid:part>{part}</pdfaid:part><pdfaid:conformance>{level}</pdfaid:conformance>"
        f"</rdf:Description>{_UA_DESCRIBED}"
    ).encode()
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    end = b"</rdf:RDF>"
    stream.stream, stream.compress = [b"\n".join(stream.stream).replace(end, claim + end)], False
    show_links(pdf)


def show_links(pdf: Any) -> None:
    """Say that the links of an archive's `pydyf.PDF` may be printed."""
    for thing in pdf.objects:
        if isinstance(thing, pydyf.Dictionary) and thing.get("Type") == "/Annot":
            thing["F"] = 4  # links may not be hidden from a printer
