"""Independent judges of the built PDF and EPUB: each function looks at a file and returns complaints.

Nothing here imports Bindery: what made a file must not also judge it. A complaint is a plain sentence;
an empty tuple is a clean file. `tests/test_checkers.py` proves that each judge can complain.
"""
