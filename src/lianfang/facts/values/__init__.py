"""Text into typed values, a whole column at once: what cannot be read is null with a reason beside it."""

from lianfang.facts.values.parse import parsed
from lianfang.facts.values.subjects import subjects

__all__ = ["parsed", "subjects"]
