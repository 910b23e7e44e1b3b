"""Corrections of one fact that were made at once and contradict each other: both shown, and decided."""
