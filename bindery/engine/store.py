r"""Galleys that are kept: what a part of the book came out as, under the key of all that it was made of, so
that it need not be laid out again while nothing of that changes. Used where units are laid out; knows nothing
of what it keeps.

One file for each galley, named by its key (64 hex digits), in a folder that belongs to the store:

    bindery galley 1\n     a magic line with the version of this format
    32 bytes               the SHA-256 of all that follows
    the rest               the galley

A file is believed only if it is an ordinary one, no larger than the store may be, and as it was written. It
is written aside, under ``.aside-PID-RANDOM``, and put in place at one stroke: so any number of processes may
use a folder at once, be killed at any moment, and find the folder gone at any other. Whatever goes wrong with
the disk costs a layout and nothing else.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from bindery.problems import Place, Problem

MAGIC = b"bindery galley 1\n"
LIMIT = 1 << 30
"""Bytes that a folder of galleys may take: 1 GiB."""
_HEAD = len(MAGIC) + hashlib.sha256().digest_size
_KEY = re.compile(r"[0-9a-f]{64}")
_ASIDE = re.compile(r"\.aside-([0-9]{1,9})-[0-9a-f]{16}")
_DAY = 86_400


class Store:
    """Galleys kept in a folder, each under its key."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        """A store in a folder, which is made when it is first needed, of so many bytes."""
        self.folder = folder
        self.limit = limit
        self.damaged: list[str] = []
        """The files that were not as they were written, as paths from above the cache."""

    def get(self, key: str) -> bytes | None:
        """The galley of a key; None if there is none. A damaged one is removed, and told in `damaged`."""
        path = self._path(key)
        try:
            with open(path, "rb", opener=_opener) as file:
                data = self._sound(file)
                if data is not None:
                    with suppress(OSError):  # not ours to touch: it will be thought older than it is
                        os.utime(file.fileno())
                    return data
        except OSError as fault:
            if fault.errno not in {errno.ELOOP, errno.EISDIR}:  # a link; a folder
                return None
        self.damaged.append(f"{self.folder.parent.name}/{self.folder.name}/{key}")
        _remove(path)
        return None

    def put(self, key: str, data: bytes) -> None:
        """Keep a galley under its key, if the disk lets us and it is not larger than the store may be."""
        path = self._path(key)
        if _HEAD + len(data) > self.limit:
            return
        aside = self.folder / f".aside-{os.getpid()}-{secrets.token_hex(8)}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with aside.open("xb") as file:
                file.write(MAGIC + hashlib.sha256(data).digest())
                file.write(data)
            aside.replace(path)
        except OSError:  # full, read only, deleted under our hands: the galley is made again
            _remove(aside)

    def trim(self, keep: Collection[str] = ()) -> None:
        """Remove what was used least recently, until the rest is within the limit, but none of those to
        keep; and what killed writers left half written."""
        kept: list[tuple[int, Path, int]] = []
        for path, its in self._entries():
            if _KEY.fullmatch(path.name):
                kept.append((its.st_mtime_ns, path, its.st_size))
            elif _is_left_over(path, its):
                _remove(path)
        total = sum(size for *_, size in kept)
        for _, path, size in sorted(kept):
            if total <= self.limit:
                return
            if path.name not in keep:
                _remove(path)
                total -= size

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise ValueError(f"no key of a galley: {key!r}")
        return self.folder / key

    def _sound(self, file: BinaryIO) -> bytes | None:
        """What a file holds; None when it is not as it was written."""
        told = os.fstat(file.fileno())
        if not stat.S_ISREG(told.st_mode) or told.st_size > self.limit:
            return None
        head, data = file.read(_HEAD), file.read(told.st_size)
        return data if head == MAGIC + hashlib.sha256(data).digest() else None

    def _entries(self) -> Iterator[tuple[Path, os.stat_result]]:
        """What lies in the folder, as far as nobody else takes it away."""
        paths: list[Path] = []
        with suppress(OSError):
            paths = list(self.folder.iterdir())
        for path in paths:
            with suppress(OSError):
                yield path, path.lstat()


def _opener(path: str, flags: int) -> int:
    """No link is followed, and a named pipe with nobody at its end keeps nobody waiting."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)


def _is_left_over(path: Path, its: os.stat_result) -> bool:
    """Whether a file was begun by one who cannot finish it, being dead, or will not, being a day late."""
    writer = _ASIDE.fullmatch(path.name)
    if writer is None:
        return False
    return not _lives(int(writer[1])) or time.time() - its.st_mtime > _DAY


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True


def _remove(path: Path) -> None:
    """Remove whatever lies under a name, never what a link leads to."""
    with suppress(OSError):
        if stat.S_ISDIR(path.lstat().st_mode):
            shutil.rmtree(path)
        else:
            path.unlink()


def damaged(store: Store) -> Iterator[Problem]:
    """A notice for each file that was damaged; what it kept was made anew."""
    for name in store.damaged:
        hint = "it was made anew; nothing is to be done"
        yield Problem("record-damaged", f"the file {name} was damaged", Place("book.toml"), hint)
