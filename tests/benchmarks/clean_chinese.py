"""What the import's rules would change in clean Chinese text, however much there is of it.

Run by hand:

    python tests/benchmarks/clean_chinese.py FOLDER…

takes all plain text, HTML and manual pages below the folders, gzipped or not (Debian has megabytes of it, in
`debian-reference-zh-tw`, `manpages-zh`, `libreoffice-help-zh-tw`, `gimp-help-zh-cn`, `fortunes-zh`), and says
how many characters it read, how many places each automatic rule would change, and shows some. Whoever looks
at them decides which are false.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

sys.path.insert(0, str(Path(__file__).parents[2]))

from bindery import tree
from bindery.importing.changes import Change
from bindery.importing.repair import mend
from bindery.importing.rules import REPAIRS
from bindery.importing.rules.view import View
from bindery.syntax.vocabulary import BLOCKS

HAN = re.compile("[\u3400-\u9fff]")
SHOWN = 12
"""Places shown of each rule."""
AROUND = 12
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
"""What terminals show as colours."""
_ROFF = re.compile(r"""^['.]\\?".*$|^[.'][A-Za-z]{1,3}\b|\\f[A-Z]|\\&|\x07""", re.MULTILINE)
_LEFT_OUT = frozenset({"script", "style", "head"})


def texts(folder: Path) -> Iterator[tuple[Path, str]]:
    """Each file below a folder that is Chinese text in UTF-8, as plain text."""
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_symlink():
            continue
        data = path.read_bytes()
        try:
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
        except (UnicodeDecodeError, OSError):
            continue
        text = _COLOURS.sub("", text)
        name = path.name.removesuffix(".gz")
        if name.endswith((".html", ".htm", ".xhtml")):
            text = "\n\n".join(_blocks(tree.from_html(text)))
        elif re.search(r"\.[1-8]\w*$", name):
            text = _ROFF.sub("", text)
        if HAN.search(text):
            yield path, text


def _blocks(element: Element) -> Iterator[str]:
    """The text of each block."""
    line = element.text or ""
    for child in element:
        if child.tag in BLOCKS or child.tag in {"p", "div", "body"}:
            yield line
            yield from _blocks(child)
            line = ""
        elif child.tag in {"code", "kbd", "samp", "tt"}:
            line += f"`{''.join(child.itertext())}`"
        elif child.tag not in _LEFT_OUT:
            line += "".join(child.itertext())
        line += child.tail or ""
    yield line


def main(folders: list[str]) -> None:
    """Read all, change nothing, say what would be changed."""
    found: dict[str, list[tuple[Path, Change, str]]] = defaultdict(list)
    asked: dict[str, int] = defaultdict(int)
    han = 0
    for path, text in (pair for folder in folders for pair in texts(Path(folder))):
        han += len(HAN.findall(text))
        mended = mend(View(text), rules=REPAIRS)
        lines = text.split("\n")
        for change in mended.changes:
            line, at = lines[change.line - 1], change.column - 1
            found[change.rule].append((path, change, line[max(0, at - AROUND) : at + AROUND]))
        for question in mended.questions:
            asked[question.rule] += 1
    out = [f"{han:,} Chinese characters", f"asked: {dict(asked)}"]
    for rule, places in found.items():
        out.append(f"{rule}: {len(places)}")
        step = max(1, len(places) // SHOWN)
        out += [
            f"  {path.name}:{change.line}: {change.before!r} -> {change.after!r} in {around!r}"
            for path, change, around in places[::step]
        ]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
