"""Element trees: from HTML text to a tree, from a tree to XHTML text, and small ways to change one.

`parse` makes trees with it, `bind` and `render` change and write them. HTML elements have no namespace;
SVG and MathML keep theirs in ElementTree's ``{uri}name`` spelling and are written without prefixes.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from tinyhtml5.parser import HTMLParser

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

XLINK = "http://www.w3.org/1999/xlink"
XHTML = "http://www.w3.org/1999/xhtml"
_PREFIXES = {
    XLINK: "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.idpf.org/2007/ops": "epub",
}
_WIDE = re.compile("[\u2e81-\U0010ffff]+")
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
"""HTML elements that hold nothing: written ``<br/>``; all others keep their end tag."""

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _Forgetful(list[str]):
    """A list that stays empty."""

    def append(self, _: str) -> None:
        """Forget it."""


class _Parser(HTMLParser):  # type: ignore[misc] # tinyhtml5 has no types
    """tinyhtml5 without its list of odd characters: each line mark is one, and the list is slow."""

    def reset(self) -> None:
        """Begin, with no memory for errors: HTML5 says what to make of every one."""
        super().reset()
        self.tokenizer.stream.errors = _Forgetful()


def from_html(html: str) -> Element:
    """The tree of an HTML fragment in a ``<section>``, without comments."""
    # A stream, as tinyhtml5 takes a short string for the name of a file.
    fragment: Element = _Parser(namespace_html_elements=False).parse_fragment(StringIO(html))
    fragment.tag = "section"
    remove_all(fragment, lambda element: not isinstance(element.tag, str))
    return fragment


def to_xml(element: Element) -> str:
    """The element as XHTML, without its tail. Needs no stack, so depth does not matter."""
    out: list[str] = []
    todo: list[tuple[Element, str] | str] = [(element, "")]
    while todo:
        step = todo.pop()
        if isinstance(step, str):
            out.append(step)
            continue
        node, outer = step
        if not isinstance(node.tag, str):
            continue
        uri, name = _split(node.tag)
        out.append(_opened(node, name, uri, outer))
        if not uri and name in VOID:
            continue
        out.append(escaped(node.text or ""))
        todo.append(f"</{name}>")
        for child in reversed(node):
            todo.append(escaped(child.tail or ""))
            todo.append((child, uri))
    return "".join(out)


def escaped(text: str) -> str:
    """Text as it stands in XML."""
    if not text.isprintable():  # what may be printed is allowed, but not the other way round
        text = _FORBIDDEN.sub("\ufffd", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _opened(node: Element, name: str, uri: str, outer: str) -> str:
    """The start tag; a namespace is declared where it changes."""
    void = not uri and name in VOID
    space = f' xmlns="{uri or XHTML}"' if uri != outer else ""
    attributes = "".join(_attribute(key, value) for key, value in node.attrib.items())
    return f"<{name}{space}{attributes}{'/' if void else ''}>"


def _attribute(key: str, value: str) -> str:
    uri, name = _split(key)
    declared = f' xmlns:xlink="{uri}"' if uri == XLINK else ""
    prefix = f"{_PREFIXES[uri]}:" if uri in _PREFIXES else ""
    return f'{declared} {prefix}{name}="{_quoted(value)}"'


def _quoted(value: str) -> str:
    """A value as it stands in an attribute."""
    return escaped(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def _split(name: str) -> tuple[str, str]:
    """Namespace and local name."""
    if name.startswith("{"):
        uri, _, local = name[1:].partition("}")
        return uri, local
    return "", name


def text_of(element: Element) -> str:
    """The plain text, blanks collapsed, without the readings over it."""
    pieces = element.itertext() if element.find(".//rt") is None else _below(element)
    return " ".join("".join(pieces).split())


def _below(element: Element) -> Iterator[str]:
    """The text of an element but what stands over a line: readings, and the brackets around them."""
    todo: list[Element | str] = [element]
    while todo:
        step = todo.pop()
        if isinstance(step, str):
            yield step
        elif step.tag not in {"rt", "rp"}:
            yield step.text or ""
            for child in reversed(step):
                todo += [child.tail or "", child]


def breadth(text: str) -> int:
    """The letters of a text, a wide one (Chinese, Japanese, Korean) counted as two."""
    return len(text) if text.isascii() else len(text) + sum(map(len, _WIDE.findall(text)))


def parents(root: Element) -> dict[Element, Element]:
    """The parent of every element below the root."""
    return {child: parent for parent in root.iter() for child in parent}


def with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    """Every element below the root with its parent, in document order; the tree may change meanwhile."""
    yield from list(_walk(root))


def _walk(root: Element) -> Iterator[tuple[Element, Element]]:
    todo = [(child, root) for child in reversed(root)]
    while todo:
        node, parent = todo.pop()
        yield node, parent
        todo.extend((child, node) for child in reversed(node))


def add_text(parent: Element, index: int, text: str | None) -> None:
    """Put text in front of the child at an index, after what is there."""
    if not text:
        return
    if index:
        before = parent[index - 1]
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def remove(parent: Element, child: Element) -> None:
    """Take a child out and leave the text that follows it."""
    index = list(parent).index(child)
    parent.remove(child)
    add_text(parent, index, child.tail)


def remove_all(root: Element, unwanted: Callable[[Element], bool]) -> None:
    """Take out all elements of a kind and leave the text that follows them, however many there are."""
    for parent in list(root.iter()):
        children = list(parent)
        kept = [child for child in children if not unwanted(child)]
        if len(kept) == len(children):
            continue
        del parent[:]
        for child in children:
            if unwanted(child):
                add_text(parent, len(parent), child.tail)
            else:
                parent.append(child)


def dissolve(parent: Element, child: Element) -> None:
    """Take a child out and leave what it holds and the text that follows it."""
    index = list(parent).index(child)
    parent.remove(child)
    add_text(parent, index, child.text)
    inner = list(child)
    for offset, element in enumerate(inner):
        parent.insert(index + offset, element)
    add_text(parent, index + len(inner), child.tail)


def replace(parent: Element, old: Element, new: Element) -> None:
    """Put one element in the place of another."""
    new.tail, old.tail = old.tail, None
    parent[list(parent).index(old)] = new


def move_content(source: Element, target: Element) -> None:
    """Move text and children to the end of another element."""
    add_text(target, len(target), source.text)
    target.extend(list(source))
    source.text = None
    for child in list(source):
        source.remove(child)


def is_blank(text: str | None) -> bool:
    """Whether there is no text but blanks."""
    return not (text or "").strip()


def add_class(element: Element, name: str) -> None:
    """Add a class."""
    element.set("class", " ".join(filter(None, [element.get("class"), name])))
