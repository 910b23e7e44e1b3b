"""Which rules of the plans owe an appeal its answer."""

from lianfang.situation.plans import every_plan


def appeal_rules() -> set[str]:
    """The ids of the rules for appeals, of every version of a plan that is or was in force."""
    return {rule.id for plan in every_plan() for rule in plan.rules if rule.kind == "appeal"}
