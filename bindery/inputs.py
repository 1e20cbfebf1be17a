"""All that the files of a build depend on, as one digest: the same inputs make the same bytes. Used by
`fresh`, before any stage runs.

A build is a function of the book's folder, of Bindery with its templates, of the packages, libraries and type
that set the pages, and of what the command asked for. What it may have read counts, not what it did read: a
change that did not matter costs a build, and none that mattered is overlooked.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bindery.bounds import Job
from bindery.ground import beneath, bindery, stood
from bindery.own_templates import FOLDER as OWN_TEMPLATES
from bindery.world import DATE_KEY, STORES

FILES_LIMIT = 20_000
BYTES_LIMIT = 2 * 1024 * 1024 * 1024
"""A folder with more is not compared, but built: it would take longer to look at than most books to set."""


Contents = Mapping[tuple[str, tuple[int, ...]], str]
"""What was found in each file, by its path and the file system's facts of it."""


@dataclass(frozen=True, slots=True)
class State:
    """How the inputs of a job were found."""

    key: str
    """A digest of their contents: the same for the same bytes, whenever they were written."""
    stamp: str
    """A digest of the times and numbers of the book's files: another as soon as somebody wrote one."""
    contents: Contents = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class _Item:
    """What stands under a path of the book's folder: a file's digest, a link's target, or that it is a
    folder; and the file system's facts of it."""

    path: str
    content: str
    facts: tuple[int, ...]


class _TooMuch(Exception):
    """The folder is too large to be looked at."""


def state_of(
    job: Job, before: State | None = None, environment: Mapping[str, str] = os.environ
) -> State | None:
    """The state of a job's inputs; None when they cannot be known, which means that it must be built. Files
    that nobody wrote since another state was found are not read again."""
    try:
        items = list(_book(job, before.contents if before else {}))
        asked = (job.name, job.edition, job.making.engine, *job.outputs, environment.get(DATE_KEY, ""))
        content = [(item.path, item.content) for item in items]
        key = _digest([asked, *content, *_fetched(job), *bindery(), *beneath()])
    except (OSError, _TooMuch):
        return None
    stamp = _digest((item.path, *map(str, item.facts)) for item in items)
    return State(key, stamp, {(item.path, item.facts): item.content for item in items})


def _digest(rows: Iterable[tuple[str, ...]]) -> str:
    digest = hashlib.sha256()
    for row in rows:
        digest.update(f"{row!r}\n".encode())
    return digest.hexdigest()


def _book(job: Job, known: Contents) -> Iterator[_Item]:
    """Each thing in the book's folder, but for the outputs, where they lie within it, and what `world` does
    not read either. The book's own templates are not read through `world` alone: there everything counts."""
    own = {job.out / ".cache", job.out / job.name}
    size = 0
    for number, item in enumerate(_below(job.root, own if job.out == job.root else {job.out}, known)):
        size += item.facts[0]
        if number > FILES_LIMIT or size > BYTES_LIMIT:
            raise _TooMuch
        yield item


def _below(root: Path, left_out: Collection[Path], known: Contents) -> Iterator[_Item]:
    """The things of a folder; a folder after its brothers, without recursion: a stranger's may be deep."""
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            path = Path(entry.path)
            name = path.relative_to(root).as_posix()
            store = entry.name in STORES and not name.startswith(f"{OWN_TEMPLATES}/")
            if path in left_out or store:
                continue
            its = entry.stat(follow_symlinks=False)
            facts = (its.st_size, its.st_mtime_ns, its.st_ctime_ns, its.st_ino, its.st_mode)
            yield _Item(name, known.get((name, facts)) or _content(path, its.st_mode, its.st_size), facts)
            if stat.S_ISDIR(its.st_mode):
                waiting.append(path)


def _content(path: Path, mode: int, size: int) -> str:
    if stat.S_ISLNK(mode):
        return f"link {path.readlink()}"
    if not stat.S_ISREG(mode):
        return f"kind {stat.S_IFMT(mode)}"
    if size > BYTES_LIMIT:
        raise _TooMuch
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetched(job: Job) -> Iterator[tuple[str, ...]]:
    """The pictures that were fetched, for a book that may fetch: without a backslash, TOML cannot write the
    word in another way."""
    toml = job.root / "book.toml"
    said = toml.read_bytes() if toml.is_file() else b""
    if b"fetch" in said or b"\\" in said:
        for file in sorted((job.out / ".cache" / "pictures").glob("*")):
            yield stood(file)
