"""A length of time cannot be read.

Write a number and a unit: 30 min, 2 h, 14 days, 1 week.
"""
