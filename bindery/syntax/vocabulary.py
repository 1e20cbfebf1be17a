"""The elements and attributes that both outputs can hold; raw HTML is brought down to them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bindery import tree
from bindery.syntax.draft import Draft

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BLOCKS = frozenset(
    "address article aside blockquote details div dd dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header "
    "hgroup hr li nav ol p pre section summary table tbody tfoot thead tr td th caption ul".split()
)
INLINES = frozenset(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rp rt ruby s samp small span "
    "strong sub sup time u var wbr".split()
)
_TABLE_PARTS = frozenset({"col", "colgroup"})
_RENAMED = {
    "strike": "s",
    "tt": "code",
    "acronym": "abbr",
    "menu": "ul",
    "dir": "ul",
    "main": "div",
    "xmp": "pre",
    "listing": "pre",
    "plaintext": "pre",
    "center": "div",
}
_GLOBAL = frozenset({"id", "class", "title", "lang", "dir", "role", "style", "epub:type"})
_OWN: dict[str, frozenset[str]] = {
    "a": frozenset({"href", "hreflang", "rel"}),
    "img": frozenset({"src", "alt", "width", "height"}),
    "ol": frozenset({"start", "reversed", "type"}),
    "li": frozenset({"value"}),
    "td": frozenset({"colspan", "rowspan", "headers"}),
    "th": frozenset({"colspan", "rowspan", "headers", "scope", "abbr"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
    "time": frozenset({"datetime"}),
    "del": frozenset({"datetime", "cite"}),
    "ins": frozenset({"datetime", "cite"}),
    "q": frozenset({"cite"}),
    "blockquote": frozenset({"cite"}),
    "data": frozenset({"value"}),
}
_NUMBERS = frozenset({"start", "value", "colspan", "rowspan", "span"})
_NAME = re.compile(r"(?:data|aria)-[a-z][a-z0-9-]*$")
_FOREIGN_NAME = re.compile(r"(?:\{[^{}]+\})?[A-Za-z_][A-Za-z0-9_.-]*$")
_HOME = {
    "li": ("ul", "ol"),
    "dt": ("dl",),
    "dd": ("dl",),
    "figcaption": ("figure",),
    "summary": ("details",),
    "rt": ("ruby",),
    "rp": ("ruby",),
}
_HOLDS = {"ul": ("li",), "ol": ("li",), "dl": ("dt", "dd")}
_PHRASING_ONLY = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "summary"})


def restrict(draft: Draft) -> None:
    """Bring the tree down to what XHTML in an EPUB may hold, and keep all its text."""
    for element, parent in tree.with_parents(draft.body):
        if element.tag.startswith("{"):
            _restrict_foreign(element)
        elif element.tag == "img" and "src" not in element.attrib:
            element.text = element.get("alt")
            tree.dissolve(parent, element)
        elif element.tag in {"rb", "rtc", "picture"}:
            tree.dissolve(parent, element)
        else:
            _rename(element, parent)
            _restrict_attributes(element)
    for element in reversed(list(draft.body.iter())):
        _restrict_content(element)


def _restrict_foreign(element: Element) -> None:
    """SVG and MathML keep their elements; attributes must have names that XML can hold. Namespaces are not
    among them: the serialiser writes its own."""
    kept = (name for name in element.attrib if _FOREIGN_NAME.match(name) and "xmlns" not in name)
    for name in element.attrib.keys() - set(kept):
        del element.attrib[name]


def _rename(element: Element, parent: Element) -> None:
    """Obsolete and unknown elements, and those far from home, get a name that holds anything."""
    if element.tag == "center":
        tree.add_class(element, "center")
    tag = _RENAMED.get(element.tag, element.tag)
    home = _HOME.get(tag)
    known = tag in BLOCKS or tag in INLINES or tag in _TABLE_PARTS
    if not known or (home and parent.tag not in home):
        inline = tag in {"rt", "rp"} or (
            not known and not any(child.tag in BLOCKS for child in element.iter())
        )
        tag = "span" if inline else "div"
    element.tag = tag


def _restrict_attributes(element: Element) -> None:
    """Drop what is not allowed; alignment becomes a class, an old anchor's name its id."""
    old = dict(element.attrib)
    allowed = _GLOBAL | _OWN.get(element.tag, frozenset())
    element.attrib.clear()
    for name, value in old.items():
        if (name in allowed or _NAME.match(name)) and not (name in _NUMBERS and not _is_number(value)):
            element.set(name, value)
    side = old.get("align", "").lower()
    if side in {"left", "right", "center"}:
        tree.add_class(element, side)
    if element.tag == "a" and "id" not in element.attrib and old.get("name"):
        element.set("id", old["name"])
    if element.tag == "img":
        _restrict_size(element)


def _restrict_size(image: Element) -> None:
    """Pixels stay, a share of the measure becomes a style, all else goes."""
    for name in ("width", "height"):
        value = image.attrib.pop(name, "").strip().removesuffix("px")
        if _is_number(value):
            image.set(name, value)
        elif name == "width" and re.fullmatch(r"\d{1,3}(?:\.\d+)?%", value):
            image.set("style", f"width: {value}")


def _is_number(value: str) -> bool:
    return value.isascii() and value.removeprefix("-").isdigit()


def _restrict_content(element: Element) -> None:
    """No block in a phrase, nothing but items in a list."""
    if element.tag in _HOLDS:
        _restrict_list(element, _HOLDS[element.tag])
    elif element.tag in _PHRASING_ONLY:
        for child in element:
            child.tag = "span" if child.tag in BLOCKS else child.tag
    elif element.tag in INLINES - {"a", "ins", "del"} and any(child.tag in BLOCKS for child in element):
        element.tag = "div"


def _restrict_list(element: Element, tags: tuple[str, ...]) -> None:
    """Wrap loose text and strange children of a list in items of its own."""
    home = tags[-1]
    if not tree.is_blank(element.text):
        item = type(element)(home)
        item.text, element.text = element.text, None
        element.insert(0, item)
    for position, child in enumerate(list(element)):
        if child.tag not in tags and isinstance(child.tag, str):
            item = type(element)(home)
            element[position] = item
            item.append(child)
        elif not tree.is_blank(child.tail):
            tree.add_text(child, len(child), child.tail)
            child.tail = None
