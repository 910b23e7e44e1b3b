"""The plan file 预案: text in, plan and findings out (`load`), rendered by `lianfang.plan.show`."""

from lianfang.plan.finding import Finding, Span
from lianfang.plan.load import load
from lianfang.plan.model import ContactRules, Plan, Rule

__all__ = ["ContactRules", "Finding", "Plan", "Rule", "Span", "load"]
