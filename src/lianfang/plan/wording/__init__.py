"""A plan in words, Chinese as the protocols write and English complete: expressions, owners, times, sources."""

from lianfang.plan.wording.expressions import condition, moment
from lianfang.plan.wording.language import Language
from lianfang.plan.wording.parts import (
    about,
    deadline,
    founding,
    kind_name,
    lower_may,
    meeting,
    owner,
    owners,
    share,
    source,
    unit_kinds,
    value_words,
    watch,
)

__all__ = [
    "Language",
    "about",
    "condition",
    "deadline",
    "founding",
    "kind_name",
    "lower_may",
    "meeting",
    "moment",
    "owner",
    "owners",
    "share",
    "source",
    "unit_kinds",
    "value_words",
    "watch",
]
