"""A book in which nothing changed is only checked; after any change it is what a build from nothing makes."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import edits
from bindery import fresh, pipeline
from bindery.inputs import state_of
from bindery.problems import Severity
from bindery.report import Silent
from bindery.world import DATE_KEY
from edits import job
from rebuilding import built, contents, in_a_process, is_checked, moments, told, two_at_once
from shelf import BOOKS, BROKEN, command

EPUB = ("--only", "epub")
SAID = "nothing changed, only checked"
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def walk(tmp_path: Path) -> Path:
    """The book, as it was written."""
    return edits.write(tmp_path / "books" / "walk")


def test_a_second_build_only_checks_and_says_the_same(tmp_path: Path) -> None:
    """Files are not touched, warnings are repeated, and the exit code under --strict is the same."""
    words = (BROKEN / "note-missing", BOOKS / "plain", *EPUB, "--strict", "--out", tmp_path)
    first = command(*words)
    times = {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*")}
    second = command(*words)
    assert "[note-missing]" in first.stdout
    assert (second.stdout, second.returncode) == (first.stdout, first.returncode)
    assert second.stderr == f"note-missing: {SAID}\nplain: {SAID}\n"
    assert {path: path.stat().st_mtime_ns for path in tmp_path.glob("*/*")} == times


def test_without_the_cache_all_is_built(tmp_path: Path) -> None:
    """--no-cache builds what has not changed."""
    words = (BOOKS / "plain", *EPUB, "--out", tmp_path)
    assert command(*words).returncode == 0
    assert "assembling" in command(*words, "--no-cache").stderr
    assert SAID in command(*words).stderr


def test_each_edition_and_choice_of_outputs_has_its_record(tmp_path: Path) -> None:
    """An edition is as fresh as the book, and an EPUB made alone is another than that made of both."""
    both = job(BOOKS / "plain", tmp_path, "pdf", "epub")
    alone = job(BOOKS / "plain", tmp_path, "epub")
    edition = replace(job(BOOKS / "editions", tmp_path), name="editions.zh-HK", edition="zh-HK")
    reports = fresh.build_all([both, edition], [Silent()] * 2)
    assert not any(map(is_checked, reports))
    assert all(map(is_checked, fresh.build_all([both, edition], [Silent()] * 2)))
    assert not is_checked(built(alone))
    assert is_checked(built(alone))
    assert not is_checked(built(both))


def test_a_proof_is_kept_too(walk: Path, tmp_path: Path) -> None:
    """A proof of unchanged pages is not made again, and says nothing of the report of a build."""
    proof = job(walk, tmp_path / "out", "proof")
    assert not is_checked(built(proof))
    assert is_checked(built(proof))
    assert not (tmp_path / "out/walk/report.json").exists()


@pytest.mark.parametrize("name", ["walk.epub", "report.json"])
@pytest.mark.parametrize("data", [None, b"", b"PK"], ids=["gone", "empty", "other"])
def test_a_file_that_was_lost_or_altered_is_made_anew(
    name: str, data: bytes | None, walk: Path, tmp_path: Path
) -> None:
    """What lies in the folder of outputs is believed only by its bytes."""
    one = job(walk, tmp_path / "out")
    built(one)
    before = contents(tmp_path / "out/walk")
    path = tmp_path / "out/walk" / name
    if data is None:
        path.unlink()
    else:
        path.write_bytes(data)
    assert not is_checked(built(one))
    assert contents(tmp_path / "out/walk") == before


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: "",
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("no alternative", "an alternative"),
        lambda text: json.dumps({"key": json.loads(text)["key"]}),
        lambda _: "[" * 100_000,
        lambda _: " " * (fresh.SIZE_LIMIT + 1),
    ],
    ids=["empty", "cut", "altered", "half", "deep", "large"],
)
def test_a_damaged_record_is_told_and_made_anew(
    spoil: Callable[[str], str], walk: Path, tmp_path: Path
) -> None:
    """A record that is not as it was written is named once, by a notice that no file repeats."""
    one = job(walk, tmp_path / "out")
    first = built(one)
    before = contents(tmp_path / "out/walk")
    (record,) = (tmp_path / "out/.cache/builds").iterdir()
    spoilt = spoil(record.read_text("utf-8"))
    assert spoilt != record.read_text("utf-8")
    record.write_text(spoilt, "utf-8")
    report = built(one)
    (notice,) = set(report.problems) - set(first.problems)
    assert (notice.code, notice.severity) == ("record-damaged", Severity.NOTICE)
    assert record.name in notice.message
    assert contents(tmp_path / "out/walk") == before
    again = built(one)
    assert is_checked(again)
    assert set(again.problems) == set(first.problems)


def test_a_failed_build_leaves_no_record(walk: Path, tmp_path: Path) -> None:
    """A book with an error is looked at each time; when the error is taken back, the last files are good."""
    one = job(walk, tmp_path / "out")
    built(one)
    text = (walk / "one.md").read_text("utf-8")
    (walk / "one.md").write_text(text + "\n![x](gone.png)\n", "utf-8")
    assert not built(one).artifacts
    assert not built(one).artifacts
    (walk / "one.md").write_text(text, "utf-8")
    assert is_checked(built(one))


def test_what_is_written_during_a_build_is_not_overlooked(walk: Path, tmp_path: Path) -> None:
    """A build is not recorded when a file was written meanwhile, even one that is as before now."""
    one = job(walk, tmp_path / "out")
    state = state_of(one)
    report = pipeline.build(one.root, one.name, one.out, one.outputs, Silent())
    text = (walk / "one.md").read_text("utf-8")
    (walk / "one.md").unlink()
    (walk / "one.md").write_text(text, "utf-8")
    fresh.keep(one, state, report)
    assert fresh.look(one, state_of(one)) == (None, ())
    fresh.keep(one, state_of(one), report)
    assert fresh.look(one, state_of(one))[0] is not None


def test_records_do_not_pile_up(walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond a number the oldest go, also what a killed build left; one that is too large is not kept."""
    monkeypatch.setattr(fresh, "RECORDS_LIMIT", 2)
    builds = tmp_path / "out/.cache/builds"
    builds.mkdir(parents=True)
    for number in range(4):
        (builds / f"{number}.123").write_bytes(b"")
        os.utime(builds / f"{number}.123", (number, number))
    built(job(walk, tmp_path / "out"))
    assert "3.123" in {path.name for path in builds.iterdir()}
    assert len(list(builds.iterdir())) == 2
    monkeypatch.setattr(fresh, "SIZE_LIMIT", 10)
    built(job(walk, tmp_path / "other"))
    assert not (tmp_path / "other/.cache/builds").exists()


def test_after_any_edit_a_build_is_one_from_nothing(
    walk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of edit, in an order that chance gives: the same bytes as in a folder where nothing lay, and
    when nothing was edited, the build only checks."""
    monkeypatch.setenv(DATE_KEY, "0")
    chance = random.Random(8)  # noqa: S311 - the same edits in every run
    warm = job(walk, tmp_path / "warm", "pdf", "epub")
    built(warm)
    for number, edit in enumerate(chance.sample(edits.EDITS, k=len(edits.EDITS))):
        edit(walk, chance)
        cold = replace(warm, out=tmp_path / f"cold-{number}")
        reports = fresh.build_all([warm, cold], [Silent()] * 2)
        assert reports[0].artifacts, reports[0].problems
        assert contents(warm.out / "walk") == contents(cold.out / "walk"), edit.__doc__
        assert is_checked(built(warm))


def test_a_build_that_is_killed_leaves_old_files_or_new_ones(walk: Path, tmp_path: Path) -> None:
    """At twenty random moments, by kill -9: each file is the old or the new one, never half of one, and the
    next build makes what one from nothing makes."""
    chance = random.Random(10)  # noqa: S311 - as above
    one = job(walk, tmp_path / "out", "pdf", "epub")
    cold = replace(one, out=tmp_path / "cold")
    ends = [in_a_process(0, one)]
    edits.change(walk, chance)
    ends.append(in_a_process(0, one, tmp_path / "count"))
    assert ends == [0, 0]
    for moment in moments((tmp_path / "count").read_text("utf-8"), chance):
        before = contents(one.out / "walk")
        edits.change(walk, chance)
        ends.append(in_a_process(moment, one))
        left = contents(one.out / "walk")
        believed, notices = fresh.look(one, state_of(one))
        assert told(built(one)) == told(built(cold, anew=True))
        after = contents(one.out / "walk")
        assert after == contents(cold.out / "walk")
        assert {path.name for path in one.out.iterdir()} == {"walk", ".cache"}, "it clears up"
        assert notices == ()
        assert [name for name, data in left.items() if data not in {before[name], after[name]}] == []
        assert believed is None or left == after
    assert ends.count(-signal.SIGKILL) > 15, "few builds ended before their time came"


def test_two_builds_at_once_end_in_one_book(walk: Path, tmp_path: Path) -> None:
    """Two processes that build one book into one folder leave its files whole, and a record of them."""
    one = job(walk, tmp_path / "out")
    assert two_at_once(one) == [0, 0]
    assert is_checked(built(one))
