"""The questions that lie over a screen: a few answers, a line, a date, one of a list."""
