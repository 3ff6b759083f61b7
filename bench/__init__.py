"""Measuring: how fast and how large the program is, beside a bare Textual app in the same run."""
