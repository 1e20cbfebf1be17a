"""The package document of an EPUB 2 or 3: metadata, manifest and spine."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from bindery.inspection.archive import Archive, Unreadable, words
from bindery.inspection.facts import Accessibility, Identifier, Metadata, Person, Series, Subject

CONTAINER = "META-INF/container.xml"
_OPF, _DC = "{http://www.idpf.org/2007/opf}", "{http://purl.org/dc/elements/1.1/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS = {"urn:isbn:": "ISBN", "isbn": "ISBN", "urn:doi:": "DOI", "doi:": "DOI", "https://doi.org/": "DOI"}
_KINDS |= {"urn:uuid:": "UUID", "urn:": "URN", "http": "address"}
_ONIX = {"02": "ISBN", "15": "ISBN", "06": "DOI", "22": "URN", "01": "publisher's own", "03": "GTIN"}


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the manifest; its path inside the zip."""

    id: str
    path: str
    media_type: str
    properties: frozenset[str]


@dataclass(frozen=True, slots=True)
class Package:
    """What the package document says."""

    path: str
    root: Element
    items: Mapping[str, Item]
    """The manifest by id."""
    spine: tuple[Item, ...]
    metadata: Metadata
    accessibility: Accessibility

    def named(self, name: str) -> list[Element]:
        """The ``meta`` elements of EPUB 2 with that name."""
        return [meta for meta in self.root.iter(f"{_OPF}meta") if meta.get("name") == name]


def read(zipped: Archive) -> Package:
    """The package. Raises `Unreadable` when there is none."""
    container = zipped.tree(CONTAINER)
    if container is None:
        raise Unreadable(f"is no EPUB: {zipped.faults[-1]}")
    root_file = next((e for e in container.iter() if str(e.tag).endswith("}rootfile")), None)
    path = unquote(root_file.get("full-path", "")) if root_file is not None else ""
    root = zipped.tree(path)
    if root is None:
        raise Unreadable(f"is no EPUB: {zipped.faults[-1]}")
    items = {item.id: item for item in _items(root, path)}
    refs = (items.get(row.get("idref", "")) for row in root.iter(f"{_OPF}itemref"))
    facts = _Facts(root)
    return Package(path, root, items, tuple(i for i in refs if i), facts.metadata(), facts.accessibility())


def resolved(base: str, href: str) -> tuple[str, str]:
    """The path inside the zip and the fragment that a link in a file means."""
    try:
        parts = urlsplit(href)
    except ValueError:
        return href, ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(parts.path)))
    return (path if parts.path else base), parts.fragment


def is_remote(href: str) -> bool:
    """Whether an address leads out of the file, to the network."""
    return href.strip().lower().startswith(("http:", "https:", "//", "ftp:"))


def _items(root: Element, base: str) -> Iterator[Item]:
    for row in root.iter(f"{_OPF}item"):
        href = row.get("href", "")
        path = href if is_remote(href) else resolved(base, href)[0]
        properties = frozenset(row.get("properties", "").split())
        yield Item(row.get("id", ""), words(path), words(row.get("media-type")), properties)


def lacking(package: Package) -> Iterator[str]:
    """What the package should say and does not."""
    metadata, access = package.metadata, package.accessibility
    wanted = {
        "title": metadata.title,
        "language": metadata.languages,
        "identifier": metadata.identifiers,
        "reading order": package.spine,
    }
    yield from (f"{package.path}: no {name}" for name, value in wanted.items() if not value)
    if metadata.version.startswith("3"):
        if not metadata.modified:
            yield f"{package.path}: no date of the last change"
        if not (access.modes and access.features and access.hazards):
            yield f"{package.path}: the accessibility metadata lacks modes, features or hazards"
    known = {item.id for item in package.items.values()}
    for row in package.root.iter(f"{_OPF}itemref"):
        if row.get("idref", "") not in known:
            yield f"{package.path}: the reading order names {words(row.get('idref'))!r}, which is not there"


class _Facts:
    """Reads a package's metadata, refined by ``meta`` elements (EPUB 3) or by attributes (EPUB 2)."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._about: dict[str, list[Element]] = {}
        for meta in root.iter(f"{_OPF}meta"):
            self._about.setdefault(meta.get("refines", "").lstrip("#"), []).append(meta)

    def metadata(self) -> Metadata:
        """What a shop reads."""
        main, subtitle = self._titles()
        spine = self._root.find(f"{_OPF}spine")
        return Metadata(
            version=words(self._root.get("version")),
            title=main,
            subtitle=subtitle,
            people=tuple(self._people()),
            identifiers=tuple(self._identifiers()),
            languages=self._texts("language"),
            publisher=", ".join(self._texts("publisher")),
            date=next(iter(self._texts("date")), ""),
            modified=next(iter(self._properties("dcterms:modified")), ""),
            rights=", ".join(self._texts("rights")),
            description=" ".join(self._texts("description")),
            source=next(iter((*self._properties("pageBreakSource"), *self._texts("source"))), ""),
            subjects=tuple(self._subjects()),
            series=tuple(self._series()),
            direction=words(spine.get("page-progression-direction")) if spine is not None else "",
            fixed="pre-paginated" in self._properties("rendition:layout"),
        )

    def accessibility(self) -> Accessibility:
        """What a listener reads."""
        many = self._properties
        return Accessibility(
            modes=many("schema:accessMode"),
            sufficient=many("schema:accessModeSufficient"),
            features=many("schema:accessibilityFeature"),
            hazards=many("schema:accessibilityHazard"),
            summary=" ".join(many("schema:accessibilitySummary")),
            conforms=many("dcterms:conformsTo"),
            certified_by=many("a11y:certifiedBy"),
            exemption=next(iter(many("a11y:exemption")), ""),
        )

    def _elements(self, name: str) -> list[Element]:
        return [element for element in self._root.iter(f"{_DC}{name}") if words(element.text)]

    def _texts(self, name: str) -> tuple[str, ...]:
        return tuple(words(element.text) for element in self._elements(name))

    def _properties(self, name: str) -> tuple[str, ...]:
        """The values of a property, which EPUB 2 writes as name and content, and links to addresses."""
        metas = (m for m in self._root.iter(f"{_OPF}meta") if name in {m.get("property"), m.get("name")})
        links = (link for link in self._root.iter(f"{_OPF}link") if name in link.get("rel", "").split())
        values = [words(meta.text) or words(meta.get("content")) for meta in metas]
        return tuple(filter(None, (*values, *(words(link.get("href")) for link in links))))

    def _refined(self, element: Element, name: str) -> tuple[str, ...]:
        rows = self._about.get(element.get("id", ""), ()) if element.get("id") else ()
        found = [words(meta.text) for meta in rows if meta.get("property") == name]
        return tuple(found) or tuple(filter(None, [words(element.get(f"{_OPF}{name}"))]))

    def _titles(self) -> tuple[str, str]:
        rows = self._elements("title")
        subtitle = next((row for row in rows if "subtitle" in self._refined(row, "title-type")), None)
        mains = [row for row in rows if row is not subtitle]
        main = next((row for row in mains if "main" in self._refined(row, "title-type")), None)
        main = main if main is not None else next(iter(mains), None)
        return (words(main.text) if main is not None else ""), (
            words(subtitle.text) if subtitle is not None else ""
        )

    def _people(self) -> Iterator[Person]:
        for kind in ("creator", "contributor"):
            for row in self._elements(kind):
                rows = self._about.get(row.get("id", ""), ()) if row.get("id") else ()
                scripts = {
                    words(meta.get(_LANG)): words(meta.text)
                    for meta in rows
                    if meta.get("property") == "alternate-script"
                }
                sort = next(iter(self._refined(row, "file-as")), "")
                yield Person(words(row.text), self._refined(row, "role"), sort, scripts, kind == "creator")

    def _identifiers(self) -> Iterator[Identifier]:
        unique = self._root.get("unique-identifier", "")
        for row in self._elements("identifier"):
            value = words(row.text)
            code = next(iter(self._refined(row, "identifier-type")), "")
            said = words(row.get(f"{_OPF}scheme")) or next(
                (kind for start, kind in _KINDS.items() if value.lower().startswith(start)), ""
            )
            yield Identifier(value, _ONIX.get(code, code) or said, bool(unique) and row.get("id") == unique)

    def _subjects(self) -> Iterator[Subject]:
        for row in self._elements("subject"):
            authority, term = (next(iter(self._refined(row, name)), "") for name in ("authority", "term"))
            yield Subject(words(row.text), authority, term)

    def _series(self) -> Iterator[Series]:
        for meta in self._root.iter(f"{_OPF}meta"):
            if meta.get("property") == "belongs-to-collection" and words(meta.text):
                yield Series(words(meta.text), next(iter(self._refined(meta, "group-position")), ""))
        for name in self._properties("calibre:series"):
            yield Series(name, next(iter(self._properties("calibre:series_index")), ""))
