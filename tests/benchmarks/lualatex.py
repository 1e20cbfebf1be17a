"""Paragraphs set by LuaLaTeX, where it is installed: the other side of the benchmark of lines.

LuaTeX gets the same font files and the same patterns of hyphenation, and tells of each line how far its
spaces are stretched before it is drawn.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pyphen  # type: ignore[import-untyped]

from benchmarks.prose import Paragraph
from bindery.engine import fonts
from bindery.proof.evenness import Setting

_TEX = r"""\documentclass{article}
\usepackage{fontspec}
\setmainfont{%(text)s}[Path=%(text_folder)s,BoldFont=*,ItalicFont=*,BoldItalicFont=*]
\setmonofont{%(code)s}[Path=%(code_folder)s,Scale=.85,BoldFont=*,ItalicFont=*,BoldItalicFont=*,HyphenChar=None]
%(micro)s
\frenchspacing
\parskip=0pt \topskip=0pt \vbadness=10000 \hbadness=10000 \hfuzz=\maxdimen
\directlua{dofile("lines.lua")}
\begin{document}
\fontsize{%(size)spt}{%(leading)spt}\selectfont \hsize=%(measure)spt \linewidth=\hsize \textwidth=\hsize
\parindent=1.4em \lefthyphenmin=2 \righthyphenmin=3 \emergencystretch=3em
\language=\directlua{tex.print(patterns_id)}
%(paragraphs)s
\end{document}
"""
_LUA = r"""
local patterns = lang.new()
local file = io.open("patterns.txt", "rb")
patterns:patterns(file:read("*a"))
file:close()
patterns_id = lang.id(patterns)
local out = io.open("lines.txt", "w")
local number = 0
local GLUE, GLYPH, DISC, HLIST = node.id("glue"), node.id("glyph"), node.id("disc"), node.id("hlist")
local function told(line)
  local natural, set, spaces, divided, hyphen, last = 0, 0, 0, 0, 0, 0
  for n in node.traverse(line.head) do
    if n.id == GLUE and (n.subtype == 13 or n.subtype == 14) then
      natural, spaces = natural + n.width, spaces + 1
      local more = 0
      if line.glue_sign == 1 and n.stretch_order == line.glue_order then more = n.stretch * line.glue_set end
      if line.glue_sign == 2 and n.shrink_order == line.glue_order then more = -n.shrink * line.glue_set end
      set = set + n.width + more
    elseif n.id == GLUE and n.subtype == 15 then last = 1
    elseif n.id == DISC then divided = (hyphen == 1 and n.subtype >= 3) and 1 or 0
    elseif n.id == GLYPH then
      hyphen = (n.char == 45 or n.char == 0x2010) and 1 or 0
      divided = 0
    end
  end
  local width = node.dimensions(line.head)
  local parts = {number, last, set / natural, divided, hyphen, spaces, width / tex.hsize}
  for i, part in ipairs(parts) do parts[i] = tostring(part) end
  out:write(table.concat(parts, " "), "\n")
end
luatexbase.add_to_callback("post_linebreak_filter", function(head, code)
  if code == "" then
    number = number + 1
    for line in node.traverse_id(HLIST, head) do if line.subtype == 1 then told(line) end end
  end
  return true
end, "lines")
"""
_MICRO = r"\usepackage[protrusion=true,expansion=true,stretch=20,shrink=20,step=5]{microtype}"
_SPECIAL = str.maketrans(
    {sign: f"\\{sign}" for sign in "{}$&#_%"} | {"\\": r"\textbackslash{}", "^": r"\^{}", "~": r"\~{}"}
)


def is_installed() -> bool:
    """Whether there is a LuaLaTeX."""
    return shutil.which("lualatex") is not None


def lines(
    paragraphs: Sequence[Paragraph], language: str, measure: float, folder: Path, *, micro: bool
) -> Iterator[tuple[Setting, ...]]:
    """The lines of the paragraphs, set 10 on 14 points to a measure in points."""
    text, code = (regular(family) for family in ("Source Serif Pro", "Source Code Pro"))
    source = _TEX % {
        "text": text.name, "text_folder": f"{text.parent}/",
        "code": code.name, "code_folder": f"{code.parent}/",
        "micro": _MICRO if micro else "", "measure": measure * 72.27 / 72, "size": 10 * 72.27 / 72,
        "leading": 14 * 72.27 / 72, "paragraphs": "\n\n".join(map(_as_tex, paragraphs)),
    }  # fmt: skip
    (folder / "paragraphs.tex").write_text(source, encoding="utf-8")
    (folder / "lines.lua").write_text(_LUA, encoding="utf-8")
    (folder / "patterns.txt").write_text(_patterns(language), encoding="utf-8")
    command = ["lualatex", "-interaction=batchmode", "-halt-on-error", "paragraphs.tex"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    rows = [row.split() for row in (folder / "lines.txt").read_text().splitlines()]
    for _, group in groupby(rows, lambda row: row[0]):
        yield tuple(map(_setting, group))


def _setting(row: list[str]) -> Setting:
    last, stretch, divided, hyphen, spaces, share = map(float, row[1:])
    space = None if last or not spaces else stretch
    return Setting(space, bool(divided), bool(hyphen), int(spaces) + 1, share)


def regular(family: str) -> Path:
    """The file of a family's upright face."""
    return next(path for path in fonts.available()[family] if "Regular" in path.name)


def _as_tex(paragraph: Paragraph) -> str:
    parts = ((text.translate(_SPECIAL), code) for text, code in paragraph)
    return "".join(f"\\texttt{{{text}}}" if code else text for text, code in parts) + "\\par"


def _patterns(language: str) -> str:
    """The patterns that Pyphen has for a language, without those that change the spelling."""
    path = pyphen.LANGUAGES[pyphen.language_fallback(language)]
    head, *rows = Path(path).read_bytes().decode("utf-8", "replace").splitlines()
    if head.lower() not in {"utf-8", "utf8"}:
        head, *rows = Path(path).read_text(encoding=head).splitlines()
    return "\n".join(
        row for row in rows if row and "/" not in row and row[0] not in "%#" and not row[0].isupper()
    )
