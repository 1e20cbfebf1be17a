"""The store of galleys: what it gives is what was put, whatever happens to its files and its folder."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindery.engine.store import LIMIT, MAGIC, Store

ROOT = Path(__file__).parent.parent
GALLEY = b"a galley\n" * 9
HEAD = len(MAGIC) + 32


def key(number: int) -> str:
    """A key, another for each number."""
    return hashlib.sha256(str(number).encode()).hexdigest()


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty store where a build has its own."""
    return Store(tmp_path / ".cache" / "galleys")


def refuse(*_: object, **__: object) -> NoReturn:
    """What a full disk says."""
    raise OSError(errno.ENOSPC, "No space left on device")


def test_what_was_put_is_there(store: Store) -> None:
    """A galley comes back byte for byte, also an empty one; other keys have none; the folder is made for the
    first; the last put of a key holds."""
    assert store.get(key(1)) is None
    assert not store.folder.exists()
    store.put(key(1), b"old")
    store.put(key(1), GALLEY)
    store.put(key(2), b"")
    assert (store.get(key(1)), store.get(key(2)), store.get(key(3))) == (GALLEY, b"", None)
    assert names(store.folder) == {key(1), key(2)}
    assert store.damaged == []
    assert Store(store.folder).limit == LIMIT == 1024**3


def test_the_format_is_as_it_is_documented(store: Store) -> None:
    """A magic line with the version, the SHA-256 of the data, the data."""
    store.put(key(1), GALLEY)
    held = (store.folder / key(1)).read_bytes()
    assert held == b"bindery galley 1\n" + hashlib.sha256(GALLEY).digest() + GALLEY


@pytest.mark.parametrize("name", ["", "ab", "../" * 21 + "x", "A" * 64, "0" * 65, "0" * 63 + "\n"])
def test_only_digests_are_keys(name: str, store: Store) -> None:
    """Anything but 64 hex digits is refused, to put and to get."""
    with pytest.raises(ValueError, match="no key of a galley"):
        store.get(name)
    with pytest.raises(ValueError, match="no key of a galley"):
        store.put(name, GALLEY)


@given(st.integers(0, HEAD + len(GALLEY) - 1), st.integers(1, 255))
def test_a_changed_byte_is_never_believed(at: int, change: int) -> None:
    """Whichever byte of a file is another, the galley is not there, the file is removed and told."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / ".cache" / "galleys")
        store.put(key(1), GALLEY)
        path = store.folder / key(1)
        data = bytearray(path.read_bytes())
        data[at] ^= change
        path.write_bytes(data)
        assert store.get(key(1)) is None
        assert store.damaged == [f".cache/galleys/{key(1)}"]
        assert names(store.folder) == set()


@given(st.integers(-HEAD - len(GALLEY), -1) | st.binary(min_size=1, max_size=9))
def test_a_file_of_another_length_is_never_believed(change: int | bytes) -> None:
    """What was cut short, to nothing even, or had something put to its end is damaged."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        store.put(key(1), GALLEY)
        data = (store.folder / key(1)).read_bytes()
        (store.folder / key(1)).write_bytes(data[:change] if isinstance(change, int) else data + change)
        assert store.get(key(1)) is None
        assert len(store.damaged) == 1


def a_link(path: Path) -> None:
    """A link to a sound galley elsewhere."""
    other = Store(path.parent.parent / "elsewhere")
    other.put(key(1), GALLEY)
    path.symlink_to(other.folder / key(1))


def a_folder(path: Path) -> None:
    """A folder with something in it."""
    path.mkdir()
    (path / "file").write_text("text", encoding="utf-8")


def too_large(path: Path) -> None:
    """A file without an end, as far as a store is concerned."""
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)


@pytest.mark.parametrize("make", [a_link, a_folder, too_large, os.mkfifo])
def test_only_an_ordinary_file_is_believed(make: Callable[[Path], None], store: Store) -> None:
    """A link, a folder, a named pipe with nobody at its end and a file larger than the store may be are
    damaged; they give way to the next galley, and nothing that a link leads to is touched."""
    store.folder.mkdir(parents=True)
    make(store.folder / key(1))
    assert store.get(key(1)) is None
    assert store.damaged == [f".cache/galleys/{key(1)}"]
    store.put(key(1), GALLEY)
    assert store.get(key(1)) == GALLEY
    elsewhere = store.folder.parent / "elsewhere"
    assert make is not a_link or names(elsewhere) == {key(1)}


def test_a_galley_larger_than_the_store_is_not_kept(tmp_path: Path) -> None:
    """It is not written; the largest that may be kept is. One that a larger store has kept is damaged."""
    store = Store(tmp_path, limit=HEAD + 10)
    store.put(key(1), b"0123456789a")
    store.put(key(2), b"0123456789")
    assert names(tmp_path) == {key(2)}
    store.trim()
    assert (store.get(key(2)), store.damaged) == (b"0123456789", [])
    Store(tmp_path).put(key(1), b"0123456789a")
    assert (store.get(key(1)), len(store.damaged)) == (None, 1)


def test_what_comes_through_a_pipe_is_not_believed(store: Store) -> None:
    """A named pipe is no galley, though somebody sends one through it."""
    store.folder.mkdir(parents=True)
    os.mkfifo(store.folder / key(1))
    sender = os.open(store.folder / key(1), os.O_RDWR)
    os.write(sender, MAGIC + hashlib.sha256().digest())
    assert store.get(key(1)) is None
    assert len(store.damaged) == 1
    os.close(sender)


@pytest.mark.parametrize("step", ["mkdir", "open", "replace"])
def test_a_disk_that_refuses_costs_a_layout(step: str, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the folder, the file or its place is refused nothing is raised, nothing half written is left, and
    what was there before stays."""
    store.put(key(1), GALLEY)
    with monkeypatch.context() as full:
        full.setattr(Path, step, refuse)
        store.put(key(1), b"new")
    assert names(store.folder) == {key(1)}
    assert store.get(key(1)) == GALLEY


def test_a_folder_that_is_none_costs_a_layout(tmp_path: Path) -> None:
    """A file where the folder should be, or above it, is no fault of a book."""
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path / "file", tmp_path / "file" / "galleys"):
        store = Store(folder)
        store.put(key(1), GALLEY)
        store.trim()
        assert (store.get(key(1)), store.damaged) == (None, [])


def age(path: Path, seconds: int) -> None:
    """Let a file be older."""
    then = path.stat().st_mtime - seconds
    os.utime(path, (then, then))


def test_what_is_used_stays(tmp_path: Path) -> None:
    """Beyond the limit those go that were used least recently, to get one is to use it, and those to keep
    stay, however old; within the limit nothing goes."""
    store = Store(tmp_path, limit=3 * (HEAD + 100))
    for number in range(6):
        store.put(key(number), bytes(100))
        age(tmp_path / key(number), 1000 - number)
    assert store.get(key(1)) == bytes(100)
    store.trim(keep={key(0)})
    assert names(tmp_path) == {key(0), key(1), key(5)}
    store.trim()
    assert names(tmp_path) == {key(0), key(1), key(5)}
    store.limit = 1
    store.trim(keep=[key(0), key(5)])
    assert names(tmp_path) == {key(0), key(5)}


def test_a_galley_that_cannot_be_touched_is_given(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the time of a file may not be changed it is given all the same."""
    store.put(key(1), GALLEY)
    monkeypatch.setattr(os, "utime", refuse)
    assert store.get(key(1)) == GALLEY


def test_what_killed_writers_left_is_removed(store: Store) -> None:
    """Files aside go when their writer is dead, or when they are more than a day old; that of one who lives,
    and what is not the store's, stay."""
    dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], stdout=-1, check=True)
    store.put(key(1), GALLEY)
    aside = {who: f".aside-{who}-{'0' * 16}" for who in (int(dead.stdout), os.getpid(), os.getppid(), 1)}
    for name in (*aside.values(), "notes.txt"):
        (store.folder / name).write_bytes(b"half")
    age(store.folder / aside[os.getppid()], 90_000)
    age(store.folder / "notes.txt", 90_000)
    store.trim()
    assert names(store.folder) == {key(1), "notes.txt", aside[os.getpid()], aside[1]}


def test_what_another_writes_stays(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer of whom we may not ask, since he is not ours, lives."""
    store.put(key(1), GALLEY)
    aside = store.folder / f".aside-1-{'0' * 16}"
    aside.write_bytes(b"half")

    def ask(process: int, number: int) -> NoReturn:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "kill", ask)
    store.trim()
    assert names(store.folder) == {key(1), aside.name}


def test_a_killed_writer_leaves_nothing_to_believe(store: Store) -> None:
    """A writer killed in the middle leaves a file aside, which the next trim removes, and no galley."""
    script = """
import os, pathlib, signal, sys
from bindery.engine.store import Store
pathlib.Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
Store(pathlib.Path(sys.argv[1])).put("0" * 64, b"data")
"""
    ended = subprocess.run([sys.executable, "-c", script, str(store.folder)], cwd=ROOT, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert len(names(store.folder)) == 1
    assert store.get("0" * 64) is None
    store.trim()
    assert names(store.folder) == set()


BUSY = """
import pathlib, random, shutil, sys
from bindery.engine.store import Store
folder, seed, deletes = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1"
store, chance = Store(folder, limit=20_000), random.Random(seed)
for turn in range(600):
    number = chance.randrange(8)
    data = bytes([number]) * 5_000
    store.put(f"{number:064x}", data)
    found = store.get(f"{(number + turn) % 8:064x}")
    assert found is None or found == bytes([(number + turn) % 8]) * 5_000
    if not turn % 7:
        store.trim(keep=[f"{number:064x}"])
    if deletes and not turn % 50:
        shutil.rmtree(folder, ignore_errors=True)
print(store.damaged)
"""


@pytest.mark.parametrize("deletes", ["0", "1"])
def test_processes_share_a_folder(deletes: str, tmp_path: Path) -> None:
    """Processes that put, get and trim at once, while one deletes the folder even, get what was put or
    nothing, never a damaged galley, and leave nothing aside."""
    command = [sys.executable, "-c", BUSY, str(tmp_path / "galleys")]
    both = [
        subprocess.Popen([*command, str(seed), str(int(deletes) * seed)], cwd=ROOT, stdout=-1, text=True)
        for seed in range(2)
    ]
    assert [(one.communicate()[0], one.returncode) for one in both] == [("[]\n", 0)] * 2
    left = names(tmp_path / "galleys") if (tmp_path / "galleys").exists() else set()
    assert all(len(name) == 64 for name in left)
