"""Run a benchmark: ``python -m tests.benchmarks NAME [arguments]``, from the project's folder."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
NAMES = ("epub", "lines", "rebuild")
"""The benchmarks that there are: modules of this folder with a function `main`."""


def main(words: list[str]) -> int:
    """Run the benchmark that the first word names."""
    if not words or words[0] not in NAMES:
        sys.stderr.write(f"usage: python -m tests.benchmarks {{{','.join(NAMES)}}} [arguments]\n")
        return 2
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    code: int = import_module(f"benchmarks.{words[0]}").main(words[1:])
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
