"""The slow, obvious engine: rows as dictionaries, plain Python, a loop for every sentence of the language.

It says what the language means; the fast engine is held against it. For the few facts about one person it is also the
quicker of the two, so `derive` uses it there.
"""

from lianfang.derive.oracle.run import duties, failures, statuses, weighed

__all__ = ["duties", "failures", "statuses", "weighed"]
