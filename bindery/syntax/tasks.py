"""Task lists: ``- [ ] to do`` and ``- [x] done``."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from bindery import tree
from bindery.syntax.draft import Draft

_BOX = re.compile(r"\s*\[([ xX])\](?=\s)")


def make_tasks(draft: Draft) -> None:
    """Put a drawn box in the place of the typed one."""
    for item in draft.body.iter("li"):
        inside = item
        if tree.is_blank(item.text) and len(item) and item[0].tag == "p":
            inside = item[0]
        match = _BOX.match(inside.text or "")
        if not match:
            continue
        state = "open" if match.group(1) == " " else "done"
        tree.add_class(item, f"task {state}")
        box = Element("span", {"class": "box", "role": "img", "aria-label": state})
        box.tail, inside.text = (inside.text or "")[match.end() :], None
        inside.insert(0, box)
