"""Manuscripts come from strangers: nothing outside the folder is read, nothing fetched, nothing run.

Every case of `hostile` goes through the real command, which writes down what it opens and whom it calls.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import hostile
from bindery import bounds
from bindery.bounds import Job, build_all
from bindery.report import Silent
from checkers import epub_facts, pdf_facts, pdf_pages
from shelf import ROOT, command

WATCH = ROOT / "tests" / "watch"
FINDERS = (
    "/sbin/ldconfig",
    "/usr/sbin/ldconfig",
    "/usr/bin/gcc",
    "/usr/bin/cc",
    "ld",
    "/usr/bin/ld",
    "objdump",
)
"""What `ctypes.util.find_library` asks, before a manuscript has any say."""


@dataclass(frozen=True, slots=True)
class Raid:
    """What became of all hostile books."""

    reports: Mapping[str, Mapping[str, Any]]
    out: Path
    secrets: Path
    log: str
    """Each file that was opened, each address and program that was called."""


@pytest.fixture(scope="module")
def raid(tmp_path_factory: pytest.TempPathFactory) -> Raid:
    """All hostile books, built with one watched command."""
    place = tmp_path_factory.mktemp("raid")
    secrets = hostile.write_secrets(place / "secrets")
    log = place / "log"
    log.touch()
    env = {"PYTHONPATH": str(WATCH), "BINDERY_WATCH": str(log)}
    reports: dict[str, Mapping[str, Any]] = {}
    # A sheet for print is looked at for the EPUB too: what is to be refused needs no layout.
    for cases, only in ((hostile.REFUSED, ("--only", "epub")), (hostile.TAMED, ())):
        books = [hostile.write(place / name, files, secrets) for name, files in cases.items()]
        done = command(*books, *only, "--out", place / "out", "--json", env=env, cwd=place)
        assert done.stderr == ""
        reports |= {report["name"]: report for report in json.loads(done.stdout)}
    assert reports.keys() == hostile.REFUSED.keys() | hostile.TAMED.keys()
    return Raid(reports, place / "out", secrets, log.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", hostile.REFUSED)
def test_a_book_that_reaches_out_is_refused(name: str, raid: Raid) -> None:
    """It is not built, and told why; never by way of a crash or a time limit."""
    report = raid.reports[name]
    codes = {problem["code"] for problem in report["problems"] if problem["severity"] == "error"}
    assert not report["built"]
    assert codes
    assert codes <= hostile.CODES, report["problems"]
    assert hostile.MARK not in json.dumps(report)
    assert not (raid.out / name).exists()


@pytest.mark.parametrize("name", hostile.TAMED)
def test_a_book_with_poison_comes_out_harmless(name: str, raid: Raid) -> None:
    """It is built, and neither output runs, fetches or opens anything."""
    report = raid.reports[name]
    assert report["built"], report["problems"]
    pdf, epub = (raid.out / name / f"{name}.{kind}" for kind in ("pdf", "epub"))
    assert epub_facts.complaints(epub) == ()
    assert pdf_facts.complaints(pdf, pdf_facts.Expected()) == ()
    with zipfile.ZipFile(epub) as zipped:
        everything = "".join(zipped.read(entry).decode("utf-8", "replace") for entry in zipped.namelist())
    for leak in (hostile.MARK, str(raid.secrets), "127.0.0.1"):
        assert leak not in words_of(everything, name)
        assert leak not in "".join(pdf_pages.page_texts(pdf)) or name == "markup"


def words_of(text: str, name: str) -> str:
    """The EPUB's text; in the book of links the addresses that it shows as words may stay."""
    return text if name != "links" else ""


def test_nothing_outside_is_opened(raid: Raid) -> None:
    """No secret file is opened by any of the books; the watch itself works."""
    opened = [line for line in raid.log.splitlines() if line.startswith("open ")]
    assert any("one.md" in line for line in opened)
    assert [line for line in opened if str(raid.secrets) in line or "/etc/passwd" in line] == []


def test_nobody_is_called(raid: Raid) -> None:
    """No connection, no name looked up, no program run, but for those by which Python finds Pango."""
    calls = {line for line in raid.log.splitlines() if not line.startswith("open ")}
    finders = {f"subprocess.Popen {program!r}" for program in FINDERS}
    assert calls - finders == set()


DELIMITERS = (
    "*", "_", "**a", "*a ", "_a_b", "[", "]", "![", "[a](", "[a][", "`", "` `` ", "<", "<a ", "<!--", "&",
    "&#", "|", "~", "~~a ", "!", "(", "{", "{: ", "\\", "#", ">", "> ", "- ", "1. ", "    - ", "[^a]",
    "[^a]: ", "*[a]: ", "$", "^", "http://", "a@", "\t", "<b>", "</b>", "'", '"', "--", "{{", "{%", "\u200f",
)  # fmt: skip
BLOCKS = (":   a\n", "a\n: ", "|a|\n|-|\n", "```\n")
"""These make a block each: a quarter of the size is as many as any book has."""


def test_no_delimiter_takes_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Chapters of 200 kB of one sign are read in time; what takes the square of its length would not be."""
    monkeypatch.setattr(bounds, "SECONDS", 120.0)
    monkeypatch.setattr(bounds, "SECONDS_PER_MB", 0.0)
    jobs = []
    for shelf in range(4):
        book = tmp_path / f"book-{shelf}"
        book.mkdir()
        for number, delimiter in enumerate((*DELIMITERS, *BLOCKS)[shelf::4]):
            size = 50_000 if delimiter in BLOCKS else 200_000
            text = "# One\n\n" + delimiter * (size // len(delimiter))
            (book / f"{number}.md").write_text(text, encoding="utf-8")
        jobs.append(Job(book, book.name, tmp_path / "out", ("dump",)))
    reports = build_all(jobs, [Silent()] * len(jobs))
    assert [report.problems for report in reports if not report.artifacts] == []
