"""The libraries that an import stands on, all optional: which are there, what brings the rest.

A build needs them only for editions that are converted or read (see `bindery.exceptions`). Its lint
(`bindery.checks.damage`) uses those that are there.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterable, Mapping

REQUIREMENTS: Mapping[str, str] = {
    "chardet": "chardet>=7,<8",
    "ftfy": "ftfy>=6.3,<7",
    "opencc": "OpenCC>=1.1.9,<2",
    "pypinyin": "pypinyin>=0.55,<1",
    "mammoth": "mammoth>=1.11,<2",
    "markdownify": "markdownify>=1.2,<2",
}
"""Each module and the requirement that brings it: the extras ``import`` and ``chinese`` of pyproject.toml."""


def is_there(module: str) -> bool:
    """Whether a library can be imported."""
    return importlib.util.find_spec(module) is not None


def missing(modules: Iterable[str] = REQUIREMENTS) -> str:
    """What of the libraries is not installed and the command that brings it; empty when all are there."""
    absent = [module for module in modules if not is_there(module)]
    if not absent:
        return ""
    names, line = command(absent)
    return f"an import needs {names}. Run once:\n\n  {line}\n"


def command(absent: Iterable[str]) -> tuple[str, str]:
    """The names of libraries, and the command that brings them."""
    wanted = [REQUIREMENTS[module] for module in absent]
    names = ", ".join(requirement.partition(">")[0] for requirement in wanted)
    quoted = " ".join(f"'{requirement}'" for requirement in wanted)
    return names, f"{sys.executable} -m pip install {quoted}"
