"""Other notations for call-outs like ``!!! note``: GitHub's quotation that begins with ``[!NOTE]``, and the
``<div class="warning">`` of mdBook."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.syntax.draft import Draft
from bindery.syntax.vocabulary import BLOCKS

_KIND = re.compile(r"\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][-+]?[ \t]*", re.IGNORECASE)


def make_alerts(draft: Draft) -> None:
    """Turn the quotations that are alerts into call-outs."""
    for quote in list(draft.body.iter("blockquote")):
        first = quote[0] if len(quote) and quote[0].tag == "p" else None
        match = _KIND.match(first.text or "") if first is not None else None
        if first is None or not match or not tree.is_blank(quote.text):
            continue
        kind = match.group(1).lower()
        first.text = (first.text or "")[match.end() :]
        quote.tag = "aside"
        tree.add_class(quote, f"admonition {kind}")
        quote.insert(0, _title(first, kind))
        if tree.is_blank(first.text) and not len(first):
            tree.remove(quote, first)


def make_warnings(draft: Draft) -> None:
    """Turn mdBook's boxes into call-outs; words without a paragraph of their own get one."""
    for box in list(draft.body.iter("div")):
        classes = box.get("class", "").split()
        if "warning" not in classes:
            continue
        box.tag = "aside"
        box.set(
            "class", " ".join(["admonition", "warning", *(name for name in classes if name != "warning")])
        )
        line = {"data-line": box.attrib["data-line"]} if "data-line" in box.attrib else {}
        if not any(child.tag in BLOCKS for child in box):
            words = Element("p", line)
            tree.move_content(box, words)
            box.append(words)
        box.insert(0, Element("p", {"class": "admonition-title", "data-default": "warning", **line}))


def _title(first: Element, kind: str) -> Element:
    """The first line as a title of its own, or a place for the language's word."""
    title = Element("p", {"class": "admonition-title"})
    if line := first.get("data-line"):
        title.set("data-line", line)
    own, found, rest = (first.text or "").partition("\n")
    title.text, first.text = own.strip() if not len(first) or found else own, rest
    while not found and len(first):
        child = first[0]
        tail, found, rest = (child.tail or "").partition("\n")
        first.remove(child)
        child.tail, first.text = tail, rest
        title.append(child)
    if tree.is_blank(title.text) and not len(title):
        title.text = None
        title.set("data-default", kind)
    return title
