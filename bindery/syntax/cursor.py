"""A position in one line that counts columns, tabs included, as CommonMark wants it. Used by `scan`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Cursor:
    """A line being read. `look` finds the next character that is not blank; `advance` moves on."""

    text: str
    number: int
    offset: int = 0
    column: int = 0
    in_tab: bool = False
    """Some, not all, columns of the tab at `offset` are used up."""
    nonspace: int = 0
    indent: int = 0
    blank: bool = False

    def look(self) -> None:
        """Measure the indentation from here."""
        position, column = self.offset, self.column
        text = self.text
        while position < len(text) and text[position] in " \t":
            column += 1 if text[position] == " " else 4 - column % 4
            position += 1
        self.nonspace = position
        self.indent = column - self.column
        self.blank = position >= len(text)

    def advance(self, columns: int) -> None:
        """Move on by so many columns of blanks."""
        while columns > 0 and self.offset < len(self.text) and self.text[self.offset] in " \t":
            width = 4 - self.column % 4 if self.text[self.offset] == "\t" else 1
            step = min(width, columns)
            self.in_tab = step < width
            self.column += step
            self.offset += 0 if self.in_tab else 1
            columns -= step

    def skip(self, characters: int) -> None:
        """Move on by characters that are not blank, from the next one that is not."""
        self.column += self.indent + characters
        self.offset = self.nonspace + characters
        self.in_tab = False

    def to_text(self) -> None:
        """Move on to the next character that is not blank."""
        self.skip(0)

    @property
    def rest(self) -> str:
        """The line from the next character that is not blank."""
        return self.text[self.nonspace :]

    def remainder(self) -> str:
        """The line from here; a tab that is used up in part becomes blanks."""
        if not self.in_tab:
            return self.text[self.offset :]
        return " " * (4 - self.column % 4) + self.text[self.offset + 1 :]
