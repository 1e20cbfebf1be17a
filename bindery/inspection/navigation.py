"""How a reader finds a place in an EPUB: contents, landmarks and printed pages, new way or old."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from bindery.inspection.archive import Archive, words
from bindery.inspection.facts import Pages, Row
from bindery.inspection.package import Item, Package, resolved

_XHTML, _NCX = "{http://www.w3.org/1999/xhtml}", "{http://www.daisy.org/z3986/2005/ncx/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Navigation:
    """The rows of all lists."""

    contents: tuple[Row, ...] = ()
    landmarks: tuple[Row, ...] = ()
    pages: Pages | None = None


def read(zipped: Archive, package: Package) -> Navigation:
    """The navigation document's lists; the NCX's and the guide's when there is none."""
    nav = next((item for item in package.items.values() if "nav" in item.properties), None)
    tree = zipped.tree(nav.path) if nav else None
    if nav is None or tree is None:
        return _old(zipped, package)
    lists = {e.get(_TYPE, ""): e for e in reversed(list(tree.iter(f"{_XHTML}nav")))}
    found = {
        name: tuple(_rows(lists[name], nav.path)) if name in lists else ()
        for name in ("toc", "landmarks", "page-list")
    }
    return _checked(zipped, package, Navigation(
        found["toc"], found["landmarks"], _pages([row.title for row in found["page-list"]], package),
    ))  # fmt: skip


def _rows(nav: Element, base: str) -> Iterator[Row]:
    """The links of nested lists, each with its depth."""
    pending = [(child, 0) for child in reversed(nav)]
    while pending:
        element, depth = pending.pop()
        if element.tag == f"{_XHTML}a":
            path, fragment = resolved(base, element.get("href", ""))
            href = words(f"{path}#{fragment}" if fragment else path)
            yield Row(words("".join(element.itertext())), href, max(1, depth), words(element.get(_TYPE)))
        else:
            depth = min(_DEEPEST, depth + (element.tag == f"{_XHTML}ol"))
            pending += [(child, depth) for child in reversed(element)]


def _old(zipped: Archive, package: Package) -> Navigation:
    """Contents and pages of an NCX, landmarks of the guide."""
    ncx = next((i for i in package.items.values() if i.media_type == "application/x-dtbncx+xml"), None)
    guide = tuple(
        Row(
            words(row.get("title")),
            words(resolved(package.path, row.get("href", ""))[0]),
            1,
            words(row.get("type")),
        )
        for row in package.root.iter(f"{_OPF}reference")
    )
    tree = zipped.tree(ncx.path) if ncx else None
    if ncx is None or tree is None:
        return Navigation((), guide, None)
    contents = tuple(_points(tree, ncx))
    pages = [words(row.findtext(f"{_NCX}navLabel/{_NCX}text")) for row in tree.iter(f"{_NCX}pageTarget")]
    return _checked(zipped, package, Navigation(contents, guide, _pages(pages, package)))


def _points(tree: Element, ncx: Item) -> Iterator[Row]:
    pending = [(child, 0) for child in reversed(tree)]
    while pending:
        element, depth = pending.pop()
        inside = element.tag == f"{_NCX}navPoint"
        depth = min(_DEEPEST, depth + inside)
        if inside:
            content = element.find(f"{_NCX}content")
            path, fragment = resolved(ncx.path, content.get("src", "") if content is not None else "")
            href = words(f"{path}#{fragment}" if fragment else path)
            yield Row(words(element.findtext(f"{_NCX}navLabel/{_NCX}text")), href, depth)
        pending += [(child, depth) for child in reversed(element)]


def _pages(labels: list[str], package: Package) -> Pages | None:
    if not labels:
        return None
    return Pages(len(labels), labels[0], labels[-1], package.metadata.source)


def _checked(zipped: Archive, package: Package, found: Navigation) -> Navigation:
    """The same; contents that are missing, or lead out of the file, are noted."""
    if not found.contents:
        zipped.faults.append(f"{package.path}: no table of contents")
    for row in found.contents:
        if row.href.partition("#")[0] not in zipped.sizes:
            zipped.faults.append(f"the contents lead to {row.href}, which is not there")
    return found
