"""Signed files between installations, each of which keeps its own people: out, and in."""
