"""HTML becomes Markdown by markdownify; what Markdown has no sign for stays HTML, which a book may hold."""

from __future__ import annotations

import re
from typing import Any

from bs4 import Tag
from markdownify import ATX, MarkdownConverter

_Converter: Any = MarkdownConverter
"""As a value: its stubs leave out half of it."""
_SIGNS = re.compile(r"([\\`*\[\]<{}~])")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\s*)([#>+=-]|\d{1,9}(?=[.)]))(?=[\s.)#>=-]|$)", re.MULTILINE)
_LANGUAGE = re.compile(r"(?:lang(?:uage)?|brush|highlight|sourceCode)[-: ]+([\w+#-]+)")
_KEPT = ("ruby", "svg", "math", "kbd", "mark", "small", "cite", "q", "abbr", "dfn", "u", "ins", "bdo", "bdi")
_SCRAPED = re.compile(r"(?:^|(?<=\S))\\\n(?:[ \t]*\\\n)+|\\\n(?=[\u3000\u00a0]{2})", re.MULTILINE)
"""Two breaks of the line, or one before an indent: how pages without paragraphs write paragraphs."""
_BLOCKS = ("p", "ul", "ol", "pre", "blockquote", "table", "h1", "h2", "h3", "h4", "h5", "h6", "div", "dl")


class _Writer(_Converter):  # type: ignore[misc]
    """markdownify, with the signs of Bindery's Markdown."""

    class Options(_Converter.DefaultOptions):  # type: ignore[misc]
        """The ways of writing that differ from markdownify's own."""

        heading_style = ATX
        bullets = "-"
        newline_style = "backslash"
        sub_symbol = "<sub>"
        sup_symbol = "<sup>"
        table_infer_header = True

    def escape(self, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """Signs of Markdown that are meant as themselves; sparingly, since people will read the text."""
        text = _UNDERSCORE.sub(r"\\_", _SIGNS.sub(r"\\\1", text or ""))
        return re.sub(r"&(?=#?\w+;)", r"\\&", text)

    def convert_p(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A paragraph; what would open a block at its beginning is escaped."""
        if element.parent is not None and element.parent.name != "li":
            text = _LINE_START.sub(_escaped_start, text)
        return str(super().convert_p(element, text, parent_tags))

    def convert_hN(self, n: int, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: N802
        """A heading, with its id when a link of the manuscript leads there."""
        made = str(super().convert_hN(n, element, text, parent_tags))
        name = str(element.get("data-keep-id") or "")
        return (
            f"{made.rstrip()} {{#{name}}}\n\n"
            if name and made.strip() and "_inline" not in parent_tags
            else made
        )

    def convert_img(self, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """A picture with its words."""
        source = str(element.get("src") or "")
        words = _SIGNS.sub(r"\\\1", " ".join(str(element.get("alt") or "").split()))
        caption = " ".join(str(element.get("title") or "").split()).replace('"', '\\"')
        address = f"<{source}>" if re.search(r"[\s()]", source) else source
        return f"![{words}]({address}" + (f' "{caption}")' if caption else ")") if source else words

    def convert_figure(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A picture and its caption, which stands in the place of the picture's title."""
        pictures, captions = element.find_all("img"), element.find_all("figcaption")
        if len(pictures) == 1 and len(captions) <= 1 and not element.find(["table", "pre"]):
            if captions:
                pictures[0]["title"] = captions[0].get_text(" ", strip=True)
            return f"\n\n{self.convert_img(pictures[0], '', parent_tags)}\n\n"
        return f"\n\n{text.strip()}\n\n"

    def convert_table(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A table; one with joined cells or blocks in its cells stays HTML."""
        spans = [
            cell for cell in element.find_all(["td", "th"]) if {"colspan", "rowspan"} & cell.attrs.keys()
        ]
        if any(str(cell.get(name, "1")) != "1" for cell in spans for name in ("colspan", "rowspan")):
            return f"\n\n{_raw(element)}\n\n"
        if any(
            len(cell.find_all(_BLOCKS)) > 1 or cell.find(["ul", "ol", "pre", "table"])
            for cell in element.find_all("td")
        ):
            return f"\n\n{_raw(element)}\n\n"
        return str(super().convert_table(element, text, parent_tags))

    def convert_td(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A cell: a bar in it is not the end of the cell."""
        return str(super().convert_td(element, re.sub(r"(?<!\\)\|", r"\\|", text), parent_tags))

    def convert_th(self, element: Tag, text: str, parent_tags: Any) -> str:
        """A cell of the head."""
        return str(super().convert_th(element, re.sub(r"(?<!\\)\|", r"\\|", text), parent_tags))

    def convert_pre(self, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """Code in a fence that is longer than any in it, with its language."""
        code = element.get_text().strip("\n")
        longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
        fence = "`" * max(3, longest + 1)
        marked = " ".join(
            str(value)
            for each in (element, *element.find_all("code"))
            for value in each.get_attribute_list("class")
        )
        found = _LANGUAGE.search(marked)
        return f"\n\n{fence}{found[1] if found else ''}\n{code}\n{fence}\n\n" if code.strip() else ""

    def convert_note(self, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: ARG002
        """The call of a note, which `notes` put there."""
        return f"[^{element.get('label')}]"


def _escaped_start(match: re.Match[str]) -> str:
    if match[2].isdigit():
        return f"{match[1]}{match[2]}\\"
    return f"{match[1]}\\{match[2]}"


def _raw(element: Tag) -> str:
    """An element as HTML, on lines without a blank one, which would end it."""
    for inner in element.find_all(name=True):
        for name in [
            n for n in inner.attrs if n in {"style", "width", "height", "bgcolor", "border", "valign"}
        ]:
            del inner[name]
    return re.sub(r"\n\s*\n", "\n", str(element))


def _keep(self: _Writer, element: Tag, text: str, parent_tags: Any) -> str:  # noqa: ARG001
    return _raw(element)


for _name in _KEPT:
    setattr(_Writer, f"convert_{_name}", _keep)


def markdown_of(root: Tag) -> str:
    """The Markdown of a tree; blank lines are single, no white space ends a line."""
    text = str(_Writer().convert_soup(root))
    text = _SCRAPED.sub("\n\n", text)
    text = re.sub(r"[ \t]+$", "", text.replace("\u2028", "\n"), flags=re.MULTILINE)
    return re.sub(r"\n{3,}", "\n\n", text).strip("\n") + "\n"
