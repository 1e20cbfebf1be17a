"""Takes out what a book must not do: scripts, forms, handlers, addresses that run code, styles that load."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bindery import tree
from bindery.syntax.draft import Draft

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ELEMENTS = frozenset(
    "script style iframe frame frameset object embed applet param base meta link input button select "
    "optgroup option textarea datalist output progress meter keygen noscript template portal foreignobject "
    "animate set animatetransform animatemotion annotation-xml title".split()
)
_SILENT = frozenset({"title"})
_ADDRESSES = frozenset(
    {"href", "src", "cite", "action", "background", "poster", "longdesc", "usemap", "data"}
)
_REMOVED = frozenset({"srcdoc", "formaction", "ping", "manifest", "dynsrc", "lowsrc"})
_QUIETLY_REMOVED = frozenset({"srcset", "sizes", "loading", "decoding"})
_SCHEMES = frozenset(
    {"javascript", "vbscript", "livescript", "mocha", "data", "file", "blob", "about", "view-source"}
)
_STYLE = re.compile(
    r"url\s*\(|expression\s*\(|@import|behaviou?r\s*:|-moz-binding|\\|/\*|javascript:", re.IGNORECASE
)
_HINT = "A book is read without scripts and without a network; write what the reader shall see."


def make_safe(draft: Draft) -> None:
    """Remove unsafe elements and attributes, and say so for each."""
    line = 1
    gone: set[Element] = set()
    for element, parent in tree.with_parents(draft.body):
        line = int(element.get("data-line") or line)
        if parent in gone:
            gone.add(element)
            continue
        name = element.tag.rpartition("}")[2].lower()
        in_svg = element.tag.startswith("{")
        if name in _ELEMENTS and not (name in _SILENT and in_svg):
            tree.remove(parent, element)
            gone.add(element)
            draft.problem("markup-unsafe", f"<{name}> was removed", line, _HINT)
        else:
            _clean(draft, element, line, inside_only=in_svg and name in {"use", "image", "feimage"})


def _clean(draft: Draft, element: Element, line: int, *, inside_only: bool) -> None:
    """Remove an element's unsafe attributes."""
    for key, value in list(element.attrib.items()):
        name = key.rpartition("}")[2].rpartition(":")[2].lower()
        if name in _QUIETLY_REMOVED:
            del element.attrib[key]
            continue
        bad = name.startswith("on") or name in _REMOVED
        bad = bad or (name in _ADDRESSES and not is_safe(value))
        bad = bad or (name == "style" and bool(_STYLE.search(value)))
        bad = bad or (inside_only and name == "href" and not value.strip().startswith("#"))
        if bad:
            del element.attrib[key]
            draft.problem("markup-unsafe", f"the attribute {name} was removed", line, _HINT)


def is_safe(address: str) -> bool:
    """Whether an address runs no code, however it is disguised with blanks and control characters."""
    plain = re.sub(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]", "", address).lower()
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", plain)
    return not scheme or scheme.group(1) not in _SCHEMES
