"""There is no such question.

The language asks `exists(…)`, `count(…)`, `subjects(…)`, `first(…).column`, `latest(…).column`,
`smallest(…).column` and `largest(…).column`.
"""
