"""Trends drawn for a terminal and as SVG pictures, on the same axes."""
