"""There is no such question.

The language asks `exists(…)`, `count(…)`, `subjects(…)`, `first(…).column` and `latest(…).column`.
"""
