"""What this machine has at hand: cores, and memory. Decides how much is done at once, never what is made."""

from __future__ import annotations

import os
import re
from pathlib import Path

MEMORY = Path("/proc/meminfo")
"""Where Linux says how much memory is free."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def free_memory() -> int | None:
    """How many bytes can be had without taking them from others; None where the system does not say."""
    try:
        text = MEMORY.read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    found = re.search(r"^MemAvailable: +(\d+) kB", text, re.MULTILINE)
    return int(found[1]) * 1024 if found else None
