"""Who may waive a duty, and for which reasons: the duty's rule says both."""

from collections.abc import Mapping, Sequence
from typing import Any

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.facts.cells import reason
from lianfang.places.models import Unit
from lianfang.plan import Rule
from lianfang.situation.models import Duty
from lianfang.situation.plans import rule_of

_REASONS = vocabulary.kind("waiver").column("why").options


def unit_kind_of(account: Account) -> str | None:
    """Of which kind the account's unit is; None where it has none."""
    if not account.unit:
        return None
    return Unit.objects.filter(code=account.unit).values_list("kind", flat=True).first()


def reasons_for(rule: Rule | None, kind: str | None) -> tuple[str, ...]:
    """For which reasons a unit of a kind may waive what a rule obliges to; none where it is not the one to do so.

    A duty of which the rule is not known any more may be waived by whoever has the right to, for any reason.
    """
    if rule is None:
        return tuple(option.name for option in _REASONS)
    return rule.waived_for if not rule.waived_by or kind in rule.waived_by else ()


def refused(account: Account, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, str, str]]:
    """Of rows of waivers those that their rules do not allow this account: by place, the column, its value and why."""
    keys = {_said(row, "duty") for row in rows}
    duties = Duty.objects.filter(key__in=[key for key in keys if "\x00" not in key]).values_list("key", "plan", "rule")
    rules = {key: found[1] for key, plan, rule in duties if (found := rule_of(plan, rule)) is not None}
    kind = unit_kind_of(account)
    why_not = {}
    for place, row in enumerate(rows):
        key, said = _said(row, "duty"), _said(row, "why")
        rule = rules.get(key)
        if rule is None:
            continue
        meant = next((each.name for each in _REASONS if said in (each.name, each.zh, each.en, *each.also)), None)
        if not reasons_for(rule, kind) and rule.waived_for:
            units = ", ".join(rule.waived_by)
            why_not[place] = ("waiver.duty", key, reason("waived_by_others", units=units))
        elif meant is not None and meant not in rule.waived_for:
            words = ", ".join(rule.waived_for) or "–"
            why_not[place] = ("waiver.why", said, reason("waived_for_others", reasons=words))
    return why_not


def _said(row: Mapping[str, Any], column: str) -> str:
    """What a row says, its column by the full name or, as a layout of one kind allows, by the short."""
    return str(row.get(f"waiver.{column}", row.get(column)) or "").strip()
