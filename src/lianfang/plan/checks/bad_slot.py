"""A part of the day cannot be read, ends before it begins, or overlaps another.

each day: {between: ["06:00-12:00", "12:00-22:00"]}
"""
