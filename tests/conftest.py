"""What all tests share: the flag for goldens, and the sample books built once by the real command.

The books are built a second time from a copy, with another clock zone, language, home, hash seed and umask:
`test_books` demands the same bytes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import rebuilding
from bindery import bounds
from checkers import node
from shelf import Built, editions, roots, shelve

BROWSER = Path(__file__).parent / "browser"
"""The tests that need Node.js and a browser."""
CALIBRE = "test_calibre.py"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag that writes goldens anew, and that for the browser job, which runs by itself."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")
    parser.addoption("--browser", action="store_true", help="run the browser job instead of the other tests")
    parser.addoption("--screens", metavar="DIR", help="in the browser job: keep a picture of each page there")


def left_out(config: pytest.Config) -> dict[str, str]:
    """Parts of the browser job that cannot run here, and why."""
    if not config.getoption("browser"):
        return {}
    without = {} if shutil.which("ebook-convert") else {CALIBRE: "calibre is not here"}
    lacking = node.lacking()
    others = (file.name for file in BROWSER.glob("test_*.py") if file.name != CALIBRE)
    return without | (dict.fromkeys(others, lacking) if lacking else {})


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """With ``--browser`` only that job is run, and of it what can be; without it all the rest."""
    if collection_path.suffix != ".py":
        return None
    wanted = collection_path.is_relative_to(BROWSER) == bool(config.getoption("browser"))
    return None if wanted and collection_path.name not in left_out(config) else True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """A part of the browser job that was not run is named, with the reason: one line for each."""
    for name, reason in sorted(left_out(config).items()):
        terminalreporter.write_line(f"not run: tests/browser/{name}, for {reason}", yellow=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A browser job of which nothing can run here has said so, and is no failure."""
    if exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED and left_out(session.config):
        session.exitstatus = pytest.ExitCode.OK


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `book` runs once for each sound book."""
    if "book" in metafunc.fixturenames:
        names = list(editions(roots()))
        metafunc.parametrize("book", names, indirect=True)


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """All sound books by name, built with one command."""
    out = tmp_path_factory.mktemp("shelf")
    return {built.name: built for built in shelve(roots(), out, env={"PYTHONHASHSEED": "1", "TZ": "UTC"})}


@pytest.fixture(scope="session")
def other_shelf(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """The same books, as another user on another machine would build them from a fresh copy."""
    place = tmp_path_factory.mktemp("other")
    copies = [
        Path(shutil.copytree(root, place / "books" / root.name, copy_function=shutil.copyfile))
        for root in roots()
    ]
    home = place / "home"
    home.mkdir()
    env = {
        "HOME": str(home), "TZ": "Asia/Kathmandu", "LC_ALL": "C", "LANG": "de_DE.UTF-8",
        "PYTHONHASHSEED": "4711",
    }  # fmt: skip
    return {built.name: built for built in shelve(copies, place / "out", env=env, cwd=place, umask=0o077)}


@pytest.fixture
def book(request: pytest.FixtureRequest, shelf: dict[str, Built]) -> Built:
    """One sound book after the other."""
    built = shelf[request.param]
    assert built.told["built"], built.told["problems"]
    return built


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Books are built in this process."""
    monkeypatch.setattr(bounds, "build_all", rebuilding.build_all)
