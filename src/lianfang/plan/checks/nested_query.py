"""A question about other facts stands inside another one.

Each question is one look-up, so that a plan can be read and a county of millions derived. Say the inner part in a rule
of its own.
"""
