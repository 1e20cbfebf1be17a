"""The browser job says so when it cannot run; the other tests go on without it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from checkers import node

ROOT = Path(__file__).parent.parent


def pytest_here(*words: str) -> subprocess.CompletedProcess[str]:
    """Pytest on a machine that has neither node, nor a browser, nor calibre, nor apt."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *words],
        cwd=ROOT, env={"PATH": "/nonexistent"}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_a_machine_without_node_is_told_in_one_line() -> None:
    """Each part of the job that was not run is named with the reason, and the run is no failure."""
    done = pytest_here("--browser")
    told = [line for line in done.stdout.splitlines() if line.startswith("not run: ")]
    parts = sorted(file.name for file in node.JOB.glob("test_*.py"))
    assert [line.split(",")[0] for line in told] == [f"not run: tests/browser/{part}" for part in parts]
    assert any("Node.js" in line for line in told)
    assert any("calibre" in line for line in told)
    assert done.returncode == 0


def test_the_other_tests_leave_the_job_alone() -> None:
    """Without the flag nothing of the job is collected, and nothing is said of it."""
    done = pytest_here("--collect-only", "-q")
    assert "tests/browser/test_reading.py::" not in done.stdout
    assert "not run" not in done.stdout
    assert done.returncode == 0


def test_every_package_of_the_job_is_pinned_by_a_digest() -> None:
    """The lock has a digest for each package and names no host to fetch it from."""
    lock = json.loads((node.JOB / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: row for name, row in lock["packages"].items() if name}
    assert len(packages) > 5
    assert [name for name, row in packages.items() if not row.get("integrity")] == []
    assert [name for name, row in packages.items() if "resolved" in row] == []
    asked = json.loads((node.JOB / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in asked.items())
