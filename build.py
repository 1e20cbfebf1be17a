"""The door to Bindery: `python3 build.py` builds the books of source/, `python3 build.py test` tests it.

Sets up what is missing first. The map:

    source/<book>/   book.toml, Markdown and pictures; a build reads here and never writes
    templates/       every look: Jinja and CSS, for designers
    bindery/         the code: read -> parse -> bind -> check -> render -> outputs; its README tells more
    tests/           test_<module>.py, tiny books that show one thing each, broken books by problem code
    out/             what a build makes
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  (an older Python gets one clear line, not a traceback)
    sys.exit("Bindery needs Python 3.11 or newer; this one is {}.{}.".format(*sys.version_info))

from bindery import setup

if __name__ == "__main__":
    setup.ensure(sys.argv[1:])

    from bindery import cli

    sys.exit(cli.main(sys.argv[1:]))
