"""A word that is not among those that its place allows.

Instead of

    lower may: tigthen

write

    lower may: tighten
"""
