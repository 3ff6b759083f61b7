"""Widgets: each takes plain values and posts small messages."""
