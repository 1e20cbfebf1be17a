"""The promises of the written word: tables made from the code, commands that run, paths that exist.

The handbook's tables and the designers' table of variables are written anew by
``python3 build.py test tests/test_docs.py --update-golden``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

import variables
from bindery import bounds, cli, contexts, system, theme, world
from bindery.edition import (
    Contributor,
    Edition,
    Epigraph,
    Epub,
    Markdown,
    Print,
    Series,
    Subject,
    Text,
    Theme,
)
from bindery.edition_file import read_edition
from bindery.importing.rules import REPAIRS, STRUCTURE
from bindery.problems import CODES, Severity
from bindery.proof import SENTENCES
from bindery.syntax import scan

ROOT = Path(__file__).parent.parent
HANDBOOK = ROOT / "source" / "handbook"

TABLES: tuple[tuple[str, type], ...] = (
    ("[book]", Edition),
    ("[print]", Print),
    ("[theme]", Theme),
    ("[markdown]", Markdown),
    ("[text]", Text),
    ("[epub]", Epub),
    ("An author or contributor", Contributor),
    ("A subject", Subject),
    ("[book.series]", Series),
    ("[book.epigraph]", Epigraph),
)
"""The tables of book.toml as the handbook shows them, and the class of each."""


def rows_of(kind: type) -> Iterator[str]:
    """The rows of one table of book.toml: key, value, what it is for."""
    for item in fields(kind):
        if "kind" in item.metadata:
            says = item.metadata["help"]
            also = item.metadata["also"]
            second = f" Also `{also}`." if also else ""
            yield f"| `{key_of(item)}` | {item.metadata['kind'].words}{default_of(item)} | {says}{second} |"


def key_of(item: Field[Any]) -> str:
    """A field's name as a writer types it."""
    return item.name.replace("_", "-")


def default_of(item: Field[Any]) -> str:
    """What holds when the key is absent, where that is more than nothing."""
    if item.default is MISSING and item.default_factory is MISSING:
        return "; required"
    if item.default in ("", (), None, MISSING):
        return ""
    if isinstance(item.default, bool):
        return f"; {str(item.default).lower()}"
    return f"; {item.default}"


def keys() -> str:
    """The handbook's table of all keys of book.toml."""
    parts = []
    for name, kind in TABLES:
        rows = list(rows_of(kind))
        if not rows:
            parts.append(f"## `{name}`\n\nThis table has no keys yet.\n")
            continue
        about = (kind.__doc__ or "").strip().partition(": ")[2] if name[0] == "[" and "." not in name else ""
        title = f"`{name}`" if name[0] == "[" else name
        about = f"{about[:1].upper()}{about[1:]}\n\n" if about else ""
        head = "| key | value; default | what it is for |\n|:----|:------|:------|\n"
        parts.append(f"## {title}\n\n{about}{head}" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def codes() -> str:
    """The handbook's table of all codes, the heaviest first."""
    parts = []
    for severity in Severity:
        its = ((name, code) for name, code in CODES.items() if code.severity is severity)
        rows = [f"| `{name}` | {code.sentence} |" for name, code in its]
        head = f"### {severity.value.capitalize()}s\n\n| code | what it means |\n|:-----|:-----|\n"
        parts.append(head + "\n".join(rows) + "\n")
    return "\n".join(parts)


def kinds() -> str:
    """The handbook's table of all kinds of marks that a proof can have."""
    rows = (f"| `{kind}` | {sentence} |" for kind, sentence in SENTENCES.items())
    return "| kind | what is marked |\n|:-----|:-----|\n" + "\n".join(rows) + "\n"


def rules_of_import() -> str:
    """The handbook's table of all that an import mends or asks about."""
    rows = (f"| `{rule.name}` | {rule.sentence} |" for rule in (*REPAIRS, *STRUCTURE))
    return "| rule | what it does |\n|:-----|:-----|\n" + "\n".join(rows) + "\n"


MADE: Mapping[str, Callable[[], str]] = {
    "keys.md": keys, "codes.md": codes, "marks.md": kinds, "rules.md": rules_of_import,
}  # fmt: skip
"""The handbook's tables, and what makes each."""


@pytest.mark.parametrize("name", MADE)
def test_a_table_of_the_handbook_says_what_the_code_says(name: str, request: pytest.FixtureRequest) -> None:
    """The keys of book.toml and the codes of problems are documented, all of them, in the code's words."""
    file, made = HANDBOOK / "tables" / name, MADE[name]()
    if request.config.getoption("--update-golden"):
        file.write_text(made, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == made


def test_the_folder_of_tables_holds_no_others() -> None:
    """A table that nothing makes would fall behind."""
    assert {path.name for path in (HANDBOOK / "tables").iterdir()} == MADE.keys()


def blocks(text: str, *languages: str) -> Iterator[str]:
    """The contents of the code blocks in those languages."""
    for match in re.finditer(r"^(`{3,})([\w-]*)[^\n`]*\n(.*?)^\1$", text, re.MULTILINE | re.DOTALL):
        if match[2] in languages:
            yield match[3]


def readmes() -> list[Path]:
    """Every README of the project, and the changelog."""
    return [ROOT / name for name in ("README.md", "bindery/README.md", "templates/README.md", "CHANGELOG.md")]


def written() -> list[Path]:
    """All that is written for people."""
    return [*readmes(), *sorted(HANDBOOK.glob("*.md"))]


@pytest.mark.parametrize("file", sorted(HANDBOOK.glob("*.md")), ids=lambda file: file.name)
def test_an_example_of_book_toml_can_be_read(file: Path) -> None:
    """What the handbook shows of book.toml has no fault."""
    text = file.read_text(encoding="utf-8").replace("{% raw %}", "").replace("{% endraw %}", "")
    for block in blocks(text, "toml"):
        if block.startswith(("[book]", "[print]", "[theme", "[markdown]", "[text]", "[epub]")):
            edition, problems = read_edition(block, "book.toml")
            assert edition is not None
            assert [str(problem) for problem in problems] == []


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of each ``python3 build.py`` that stands at the beginning of a line of a shell block."""
    for block in blocks(text, "sh", "console"):
        for line in block.splitlines():
            if match := re.fullmatch(r"(?:\$ )?(?:[A-Z_]+=\w+ )?python3 build\.py ?([^#]*?) *(?:#.*)?", line):
                yield match[1].split()


@pytest.mark.parametrize("file", written(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_command_that_is_shown_is_understood(file: Path) -> None:
    """Every command in the READMEs and the handbook is one that the command line takes."""
    parser = cli._parser()  # noqa: SLF001 - the parser is the command line's only description
    for words in commands(file.read_text(encoding="utf-8")):
        if words[:1] == ["import"]:
            cli._import_parser().parse_args(words[1:])  # noqa: SLF001
        elif words[:1] != ["test"]:
            parser.parse_args(words)


def test_every_code_that_is_shown_exists() -> None:
    """Where the handbook shows a problem or a mark, its code is a registered one."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in HANDBOOK.glob("*.md"))
    shown = re.findall(r"^\S+:\d+: .* \[([a-z-]+)\]$", text, re.MULTILINE)
    assert shown
    assert set(shown) <= CODES.keys() | SENTENCES.keys()


def test_commands_are_found() -> None:
    """The search for commands is not blind: README shows four."""
    assert len(list(commands((ROOT / "README.md").read_text(encoding="utf-8")))) == 4


def test_every_option_is_in_the_first_chapter() -> None:
    """The handbook tells of each option of the command line."""
    text = (HANDBOOK / "first-book.md").read_text(encoding="utf-8")
    for option in re.findall(r"--[a-z]+", cli._parser().format_help()):  # noqa: SLF001 - see above
        assert f"`{option}" in text, option


def test_every_option_of_the_import_is_in_its_chapter() -> None:
    """The handbook tells of each option of `import`."""
    text = (HANDBOOK / "importing.md").read_text(encoding="utf-8")
    for option in re.findall(r"--[a-z]+", cli._import_parser().format_help()):  # noqa: SLF001 - see above
        assert option == "--help" or f"`{option}" in text, option


def test_the_first_book_of_the_readme_is_built(tmp_path: Path) -> None:
    """The five lines for one's own book run as they stand, and make both editions."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = next(block for block in blocks(text, "sh") if "my-book" in block)
    here = lines.replace("python3 build.py", f'"{sys.executable}" "{ROOT / "build.py"}"')
    here = here.replace("/tmp/proofs", "proofs")  # noqa: S108 - what README says, made safe
    subprocess.run(["bash", "-euc", here], cwd=tmp_path, check=True, capture_output=True, timeout=240)
    made = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("my-book.*")}
    assert made == {"out/my-book/my-book.pdf", "out/my-book/my-book.epub", "proofs/my-book/my-book.epub"}


@pytest.mark.parametrize("file", readmes(), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_path_that_is_mentioned_exists(file: Path) -> None:
    """Links of the READMEs and names of our files in code lead somewhere."""
    text = file.read_text(encoding="utf-8")
    linked = [file.parent / path for path in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", text)]
    named = [ROOT / path for path in re.findall(r"`((?:bindery|templates|tests|source)/[\w./-]+)`", text)]
    assert [str(path) for path in (*linked, *named) if not path.exists()] == []


def test_the_architecture_page_names_every_module() -> None:
    """`bindery/README.md` is short and leaves no module out."""
    text = (ROOT / "bindery/README.md").read_text(encoding="utf-8")
    assert text.count("\n") <= 130
    files = sorted((ROOT / "bindery").rglob("*.py"))
    names = [path.relative_to(ROOT / "bindery").with_suffix("").as_posix() for path in files]
    assert [name for name in names if not name.endswith("__init__") and f"`{name}`" not in text] == []


def test_the_readme_names_the_packages_that_the_set_up_asks_for() -> None:
    """Each system's command in README is the one that the set-up prints when all is lacking."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    parts = (system.PANGO, system.HARFBUZZ, system.SERIF, system.SANS, system.WENKAI)
    for using in ("apt", "dnf", "brew"):
        wanted = system.command(parts, using).rpartition("sudo ")[2]
        assert wanted in text, wanted


def test_the_handbook_shows_the_type_areas_that_there_are() -> None:
    """The table of grids is the base theme's."""
    text = (HANDBOOK / "blocks.md").read_text(encoding="utf-8")
    rows = tomllib.loads((theme.TEMPLATES / "base/trims.toml").read_text(encoding="utf-8"))["latin"]
    for row in rows.values():
        width, height = row["page"]
        measure = round(width - row["inner"] - row["outer"])
        type_ = f"{row['size']:g} on {row['leading']:g} pt"
        cells = f"{width:g} × {height:g} mm | {type_} | {row['lines']} | {measure} mm"
        assert cells in text or (width, height) == (140, 203), cells


def test_the_handbook_tells_the_limits_that_there_are() -> None:
    """The numbers of the chapter on safety are the program's."""
    text = (HANDBOOK / "safety.md").read_text(encoding="utf-8")
    mebibyte = 1024 * 1024
    rows = {
        "one text file": f"{world.FILE_LIMIT // mebibyte} MiB",
        "all text files of a book": f"{world.BOOK_LIMIT // mebibyte} MiB",
        "files of a book": f"{world.FILES_LIMIT}",
        "lists or quotations within each other": f"{scan.DEEPEST}",
        "time": f"{bounds.SECONDS / 60:g} minutes, and {bounds.SECONDS_PER_MB / 60:g} more for each megabyte",
    }
    for what, limit in rows.items():
        assert f"| {what} | {limit}" in text, what


VARIABLES = ROOT / "templates" / "README.md"
BEGIN, END = "<!-- variables: begin -->\n", "<!-- variables: end -->\n"


def test_designers_are_told_every_variable(request: pytest.FixtureRequest) -> None:
    """The table of variables is what `contexts` documents."""
    text = VARIABLES.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    made = f"{before}{BEGIN}\n{contexts.table()}\n{END}{after}"
    if request.config.getoption("--update-golden"):
        VARIABLES.write_text(made, encoding="utf-8")
    assert VARIABLES.read_text(encoding="utf-8") == made


TOKENS_BEGIN, TOKENS_END = "<!-- tokens: begin -->\n", "<!-- tokens: end -->\n"


def token_table() -> str:
    """The tokens of the base with the comment behind each."""
    text = (theme.TEMPLATES / "base/css/print/tokens.css").read_text(encoding="utf-8")
    first = text[text.index(":root {") : text.index("}")]
    rows = re.findall(r"^ *--([\w-]+): ([^;]+);(?: /\* (.+) \*/)?$", first, re.MULTILINE)
    assert [name for name, _, meaning in rows if not meaning] == [], "every token says what it is for"
    cells = "".join(f"| `{name}` | `{value}` | {meaning} |\n" for name, value, meaning in rows)
    return f"| token | in base | what it is |\n|---|---|---|\n{cells}"


def test_designers_are_told_every_token(request: pytest.FixtureRequest) -> None:
    """The table of tokens is what tokens.css says of each."""
    text = VARIABLES.read_text(encoding="utf-8")
    before, _, rest = text.partition(TOKENS_BEGIN)
    after = rest.partition(TOKENS_END)[2]
    made = f"{before}{TOKENS_BEGIN}\n{token_table()}\n{TOKENS_END}{after}"
    if request.config.getoption("--update-golden"):
        VARIABLES.write_text(made, encoding="utf-8")
    assert VARIABLES.read_text(encoding="utf-8") == made


def layers() -> tuple[Path, ...]:
    """The folders of all themes, the base last, as a loader looks through them."""
    themes = (path.parent for path in theme.TEMPLATES.glob("*/theme.toml"))
    return tuple(sorted(themes, key=lambda folder: folder.name == theme.BASE))


def environment() -> Environment:
    """Templates as `render` sets them up: an unknown name is an error."""
    return Environment(
        loader=FileSystemLoader(layers()), undefined=StrictUndefined, autoescape=True, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip


def words() -> dict[str, str]:
    """The English words, which every other language falls back on."""
    return dict(tomllib.loads((theme.TEMPLATES / "base/words.toml").read_text(encoding="utf-8"))["en"])


@pytest.mark.parametrize("name", contexts.PAGES)
def test_a_page_is_rendered_from_what_is_promised(name: str) -> None:
    """Each template is content with `book`, `words` and the `page` of its class, and nothing else."""
    given = {"book": variables.sample(contexts.BookFacts), "words": words()}
    page = variables.sample(contexts.PAGES[name])
    assert "text" in environment().get_template(name).render(page=page, **given)


FILES = sorted(theme.TEMPLATES.glob("*/*/*html"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: "/".join(path.parts[-3:]))
def test_a_template_uses_documented_variables_only(path: Path) -> None:
    """Also in a branch that no sample takes."""
    page = contexts.PAGES.get("/".join(path.parts[-2:]))
    scope = {"book": contexts.BookFacts, "words": frozenset(words()), "page": page}
    assert variables.faults(environment().parse(path.read_text(encoding="utf-8")), scope) == ()


def test_an_undocumented_variable_is_found() -> None:
    """The search through templates can complain: in a loop, in a branch, of words and of facts."""
    loop = "{% for line in page.lines %}{{ line.colour }}{% endfor %}"
    text = loop + "{% if book.nick %}{{ words.hello }}{% endif %}"
    scope = {"book": contexts.BookFacts, "words": frozenset(words()), "page": contexts.ContentsPage}
    found = variables.faults(environment().parse(text), scope)
    assert found == ("line 1: line.colour", "line 1: book.nick", "line 1: words.hello")


def test_every_file_of_the_handbook_is_in_its_order() -> None:
    """No chapter lies about unused."""
    order = (HANDBOOK / "SUMMARY.md").read_text(encoding="utf-8")
    files = {path.name for path in HANDBOOK.glob("*.md")} - {"SUMMARY.md"}
    assert files == set(re.findall(r"\(([\w-]+\.md)\)", order))
