"""Lines broken as paragraphs: what `plain` lets WeasyPrint set instead of the fullest line each time."""
