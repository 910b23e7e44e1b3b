"""A value is under the floor or over the ceiling that the plan gives it.

Keep between them; whoever made the plan above said how far a layer may go.
"""
