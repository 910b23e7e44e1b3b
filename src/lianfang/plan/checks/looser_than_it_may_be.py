"""A layer is looser than what it stands on, and may not be.

A rule or parameter says `lower may: loosen` where a lower layer may. Ask the level above, or take it out.
"""
