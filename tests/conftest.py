"""What all tests share: the flag for goldens, and the sample books built once by the real command.

The books are built a second time from a copy, with another clock zone, language, home, hash seed and umask:
`test_books` demands the same bytes.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from shelf import Built, roots, shelve


def pytest_addoption(parser: pytest.Parser) -> None:
    """The flag that writes goldens anew."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `book` runs once for each sound book."""
    if "book" in metafunc.fixturenames:
        names = [root.name for root in roots()]
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
