"""Benchmarks: what is claimed of speed and of the look of lines, measured beside others' programs."""
