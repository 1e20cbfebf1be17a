"""The libraries that an import stands on, all optional: which are there, what brings the rest.

A build never needs them. Its lint (`bindery.checks.damage`) uses those that are there.
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
"""Each module and the requirement that brings it: the extra ``import`` of pyproject.toml."""


def is_there(module: str) -> bool:
    """Whether a library can be imported."""
    return importlib.util.find_spec(module) is not None


def missing(modules: Iterable[str] = REQUIREMENTS) -> str:
    """What of the libraries is not installed and the command that brings it; empty when all are there."""
    absent = [REQUIREMENTS[module] for module in modules if not is_there(module)]
    if not absent:
        return ""
    names = ", ".join(requirement.partition(">")[0] for requirement in absent)
    quoted = " ".join(f"'{requirement}'" for requirement in absent)
    return f"an import needs {names}. Run once:\n\n  {sys.executable} -m pip install {quoted}\n"
