"""PDF/UA-1 by page-validation: whether a screen reader can follow the print PDF."""

from __future__ import annotations

from pathlib import Path

import page

PROFILE = "ua1"
# Rule -> why its complaint is false. Empty: on veraPDF's corpus of UA-1 files this validator made no mistake.
FALSE_ALARMS: dict[str, str] = {}


def complaints(path: Path) -> tuple[str, ...]:
    """Each broken rule once per message, with the number of the first object that breaks it."""
    # The default limits are for hostile uploads; a long tagged book exceeds them.
    report = page.validate_pdf(path, profile=PROFILE, limits=page.SafetyLimits.unlimited())
    found: dict[str, str] = {}
    for failure in report.failures:
        if failure.rule_id not in FALSE_ALARMS:
            where = f" (object {failure.object_id.object_number})" if failure.object_id else ""
            broken = f"{failure.rule_id}: {failure.message}"
            found.setdefault(broken, broken + where)
    return tuple(found.values())
