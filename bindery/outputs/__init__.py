"""The outputs: one file for each, its name in `OUTPUTS` (see `pipeline`)."""
