"""What an inspection finds: plain frozen facts, whose fields are also the keys of ``inspect --json``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who made the book."""

    name: str
    roles: tuple[str, ...]
    """MARC codes; a creator without one has none."""
    sort: str
    scripts: Mapping[str, str]
    creator: bool


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number of the book; `unique` is the one that identifies the EPUB."""

    value: str
    kind: str
    """“ISBN”, “DOI”, “UUID” or what the file says; may be empty."""
    unique: bool


@dataclass(frozen=True, slots=True)
class Subject:
    """What the book is about."""

    words: str
    authority: str
    term: str


@dataclass(frozen=True, slots=True)
class Series:
    """A collection that the book belongs to, and its place there."""

    name: str
    position: str


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a shop reads in the package."""

    version: str
    title: str
    subtitle: str
    people: tuple[Person, ...]
    identifiers: tuple[Identifier, ...]
    languages: tuple[str, ...]
    publisher: str
    date: str
    modified: str
    rights: str
    description: str
    source: str
    subjects: tuple[Subject, ...]
    series: tuple[Series, ...]
    direction: str
    fixed: bool
    """Whether the pages have a fixed layout."""


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What a screen reader's user is told before the book is bought; values of schema.org."""

    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    summary: str
    conforms: tuple[str, ...]
    certified_by: tuple[str, ...]
    exemption: str


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of the cover; pixels are 0 when it could not be read as one."""

    path: str
    media_type: str
    width: int
    height: int
    size: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the contents or of the landmarks; `depth` from 1."""

    title: str
    href: str
    depth: int = 1
    type: str = ""


@dataclass(frozen=True, slots=True)
class Pages:
    """The printed pages that the EPUB knows."""

    count: int
    first: str
    last: str
    source: str
    """The printed edition that they are of, or empty."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A thing in a document: a picture, an address."""

    document: str
    what: str


@dataclass(frozen=True, slots=True)
class File:
    """A file of the zip; its type as the manifest gives it, its size unpacked."""

    path: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that was seen in one EPUB."""

    file: str
    size: int
    metadata: Metadata
    cover: Cover | None
    contents: tuple[Row, ...]
    landmarks: tuple[Row, ...]
    pages: Pages | None
    accessibility: Accessibility
    pictures: int
    undescribed: tuple[Spot, ...]
    remote: tuple[Spot, ...]
    fonts: tuple[File, ...]
    files: tuple[File, ...]
    faults: tuple[str, ...]
    """What is missing or cannot be read, in words."""
