"""Counting paper: how much is filled in by hand, and how much of it the facts held already."""
