"""The outputs: one file for each, a row in `OUTPUTS` (see `pipeline`)."""
