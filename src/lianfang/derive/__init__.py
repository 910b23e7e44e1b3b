"""Facts, plan and clock in; duties, contacts, people, cases and counts out."""

from lianfang.derive.explain import Weighed, Why, WhyNot, why, why_not, why_proposed
from lianfang.derive.outputs import Derived
from lianfang.derive.run import derive, derive_by_each
from lianfang.derive.state import STATES, State, missed, state
from lianfang.vocabulary import place_subject

__all__ = [
    "STATES",
    "Derived",
    "State",
    "Weighed",
    "Why",
    "WhyNot",
    "derive",
    "derive_by_each",
    "missed",
    "place_subject",
    "state",
    "why",
    "why_not",
    "why_proposed",
]
