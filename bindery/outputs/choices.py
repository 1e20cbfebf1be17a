"""The choices of an edition as a table: where a character could have become, or been read as, another.

Tabulators part the columns, so that people read it, and spreadsheets and programs too. Used by `pipeline`.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from bindery.model import Artifact
from bindery.spelling import Choice

HEAD = ("place", "before", "after", "others", "around")


def write(choices: Iterable[Choice], out: Path) -> Artifact:
    """Write the table."""
    rows = [HEAD] + [
        (str(one.at), one.before, one.after, " ".join(one.others), one.around) for one in choices
    ]
    data = "".join("\t".join(row) + "\n" for row in rows).encode()
    out.write_bytes(data)
    return Artifact(out, sha256(data).hexdigest())
