"""A part is of another shape than its place asks for: a text where parts belong, a list where one text belongs.

The remedy shows how the place is written.
"""
