"""Other programs that set the same book: WeasyPrint by itself, Typst, Pandoc with LaTeX; each where it is
installed. Used by `rebuild`.

They get the same text, leaf, type area, face and size as Bindery's usual book, justified and hyphenated, and
contents with the numbers of pages. Each makes one PDF, Bindery two and an EPUB. WeasyPrint and Typst (from
0.14) tag theirs for screen readers, as Bindery does; LaTeX does not. `pip install typst` is enough for Typst.
"""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import prose
from benchmarks.lualatex import regular

FACE = "Source Serif Pro"
_SHEET = """@page { size: A5; margin: 19mm 22mm 21mm 20.2mm; @bottom-center { content: counter(page) } }
html { font: 9.5pt/13pt '%(face)s'; text-align: justify; hyphens: auto }
p { margin: 0; text-indent: 1.4em; widows: 2; orphans: 2 } h1 { break-before: page; font-size: 1.6em }
nav a { display: block } nav a::after { content: leader('.') target-counter(attr(href), page) }
@font-face { font-family: '%(face)s'; src: url('%(file)s') }
"""
_TYPST = """#set page("a5", margin: (top: 19mm, inside: 22mm, outside: 20.2mm, bottom: 21mm), numbering: "1")
#set text(font: "%(face)s", size: 9.5pt, lang: "en", region: "GB", hyphenate: true)
#set text(top-edge: 0.8em, bottom-edge: -0.2em)
#set par(justify: true, first-line-indent: 1.4em, leading: 3.5pt, spacing: 3.5pt)
#show heading: it => { pagebreak(weak: true); it }
#outline()
"""
_RUN_TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2], font_paths=[sys.argv[3]])"
_LATEX = r"""\usepackage{microtype}
\AtBeginDocument{\fontsize{9.5}{13}\selectfont}
"""
_AREA = "a5paper,top=19mm,inner=22mm,outer=20.2mm,bottom=21mm"
_EMPHASIS = re.compile(r"(?<!\w)_([^_]+)_(?!\w)")
_SIGNS = re.compile(r"([\\`*_#$@<>=+/\[\]~])")
Command = Sequence[str | Path]


@dataclass(frozen=True)
class Peer:
    """A program: its name, in a word and in full; whether it is here; what writes its source into a folder
    and tells the command that makes a PDF there, which has the word's name."""

    word: str
    name: str
    installed: bool
    write: Callable[[Sequence[Path], Path], Command]


def known() -> tuple[Peer, ...]:
    """The programs that are known, installed or not."""
    typst = shutil.which("typst") or importlib.util.find_spec("typst")
    return (
        Peer("weasyprint", "WeasyPrint by itself", True, _weasyprint),  # noqa: FBT003 - Bindery stands on it
        Peer("typst", "Typst", bool(typst), _typst),
        _latex("xelatex", "XeLaTeX"),
        _latex("lualatex", "LuaLaTeX"),
    )


def _latex(engine: str, name: str) -> Peer:
    installed = all(map(shutil.which, ("pandoc", engine)))
    return Peer(engine, f"Pandoc with {name}", installed, partial(_pandoc, engine))


def _weasyprint(files: Sequence[Path], folder: Path) -> Command:
    page = folder / "page.html"
    with page.open("w", encoding="utf-8") as file:
        file.writelines(as_page(files))
    return (sys.executable, "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", page, folder / "weasyprint.pdf")


def as_page(files: Sequence[Path]) -> Iterator[str]:
    """The chapters as one page of HTML."""
    sheet = _SHEET % {"face": FACE, "file": regular(FACE).as_uri()}
    yield '<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Novels</title>\n'
    yield f"<style>{sheet}</style><nav>\n"
    for number, (title, _) in enumerate(map(parts, files)):
        yield f'<a href="#c{number}">{html.escape(title)}</a>\n'
    yield "</nav>\n"
    for number, (title, paragraphs) in enumerate(map(parts, files)):
        yield f'<h1 id="c{number}">{html.escape(title)}</h1>\n'
        yield from (f"<p>{_EMPHASIS.sub(_INCLINED, html.escape(text))}</p>\n" for text in paragraphs)


_INCLINED = r"<em>\1</em>"


def _typst(files: Sequence[Path], folder: Path) -> Command:
    book, out, faces = folder / "book.typ", folder / "typst.pdf", regular(FACE).parent
    with book.open("w", encoding="utf-8") as file:
        file.write(_TYPST % {"face": FACE})
        for title, paragraphs in map(parts, files):
            file.write(f"= {title}\n\n")
            file.writelines(f"{as_typst(text)}\n\n" for text in paragraphs)
    if program := shutil.which("typst"):
        return (program, "compile", "--font-path", faces, book, out)
    return (sys.executable, "-c", _RUN_TYPST, book, out, faces)


def as_typst(text: str) -> str:
    """A paragraph of Markdown in Typst's markup."""
    whole = _EMPHASIS.sub("\0\\1\1", text)
    return _SIGNS.sub(r"\\\1", whole).replace("\0", "#emph[").replace("\1", "]")


def _pandoc(engine: str, files: Sequence[Path], folder: Path) -> Command:
    head, out, font = folder / "head.tex", folder / f"{engine}.pdf", regular(FACE)
    head.write_text(_LATEX, encoding="utf-8")
    said = {
        "title": "Novels", "lang": "en-GB", "documentclass": "book", "classoption": "openany",
        "indent": "true", "geometry": _AREA, "mainfont": font.name,
        "mainfontoptions": f"Path={font.parent}/,BoldFont=*,ItalicFont=*,BoldItalicFont=*",
    }  # fmt: skip
    values = (word for name, value in said.items() for word in ("-V", f"{name}={value}"))
    made = ("--pdf-engine", engine, "--toc", "--top-level-division=chapter", "-H", head, "-o", out)
    return ("pandoc", *made, *values, *files)


def parts(file: Path) -> tuple[str, list[str]]:
    """The title and the paragraphs of a chapter, with the marks of print."""
    title, *paragraphs = file.read_text(encoding="utf-8").strip().split("\n\n")
    return title.removeprefix("# "), [prose.smart(text) for text in paragraphs]
