"""An HTML page as Markdown: what is no text is named and left, pictures come along, nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from bs4 import BeautifulSoup, Comment, Tag

from bindery.importing.formats import notes
from bindery.importing.formats.markdown import markdown_of
from bindery.importing.formats.pictures import Album
from bindery.importing.refusal import Refused

Fetch = Callable[[str], bytes | None]
"""The bytes of a picture that a page names by a relative address; None when there is none."""
_SILENT = ("style", "link", "meta", "base", "template", "head", "title")
_LOST = {
    "script": "script", "noscript": "words for browsers without scripts", "iframe": "frame",
    "object": "object", "embed": "object", "applet": "object",
    "video": "video", "audio": "sound", "canvas": "canvas",
    "form": "form", "input": "field of a form", "button": "button", "select": "field of a form",
    "textarea": "field of a form", "nav": "navigation", "map": "image map", "dialog": "dialog",
}  # fmt: skip
_CHARSET = re.compile(
    rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding=[\"']([\w-]+)", re.IGNORECASE
)
_DATA = re.compile(r"data:image/[\w.+-]+(;base64)?,(.*)", re.DOTALL)
_DEEPEST = 200


@dataclass(slots=True)
class Page:
    """A manuscript as Markdown, with what it says of itself."""

    text: str
    title: str = ""
    authors: tuple[str, ...] = ()
    language: str = ""
    cover: str = ""
    """The picture of the cover, by its path in the book's folder."""
    lost: list[str] = field(default_factory=list)
    """What could not come along, in words."""


def declared_encoding(data: bytes) -> str:
    """The encoding that a page says of itself."""
    match = _CHARSET.search(data[:4096])
    return (match[1] or match[2]).decode() if match else ""


def page_of(html: str, fetch: Fetch, album: Album, prefix: str = "") -> Page:
    """The page of an HTML text; `prefix` goes before the labels of its notes."""
    soup = BeautifulSoup(html, "html.parser")
    if _depth(soup) > _DEEPEST:
        raise Refused(f"the page nests more than {_DEEPEST} elements in each other")
    page = Page("", _title(soup), _authors(soup), _language(soup))
    _strip(soup, album)
    _pictures(soup, fetch, album)
    _keep_ids(soup)
    found = notes.taken(soup)
    for _, body in found:
        body.name = "div"
    text = markdown_of(soup.body or soup)
    told = [_note(f"{prefix}{label}", markdown_of(body)) for label, body in found]
    if prefix:
        text = re.sub(r"\[\^(\d+)\]", rf"[^{prefix}\1]", text)
    page.text = text + ("\n" + "\n".join(told) if told else "")
    return page


def _note(label: str, text: str) -> str:
    lines = text.strip().split("\n")
    rest = "".join(f"\n    {line}" if line else "\n" for line in lines[1:])
    return f"[^{label}]: {lines[0]}{rest}\n"


def _depth(soup: BeautifulSoup) -> int:
    """How deep elements nest, found without recursion."""
    deepest, todo = 0, [(soup, 0)]
    while todo:
        element, depth = todo.pop()
        deepest = max(deepest, depth)
        todo += [(child, depth + 1) for child in element.children if isinstance(child, Tag)]  # type: ignore[misc]
    return deepest


def _title(soup: BeautifulSoup) -> str:
    return " ".join(soup.title.get_text().split()) if soup.title else ""


def _authors(soup: BeautifulSoup) -> tuple[str, ...]:
    metas = soup.find_all("meta", attrs={"name": re.compile("^author$", re.IGNORECASE)})
    return tuple(name for meta in metas if (name := str(meta.get("content") or "").strip()))


def _language(soup: BeautifulSoup) -> str:
    html = soup.find("html")
    return str(html.get("lang") or html.get("xml:lang") or "") if isinstance(html, Tag) else ""


def _strip(soup: BeautifulSoup, album: Album) -> None:
    """Take out what is not text, and note what a reader could have seen of it."""
    for comment in soup.find_all(string=lambda string: isinstance(string, Comment)):
        comment.extract()
    counts: Counter[str] = Counter()
    for element in soup.find_all([*_SILENT, *_LOST]):
        if element.decomposed:
            continue
        if what := _LOST.get(element.name):
            counts[what] += 1
        if element.name == "form":  # its text stays, its fields go by themselves
            element.unwrap()
        else:
            element.decompose()
    for element in soup.find_all(name=True):
        for name in [name for name in element.attrs if name.lower().startswith("on")]:
            del element[name]
    album.lost += [f"{what} ({count})" if count > 1 else what for what, count in counts.items()]


def _pictures(soup: BeautifulSoup, fetch: Fetch, album: Album) -> None:
    for picture in soup.find_all("img"):
        if not (source := str(picture.get("src") or picture.get("data-src") or "")):
            continue
        data = _inline(source) if source.startswith("data:") else None
        if data is None and not re.match(r"[a-z][a-z0-9+.-]*:|//", source, re.IGNORECASE):
            data = fetch(unquote(source.partition("#")[0].partition("?")[0]))
        shown = source if len(source) < 80 else f"{source[:60]}\u2026"
        if data is not None:
            picture["src"] = album.add(data, shown)
        else:
            album.lost.append(f"the picture {shown}: it is not in the manuscript")
            picture["src"] = ""


def _inline(source: str) -> bytes | None:
    match = _DATA.fullmatch(source)
    if not match:
        return None
    try:
        return base64.b64decode(match[2]) if match[1] else unquote(match[2]).encode()
    except (binascii.Error, ValueError):
        return None


def _keep_ids(soup: BeautifulSoup) -> None:
    """Mark headings whose ids links lead to; a link to any other place keeps its words only."""
    wanted = {str(link["href"]).rpartition("#")[2] for link in soup.find_all("a", href=re.compile("#"))}
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        inner = heading.find(id=True)
        name = str(heading.get("id") or (inner.get("id") if isinstance(inner, Tag) else "") or "")
        if name in wanted and re.fullmatch(r"[\w.:-]+", name):
            heading["data-keep-id"] = name
