"""The benchmark of lines: the same paragraphs in the same type to the same measure, their lines broken one by
one, by the plan, and by LuaLaTeX with microtype. `prose` says where the paragraphs come from.

    python -m tests.benchmarks lines [--from DIR] [--paragraphs 500]
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from benchmarks import lualatex, prose
from benchmarks.prose import Paragraph
from bindery.engine import boxes, plain
from bindery.proof.evenness import Evenness, evenness_of, figures
from bindery.proof.galley import Galley

MEASURE = 300.0
"""Points: 65 letters of Source Serif at 10 points."""
FAMILIES = ("Source Serif Pro", "Source Code Pro")
STYLE = f"""body {{ margin: 0 }} @page {{ size: {MEASURE + 100}pt 600pt; margin: 50pt }}
html {{ font: 10pt/14pt "Source Serif Pro"; hyphens: auto; hyphenate-limit-chars: 5 2 3 }}
p {{ margin: 0; text-indent: 1.4em; text-align: justify }}
code {{ font: .85em/0 "Source Code Pro"; hyphens: none }}"""
PLAIN = "html { --letter-scaling: 0; --hanging: 0 }"
WAYS = ("one by one", "planned", "planned + micro")
_ROUNDS = 3


def main(words: list[str]) -> int:
    """Print a table for each text."""
    parser = argparse.ArgumentParser(prog="benchmarks lines", description=__doc__)
    parser.add_argument("--from", dest="root", type=Path, default=Path("/"), help="where packages lie (/)")
    parser.add_argument("--paragraphs", type=int, default=500)
    args = parser.parse_args(words)
    for name, language, paragraphs in texts(args.root, args.paragraphs):
        if not paragraphs:
            sys.stdout.write(f"{name}: no paragraphs below {args.root}\n\n{prose.__doc__}\n")
            return 2
        table(name, dict(columns(paragraphs, language)), len(paragraphs))
    return 0


def texts(root: Path, most: int) -> Iterator[tuple[str, str, tuple[Paragraph, ...]]]:
    """The name, language and paragraphs of each text."""
    yield "Literature", "en", prose.literary(root, most) if (root / prose.NOVELS).exists() else ()
    for language in prose.LANGUAGES:
        yield f"Technical prose, {language}", language, prose.technical(root, language, most)


def columns(paragraphs: Sequence[Paragraph], language: str) -> Iterator[tuple[str, tuple[Evenness, float]]]:
    """For each way its figures and the least time that it took, in seconds."""
    with multiprocessing.get_context("spawn").Pool(1) as process:
        jobs = [(paragraphs, language, way) for _ in range(_ROUNDS) for way in WAYS]
        done = process.starmap(_ours, jobs, chunksize=1)
    for number, way in enumerate(WAYS):
        yield way, (done[number][0], min(seconds for _, seconds in done[number :: len(WAYS)]))
    for way, micro in (("LuaLaTeX", False), ("LuaLaTeX + microtype", True)):
        if lualatex.is_installed():
            with tempfile.TemporaryDirectory() as folder:
                lines = lualatex.lines(paragraphs, language, MEASURE, Path(folder), micro=micro)
                yield way, (figures(lines), 0.0)


def _ours(paragraphs: Sequence[Paragraph], language: str, way: str) -> tuple[Evenness, float]:
    body = "".join(f"<p>{''.join(map(_as_html, paragraph))}</p>" for paragraph in paragraphs)
    style = STYLE + (PLAIN if way == "planned" else "")
    html = f'<html lang="{language}"><title>Lines</title><style>{style}</style><body>{body}</body></html>'
    begin = time.process_time()
    sheets = plain.lay_out(html, FAMILIES, {}, lambda _: None, None if way == WAYS[0] else {})
    seconds = time.process_time() - begin
    return evenness_of(Galley(boxes.pages_of(sheets.document), 14, counts=sheets.counts)), seconds


def _as_html(run: tuple[str, bool]) -> str:
    text, code = run
    return f"<code>{escape(text)}</code>" if code else escape(text)


def table(name: str, found: dict[str, tuple[Evenness, float]], count: int) -> None:
    """Print the figures of one text, a way in each column."""
    rows: dict[str, list[str]] = {}
    for evenness, seconds in found.values():
        for label, value in evenness.as_plain().items():
            rows.setdefault(label, []).append(f"{value:g}")
        rows.setdefault("layout, seconds of CPU", []).append(f"{seconds:.2f}" if seconds else "")
    write = sys.stdout.write
    write(f"{name}: {count} paragraphs\n\n{'':40}" + "".join(f"{way:>22}" for way in found) + "\n")
    for label, values in rows.items():
        if len(values) == len(found):
            write(f"{label:40}" + "".join(f"{value:>22}" for value in values) + "\n")
    write("\n")
