"""What the edition asks of the press, and the ICC profile that PDF/X demands. Used by `outputs.pdf`.

A profile describes one press with one paper. Only the printing house knows which; it is a file of the book.
Where the edition names none, that for coated paper by the European standard is looked for on the system.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageCms

from bindery import system
from bindery.engine.conform import X_KEYS, Conformance
from bindery.engine.press import Press
from bindery.engine.separate import inked
from bindery.model import Book
from bindery.problems import Problem
from bindery.world import Reader, Refusal, source_date

_LARGEST = 16 * 1024 * 1024
_HINT = (
    "Ask your printing house for the profile of its press, put the file into the book's folder and name it "
    f'in [print]: profile = "press.icc". On Debian, texlive-base has {system.PROFILE}.'
)


def press_of(book: Book) -> Press | Problem:
    """What the file for the press has to be; a problem when the profile that it needs is not there."""
    wish = book.edition.print
    if wish.standard not in X_KEYS and not wish.profile:
        return Press(wish.bleed, wish.marks)
    data = _bytes(book)
    if isinstance(data, Problem):
        return data
    described = _described(data)
    if described is None:
        return _missing(book, f"{wish.profile or system.PROFILE} is not the profile of a press of four inks")
    if wish.standard not in X_KEYS:
        return Press(wish.bleed, wish.marks, profile=data)
    date = source_date(book.edition.date)
    return Press(wish.bleed, wish.marks, Conformance(wish.standard, data, described, date), data)


def _bytes(book: Book) -> bytes | Problem:
    wish = book.edition.print
    if wish.profile:
        data = Reader(book.root, file_limit=_LARGEST).read_bytes(wish.profile)
        if isinstance(data, Refusal):
            return _missing(book, f"the profile {wish.profile} cannot be read: {data.message}")
        return data
    found = system.press_profile()
    if found is None:
        return _missing(book, f"{wish.standard} needs the profile of a press, and none is named")
    return found.read_bytes()


def _missing(book: Book, message: str) -> Problem:
    key = "profile" if book.edition.print.profile else "standard"
    return Problem("profile-missing", message, book.edition.at("print", key), _HINT)


def _described(data: bytes) -> str | None:
    """What a profile says that it is; None when it is not one of a press with four inks."""
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data)).profile
        if (profile.device_class, profile.xcolor_space.strip()) != ("prtr", "CMYK"):
            return None
        inked(Image.new("RGB", (1, 1)), data)
    except (OSError, ImageCms.PyCMSError):
        return None
    return (profile.profile_description or "").strip() or "a press of four inks"
