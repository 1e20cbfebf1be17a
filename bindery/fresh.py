"""What need not be built: a book whose every input is as it was, and whose files still lie there.

Used by `cli` in place of `bounds`, which it asks for the rest. A record of each build that succeeded lies in
``out/.cache/builds``, one JSON object:

    {"key": "…",           the digest of all inputs (`inputs.State.key`)
     "report": {…},        the report, as report.json has it: the files with their digests, the problems
     "seal": "…"}          the digest of the two, so that a record which was cut short or touched is known

A record is written at one stroke after the files are in place, and only if nobody wrote to the book in the
meantime. It is believed only if the files of which it tells have the digests that it tells: so it does not
matter when a build was killed, how many ran at once, or that the whole folder was deleted.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from bindery import bounds, machine
from bindery.bounds import Job
from bindery.inputs import State, state_of
from bindery.model import Artifact, BuildReport
from bindery.problems import Place, Problem
from bindery.report import Reporter, one_as_json

SIZE_LIMIT = 4 * 1024 * 1024
RECORDS_LIMIT = 500
"""How many records may lie in a folder: those that were written last stay."""


def build_all(
    jobs: Sequence[Job],
    reporters: Sequence[Reporter],
    *,
    anew: bool = False,
    at_once: int | None = None,
) -> list[BuildReport]:
    """Build the books that are not up to date, or with `anew` all; so many at once, or parts of so many of a
    single one; reports in the order of the jobs."""
    states = {job: state_of(job) for job in jobs}
    found: dict[Job, BuildReport] = {}
    notices: dict[Job, tuple[Problem, ...]] = {}
    for job, reporter in zip(jobs, reporters, strict=True):
        report, notices[job] = (None, ()) if anew else look(job, states[job])
        if report:
            reporter.step("nothing changed, only checked")
            found[job] = report
    waiting = [(job, its) for job, its in zip(jobs, reporters, strict=True) if job not in found]
    built = bounds.build_all(
        [_shared(job, len(waiting), at_once, anew=anew) for job, _ in waiting],
        [its for _, its in waiting],
        at_once,
        ended=lambda job, report: keep(job, states[job], report),
    )
    for (job, _), report in zip(waiting, built, strict=True):
        found[job] = BuildReport(
            report.name, report.artifacts, (*report.problems, *notices[job]), report.seconds
        )
    return [found[job] for job in jobs]


def _shared(job: Job, books: int, at_once: int | None, *, anew: bool) -> Job:
    """A job that leaves to others at once what is theirs."""
    share = min(books, at_once or machine.cores())
    jobs = max(1, at_once // share) if at_once else None
    making = replace(job.making, jobs=jobs, share=share, cache=job.out / ".cache", anew=anew)
    return replace(job, making=making)


def look(job: Job, state: State | None) -> tuple[BuildReport | None, tuple[Problem, ...]]:
    """The report of the last build, if nothing changed since; a notice if its record is damaged."""
    start = time.perf_counter()
    path = _path(job)
    if state is None or not path.is_file():
        return None, ()
    record = _record(path)
    if record is None:
        what = f"{path.parent.parent.name}/{path.parent.name}/{path.name}"
        hint = "the book was built anew; nothing is to be done"
        found = Problem("record-damaged", f"the record {what} was damaged", Place("book.toml"), hint)
        return None, (found,)
    if record["key"] != state.key:
        return None, ()
    told = _report(job, record["report"])
    if not _lie_there(job, told):
        return None, ()
    seconds = {"check": time.perf_counter() - start}
    return BuildReport(told.name, told.artifacts, told.problems, seconds), ()


def keep(job: Job, state: State | None, report: BuildReport) -> None:
    """Record a build that began with the inputs in a state, unless somebody wrote to them meanwhile."""
    if state is None or not report.artifacts or state != state_of(job, state):
        return
    value = {"key": state.key, "report": json.loads(one_as_json(report))}
    text = json.dumps(value | {"seal": _seal(value)}, ensure_ascii=False, indent=1)
    if len(text.encode()) > SIZE_LIMIT:
        return
    path = _path(job)
    with suppress(OSError):  # a record that cannot be written costs a build, and this one is done
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_suffix(f".{os.getpid()}")
        aside.write_text(text, encoding="utf-8")
        aside.replace(path)
        _thin_out(path.parent)


def _path(job: Job) -> Path:
    """Where the record of a job lies: it has a digest for its name, since a book's may be too long."""
    name = hashlib.sha256(repr((job.name, job.outputs)).encode()).hexdigest()[:32]
    return job.out / ".cache" / "builds" / f"{name}.json"


def _seal(value: Mapping[str, Any]) -> str:
    plain = {key: value[key] for key in ("key", "report")}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _record(path: Path) -> Mapping[str, Any] | None:
    """What a record says; None when it is not as it was written."""
    try:
        with path.open("rb") as file:
            data = file.read(SIZE_LIMIT + 1)
        value = json.loads(data)
        sound = isinstance(value, dict) and value["seal"] == _seal(value)
    except (OSError, ValueError, KeyError, RecursionError):  # no text, no JSON, another shape, a trap
        return None
    return value if sound else None


def _report(job: Job, told: Mapping[str, Any]) -> BuildReport:
    """A report as it was before it was written down."""
    folder = job.out / job.name
    made = (Artifact(folder / each["file"], each["sha256"], each["pages"]) for each in told["artifacts"])
    problems = (
        Problem(each["code"], each["message"], Place(**each["at"]), each["hint"]) for each in told["problems"]
    )
    return BuildReport(told["name"], tuple(made), tuple(problems), {})


def _lie_there(job: Job, report: BuildReport) -> bool:
    """Whether the files of a build are still as it made them, and tell the same."""
    files = {made.path: made.sha256 for made in report.artifacts}
    if job.outputs != ("proof",):
        text = one_as_json(report).encode()
        files[job.out / job.name / "report.json"] = hashlib.sha256(text).hexdigest()
    return all(_digest(path) == digest for path, digest in files.items())


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _thin_out(folder: Path) -> None:
    """Remove the oldest records beyond the limit, and with them what killed builds left half written."""
    aged = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in aged[RECORDS_LIMIT:]:
        path.unlink(missing_ok=True)
