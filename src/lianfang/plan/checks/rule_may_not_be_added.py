"""A layer adds a rule for a kind of fact for which what it stands on allows none.

The plan below names the kinds: `lower may add: [journey, health_check]`. Where it names none, a layer may only set
what the plan lets it set.
"""
