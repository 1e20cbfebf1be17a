"""Pictures that came inside a manuscript: known by their first bytes, named in order, each kept once."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

_KINDS = (
    (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"), (b"GIF8", "gif"),
)  # fmt: skip
_HEAD = 1024
LIMIT = 32 * 1024 * 1024


def kind_of(data: bytes) -> str:
    """The suffix of a picture that a book can hold; empty for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if b"<svg" in data[:_HEAD] and b"\0" not in data[:_HEAD]:
        return "svg"
    return next((suffix for head, suffix in _KINDS if data.startswith(head)), "")


@dataclass(slots=True)
class Album:
    """The pictures of one manuscript, and what of them could not come along."""

    files: dict[str, bytes] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)

    def add(self, data: bytes, origin: str) -> str:
        """The path of a picture in the book's folder; empty when a book cannot hold it, which is noted."""
        kind = kind_of(data)
        if not kind or len(data) > LIMIT:
            why = (
                "a book cannot hold its kind"
                if not kind
                else f"it is larger than {LIMIT // 1024 // 1024} MiB"
            )
            self.lost.append(f"the picture {origin}: {why}")
            return ""
        digest = sha256(data).hexdigest()
        if digest not in self._names:
            self._names[digest] = f"images/{len(self.files) + 1:02}.{kind}"
            self.files[self._names[digest]] = data
        return self._names[digest]
