"""GitHub's alerts: a quotation that begins with ``[!NOTE]`` is a call-out like ``!!! note``."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.syntax.draft import Draft

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
