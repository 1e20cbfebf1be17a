"""What a build depends on is known by its bytes, and nothing that it depends on is left out."""

from __future__ import annotations

import os
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import edits
from bindery import fresh, ground, inputs, system
from bindery.bounds import Job
from bindery.engine import fonts
from bindery.inputs import state_of
from bindery.report import Silent
from bindery.world import DATE_KEY
from edits import job


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """The book, as it was written."""
    return edits.write(tmp_path / "books" / "walk")


def key(one: Job) -> str:
    """The digest of a job's inputs, which must be known."""
    state = state_of(one)
    assert state is not None
    return state.key


def test_times_and_version_control_do_not_count(walk: Path, tmp_path: Path) -> None:
    """A file that was written again with the same bytes is the same, and a commit changes no book."""
    before = key(job(walk, tmp_path / "out"))
    os.utime(walk / "one.md", (1, 1))
    (walk / ".git").mkdir()
    (walk / ".git/index").write_bytes(b"1")
    assert key(job(walk, tmp_path / "out")) == before


def test_what_nobody_wrote_is_read_once(walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state that is found after another reads only what was written since, and is the same as if all were
    read."""
    one = job(walk, tmp_path / "out")
    before = state_of(one)
    edits.change(walk, random.Random(1))  # noqa: S311 - any change will do
    afresh = state_of(one)
    read: list[Path] = []

    def content(path: Path, *facts: int) -> str:
        read.append(path)
        return original(path, *facts)

    original = inputs._content  # noqa: SLF001 - what reads a file
    monkeypatch.setattr(inputs, "_content", content)
    assert state_of(one, before) == afresh != before
    assert [path.parent for path in read] == [walk]


def test_outputs_within_the_book_are_no_part_of_it(walk: Path) -> None:
    """Who builds in the book's own folder is not told that his outputs changed it."""
    for out in (walk / "out", walk):
        one = job(walk, out)
        for _ in range(2):
            fresh.build_all([one], [Silent()])
        assert fresh.look(one, state_of(one))[0] is not None


def test_all_else_counts(walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links, empty folders, names, the date of the environment, packages, type, libraries and pictures that
    were fetched: each has a say."""
    one = job(walk, tmp_path / "out")
    keys = [key(one)]
    (walk / "link.md").symlink_to("one.md")
    keys.append(key(one))
    (walk / "link.md").unlink()
    (walk / "link.md").symlink_to("two.md")
    keys.append(key(one))
    (walk / "empty").mkdir()
    keys.append(key(one))
    os.mkfifo(walk / "pipe")
    keys += [key(one), key(replace(one, name="other")), key(replace(one, outputs=("pdf", "epub")))]
    monkeypatch.setenv(DATE_KEY, "86400")
    keys.append(key(one))
    package = tmp_path / "site-packages" / "weasyprint-99.0.dist-info"
    package.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(package.parent))
    keys.append(key(one))
    library = tmp_path / "libpango.so"
    library.write_bytes(b"1")
    monkeypatch.setattr(system, "loaded", lambda: (library,))
    keys.append(key(one))
    library.write_bytes(b"12")
    keys.append(key(one))
    monkeypatch.setattr(system, "press_profile", lambda: library)
    keys.append(key(one))
    monkeypatch.setattr(fonts, "available", lambda: {"A": (walk / "one.md",)})
    keys.append(key(one))
    (walk / "book.toml").write_text('[pictures]\nfetch = ["example.org"]\n', "utf-8")
    keys.append(key(one))
    (tmp_path / "out/.cache/pictures").mkdir(parents=True)
    (tmp_path / "out/.cache/pictures/a.b").write_bytes(b"1")
    keys.append(key(one))
    assert len(set(keys)) == len(keys)


def test_bindery_itself_counts(walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line of code or of a template that is another makes another book."""
    copies = {
        name: Path(shutil.copytree(getattr(ground, name), tmp_path / name))
        for name in ("_PACKAGE", "TEMPLATES")
    }
    for name, copy in copies.items():
        monkeypatch.setattr(ground, name, copy)
    keys = [key(job(walk, tmp_path / "out"))]
    for file in (copies["_PACKAGE"] / "engine/fonts.py", copies["TEMPLATES"] / "base/words.toml"):
        file.write_bytes(file.read_bytes() + b"\n")
        keys.append(key(job(walk, tmp_path / "out")))
    assert len(set(keys)) == 3


@pytest.mark.parametrize(("limit", "most"), [("FILES_LIMIT", 2), ("BYTES_LIMIT", 20)])
def test_a_folder_too_large_to_look_at_is_built(
    limit: str, most: int, walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So is one that cannot be read at all: what is not known is made."""
    monkeypatch.setattr(inputs, limit, most)
    assert state_of(job(walk, tmp_path / "out")) is None
    assert state_of(job(tmp_path / "nowhere", tmp_path / "out")) is None


def test_every_edit_is_another_key(walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many edits in a row no two states are taken for one, and what is copied elsewhere is the same."""
    monkeypatch.setenv(DATE_KEY, "0")
    chance = random.Random(9)  # noqa: S311 - as above
    keys: dict[str, object] = {}
    for number in range(60):
        chance.choice(edits.EDITS)(walk, chance)
        all_of_it = {path: path.read_bytes() for path in sorted(walk.rglob("*")) if path.is_file()}
        state = (os.environ[DATE_KEY], all_of_it)
        assert keys.setdefault(key(job(walk, tmp_path / "out")), state) == state
        copy = Path(shutil.copytree(walk, tmp_path / str(number) / "walk"))
        assert key(job(copy, tmp_path / "out")) == key(job(walk, tmp_path / "out"))
