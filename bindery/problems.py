"""What can be wrong with a book: one value per fault, one registry of codes. Used by every stage.

A problem is a value with a place; it travels inside what it concerns and ends in the `BuildReport`.
Exceptions are for our own bugs only.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs."""

    ERROR = "error"
    """The book cannot be built: nothing is written, exit code 2."""
    WARNING = "warning"
    """The book is built, a reader would see the fault: exit code 1 under ``--strict``."""
    NOTICE = "notice"
    """Said once, never counted: a thing that Bindery did not use."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands: a path inside the book's folder (POSIX), a line from 1; 0 is the whole file."""

    path: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault, for people: ``path:line: message [code]`` with a hint below."""

    code: str
    message: str
    at: Place
    hint: str = ""

    @property
    def severity(self) -> Severity:
        """The weight that the registry gives this code."""
        return CODES[self.code].severity

    def __str__(self) -> str:
        return f"{self.at}: {self.message} [{self.code}]"


@dataclass(frozen=True, slots=True)
class Code:
    """A row of the registry: how heavy, and the sentence that documents it in the handbook."""

    severity: Severity
    sentence: str


def _error(sentence: str) -> Code:
    return Code(Severity.ERROR, sentence)


def _warning(sentence: str) -> Code:
    return Code(Severity.WARNING, sentence)


def _notice(sentence: str) -> Code:
    return Code(Severity.NOTICE, sentence)


CODES: dict[str, Code] = {
    # reading: book.toml, SUMMARY.md, files
    "book-missing": _error("There is no such folder, or it has neither book.toml nor Markdown files."),
    "toml-syntax": _error("book.toml is not valid TOML."),
    "key-unknown": _error("book.toml has a key that Bindery does not know; the nearest known one is named."),
    "key-type": _error("A value in book.toml has the wrong type or is not one of the allowed words."),
    "key-missing": _error("book.toml lacks a key that a book needs."),
    "table-ignored": _notice("A table of another tool (mdBook's output or preprocessor) was not used."),
    "file-encoding": _error("A file is not UTF-8; the encoding that it looks like is named."),
    "file-missing": _error("A chapter named in SUMMARY.md or book.toml is not there."),
    "file-unreadable": _error("A file cannot be read, is too large, or lies outside the book's folder."),
    "summary-syntax": _warning("A line of SUMMARY.md is not understood and was left out."),
    "chapter-draft": _notice("A chapter of SUMMARY.md has no file yet; it is left out of both outputs."),
    "role-unknown": _warning("The head of a file says a role that there is not; its place decides instead."),
    "include-missing": _error("An included file, anchor or line range is not there."),
    "include-loop": _error("A file includes itself, also through others, or includes nest too deeply."),
    "template-variable": _error("A Jinja expression in the text uses a variable that is not defined."),
    "template-syntax": _error("A Jinja expression or template cannot be parsed or run."),
    "library-missing": _error("An edition is converted or read by a library that is not installed."),
    "exception-bad": _warning(
        "A line of the file of exceptions does not fit: as many syllables as characters."
    ),
    # Markdown
    "fence-open": _warning("A code fence is never closed; the rest of the file became code."),
    "nesting-deep": _warning(
        "Lists or quotations nest deeper than a page could show; the rest is plain text."
    ),
    "markup-dense": _warning("A paragraph has so much markup that it must be data; it is shown as it is."),
    "table-bad": _warning("A table's row has more cells than its head; the extra cells would be lost."),
    "table-wide": _warning("A table has more columns than a page can show in type that can be read."),
    "note-missing": _warning("A note is called but nowhere defined."),
    "note-twice": _warning("A note is defined twice; the first definition counts."),
    "note-unused": _warning("A note is defined but nowhere called; it appears in neither output."),
    "markup-unsafe": _warning("A script, event handler or unsafe link was removed."),
    "id-duplicate": _warning("Two places of one chapter have the same id; the second was renamed."),
    # binding and checks
    "image-missing": _error("An image is not there."),
    "image-bad": _error("An image cannot be read, is of a kind that books cannot hold, or is far too large."),
    "image-remote": _warning("An image lies on the network; Bindery fetches nothing, its words stand there."),
    "cover-shape": _warning("The cover is wider than tall, or smaller than shops accept."),
    "image-fetch": _error("An image of a host that the book names could not be fetched."),
    "image-alt": _warning("An image has no alternative text, or only its file's name."),
    "link-broken": _warning("A link points to a chapter or place that is not in this book."),
    "link-outside": _warning("A link points to a file of the book's folder that is not part of the book."),
    "heading-skip": _warning("A heading is more than one level below the heading before it."),
    "list-empty": _warning("A list of figures, tables or listings is asked for, and none has a caption."),
    "block-large": _notice("A paragraph or cell is larger than a file of the EPUB should be."),
    "word-long": _notice("A word is longer than a line: print breaks it where the line ends."),
    "note-long": _notice(
        "A note is too long for the foot of a page: print has it at the end of its chapter."
    ),
    "title-long": _notice("A title is so long that it is set smaller, and cut in the running heads."),
    "chapter-empty": _warning("A chapter has no text."),
    "chapter-short": _notice("A chapter has one line, in a book with whole pages."),
    "table-headless": _warning("A table has no heads: a voice that reads a cell cannot say what it is."),
    "link-vague": _warning("The words of a link, such as “here”, do not say where it leads."),
    "text-damaged": _warning("The text has damage that `import` would repair; the rule is named."),
    "text-doubtful": _notice("The text has a place that `import` would ask about."),
    # typesetting and assembling
    "glyph-missing": _warning("No font of the theme has a character of the text."),
    "feature-missing": _warning("A style asks a face for small capitals or old-style figures that it lacks."),
    "table-turned": _notice("A table too wide for the measure in its smallest type was turned by Bindery."),
    "figure-placed": _notice(
        "A figure for the head of a page stands where it was called: no page could have it."
    ),
    "font-missing": _error("A font family of the theme is not installed."),
    "font-bad": _error("A font file of the book cannot be read, or says that it may not be embedded."),
    "theme-unknown": _error("There is no theme of that name."),
    "style-loads": _error(
        "A book's own style sheet loads a file or an address; it may only use what it holds."
    ),
    "profile-missing": _error("The profile of the press that PDF/X demands is not there, or not of a press."),
    "press-transparent": _error("A page has something transparent, which PDF/X-3 does not allow."),
    "press-rgb": _notice("Pictures in colour stay in RGB in the file for the press: no profile is named."),
    "image-soft": _notice("A picture has too few dots for its size on paper: 300 to the inch are sharp."),
    "contrast-low": _warning("Text of the EPUB stands out too little from what is behind it."),
    "conformance-unmet": _warning("A claim of accessibility is left out, since the book has such faults."),
    "lines-unplanned": _warning("The plan of a paragraph failed; its lines were broken one by one."),
    "layout": _warning("WeasyPrint complained while it made the pages."),
    "print-lost": _warning("Words, a note, a picture, a table or a link are missing from print."),
    "epub-lost": _warning("Words, a note, a picture, a table or a link are missing from the EPUB."),
    "epub": _error("EbookLib could not assemble the EPUB."),
    "epub-unreadable": _error("A file to inspect is not an EPUB, or too damaged to say anything of it."),
    "engine-plain": Code(
        Severity.NOTICE,
        "The printed book is laid out in one piece, so that each change costs as much as all.",
    ),
    "record-damaged": _notice("The record of the last build was damaged; the book was built anew."),
    "crash": _error("Bindery, or a library that it stands on, failed on this book; please report it."),
    "too-much": _error("The book needs more time or memory than a build may use."),
}
