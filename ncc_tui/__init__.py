"""NCC TUI: keep and read a council's performance report."""

__version__ = "0.1.0"
