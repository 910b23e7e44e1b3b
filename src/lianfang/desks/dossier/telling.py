"""A fact in one line of plain words, in the language of the page."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from lianfang import vocabulary
from lianfang.desks.fevers import fever
from lianfang.desks.moments import moment_words
from lianfang.desks.words import kind_name, option_word
from lianfang.vocabulary import Type

Row = Mapping[str, Any]
Named = Callable[[str | None], str]

_TESTED = {"positive": "overdue", "preliminary_positive": "near", "negative": "done"}


def told(kind: str, row: Row, unit: Named, area: Named) -> str:
    """What a fact says. Kinds without a sentence of their own are told column by column."""
    teller = _TELLERS.get(kind)
    return teller(row, unit, area) if teller else _plainly(kind, row, unit, area)


def _word(column: str, value: Any) -> str:
    return option_word(column, str(value)) if value is not None else ""


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)


def _case(row: Row, unit: Named, area: Named) -> str:
    onset = _("onset %s") % row["onset"].isoformat()[5:] if row["onset"] else ""
    return _joined(_word("case.classification", row["classification"]), unit(row["reported_by"]), onset, row["note"])


def _severity(row: Row, unit: Named, area: Named) -> str:
    return _("severity: %s") % _word("severity.severity", row["severity"])


def _outcome(row: Row, unit: Named, area: Named) -> str:
    return _joined(_word("outcome.outcome", row["outcome"]), row["cause"])


def _admission(row: Row, unit: Named, area: Named) -> str:
    where = unit(row["hospital"]) or row["hospital_name"] or ""
    room = _word("admission.room", row["room"]) if row["room"] else ""
    return _joined(_("admitted to %s") % where if where else _("admitted"), row["ward"], row["bed"], room)


def _referral(row: Row, unit: Named, area: Named) -> str:
    return _("referred from %(a)s to %(b)s") % {"a": unit(row["from_unit"]), "b": unit(row["to_unit"])}


def _exposure(row: Row, unit: Named, area: Named) -> str:
    until = f" – {moment_words(row['last'])}" if row["last"] and row["last"] != row["occurred_from"] else ""
    where = _joined(row["setting"], unit(row["place"]), row["relation"])
    return _joined(_("exposed as %s") % _word("exposure.grade", row["grade"]) + until, where)


def _notice(row: Row, unit: Named, area: Named) -> str:
    return _joined(
        _("told: %s") % _word("notice.about", row["about"]), _word("notice.channel", row["channel"]), row["told_by"]
    )


def _attempt(row: Row, unit: Named, area: Named) -> str:
    return _joined(
        _("tried to reach: %s") % _word("attempt.result", row["result"]), _word("attempt.channel", row["channel"])
    )


def _transfer(row: Row, unit: Named, area: Named) -> str:
    to = unit(row["to_unit"]) or area(row["to_area"])
    way = " → ".join(part for part in (unit(row["from_unit"]), to) if part)
    return _joined(
        f"{_word('transfer.what', row['what'])}: {_word('transfer.stage', row['stage'])}",
        way,
        row["vehicle"],
        _with(row),
        row["note"],
    )


def _with(row: Row) -> str:
    """Which adult goes, or stays, with a child."""
    return _("with %(name)s") % {"name": row["companion"]} if row["companion"] else ""


def _journey(row: Row, unit: Named, area: Named) -> str:
    way = " → ".join(part for part in (row["origin_place"] or area(row["origin"]), area(row["destination"])) if part)
    vehicle = _joined(_word("journey.means", row["means"]), row["vehicle"], row["seat"])
    return _joined(_word("journey.direction", row["direction"]), way, vehicle)


def _visit(row: Row, unit: Named, area: Named) -> str:
    until = row["occurred_until"]
    ends = _("until %s") % moment_words(until) if until else ""
    place = row["place_name"] or unit(row["place"])
    vehicle = "" if row["vehicle"] and row["vehicle"] in place else row["vehicle"]
    return _joined(_("was at: %s") % place, vehicle, row["carriage"], row["seat"], ends)


def _specimen(row: Row, unit: Named, area: Named) -> str:
    pool = _("pool of %d") % row["pool"] if row["pool"] and row["pool"] > 1 else ""
    return _joined(_("specimen taken"), row["number"], pool, unit(row["sampled_by"]))


def _result(row: Row, unit: Named, area: Named) -> str:
    ct = " ".join(
        f"{name} {row[column]:g}"
        for name, column in (("ORF1ab", "ct_orf1ab"), ("N", "ct_n"))
        if row[column] is not None
    )
    return _joined(
        f"{_word('test_result.assay', row['assay']) or _('test')}: {_word('test_result.result', row['result'])}",
        ct,
        unit(row["laboratory"]),
    )


def _observation(row: Row, unit: Named, area: Named) -> str:
    what = f"{_word('observation.observation', row['observation'])}: {_word('observation.stage', row['stage'])}"
    return _joined(what, unit(row["site"]), row["room"], _with(row))


def _health_check(row: Row, unit: Named, area: Named) -> str:
    temperature = f"{row['temperature']:.1f} ℃" if row["temperature"] is not None else ""
    return _joined(_("temperature %s") % temperature if temperature else _("health check"), row["symptoms"])


def _action(row: Row, unit: Named, area: Named) -> str:
    return _joined(_word("action.action", row["action"]), unit(row["unit"]), row["note"])


def _decision(row: Row, unit: Named, area: Named) -> str:
    signers = " + ".join(name for name in (row["doctor"], row["second_signer"]) if name)
    return _joined(_("decision: %s") % _word("decision.decision", row["decision"]), row["ground"], signers)


def _symptom(row: Row, unit: Named, area: Named) -> str:
    return _("symptom: %s") % row["symptom"]


def _sign_off(row: Row, unit: Named, area: Named) -> str:
    return _joined(_("zero report") if row["zero"] else _("reported"), row["day"].isoformat(), row["signed_by"])


def _assignment(row: Row, unit: Named, area: Named) -> str:
    return _joined(_("assigned to %s") % (unit(row["to_unit"]) or row["to_account"] or ""), row["note"])


def _waiver(row: Row, unit: Named, area: Named) -> str:
    return _joined(_("waived: %s") % _word("waiver.why", row["why"]), row["note"])


_TELLERS: dict[str, Callable[[Row, Named, Named], str]] = {
    "case": _case,
    "severity": _severity,
    "outcome": _outcome,
    "admission": _admission,
    "referral": _referral,
    "exposure": _exposure,
    "notice": _notice,
    "attempt": _attempt,
    "transfer": _transfer,
    "journey": _journey,
    "visit": _visit,
    "specimen": _specimen,
    "test_result": _result,
    "observation": _observation,
    "health_check": _health_check,
    "action": _action,
    "decision": _decision,
    "symptom": _symptom,
    "sign_off": _sign_off,
    "assignment": _assignment,
    "waiver": _waiver,
}


def _plainly(kind: str, row: Row, unit: Named, area: Named) -> str:
    """The name of the kind and what its columns say, sealed ones and references left out."""
    parts = []
    for column in vocabulary.kind(kind).columns:
        value = row.get(column.name)
        if value is None or column.type in (Type.SUBJECT, Type.SUBJECTS, Type.FACT):
            continue
        if column.type is Type.UNIT:
            value = unit(value)
        elif column.type is Type.AREA:
            value = area(value)
        elif column.type is Type.CHOICE:
            value = _word(f"{kind}.{column.name}", value)
        elif column.type is Type.BOOLEAN:
            value = _("yes") if value else _("no")
        elif column.type is Type.MOMENT:
            value = moment_words(value)
        parts.append(str(value))
    return f"{kind_name(kind)}: {_joined(*parts)}" if parts else kind_name(kind)


def colour_of(kind: str, row: Row) -> str:
    """The class that colours a result or a fever; empty for everything else."""
    if kind == "health_check":
        return "overdue" if fever(row["temperature"]) else ""
    return _TESTED.get(str(row.get("result")), "") if kind == "test_result" else ""
