"""The command line: which books, which outputs, what is said, which exit code.

    python3 build.py [BOOK…] [--edition NAME] [--out DIR] [--only pdf|epub] [--strict] [--json] …
    python3 build.py proof [--lines] [BOOK…] [--edition NAME] [--out DIR] [--strict] [--json] …
    python3 build.py inspect FILE.epub… [--json]
    python3 build.py import MANUSCRIPT --into DIR [--encoding NAME] [--gloss …] [--accept ID…] [--json]
    python3 build.py test [pytest arguments]

Exit codes: 0 built, 1 problems (or marks of a proof) under ``--strict``, 2 could not build.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bindery import setup
from bindery.bounds import Job
from bindery.fresh import build_all
from bindery.model import BuildReport, Making
from bindery.pipeline import USUAL
from bindery.problems import Problem, Severity
from bindery.read import editions_of
from bindery.report import Lines, Silent, as_json, lined, marked, proof_of, proofs_as_json, told

ROOT = Path(__file__).parent.parent
BUILT, STRICT, FAILED, INTERRUPTED = 0, 1, 2, 130
_OF_PROOF = "Says what a typesetter would mark on the printed pages, with a picture of each place."
_OF_INSPECT = (
    "Tells what a shop and a screen reader find in EPUB files: ours or anybody's, also damaged ones."
)
_OF_IMPORT = "Makes a book's folder of a manuscript: clean Markdown, book.toml, a report of each change."
_OTHER_WORDS = (
    "`proof` first reads a book's pages as a typesetter would, `inspect` first tells what a shop and a "
    "screen reader find in EPUB files, `import` first makes a book of a manuscript, `test` first runs "
    "Bindery's own tests; folders of those names are reached as ./proof, ./inspect, ./import and ./test."
)
_NEEDS_PDFIUM = (
    "bindery: proofs are drawn by pypdfium2, which is not installed: `pip install 'bindery[proof]'`, or run "
    "`python3 build.py test` once, which installs all that tests need"
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; the arguments are those after the program's name."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == ["test"]:
        return test(words[1:])
    if words[:1] == ["import"]:
        return import_(_import_parser().parse_args(words[1:]))
    if words[:1] == ["proof"]:
        return proof(_parser(proof=True).parse_args(words[1:]))
    if words[:1] == ["inspect"]:
        return inspect(_inspector().parse_args(words[1:]))
    return build(_parser().parse_args(words))


def _parser(*, proof: bool = False) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bindery proof" if proof else "bindery",
        description=_OF_PROOF if proof else "One Markdown source in, a print PDF and an EPUB out.",
        epilog="" if proof else _OTHER_WORDS,
    )
    parser.add_argument(
        "books", nargs="*", metavar="BOOK", help="a folder, or a name in source/; none: all of source/"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("out"), metavar="DIR", help="where the files go (out/)"
    )
    parser.add_argument(
        "--edition",
        metavar="NAME",
        help="one of the editions that book.toml declares; a book's own name: only the text as it is written",
    )
    if proof:
        parser.add_argument(
            "--lines", action="store_true", help="say how evenly lines are filled instead of all marks"
        )
    else:
        parser.add_argument("--only", choices=USUAL, help="make one output and leave the other alone")
        parser.add_argument(
            "--engine",
            choices=("galleys", "plain"),
            default="galleys",
            help="lay the printed book out in parts, of which those that did not change are kept, or in one "
            "piece; what comes out is the same",
        )
    parser.add_argument(
        "--no-cache", action="store_true", help="build from nothing, also what has not changed since"
    )
    parser.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        help="do N things at once, books and parts of a book; without it one for each core, as far as there "
        "is memory for them",
    )
    worse = "marks" if proof else "warnings"
    parser.add_argument("--strict", action="store_true", help=f"exit with 1 when there are {worse}")
    parser.add_argument("--json", action="store_true", help="print the report for programs, and nothing else")
    return parser


def _count(word: str) -> int:
    """A number of things, from 1."""
    if not (word.isascii() and word.isdigit() and 0 < int(word) < 1000):
        raise argparse.ArgumentTypeError(f"{word!r} is no number of things")
    return int(word)


def _inspector() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bindery inspect", description=_OF_INSPECT)
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="an EPUB, anybody's")
    parser.add_argument("--json", action="store_true", help="print it for programs, and nothing else")
    return parser


def inspect(args: argparse.Namespace) -> int:
    """Say what a shop and a screen reader find in EPUB files."""
    if lacking := setup.lacking():
        sys.stderr.write(lacking + "\n")
        return FAILED
    from bindery import inspection  # noqa: PLC0415 - a build does not need it
    from bindery.inspection import telling  # noqa: PLC0415

    results = [inspection.look(file) for file in args.files]
    if args.json:
        sys.stdout.write(telling.as_json(results))
    else:
        sys.stdout.write("\n".join(map(telling.told, results)))
    return FAILED if any(isinstance(result, Problem) for result in results) else BUILT


def build(args: argparse.Namespace) -> int:
    """Build the books and say how it went."""
    if lacking := setup.lacking():
        sys.stderr.write(lacking + "\n")
        return FAILED
    jobs = _jobs(args, (args.only,) if args.only else USUAL)
    reports = _reports(jobs, args)
    if isinstance(reports, int):
        return reports
    if args.json:
        sys.stdout.write(as_json(reports))
    else:
        before: dict[Path, list[Problem]] = {}
        for job, report in zip(jobs, reports, strict=True):
            told(report, job.root, sys.stdout, before.setdefault(job.root, []))
            before[job.root] += report.problems
    return _exit_code(reports, strict=args.strict)


def proof(args: argparse.Namespace) -> int:
    """Proof the books: write what a typesetter would mark, and say it."""
    lacking = setup.lacking() or ("" if importlib.util.find_spec("pypdfium2") else _NEEDS_PDFIUM)
    if lacking:
        sys.stderr.write(lacking + "\n")
        return FAILED
    jobs = _jobs(args, ("proof",))
    reports = _reports(jobs, args)
    if isinstance(reports, int):
        return reports
    proofs = [proof_of(report) for report in reports]
    if args.json:
        sys.stdout.write(proofs_as_json(proofs, reports))
    else:
        for job, report, found in zip(jobs, reports, proofs, strict=True):
            (lined if args.lines else marked)(found, job.root, sys.stdout)
            told(report, job.root, sys.stdout)
    if None in proofs:
        return FAILED
    return STRICT if args.strict and any(found and found["marks"] for found in proofs) else BUILT


def _import_parser() -> argparse.ArgumentParser:
    from bindery.importing import manuscript  # noqa: PLC0415 - a build does not need it

    parser = argparse.ArgumentParser(prog="bindery import", description=_OF_IMPORT)
    parser.add_argument(
        "manuscript", type=Path, metavar="MANUSCRIPT", help="text, Markdown, HTML, .docx, .epub"
    )
    parser.add_argument("--into", type=Path, required=True, metavar="DIR", help="the book's folder")
    parser.add_argument(
        "--encoding", default="", metavar="NAME", help="the manuscript's encoding; else found"
    )
    parser.add_argument(
        "--gloss",
        choices=manuscript.GLOSSES,
        default="",
        help="readings that a machine put behind characters",
    )
    parser.add_argument(
        "--accept",
        nargs="+",
        action="extend",
        default=[],
        metavar="ID",
        help="take answers that a report proposes",
    )
    parser.add_argument("--json", action="store_true", help="print the report for programs, and nothing else")
    return parser


def import_(args: argparse.Namespace) -> int:
    """Make a book's folder of a manuscript, or say in one message why not."""
    from bindery.importing import manuscript, report  # noqa: PLC0415 - a build does not need it
    from bindery.importing.refusal import Refused  # noqa: PLC0415

    wishes = manuscript.Wishes(args.encoding, args.gloss, tuple(args.accept))
    try:
        done = manuscript.run(args.manuscript, args.into, wishes)
    except (Refused, OSError) as error:
        sys.stderr.write(f"bindery: {args.manuscript}: {error}\n")
        return FAILED
    if args.json:
        sys.stdout.write(report.as_json(done.report))
    else:
        sys.stdout.writelines(f"{line}\n" for line in report.told(done.report, str(args.into), done.written))
    return BUILT


def _jobs(args: argparse.Namespace, outputs: tuple[str, ...]) -> list[Job]:
    """A job for each edition of each book that is named, or of all in source/."""
    roots = [_root(book) for book in args.books] or sorted(
        p for p in Path("source").resolve().glob("*") if p.is_dir()
    )
    jobs: list[Job] = []
    for root, name in zip(roots, _names(roots), strict=True):
        for edition in ("", *editions_of(root)):
            if args.edition in {None, edition or name}:
                full = f"{name}.{edition}" if edition else name
                making = Making(getattr(args, "engine", "plain"), jobs=None)
                jobs.append(Job(root, full, args.out.resolve(), outputs, edition, making))
    return jobs


def _reports(jobs: Sequence[Job], args: argparse.Namespace) -> list[BuildReport] | int:
    """The reports of all jobs, or an exit code."""
    if not jobs:
        none = (
            f"no book declares an edition {args.edition!r}"
            if args.edition
            else "no book named, and no folder source/ here"
        )
        sys.stderr.write(f"bindery: {none}\n")
        return FAILED
    try:
        said = [Silent() if args.json else Lines(job.name) for job in jobs]
        return build_all(jobs, said, anew=args.no_cache, at_once=args.jobs)
    except KeyboardInterrupt:
        sys.stderr.write("\nbindery: interrupted; the last good files are as they were\n")
        return INTERRUPTED


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
