"""A day cannot be read, or does not exist.

Write year-month-day: 2020-09-15.
"""
