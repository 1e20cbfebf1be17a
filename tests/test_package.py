"""What `pip install .` takes along."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]


def test_every_package_is_named() -> None:
    """Discovery is off, so a package that nobody names would be missing from the wheel."""
    found = {".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("bindery/**/__init__.py")}
    assert set(SETUPTOOLS["packages"]) == found | {"bindery.templates"}


def test_the_templates_come_along() -> None:
    """They lie beside the package in a checkout and inside it in a wheel, with every file."""
    assert SETUPTOOLS["package-dir"] == {"bindery.templates": "templates"}
    assert SETUPTOOLS["package-data"]["bindery.templates"] == ["**/*"]
    assert (ROOT / "templates/base/css/print/tokens.css").is_file()
