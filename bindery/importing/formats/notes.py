"""Notes of Word and EPUB: a link to a paragraph that links back becomes a Markdown note."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Tag

_CALL = re.compile(r"(?:foot|end)note|noteref", re.IGNORECASE)
_BACK = re.compile("[\u2191\u21a9\u21b5]\ufe0e?|^\\s*(?:\\[?\\d+\\]?[.:]?|[*\u2020\u2021])\\s*$")


def taken(soup: BeautifulSoup) -> list[tuple[str, Tag]]:
    """Put calls in the place of links to notes; the notes come back with their labels, out of the tree."""
    notes: dict[str, tuple[str, Tag]] = {}
    for link in soup.find_all("a", href=re.compile("^#.")):
        target = str(link["href"])[1:]
        if target not in notes:
            body = soup.find(id=target)
            if not isinstance(body, Tag) or not _is_note(link, body):
                continue
            notes[target] = (str(len(notes) + 1), body)
        call = soup.new_tag("note", attrs={"label": notes[target][0]})
        whole = link.parent if _is_alone_in_sup(link) else link
        if whole is not None:
            whole.replace_with(call)
    for _, body in notes.values():
        _without_back_links(body)
        body.extract()
    for empty in soup.find_all(["ol", "ul", "section", "aside", "div"]):
        if not empty.get_text(strip=True) and not empty.find(["img", "svg", "hr"]):
            empty.extract()
    return list(notes.values())


def _is_note(link: Tag, body: Tag) -> bool:
    """Whether a link is a note's call: its type, its id, or that the note links back to it."""
    kinds = " ".join(str(link.get(name) or "") for name in ("epub:type", "role", "id", "href"))
    if body.name in {"a", "h1", "h2", "h3", "h4", "h5", "h6", "span", "sup", "body", "html", "section"}:
        return False
    own = str(link.get("id") or (link.parent.get("id") if link.parent else "") or "")
    back = own and body.find("a", href=f"#{own}")
    return bool(back or _CALL.search(kinds)) and bool(body.get_text(strip=True))


def _is_alone_in_sup(link: Tag) -> bool:
    parent = link.parent
    return (
        parent is not None
        and parent.name == "sup"
        and parent.get_text(strip=True) == link.get_text(strip=True)
    )


def _without_back_links(body: Tag) -> None:
    for link in body.find_all("a", href=re.compile("^#")):
        if _BACK.search(link.get_text()):
            link.extract()
