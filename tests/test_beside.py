"""Work beside this process: with the same result, or done here when the copy cannot or must not be."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from bindery import machine, pipeline
from bindery.engine import beside
from bindery.outputs import pdf
from bindery.report import Silent
from shelf import BOOKS


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which a copy can run, whatever this one is."""
    monkeypatch.setattr(beside, "has_room", lambda: True)


@pytest.mark.usefixtures("roomy")
def test_the_work_is_done_by_another_process() -> None:
    """The result comes back from it."""
    ours = os.getpid()
    assert beside.begin(lambda: (os.getpid() == ours, "done"))() == (False, "done")


@pytest.mark.usefixtures("roomy")
def test_faults_of_the_copy_are_told_here() -> None:
    """Work that fails there is done here, so that what it raises is raised."""

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        beside.begin(fail)()


@pytest.mark.usefixtures("roomy")
def test_a_copy_that_dies_costs_nothing_but_time() -> None:
    """A copy that the system killed is as if it had never been."""
    ours = os.getpid()

    def die() -> str:
        if os.getpid() != ours:
            os.kill(os.getpid(), signal.SIGKILL)
        return "done"

    assert beside.begin(die)() == "done"


def test_without_room_it_is_done_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With one core, or too little memory, there is no copy."""
    ours = os.getpid()
    monkeypatch.setattr(machine, "cores", lambda: 1)
    assert beside.begin(os.getpid)() == ours
    monkeypatch.setattr(machine, "cores", lambda: 2)
    little = tmp_path / "meminfo"
    little.write_text("MemTotal: 99 kB\nMemAvailable: 12 kB\n", "ascii")
    monkeypatch.setattr(machine, "MEMORY", little)
    assert machine.free_memory() == 12 * 1024
    assert beside.begin(os.getpid)() == ours
    monkeypatch.setattr(machine, "MEMORY", tmp_path / "nothing")
    assert machine.free_memory() is None
    assert beside.begin(os.getpid)() == ours


def test_files_written_beside_each_other_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both PDFs of a book have the bytes that they have when one is written after the other."""
    made = {}
    for name, many in (("beside", 1), ("after", 10**6)):
        monkeypatch.setattr(beside, "has_room", lambda: True)
        monkeypatch.setattr(pdf, "_MANY", many)
        report = pipeline.build(BOOKS / "specimen", "a", tmp_path / name, ("pdf",), Silent())
        made[name] = [artifact.path.read_bytes() for artifact in report.artifacts]
    assert len(made["beside"]) == 2
    assert made["beside"] == made["after"]
