"""Who may waive a duty, and for which reasons: the duty's rule says both."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from lianfang import vocabulary
from lianfang.access.models import Account
from lianfang.facts.cells import reason
from lianfang.facts.values.choices import choices
from lianfang.places.models import Unit
from lianfang.plan import Rule
from lianfang.situation.plans import rule_of
from lianfang.situation.queries import duties_of

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


def refused(account: Account, kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[int, tuple[str, str, str]]:
    """Of rows of waivers or assignments those that this account may not record: by place, the column, its value, why.

    It sees no such duty; or its unit is not the one to waive it, or not for this reason.
    """
    keys = {_said(kind, row, "duty") for row in rows}
    seen = duties_of(account).filter(key__in=[key for key in keys if "\x00" not in key])
    duties = {key: (plan, rule) for key, plan, rule in seen.values_list("key", "plan", "rule")}
    unit_kind = unit_kind_of(account)
    # Read as the ledger reads them: in whatever way a reason is written, it is the reason that is recorded.
    reasons = choices(pl.Series([_said(kind, row, "why") for row in rows], dtype=pl.String), _REASONS).values
    why_not = {}
    for place, (row, meant) in enumerate(zip(rows, reasons, strict=True)):
        key = _said(kind, row, "duty")
        if key and key not in duties:
            why_not[place] = (f"{kind}.duty", key.replace("\x00", "\ufffd"), reason("no_such_duty"))
        elif key and kind == "waiver":
            found = rule_of(*duties[key])
            held = found and _held(found[1], unit_kind, key, meant)
            if held:
                why_not[place] = held
    return why_not


def _held(rule: Rule, unit_kind: str | None, key: str, meant: str | None) -> tuple[str, str, str] | None:
    """Why a rule does not let a unit of this kind waive a duty for a reason, None where it does or none is told."""
    if not reasons_for(rule, unit_kind) and rule.waived_for:
        return ("waiver.duty", key, reason("waived_by_others", units=", ".join(rule.waived_by)))
    if meant is not None and meant not in rule.waived_for:
        return ("waiver.why", meant, reason("waived_for_others", reasons=", ".join(rule.waived_for) or "–"))
    return None


def _said(kind: str, row: Mapping[str, Any], column: str) -> str:
    """What a row says, its column by the full name or, as a layout of one kind allows, by the short."""
    return str(row.get(f"{kind}.{column}", row.get(column)) or "").strip()
