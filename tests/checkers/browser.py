"""Chromium takes a picture of a page: by hand, and for the README; no test needs it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import zipfile
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
TIME_LIMIT = 60


def browser() -> str | None:
    """The first Chromium on this machine."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def screenshot(page: Path, picture: Path, size: tuple[int, int] = (800, 1200)) -> bool:
    """Draws an HTML or XHTML file into a PNG of that many pixels; False when there is no browser."""
    program = browser()
    if program is None:
        return False
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                program, "--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars",
                f"--user-data-dir={profile}", f"--window-size={size[0]},{size[1]}",
                f"--screenshot={picture.resolve()}", page.resolve().as_uri(),
            ],
            check=True, capture_output=True, timeout=TIME_LIMIT,
        )  # fmt: skip
    return picture.is_file()


def screenshot_of_epub(book: Path, document: str, picture: Path, size: tuple[int, int] = (800, 1200)) -> bool:
    """Draws one document of an EPUB, named by its path in the zip, with the book's own styles and fonts."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(book) as zipped:
        zipped.extractall(folder)
        return screenshot(Path(folder) / document, picture, size)
