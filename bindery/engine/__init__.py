"""All that touches fonts, fontconfig and the private parts of WeasyPrint; nothing else does."""
