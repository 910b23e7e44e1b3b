"""What a rule of a plan is called, and where it stands: for pages that show a duty."""

from typing import Any

from django.utils.translation import get_language

from lianfang.situation.plans import plans_in_force


def _rule(plan: str | None, rule: str | None) -> Any:
    for each in plans_in_force():
        for one in getattr(each, "rules", ()):
            if one.name == rule:
                return one
    return None


def title_of(plan: str | None, rule: str | None) -> str:
    """What a duty is called, in the language of the page: its rule's title, else its rule's name."""
    found = _rule(plan, rule)
    if found is None:
        return rule or "–"
    chinese = (get_language() or "zh").startswith("zh")
    return str(getattr(found, "zh" if chinese else "en", "") or rule)


def clause_of(plan: str | None, rule: str | None) -> str:
    """The clause of the plan on which a duty stands, as the plan cites it."""
    found = _rule(plan, rule)
    return str(getattr(found, "clause", "") or "") if found is not None else ""
