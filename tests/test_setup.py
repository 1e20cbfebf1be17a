"""The set-up: what it looks for, what it says, and that it never goes further than it must."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bindery import setup, system

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("alpha==1.0 \\\n    --hash=sha256:00\n", "beta==2.0 \\\n    --hash=sha256:11\n")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A tree with a lock and a project that needs what is installed here (pytest) or is not (absent-one)."""
    (tmp_path / "requirements.lock").write_text(
        f"{PACKAGES[0]}{setup.DIVIDER}\n{PACKAGES[1]}", encoding="utf-8"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[project]\ndependencies = ["pytest>=8"]\n[project.optional-dependencies]\ntest = ["absent-one"]\n',
        encoding="utf-8",
    )
    return tmp_path


def fill(root: Path, *needs: setup.Need) -> Path:
    """A `.venv` that says that it was filled for these needs."""
    (root / ".venv/bin").mkdir(parents=True)
    (root / ".venv/bin/python").touch()
    lines = [setup.stamp(need, root) for need in needs]
    (root / ".venv" / setup.STAMP).write_text("\n".join(lines), encoding="utf-8")
    return root / ".venv"


def test_nothing_is_set_up_where_everything_is_importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """With all packages at hand, as in this very run, no program is started and no folder made."""
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("a program was run"))
    monkeypatch.setattr(os, "execv", lambda *_: pytest.fail("another interpreter was started"))
    setup.ensure(["test"])
    setup.ensure([])


def test_the_lock_holds_each_requirement_with_hashes() -> None:
    """Every package that pyproject.toml names is in its half of the lock, and every line has a hash."""
    build, both = setup.locked(setup.Need.BUILD), setup.locked(setup.Need.TEST)
    assert both.startswith(build)
    for need, text in ((setup.Need.BUILD, build), (setup.Need.TEST, both)):
        names = {line.split("==")[0] for line in text.splitlines() if "==" in line}
        wanted = {setup.name_of(requirement) for requirement in setup.requirements(need)}
        assert wanted - names == set()
    blocks = [block for block in both.split("\n") if "==" in block]
    assert [line for line in blocks if not line.endswith("\\")] == []
    assert len(blocks) == len({line.split("==")[0] for line in blocks})


def test_the_lock_names_no_registry() -> None:
    """The host's own configuration of pip decides where packages come from."""
    text = setup.locked(setup.Need.TEST)
    assert [
        word for word in ("http", "--index-url", "--extra-index-url", "--find-links") if word in text
    ] == []


def test_a_build_is_not_given_the_packages_of_the_tests(checkout: Path) -> None:
    """Only the half above the divider is installed for a build."""
    assert "beta" not in setup.locked(setup.Need.BUILD, checkout)
    assert "beta" in setup.locked(setup.Need.TEST, checkout)
    assert setup.importable(setup.Need.BUILD, checkout)
    assert not setup.importable(setup.Need.TEST, checkout)


@pytest.mark.parametrize("name", ["alpha", "beta"])
def test_a_changed_lock_makes_a_venv_stale(checkout: Path, name: str) -> None:
    """What was filled from another lock is filled anew, but a build does not mind the half of the tests."""
    fill(checkout, *setup.Need)
    assert setup.is_filled(setup.Need.TEST, checkout)
    lock = checkout / "requirements.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace(name, "gamma"), encoding="utf-8")
    assert not setup.is_filled(setup.Need.TEST, checkout)
    assert setup.is_filled(setup.Need.BUILD, checkout) == (name == "beta")


def test_a_venv_that_was_cut_short_is_not_trusted(checkout: Path) -> None:
    """The mark of an unfinished filling outweighs a stamp; without a stamp nothing is trusted at all."""
    venv = fill(checkout, setup.Need.BUILD)
    assert setup.is_filled(setup.Need.BUILD, checkout)
    assert not setup.is_filled(setup.Need.TEST, checkout)
    (venv / setup.UNFINISHED).touch()
    assert not setup.is_filled(setup.Need.BUILD, checkout)


def test_a_run_goes_on_in_the_venv_with_its_arguments(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A filled `.venv` is entered at once: same script, same arguments."""
    fill(checkout, *setup.Need)
    calls: list[tuple[str, list[str]]] = []
    monkeypatch.delenv(setup.ONCE, raising=False)
    monkeypatch.setattr(os, "execv", lambda program, arguments: calls.append((program, arguments)))
    setup.ensure(["test", "-k", "fonts"], checkout)
    python = str(checkout / ".venv/bin/python")
    assert calls == [(python, [python, str(checkout / "build.py"), "test", "-k", "fonts"])]
    assert os.environ[setup.ONCE] == "1"


def test_a_set_up_that_did_not_help_is_not_repeated(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The interpreter that follows a set-up says what is wrong instead of going in circles."""
    fill(checkout, *setup.Need)
    monkeypatch.setenv(setup.ONCE, "1")
    with pytest.raises(SystemExit) as stopped:
        setup.ensure(["test"], checkout)
    assert stopped.value.code == 2
    assert "Remove that folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("using", "user", "expected"),
    [
        (
            "apt",
            1000,
            "sudo apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk",
        ),
        ("apt", 0, "apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-cjk"),
        ("dnf", 1000, "sudo dnf install pango google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts"),
        (
            "brew",
            1000,
            "brew install pango && brew install --cask font-noto-sans-cjk",
        ),
    ],
)
def test_the_command_speaks_the_systems_language(
    using: str, user: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line to paste, with this system's names, with sudo where it takes root."""
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(system, "has_lists", lambda: True)
    assert system.command((system.PANGO, system.SERIF, system.SANS), using) == expected


def test_a_user_without_root_is_told_the_command(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without root nothing is run; the command is printed and the exit code says that it did not work."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(system, "absent", lambda **_: (system.PANGO,))
    monkeypatch.setattr(system, "manager", lambda: "apt")
    with pytest.raises(SystemExit) as stopped:
        setup.ensure([], checkout)
    assert stopped.value.code == 2
    assert "sudo apt-get" in capsys.readouterr().err
    assert "lacks Pango" in setup.lacking()


def test_fresh_apt_is_updated_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where apt knows no package yet, the one command fetches its lists too."""
    monkeypatch.setattr(system, "LISTS", tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert system.command((system.PANGO,), "apt").startswith("sudo apt-get update && sudo apt-get install")


def test_what_no_package_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a package manager lacks a part, the user is told to get it by hand."""
    monkeypatch.setattr(system, "absent", lambda **_: (system.PANGO, system.SERIF))
    monkeypatch.setattr(system, "manager", lambda: "brew")
    assert "brew install pango\n" in setup.lacking()
    assert "by hand, for no package has it: Noto Serif CJK" in setup.lacking()


def test_an_unknown_system_still_gets_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no package manager is known, the things themselves are named."""
    monkeypatch.setattr(system, "absent", lambda **_: (system.PANGO, system.WENKAI))
    monkeypatch.setattr(system, "manager", lambda: "")
    assert "lacks Pango, LXGW WenKai. Install them" in setup.lacking()


@pytest.mark.parametrize("module", ["setup", "system", "engine/faces", "__init__", "engine/__init__"])
def test_the_set_up_needs_the_standard_library_only(module: str) -> None:
    """What runs before anything is installed imports nothing that must be installed."""
    tree = ast.parse((ROOT / f"bindery/{module}.py").read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    allowed = {"bindery", "bindery.engine", *sys.stdlib_module_names}
    assert {
        name for name in names if name not in allowed and name.split(".")[0] not in allowed - {"bindery"}
    } == set()


def test_the_door_can_be_parsed_by_old_pythons() -> None:
    """An old Python must reach the line that says what is wrong, so build.py keeps to old syntax."""
    text = (ROOT / "build.py").read_text(encoding="utf-8")
    assert isinstance(ast.parse(text, feature_version=(3, 4)), ast.Module)
    assert 'f"' not in text
