"""A layer is stricter than what it stands on, and may not be.

What binds a nation is not heaped upon by each level below: a rule or parameter says `lower may: tighten` where a lower
layer may. Ask the level above to change it, or take it out. A value that is neither more nor less, such as other days
in the place of some, counts as stricter too.
"""
