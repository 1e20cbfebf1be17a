"""From a manuscript as it comes to a book's folder: `python3 build.py import`."""
