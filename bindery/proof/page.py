"""The proof as a page for people and as a value for programs."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup, escape

from bindery.problems import Place
from bindery.proof import SENTENCES
from bindery.proof.galley import Mark

_STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
h1 { font-weight: normal; } h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem; border-bottom: 1px solid #bbb; }
td { padding: .1rem 1rem .1rem 0; vertical-align: top; } td:first-child { text-align: right; }
figure { margin: 1rem 0 1.6rem; } img { width: 100%; border: 1px solid #ccc; display: block; }
figcaption { margin-bottom: .3rem; } code { font-size: .85em; } .kind { color: #a11; }
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A mark with its place in the Markdown, its printed page and a picture (PNG)."""

    mark: Mark
    at: Place
    folio: str
    image: bytes = field(repr=False)


def as_plain(title: str, pages: int, rows: Sequence[Row]) -> dict[str, Any]:
    """The proof for programs: lengths in points, pages from 1."""
    return {
        "title": title,
        "pages": pages,
        "counts": dict(sorted(_counts(rows).items())),
        "marks": [_plain(row) for row in rows],
    }


def _plain(row: Row) -> dict[str, Any]:
    box = row.mark.box
    return {
        "kind": row.mark.kind,
        "message": row.mark.message,
        "path": row.at.path,
        "line": row.at.line,
        "page": row.mark.page + 1,
        "folio": row.folio,
        "box": [round(length, 2) for length in (box.left, box.top, box.right, box.bottom)],
    }


def as_html(title: str, pages: int, rows: Sequence[Row]) -> str:
    """The proof for people, from the first page to the last."""
    head = Markup(
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Proof of {}</title>'
        "<style>{}</style></head>\n<body><h1>Proof of <i>{}</i></h1>\n<p>{} pages, {}.</p>\n"
    ).format(title, Markup(_STYLE), title, pages, _marks(len(rows)))  # noqa: S704 - our own constant
    return str(head + Markup().join((_table(rows), *_sections(rows))) + Markup("</body></html>\n"))


def _marks(count: int) -> str:
    return "nothing to mark" if not count else f"{count} mark{'s' if count > 1 else ''}"


def _counts(rows: Sequence[Row]) -> Counter[str]:
    return Counter(row.mark.kind for row in rows)


def _table(rows: Sequence[Row]) -> Markup:
    line = Markup("<tr><td>{}</td><td class=kind>{}</td><td>{}</td></tr>\n")
    lines = (line.format(count, kind, SENTENCES[kind]) for kind, count in _counts(rows).most_common())
    return Markup("<table>{}</table>\n").format(Markup().join(lines))


def _sections(rows: Sequence[Row]) -> Iterator[Markup]:
    page = None
    for row in rows:
        if row.mark.page != page:
            page = row.mark.page
            yield Markup("<h2>Page {}</h2>\n").format(row.folio)
        data = base64.b64encode(row.image).decode()
        yield Markup(
            "<figure><figcaption><span class=kind>{}</span>: {}<br><code>{}</code></figcaption>"
            '<img src="data:image/png;base64,{}" alt="{}"></figure>\n'
        ).format(row.mark.kind, row.mark.message, str(row.at), data, escape(row.mark.message))
