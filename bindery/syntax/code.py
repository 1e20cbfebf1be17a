"""Code blocks: language, flags, caption and attributes out of the info string. Used by `build`."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.util import AtomicString

from bindery.syntax.targets import unescaped

_ATTRIBUTES = re.compile(r"\{([^{}]*)\}")
_PAIR = re.compile(r"""([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'{}]+))""")
_NAME = re.compile(r"(?:^|\s)([#.])([^\s#.{}=\"']+)")


def code_block(text: str, info: str, line: int) -> Element:
    """``pre > code``, in a figure when the info string has a caption."""
    language, flags, pairs, names = _read(unescaped(info))
    pre = Element("pre", {"data-line": str(line)})
    code = SubElement(pre, "code")
    code.text = AtomicString(text)
    if language:
        code.set("class", f"language-{language}")
    if flags:
        code.set("data-info", flags)
    caption = pairs.get("caption") or pairs.get("title")
    outer = _figure(pre, caption, line) if caption else pre
    classes = [name for kind, name in names if kind == "."]
    identifier = next((name for kind, name in names if kind == "#"), "")
    if identifier:
        outer.set("id", identifier)
    if classes:
        outer.set("class", " ".join(filter(None, [outer.get("class"), *classes])))
    return outer


def _figure(pre: Element, caption: str, line: int) -> Element:
    figure = Element("figure", {"class": "listing", "data-line": str(line)})
    SubElement(figure, "figcaption").text = caption
    figure.append(pre)
    return figure


def _read(info: str) -> tuple[str, str, dict[str, str], list[tuple[str, str]]]:
    """Language, flags, pairs and names (with their sigils) of an info string."""
    inside = " ".join(_ATTRIBUTES.findall(info))
    outside = _ATTRIBUTES.sub(" ", info)
    pairs = {
        match.group(1): next(value for value in match.groups()[1:] if value is not None)
        for match in _PAIR.finditer(f"{inside} {outside}")
        if match.group(1) in {"caption", "title"} or match.group(0) in inside
    }
    names = _NAME.findall(_PAIR.sub(" ", inside))
    words = re.sub(r"""(?:caption|title)=(?:"[^"]*"|'[^']*'|[^\s"']+)""", " ", outside).strip()
    match = re.match(r"([^\s,]*)[\s,]*(.*)", words, re.DOTALL)
    language, flags = (match.group(1), match.group(2).strip()) if match else ("", "")
    if not language and names and names[0][0] == ".":
        language = names.pop(0)[1]
    return language, flags, pairs, names
