"""The clause on which a rule rests is still to be found (a note).

The plan can be used for practice; it cannot be signed before every clause is found.
"""
