"""The order of the stages, on one screen; nobody else knows it.

    read -> parse -> bind -> check -> outputs

After `check` the build stops if there is an error. Outputs are made in a folder beside the last good ones and
take their place only when all are done.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from glob import escape
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bindery import checks, theme
from bindery.bind import bind
from bindery.edition_text import choices as edition_choices
from bindery.model import Artifact, Book, BuildReport, Chapter, Making, Manuscript, PageStarts
from bindery.outputs import choices
from bindery.parsed import Shelf
from bindery.problems import Severity
from bindery.read import read
from bindery.render import TemplateFault
from bindery.report import Reporter, one_as_json
from bindery.theme import Theme
from bindery.world import Reader

if TYPE_CHECKING:
    from bindery.fetch import Fetcher

Write = Callable[[Book, Theme, Path, Reporter], Artifact]
OUTPUTS = ("pdf", "epub", "dump", "proof")
"""Each output's name, which is also its file's suffix and the module of `outputs` that has its `write`. Print
comes first: the EPUB is told where its pages begin."""
USUAL = ("pdf", "epub")
_HERE = Making()
_IMAGE_LIMIT = 64 * 1024 * 1024
_IMAGES_LIMIT = 1024 * 1024 * 1024


@dataclass(slots=True)
class _Clock:
    """How long each step took."""

    seconds: dict[str, float] = field(default_factory=dict)
    within: float = 0.0
    """What steps within the one that goes on have taken."""

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        """Add the time of a block to a step, without that of steps within it."""
        start, before, self.within = time.perf_counter(), self.within, 0.0
        yield
        spent = time.perf_counter() - start
        self.seconds[step] = self.seconds.get(step, 0.0) + spent - self.within
        self.within = before + spent


def build(  # noqa: PLR0913, PLR0917 - what one build is
    root: Path,
    name: str,
    out: Path,
    outputs: Sequence[str],
    report: Reporter,
    edition: str = "",
    making: Making = _HERE,
) -> BuildReport:
    """Build one book, or one of the editions that it declares, into ``out/name/``. No artifacts in the
    report: it could not be built."""
    clock = _Clock()
    with clock.time("read"):
        report.step("reading")
        manuscript = read(root, name, edition)
    look, complaints = theme.choose(manuscript.edition, manuscript.root)
    if look is None or not manuscript.entries:
        return BuildReport(name, (), (*manuscript.problems, *complaints), clock.seconds)
    with clock.time("parse"):
        shelf = Shelf(making.cache / "chapters" if making.cache else None, anew=making.anew)
        chapters = _parse(manuscript, report, shelf)
        complaints = (*complaints, *shelf.tidied())
    with clock.time("bind"):
        images = Reader(manuscript.root, file_limit=_IMAGE_LIMIT, book_limit=_IMAGES_LIMIT)
        book = bind(manuscript, chapters, look.words, images, _fetcher(manuscript, out))
        problems = (*complaints, *book.problems, *checks.typed(manuscript), *checks.run(book, look))
    if any(problem.severity is Severity.ERROR for problem in problems):
        return BuildReport(name, (), problems, clock.seconds)
    with _aside(out, name) as aside:
        made = (
            *_make(book, look, aside, outputs, report, clock, making),
            *_choices(manuscript, chapters, aside, outputs),
        )
        problems = (*problems, *(problem for artifact in made for problem in artifact.problems))
        if any(problem.severity is Severity.ERROR for problem in problems):
            return BuildReport(name, (), problems, clock.seconds)
        placed = tuple(replace(artifact, path=out / name / artifact.path.name) for artifact in made)
        whole = BuildReport(name, placed, problems, clock.seconds)
        if outputs != ("proof",):  # a proof says nothing of the build that lies there
            (aside / "report.json").write_text(one_as_json(whole), encoding="utf-8")
        _place(aside, out / name)
    return whole


def _fetcher(manuscript: Manuscript, out: Path) -> Fetcher | None:
    """What fetches pictures for a book that names hosts; what it fetched stays beside the outputs."""
    hosts = manuscript.edition.pictures.fetch
    if not hosts:
        return None
    from bindery.fetch import Fetcher, open_url  # noqa: PLC0415 - few books need a network

    return Fetcher(hosts, out / ".cache" / "pictures", open_url)


@contextmanager
def _aside(out: Path, name: str) -> Iterator[Path]:
    """A folder for files in the making, named for this process so that `clear` finds it if we are killed.
    What was left where nobody could clear up goes now."""
    folder = out / f".{name}-{os.getpid()}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        with suppress(OSError), _held(out, wait=True):  # there are file systems without locks
            for left in out.glob(f".{escape(name)}-[0-9]*"):
                with suppress(OSError), _held(left):
                    shutil.rmtree(left, ignore_errors=True)
            folder.mkdir(exist_ok=True)
            held.enter_context(_held(folder))
        folder.mkdir(exist_ok=True)
        try:
            yield folder
        finally:
            clear(out, name, os.getpid())


@contextmanager
def _held(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a folder. The system lets go of it when the process ends, in whatever way. `OSError`, if another
    process holds it and we do not wait."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(handle)


def clear(out: Path, name: str, process: int) -> None:
    """Remove what a building process left half-made."""
    shutil.rmtree(out / f".{name}-{process}", ignore_errors=True)


def _parse(manuscript: Manuscript, report: Reporter, shelf: Shelf) -> list[Chapter | None]:
    report.step("parsing")
    chapters: list[Chapter | None] = []
    for number, entry in enumerate(manuscript.entries, 1):
        report.count("chapter", number, len(manuscript.entries))
        chapters.append(shelf.chapter(entry.source, manuscript.edition) if entry.source else None)
    return chapters


def _make(  # noqa: PLR0913, PLR0917 - what every output needs
    book: Book,
    look: Theme,
    aside: Path,
    outputs: Sequence[str],
    report: Reporter,
    clock: _Clock,
    making: Making,
) -> Iterator[Artifact]:
    """Make every output in a folder aside; the EPUB, which is told where print's pages begin, as soon as that
    is known."""
    made: dict[str, Artifact] = {}

    def write(name: str, **facts: Any) -> None:
        with clock.time(name):
            made[name] = _written(name, book, look, aside / f"{book.name}.{name}", report, facts)

    def meanwhile(printed: PageStarts) -> None:
        write("epub", printed=printed)

    for name in sorted(outputs, key=OUTPUTS.index):
        if name == "pdf":
            write(name, making=making, meanwhile=meanwhile if "epub" in outputs else None)
        elif name == "epub" and name not in made:
            write(name, printed=made["pdf"].page_starts if "pdf" in made else None)
        elif name not in made:
            write(name)
    for name in sorted(made, key=OUTPUTS.index):
        yield from (replace(made[name], beside=(), page_starts=None), *made[name].beside)


def _written(  # noqa: PLR0913, PLR0917 - as above
    name: str, book: Book, look: Theme, path: Path, report: Reporter, facts: Mapping[str, Any]
) -> Artifact:
    """One output. Its module is imported when it is asked for: that of print takes as long as a short
    book."""
    write: Write = partial(import_module(f"bindery.outputs.{name}").write, **facts)
    try:
        return write(book, look, path, report)
    except TemplateFault as fault:
        return Artifact(path, "", problems=(fault.problem,))


def _choices(
    manuscript: Manuscript, chapters: Sequence[Chapter | None], aside: Path, outputs: Sequence[str]
) -> Iterator[Artifact]:
    """The table of what an edition's conversion or readings could have made otherwise."""
    if manuscript.edition.text.respells and set(outputs) & set(USUAL):
        found = [choice for chapter in chapters if chapter for choice in chapter.choices]
        yield choices.write(
            [*edition_choices(manuscript.edition), *found], aside / f"{manuscript.name}.choices.tsv"
        )


def _place(aside: Path, out: Path) -> None:
    """Put finished files in the place of the last good ones, each at one stroke."""
    out.mkdir(exist_ok=True)
    for file in sorted(aside.iterdir()):
        file.replace(out / file.name)
