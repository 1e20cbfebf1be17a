"""Markdown to a chapter: the second stage. A pure function of one `SourceFile` and the edition.

`syntax.convert` makes one well-formed tree of the Markdown, raw HTML included, and the steps in `STEPS`
shape that tree for books. To add one, write a function of a `Draft` and put it in the list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindery import tree
from bindery.model import Chapter
from bindery.respell import respell, set_readings
from bindery.syntax import convert
from bindery.syntax.alerts import make_alerts, make_warnings
from bindery.syntax.attributes import attach
from bindery.syntax.draft import Draft
from bindery.syntax.figures import make_figures, make_table_figures
from bindery.syntax.headings import name_headings
from bindery.syntax.notes import take_notes
from bindery.syntax.numbering import number_lines
from bindery.syntax.readings import pair_readings
from bindery.syntax.safety import make_safe
from bindery.syntax.softbreaks import join_lines
from bindery.syntax.tasks import make_tasks
from bindery.syntax.verse import mark_sources, set_verse
from bindery.syntax.vocabulary import restrict
from bindery.typography import set_type

if TYPE_CHECKING:
    from collections.abc import Callable
    from xml.etree.ElementTree import Element

    from bindery.edition import Edition
    from bindery.model import SourceFile


def prune(draft: Draft) -> None:
    """Take out paragraphs that hold nothing: what is left where a block was written inside a paragraph."""
    tree.remove_all(draft.body, _is_empty)


def _is_empty(element: Element) -> bool:
    bare = set(element.attrib) <= {"data-line"}
    return element.tag == "p" and bare and not len(element) and tree.is_blank(element.text)


STEPS: tuple[Callable[[Draft], None], ...] = (
    number_lines,
    make_safe,
    pair_readings,
    restrict,
    prune,
    attach,
    make_alerts,
    make_warnings,
    make_tasks,
    make_figures,
    make_table_figures,
    set_verse,
    mark_sources,
    join_lines,
    name_headings,
    respell,
    set_type,
    set_readings,
    take_notes,
)
"""What is done to the tree, in order."""


def parse(source: SourceFile, edition: Edition) -> Chapter:
    """The chapter that a file holds."""
    conversion = convert(source.text)
    draft = Draft(source, conversion.tree, edition.language, edition.text)
    for fault in conversion.faults:
        draft.problem(fault.code, fault.message, fault.line, fault.hint)
    for step in STEPS:
        step(draft)
    title = next((heading.text for heading in draft.headings if heading.level == 1), "")
    problems = tuple(sorted(draft.problems, key=lambda problem: problem.at))
    return Chapter(
        source.path,
        title,
        draft.body,
        tuple(draft.headings),
        tuple(draft.notes),
        problems,
        tuple(draft.choices),
    )
