"""Why a manuscript is not imported: one message, and nothing is written."""

from __future__ import annotations


class Refused(Exception):
    """A manuscript that cannot be imported; the message is for people. Raised within `importing` only."""
