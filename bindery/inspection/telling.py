"""An inspection in words for a person, or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bindery.inspection.facts import Accessibility, Inspection, Metadata, Person
from bindery.problems import Problem, Severity

_ROLES = {
    "aut": "author", "edt": "editor", "trl": "translator", "ill": "illustrator", "pht": "photographer",
    "bkd": "designer", "cov": "designer of the cover", "aui": "author of an introduction", "nrt": "narrator",
    "aft": "author of an afterword", "com": "compiler", "pfr": "proofreader", "ctb": "contributor",
    "bkp": "producer", "pbl": "publisher",
}  # fmt: skip
MEANINGS: Mapping[str, str] = {
    "textual": "it can be read, or heard, as text",
    "visual": "it has pictures that must be seen",
    "auditory": "it has sound that must be heard",
    "tactile": "it can be felt",
    "alternativeText": "pictures are described in words",
    "longDescription": "difficult pictures are described at length",
    "ARIA": "elements say what they are",
    "MathML": "formulas can be read aloud",
    "describedMath": "formulas are described in words",
    "displayTransformability": "size, face, spacing and colours of the text can be changed",
    "index": "it has an index with links",
    "pageBreakMarkers": "the printed pages are marked in the text",
    "printPageNumbers": "the printed pages are marked in the text",
    "pageNavigation": "one can go to a printed page",
    "readingOrder": "the text comes in its right order",
    "rubyAnnotations": "some characters have their reading beside them",
    "structuralNavigation": "one can go from heading to heading",
    "tableOfContents": "it has a table of contents with links",
    "synchronizedAudioText": "a voice reads along with the text",
    "ttsMarkup": "it says how words are pronounced",
    "captions": "what is said in films is written",
    "transcript": "what is said is written",
    "none": "nothing flashes, moves or sounds in a way that harms",
    "unknown": "nobody has looked",
    "flashing": "something flashes",
    "noFlashingHazard": "nothing flashes",
    "unknownFlashingHazard": "nobody has looked whether something flashes",
    "sound": "there is sound that may harm",
    "noSoundHazard": "no sound that harms",
    "unknownSoundHazard": "nobody has looked whether sound harms",
    "motionSimulation": "something moves so that one may feel sick",
    "noMotionSimulationHazard": "nothing moves so that one feels sick",
    "unknownMotionSimulationHazard": "nobody has looked whether motion makes one feel sick",
}
"""What the values of schema.org mean, in words."""
_LABEL = 15
_FIRST = 20
"""How many rows of a long list a person is shown; a program gets all."""


def told(found: Inspection | Problem) -> str:
    """The inspection, or why there is none, as lines of text."""
    if isinstance(found, Problem):
        return f"{found}\n" + (f"    {found.hint}\n" if found.hint else "")
    blocks = (
        _head(found),
        _book(found.metadata),
        _reading(found),
        _access(found.accessibility),
        _inside(found),
    )
    return "\n".join("".join(f"{line}\n" for line in block) for block in map(list, blocks) if block)


def as_json(results: Sequence[Inspection | Problem]) -> str:
    """Inspections, or the problems in their place, for programs."""
    return json.dumps([_plain(result) for result in results], ensure_ascii=False, indent=2) + "\n"


def _plain(result: Inspection | Problem) -> dict[str, Any]:
    if isinstance(result, Problem):
        return {"file": result.at.path, "problem": asdict(result) | {"severity": Severity.ERROR.value}}
    return asdict(result)


def _row(label: str, *values: str) -> Iterator[str]:
    """A label and its values, one on each line; nothing when there are none."""
    for number, value in enumerate(value for value in values if value):
        yield f"  {label if not number else '':{_LABEL}}{value}"


def _head(found: Inspection) -> Iterator[str]:
    layout = ", fixed layout" if found.metadata.fixed else ""
    version = f"EPUB {found.metadata.version or 'of no stated version'}"
    yield f"{found.file}: {version}{layout}, {_size(found.size)}, {_count(len(found.files), 'file')}"
    yield from (f"  ! {fault}" for fault in found.faults[:_FIRST])
    yield from _more(found.faults, "  ! ")


def _book(book: Metadata) -> Iterator[str]:
    yield "What a shop sees"
    yield from _row("title", book.title or "(none)")
    yield from _row("subtitle", book.subtitle)
    for person in book.people:
        yield from _row(_did(person), _named(person))
    yield from _row("language", *book.languages)
    yield from _row("publisher", book.publisher)
    yield from _row("published", book.date)
    yield from _row("changed", book.modified)
    for number in book.identifiers:
        kind = f" ({number.kind})" if number.kind else ""
        yield from _row(
            "identifier", f"{number.value}{kind}{', identifies the EPUB' if number.unique else ''}"
        )
    yield from _row("printed as", book.source)
    yield from _row("series", *(f"{s.name}{f', {s.position}' if s.position else ''}" for s in book.series))
    terms = (f" ({s.authority} {s.term})" if s.term else "" for s in book.subjects)
    yield from _row("subjects", *(f"{s.words}{term}" for s, term in zip(book.subjects, terms, strict=True)))
    yield from _row("rights", book.rights)
    yield from _row("description", book.description)
    yield from _row(
        "pages turn", {"rtl": "from right to left", "ltr": "from left to right"}.get(book.direction, "")
    )


def _did(person: Person) -> str:
    roles = [_ROLES.get(role, role) for role in person.roles]
    return ", ".join(roles) or ("author" if person.creator else "contributor")


def _named(person: Person) -> str:
    sort = f", sorted as \u201c{person.sort}\u201d" if person.sort and person.sort != person.name else ""
    others = "".join(f", {language}: {name}" for language, name in person.scripts.items())
    return f"{person.name}{sort}{others}"


def _reading(found: Inspection) -> Iterator[str]:
    yield "How one finds one's way"
    cover = found.cover
    if cover:
        pixels = f"{cover.width} × {cover.height} pixels, " if cover.width else ""
        yield from _row("cover", f"{cover.path}: {pixels}{cover.media_type}, {_size(cover.size)}")
    rows = [f"{'  ' * (row.depth - 1)}{row.title or '(no words)'}" for row in found.contents]
    yield from _row("contents", *rows[:_FIRST], *(line.strip() for line in _more(rows, "")))
    yield from _row("landmarks", ", ".join(row.title or row.type for row in found.landmarks))
    if found.pages:
        of = f" of {found.pages.source}" if found.pages.source else ""
        yield from _row(
            "printed pages", f"{found.pages.first} to {found.pages.last}, {found.pages.count} in all{of}"
        )
    else:
        yield from _row("printed pages", "none")


def _access(access: Accessibility) -> Iterator[str]:
    yield "What a screen reader's user is told"
    if not (access.modes or access.sufficient or access.features or access.hazards):
        yield from _row("", "nothing: the file has no accessibility metadata")
    yield from _row("contains", *map(_meaning, access.modes))
    yield from _row(
        "enough is", *(" and ".join(m.strip() for m in way.split(",")) for way in access.sufficient)
    )
    yield from _row("offers", *map(_meaning, access.features))
    yield from _row("hazards", *map(_meaning, access.hazards))
    yield from _row("in words", access.summary)
    yield from _row("conforms to", *access.conforms)
    yield from _row("vouched for by", *access.certified_by)
    yield from _row("exempt for", access.exemption)


def _meaning(value: str) -> str:
    return f"{value}: {MEANINGS[value]}" if value in MEANINGS else value


def _inside(found: Inspection) -> Iterator[str]:
    yield "What is inside"
    described = found.pictures - len(found.undescribed)
    pictures = (
        f"{found.pictures}, of which {described} described or marked as ornaments"
        if found.pictures
        else "none"
    )
    yield from _row("pictures", pictures)
    spots = [f"{spot.what} in {spot.document}" for spot in found.undescribed]
    yield from _row("without words", *spots[:_FIRST], *_more(spots, ""))
    fonts = [f"{font.path}, {_size(font.size)}" for font in found.fonts]
    yield from _row("fonts", *(fonts or ["none"]))
    remote = [f"{spot.what} in {spot.document}" for spot in found.remote]
    yield from _row("from outside", *(remote[:_FIRST] or ("nothing",)), *_more(remote, ""))
    largest = sorted(found.files, key=lambda file: (-file.size, file.path))
    yield from _row("largest files", *(f"{file.path}, {_size(file.size)}" for file in largest[:8]))


def _more(rows: Sequence[str], before: str) -> Iterator[str]:
    if len(rows) > _FIRST:
        yield f"{before}\u2026 and {len(rows) - _FIRST} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    if size < 1000:
        return f"{size} bytes"
    return f"{size / 1000:.0f} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
