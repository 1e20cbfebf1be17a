"""The command line: which books, which outputs, what is said, which exit code.

    python3 build.py [BOOK…] [--out DIR] [--only pdf|epub] [--strict] [--json]
    python3 build.py test [pytest arguments]

Exit codes: 0 built, 1 problems under ``--strict``, 2 could not build.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bindery import setup
from bindery.bounds import Job, build_all
from bindery.model import BuildReport
from bindery.pipeline import USUAL
from bindery.problems import Severity
from bindery.report import Lines, Silent, as_json, told

ROOT = Path(__file__).parent.parent
BUILT, STRICT, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the arguments are those after the program's name."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["test"]:
        return test(words[1:])
    return build(_parser().parse_args(words))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bindery",
        description="One Markdown source in, a print PDF and an EPUB out.",
        epilog="`test` first runs Bindery's own tests; a folder of that name is reached as ./test.",
    )
    parser.add_argument(
        "books", nargs="*", metavar="BOOK", help="a folder, or a name in source/; none: all of source/"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where the files go (out/)"
    )
    parser.add_argument("--only", choices=USUAL, help="make one output and leave the other alone")
    parser.add_argument("--strict", action="store_true", help="exit with 1 when there are warnings")
    parser.add_argument("--json", action="store_true", help="print the report for programs, and nothing else")
    return parser


def build(args: argparse.Namespace) -> int:
    """Build the books and say how it went."""
    if lacking := setup.lacking():
        sys.stderr.write(lacking + "\n")
        return FAILED
    roots = [_root(book) for book in args.books] or sorted(
        p for p in Path("source").resolve().glob("*") if p.is_dir()
    )
    if not roots:
        sys.stderr.write("bindery: no book named, and no folder source/ here\n")
        return FAILED
    outputs = (args.only,) if args.only else USUAL
    jobs = [
        Job(root, name, args.out.resolve(), outputs) for root, name in zip(roots, _names(roots), strict=True)
    ]
    reporters = [Silent() if args.json else Lines(job.name) for job in jobs]
    try:
        reports = build_all(jobs, reporters)
    except KeyboardInterrupt:
        sys.stderr.write("\nbindery: interrupted; the last good files are as they were\n")
        return INTERRUPTED
    if args.json:
        sys.stdout.write(as_json(reports))
    else:
        for job, report in zip(jobs, reports, strict=True):
            told(report, job.root, sys.stdout)
    return _exit_code(reports, strict=args.strict)


def _root(book: str) -> Path:
    """A folder as given, else a book of source/ by its name."""
    known = Path("source") / book
    return known.resolve() if not Path(book).is_dir() and known.is_dir() else Path(book).resolve()


def _names(roots: Sequence[Path]) -> list[str]:
    """The folders' names, made different where two are alike, since outputs lie by name."""
    names: list[str] = []
    for root in roots:
        name, count = root.name or "book", 2
        while name in names:
            name, count = f"{root.name}-{count}", count + 1
        names.append(name)
    return names


def _exit_code(reports: Sequence[BuildReport], *, strict: bool) -> int:
    if not all(report.artifacts for report in reports):
        return FAILED
    warned = any(p.severity is not Severity.NOTICE for report in reports for p in report.problems)
    return STRICT if strict and warned else BUILT


def test(arguments: Sequence[str]) -> int:
    """Run the tests with pytest, as a process of its own so that its imports are its own."""
    return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
