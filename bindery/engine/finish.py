"""The last touches on a PDF before it is written: what WeasyPrint leaves out of it. Used by `plain`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pydyf

from bindery.numerals import folio

Labels = Sequence[tuple[int, str, int]]
"""First page from 0, style as `numerals.folio` has it, first number."""


_COUNTED = frozenset("rD")
"""The styles in which a viewer counts."""


def finish(pdf: Any, labels: Labels) -> None:
    """Finish a `pydyf.PDF`."""
    label(pdf, labels)
    tidy(pdf)


def tidy(pdf: Any) -> None:
    """Tell what is tagged as it is heard: of a whole file, or of a part."""
    _gather_list_bodies(pdf)
    _hush_ornaments(pdf)
    _read_bases_first(pdf)


def label(pdf: Any, labels: Labels) -> None:
    """Page labels, so that a viewer's “page 12” is the printed one."""
    numbers = pydyf.Array()
    ends = [*(first for first, _, _ in labels[1:]), len(pdf.page_references)]
    for (first, style, start), end in zip(labels, ends, strict=False):
        if style in _COUNTED:
            numbers += [first, pydyf.Dictionary({"S": f"/{style}", "St": start})]
            continue
        for page in range(first, end):  # a viewer cannot count so: each page has a label of its own
            label = pydyf.String(folio(start + page - first, style))
            numbers += [page, pydyf.Dictionary({"P": label})]
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})


ORNAMENT = " "
"""The alternative text that `print_text` gives to a picture that only decorates."""


def _hush_ornaments(pdf: Any) -> None:
    """A picture that only decorates is no figure to a screen reader."""
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Figure":
            alt = element.get("Alt")
            if isinstance(alt, pydyf.String) and alt.string == ORNAMENT:
                element["S"] = "/NonStruct"
                del element["Alt"]


def _read_bases_first(pdf: Any) -> None:
    """A word is heard before its reading, which stands before it among the boxes (see `outputs.readings`)."""
    for element in pdf.objects:
        if isinstance(element, pydyf.Dictionary) and element.get("S") == "/Ruby":
            element["K"] = pydyf.Array(reversed(element["K"]))


def _gather_list_bodies(pdf: Any) -> None:
    """A list item holds a label and a body, nothing else (ISO 32000-1, 14.8.4.3.3): WeasyPrint 70 hangs the
    paragraphs of an item beside its label."""
    for item in list(pdf.objects):
        if not isinstance(item, pydyf.Dictionary) or item.get("S") != "/LI":
            continue
        kids = [(kid, _object(pdf, kid)) for kid in item["K"]]
        loose = [(kid, its) for kid, its in kids if its.get("S") not in {"/Lbl", "/LBody"}]
        if not loose:
            continue
        body = next((its for _, its in kids if its.get("S") == "/LBody"), None)
        if body is None:
            body = _new_body(pdf, item)
        for _, its in loose:
            its["P"] = body.reference
        body["K"] += [kid for kid, _ in loose]
        labels = [kid for kid, its in kids if its.get("S") == "/Lbl"]
        item["K"] = pydyf.Array([*labels, body.reference])


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _new_body(pdf: Any, item: Any) -> Any:
    body = pydyf.Dictionary(
        {"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array([]), "Pg": item["Pg"], "P": item.reference}
    )
    pdf.add_object(body)
    return body
