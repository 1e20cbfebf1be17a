"""Links: every ``href`` as written becomes ``#id`` in the bound book, a safe address outside, or a problem.

The one link graph of the book. Outputs turn ``#id`` into what their format needs (``chapter.xhtml#id``).
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from bindery.problems import Place, Problem

_OUTSIDE = re.compile(r"(https?|mailto|tel|doi|urn|ftp):", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


@dataclass(slots=True)
class Graph:
    """What can be linked to: files of the book, ids of each file, ids that the whole book knows."""

    files: dict[str, str] = field(default_factory=dict)
    """Path of a chapter's file, and the chapter's id."""
    local: dict[str, dict[str, str]] = field(default_factory=dict)
    """Path, and the file's own ids with the book's id for each."""
    shared: dict[str, str] = field(default_factory=dict)
    """Ids that only one file has: they may be used from everywhere."""

    def add(self, path: str, chapter: str, ids: Mapping[str, str]) -> None:
        """Make a chapter's file and its ids known."""
        self.files[path] = chapter
        self.local[path] = dict(ids)
        for own, book_wide in ids.items():
            self.shared[own] = "" if own in self.shared else book_wide

    def resolve(self, href: str, path: str, at: Place) -> str | Problem:
        """The target of a link written in the file `path`: ``#id``, an outside address, or the problem."""
        href = href.strip()
        if _OUTSIDE.match(href):
            return href
        if _SCHEME.match(href) or href.startswith("//"):
            return Problem(
                "link-broken",
                f"no link to {_short(href)!r} can work in a book",
                at,
                "use http, https or mailto",
            )
        file, _, fragment = href.partition("#")
        if not file:
            return self._in_file(path, unquote(fragment), at) if fragment else f"#{self.files[path]}"
        target = self._file(file.partition("?")[0], path)
        if target is None:
            return self._missing(file, at)
        return self._in_file(target, unquote(fragment), at) if fragment else f"#{self.files[target]}"

    def _file(self, file: str, path: str) -> str | None:
        """The file that a link names, seen from `path`; ``/`` is the book's folder or its text's."""
        name = unquote(file)
        if not name.startswith("/"):
            return self._known(posixpath.join(posixpath.dirname(path), name))
        text = posixpath.commonpath([posixpath.dirname(known) for known in self.files] or [""])
        return self._known(name.lstrip("/")) or self._known(posixpath.join(text, name.lstrip("/")))

    def _known(self, path: str) -> str | None:
        """The file of that path; mdBook may say ``.html`` for ``.md``, and a folder for its README."""
        name = posixpath.normpath(path)
        stem = re.sub(r"\.(html|htm|xhtml)$", "", name)
        for known in (
            name,
            stem + ".md",
            posixpath.join(stem, "README.md"),
            posixpath.join(stem, "index.md"),
        ):
            if known in self.files:
                return known
        if posixpath.basename(stem) == "index":
            readme = posixpath.join(posixpath.dirname(stem), "README.md")
            return readme if readme in self.files else None
        return None

    def _in_file(self, path: str, fragment: str, at: Place) -> str | Problem:
        ids = self.local.get(path, {})
        found = ids.get(fragment) or ids.get(fragment.lower()) or self.shared.get(fragment)
        if found:
            return f"#{found}"
        near = difflib.get_close_matches(fragment, [*ids, *self.shared], n=1)
        hint = f"did you mean #{near[0]}?" if near else "give the place an id with {#id}"
        return Problem("link-broken", f"no place {_short(fragment)!r} in {path}", at, hint)

    def _missing(self, file: str, at: Place) -> Problem:
        named = {posixpath.basename(path): path for path in self.files}
        near = difflib.get_close_matches(posixpath.basename(file), named, n=1)
        if near:
            hint = f"did you mean {named[near[0]]!r}, seen from the book's folder?"
            return Problem("link-broken", f"no chapter {_short(file)!r}", at, hint)
        if posixpath.splitext(file)[1].lower() in {".md", ".html", ""}:
            return Problem(
                "link-broken",
                f"no chapter {_short(file)!r}",
                at,
                "only files of the book's order can be linked",
            )
        return Problem(
            "link-outside", f"{_short(file)!r} is not part of the book", at, "the words stay, the link goes"
        )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"
