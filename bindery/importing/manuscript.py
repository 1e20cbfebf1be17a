"""The whole way of an import: read, mend, divide, write. `cli` calls `run`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from bindery import book_values
from bindery.importing import needs, reading, writer
from bindery.importing.chapters import divided
from bindery.importing.language import language_of
from bindery.importing.reading import Source
from bindery.importing.refusal import Refused
from bindery.importing.repair import Mended, mend
from bindery.importing.report import Report, as_json, as_markdown
from bindery.importing.rules.headings import looks_like_title
from bindery.importing.rules.view import View

GLOSSES = ("drop", "ruby", "keep")
_BESIDE = "import"
"""The folder of the original and the report; no list of chapters names what is in it."""
_TITLE = re.compile(r"^# +(.+?)(?: \{#[^}]*\})?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the writer asked for."""

    encoding: str = ""
    gloss: str = ""
    """Empty: as the last import into the folder, else ``drop``."""
    accept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Done:
    """An import that was made."""

    report: Report
    written: int
    """How many files were written; none when all were there already."""


def run(path: Path, folder: Path, wishes: Wishes) -> Done:
    """Import a manuscript into a folder; raises `Refused` with one message, and then nothing was written."""
    if lacking := needs.missing():
        raise Refused(lacking.rstrip())
    data = reading.load(path)
    digest = sha256(data).hexdigest()
    last = writer.state_of(folder)
    if last.manuscript and last.manuscript != digest:
        raise Refused(f"{folder} holds the import of another manuscript; import into another folder")
    kept = last.options or {}
    options = {
        "encoding": wishes.encoding or kept.get("encoding", ""),
        "gloss": wishes.gloss or kept.get("gloss", "drop"),
    }
    source = reading.read(path, data, options["encoding"])
    language = _language(source)
    accepted = {*last.accepted, *wishes.accept}
    mended = {
        part.name: mend(View(part.text, language, options["gloss"], part.is_markdown), accepted, part.name)
        for part in source.parts
    }
    _refuse_unknown(wishes.accept, set(last.accepted), mended)
    answered = sorted({name for each in mended.values() for name in each.answered} | set(last.accepted))
    files, report = _made(path, data, source, mended, language, answered)
    written = writer.write(folder, files, writer.State(digest, tuple(answered), options))
    return Done(report, written)


def _refuse_unknown(wanted: Sequence[str], last: set[str], mended: Mapping[str, Mended]) -> None:
    known = {name for each in mended.values() for name in each.answered} | last
    if unknown := [name for name in wanted if name not in known]:
        raise Refused(f"no question has the answer {', '.join(unknown)}; import/report.md lists them")


def _language(source: Source) -> str:
    """What the manuscript says, if it is a tag and says which Chinese; else what its letters tell."""
    said = book_values.language_tag(source.language.replace("_", "-")) if source.language else ""
    if isinstance(said, str) and said not in {"", "zh"}:
        return said
    return language_of("\n".join(part.text for part in source.parts))


def _made(  # noqa: PLR0913, PLR0917 - what every file of an import is made of
    path: Path,
    data: bytes,
    source: Source,
    mended: Mapping[str, Mended],
    language: str,
    accepted: Sequence[str],
) -> tuple[dict[str, bytes], Report]:
    """All files of the folder, and the report."""
    texts: dict[str, str] = {}
    for name, each in mended.items():
        texts |= (
            divided(each.text.strip("\n") + "\n", name) if len(mended) == 1 else {f"{name}.md": each.text}
        )
    title = source.title or _title(texts) or path.stem
    toml = _book_toml(title, source, language, list(texts))
    original = f"{_BESIDE}/{path.name}"
    names = (*texts, "book.toml", *source.album.files, original)
    report = Report(
        {
            "name": path.name, "bytes": len(data), "sha256": sha256(data).hexdigest(), "kind": source.kind,
            "encoding": source.encoding, "how": source.how, "line_ends": source.line_ends,
        },
        title,
        language,
        tuple((name, change) for name, each in mended.items() for change in each.changes),
        tuple((name, question) for name, each in mended.items() for question in each.questions),
        tuple(accepted),
        tuple(source.album.lost),
        (*names, f"{_BESIDE}/report.md", f"{_BESIDE}/report.json"),
    )  # fmt: skip
    files = {name: text.encode() for name, text in texts.items()} | {"book.toml": toml.encode()}
    files |= source.album.files | {original: data}
    files |= {
        f"{_BESIDE}/report.md": as_markdown(report).encode(),
        f"{_BESIDE}/report.json": as_json(report).encode(),
    }
    return files, report


def _title(texts: Mapping[str, str]) -> str:
    """The first heading of a text, or its first line if it looks like one."""
    first = next(iter(texts.values()), "")
    if match := _TITLE.search(first):
        return re.sub(r"\\(.)|[*_`]", r"\1", match[1])
    line = first.lstrip().split("\n", 1)[0]
    return line.strip() if looks_like_title(line) else ""


def _book_toml(title: str, source: Source, language: str, files: Sequence[str]) -> str:
    """A book.toml that a writer can go on from."""
    lines = ["[book]", f"title = {_quoted(title)}"]
    if source.authors:
        lines.append(f"authors = [{', '.join(map(_quoted, source.authors))}]")
    lines.append(f"language = {_quoted(language)}")
    if source.cover:
        lines.append(f"cover = {_quoted(source.cover)}")
    lines += ["chapters = [", *(f"  {_quoted(name)}," for name in files), "]"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A string of TOML: JSON's is one, but for a few characters that JSON lets stand."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False).replace("\x7f", "\\u007f")
