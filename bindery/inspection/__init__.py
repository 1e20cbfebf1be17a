"""Any EPUB, looked at as a shop and a screen reader would: ours, a stranger's, an old one, a broken one.

Never part of a build. `look` opens the file within bounds and gives an `Inspection`; `telling` puts it into
words. Nothing is written to the disk, and nothing is fetched.
"""

from __future__ import annotations

from pathlib import Path

from bindery.inspection import archive, documents, navigation, package
from bindery.inspection.archive import Unreadable
from bindery.inspection.facts import File, Inspection
from bindery.problems import Place, Problem

MOST_FAULTS = 200
"""More faults than these are not told."""


def look(path: Path) -> Inspection | Problem:
    """All that is in the EPUB, or why nothing can be said of it."""
    try:
        with archive.opened(path) as zipped:
            return _inspected(path, zipped)
    except Unreadable as why:
        hint = "an EPUB is a zip file that holds META-INF/container.xml" if why.hint else ""
        return Problem("epub-unreadable", str(why), Place(path.name), hint)


def _inspected(path: Path, zipped: archive.Archive) -> Inspection:
    found = package.read(zipped)
    rows = navigation.read(zipped, found)
    seen = documents.read(zipped, found)
    types = {item.path: item.media_type for item in found.items.values()}
    files = tuple(File(name, types.get(name, ""), size) for name, size in zipped.sizes.items())
    fonts = tuple(file for file in files if documents.is_font(file))
    picture = documents.cover(zipped, found)
    judged = (*package.lacking(found), *documents.lacking(seen, found), *documents.locked(zipped))
    return Inspection(
        file=path.name,
        size=path.stat().st_size,
        metadata=found.metadata,
        cover=picture,
        contents=rows.contents,
        landmarks=rows.landmarks,
        pages=rows.pages,
        accessibility=found.accessibility,
        pictures=seen.pictures,
        undescribed=seen.undescribed,
        remote=seen.remote,
        fonts=fonts,
        files=files,
        faults=tuple(dict.fromkeys((*judged, *zipped.faults)))[:MOST_FAULTS],
    )
