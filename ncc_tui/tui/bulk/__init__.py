"""Bulk entry: a service's results in one grid, saved together."""
