"""Rules as Ibis tables: causes, episodes, who owes, what meets. Nothing is executed here.

What a rule says in expressions is a table of its own (`causes`, `met`); what it says in words and figures is data
(`terms.py`), so that one expression makes the duties of all rules. `oracle/obligations.py` says the same in loops.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import ibis
from ibis.expr import types as ir

from lianfang.derive.compile import Answers, Cell, areas, bare, moment, names, table, units
from lianfang.derive.occurrences import occurrences
from lianfang.derive.relations import ancestors, members
from lianfang.derive.said import always_lasts
from lianfang.derive.terms import ABOUT, SELF, names_owner, of_units, table_of
from lianfang.plan import words
from lianfang.plan.model import Formula, Plan, Rule

FOREVER = datetime(9999, 1, 1)  # noqa: DTZ001 — local wall clock, as everywhere here
THREE = ("responsible", "whereabouts", "treated")


@ibis.udf.scalar.builtin(name="md5")
def md5(text: str) -> str:
    """The engine's own MD5, in hexadecimal."""
    raise NotImplementedError


@ibis.udf.scalar.builtin(name="concat")
def joined(plan_and_rule: str, subject: str, bar: str, original: str, occurrence: str) -> str:
    """Texts that are all known, as one."""
    raise NotImplementedError


def causes(rule: Rule, among: str | None = None) -> ir.Table:
    """A row for each fact that obliges: from when, until when, why, and whom it is about.

    Only `among` those of this table, where it is named, which holds some facts of the kind.
    """
    owes = rule.owes
    used = {"id", "original", "occurred_from", "subject"}
    used |= {"outbreak", "area", "declared", "person", rule.subject} & words.columns(rule.kind).keys()
    used |= {name for formula in rule.formulas for name in names(formula.expression)}
    answers = Answers(table(rule.kind, used | ({"definition"} if rule.group else set()), among))
    if rule.group is not None:
        answers.rows = answers.rows.filter(answers.rows["definition"] == rule.group.id)
    if rule.when is not None:
        condition = answers.ask(rule.when.expression, bare)
        answers.rows = answers.rows.filter(condition)

    def told(formula: Formula | None, type_: str) -> Any:
        if formula is None:
            return ibis.null(type_)
        found = answers.ask(formula.expression, bare)
        return moment(found) if type_ == "timestamp" else found

    named = told(owes.by.named, "string")
    answers.rows = answers.rows.mutate(_named=named)
    opened = told(owes.opens, "timestamp") if owes.opens else answers.rows["occurred_from"]
    answers.rows = answers.rows.mutate(opened=opened)
    answers.rows = answers.rows.filter(answers.rows["opened"].notnull())
    ends = told(owes.ends, "timestamp")
    answers.rows = answers.rows.mutate(ends=ends)
    if not always_lasts(owes):
        lasts = answers.rows["ends"].isnull() | (answers.rows["ends"] > answers.rows["opened"])
        answers.rows = answers.rows.filter(lasts)
    if owes.within is not None:
        due = answers.rows["opened"] + ibis.interval(seconds=round(owes.within.total_seconds()))
    else:
        due = told(owes.due, "timestamp")
    answers.rows = answers.rows.mutate(_due=due)
    anchor = told(owes.schedule.anchor, "timestamp") if owes.schedule.anchor else answers.rows["opened"]
    rows = answers.rows.mutate(_anchor=anchor)
    chosen = {
        "rule": ibis.literal(rule.id), "kind": ibis.literal(rule.kind), "fact": rows["id"],
        "original": rows["original"],
        "opened": rows["opened"], "ends": rows["ends"], "due": rows["_due"],
        "anchor": rows["_anchor"], "named": rows["_named"], "outbreak": _or_null(rows, "outbreak"),
        "area": _or_null(rows, "area"),
    }  # fmt: skip
    return _about(rule, rows, chosen)


def _or_null(rows: ir.Table, name: str) -> Any:
    return rows[name] if name in rows.columns else ibis.null("string")


def _about(rule: Rule, rows: ir.Table, chosen: dict[str, Any]) -> ir.Table:
    """The causes with whom they are about: one subject, or each unit of the kinds named where the fact speaks of."""
    nothing = dict.fromkeys(ABOUT, ibis.null("string"))
    if rule.owes.schedule.how == "daily":
        spoken = ibis.coalesce(_or_null(rows, "declared"), _or_null(rows, "area"))
        rows = rows.select(**chosen, _spoken=spoken)
        inside, every = ancestors().select(_inside="path", _outer="above"), units()
        signing = every.filter(every["kind"].isin(rule.owes.schedule.units) & every["path"].notnull())
        signing = signing.select(_unit="code", _unit_path="path", _unit_subject="subject")
        joined = rows.join(inside, rows["_spoken"] == inside["_outer"])
        joined = joined.join(signing, joined["_inside"] == signing["_unit_path"])
        told = {"subject_kind": ibis.literal("unit"), "subject": joined["_unit_subject"], "unit": joined["_unit"]}
        kept = {name: joined[name] for name in chosen} | {"named": joined["_unit"]}
        return _each_once(rule, joined.select(**kept, **{**nothing, **told}))
    column = "subject" if rule.subject in ("subject", "specimen") else rule.subject
    about = {"_about": rows[column], "_person": _or_null(rows, "person")}
    rows = rows.select(**chosen, **about)
    rows = rows.filter(rows["_about"].notnull())
    kind = {"county": "area"}.get(rule.subject, rule.subject)
    subject = rows["_about"]
    if rule.subject in ("unit", "county"):
        every = (units() if kind == "unit" else areas()).select(_code="code", _subject="subject")
        rows = rows.join(every, rows["_about"] == every["_code"])
        subject = rows["_subject"]
    told = {"subject_kind": ibis.literal(kind), "subject": subject}
    if rule.subject in ("person", "case", "unit", "county", "group"):
        told[rule.subject] = rows["_about"]
    if rule.subject == "case":
        told["person"] = rows["_person"]
    return _each_once(rule, rows.select(**{name: rows[name] for name in chosen}, **{**nothing, **told}))


def _each_once(rule: Rule, causes: ir.Table) -> ir.Table:
    """The causes where a fact about several persons obliges a unit once: as soon and as long as any of them does."""
    if rule.kind not in words.OF_SEVERAL or rule.subject == "person":
        return causes
    soonest = {name: causes[name].min() for name in ("opened", "due", "anchor", "named")}
    ends = lasting_until(causes).max()
    alike = [name for name in causes.columns if name not in (*soonest, "ends")]
    once = causes.group_by(alike).aggregate(**soonest, _until=ends)
    forever = ibis.literal(FOREVER, "timestamp")
    return once.mutate(ends=once["_until"].nullif(forever)).select(causes.columns)


def episodes(found: ir.Table, by: tuple[str, ...] = ("rule", "subject"), name: str = "original") -> ir.Table:
    """The causes with the number of their episode: causes of one rule and subject whose windows overlap are one.

    Of one moment, that is first whose `name` is. Causes of one rule alone are told apart `by` their subject.
    """
    numbered = begun(found, by, name)
    order = [numbered["opened"], numbered[name]]
    begins = numbered["_begins"].cast("int64")
    return numbered.mutate(_episode=begins.sum().over(group_by=by, order_by=order, rows=(None, 0)))


def begun(found: ir.Table, by: tuple[str, ...], name: str) -> ir.Table:
    """The causes, and whether one is the first of its episode: `_begins`."""
    order = [found["opened"], found[name]]
    before = lasting_until(found).max().over(group_by=by, order_by=order, rows=(None, -1))
    return found.mutate(_begins=before.isnull() | (found["opened"] >= before))


def lasting_until(found: ir.Table) -> Any:
    """Until when a cause lasts; one without an end lasts for ever."""
    return ibis.coalesce(found["ends"], ibis.literal(FOREVER, "timestamp"))


def owed_once(found: ir.Table, by: tuple[str, ...] = ("rule", "subject")) -> ir.Table:
    """An episode a row: from the first to the last of its causes, named by the first."""
    first = found.filter(found["_begins"]).drop("_begins")
    # Most episodes have one cause: what the others add is worked out of them alone.
    others = found.filter(~found["_begins"])
    of = {f"_of_{name}": name for name in by} | {"_number": "_episode"}
    added = others.group_by(**of).aggregate(
        _ends=others["ends"].max(),
        _endless=others["ends"].isnull().cast("int64").max(),
        _due=others["due"].min(),
        _anchor=others["anchor"].min(),
    )
    both = first.left_join(added, [(name, told) for told, name in of.items()])
    endless = both["ends"].isnull() | (both["_endless"] == 1)
    return both.mutate(
        ends=ibis.cases((endless, ibis.null("timestamp")), else_=ibis.greatest(both["ends"], both["_ends"])),
        due=ibis.least(both["due"], both["_due"]),
        anchor=ibis.least(both["anchor"], both["_anchor"]),
    ).drop(*of, "_ends", "_endless", "_due", "_anchor")


def placed(owed: ir.Table, of: Rule | None = None) -> ir.Table:
    """The three areas of whom a duty is about, and the path on the way up from which somebody owes it: `_from`.

    Of one rule alone only that is looked up of which its duties can be.
    """
    subject = of.subject if of is not None else None
    person, case = subject in (None, "person", "case"), subject in (None, "case")
    place = subject is None or subject in ("unit", "county", "group") or of_units(of)
    rows = owed

    def own(name: str) -> Any:
        """Whom a duty is about; of one rule the column in which its subject stands already."""
        return rows["subject" if name == subject and name in SELF else name]

    if person:
        people = ibis.table(dict.fromkeys(("person", *THREE), "string"), name="person_status")
        people = people.select(_person="person", **{f"_p_{name}": name for name in THREE})
        rows = rows.left_join(people, own("person") == people["_person"])
    if case:
        cases = ibis.table(dict.fromkeys(("case", *THREE), "string"), name="case_status")
        cases = cases.select(_case="case", **{f"_k_{name}": name for name in THREE})
        rows = rows.left_join(cases, own("case") == cases["_case"])
    if place:
        own_unit = units().select(_unit_code="code", _unit_path="path")
        rows = rows.left_join(own_unit, rows["unit"] == own_unit["_unit_code"])
        own_area = areas().select(_county_code="code", _county_path="path")
        rows = rows.left_join(own_area, rows["county"] == own_area["_county_code"])
        of_group = ibis.table({"group": "string", "responsible": "string"}, name="group")
        of_group = of_group.select(_group="group", _group_path="responsible")
        rows = rows.left_join(of_group, own("group") == of_group["_group"])
    recorded = areas().select(_area_code="code", _recorded="path")
    rows = rows.left_join(recorded, rows["area"] == recorded["_area_code"])
    nowhere = ibis.null("string")
    three: dict[str, Any] = {name: rows[f"_p_{name}"] if person else nowhere for name in THREE}
    if case:
        known = rows["_case"].notnull()
        three = {name: ibis.cases((known, rows[f"_k_{name}"]), else_=held) for name, held in three.items()}
    responsible = ibis.coalesce(three["responsible"], rows["_recorded"])
    told = {
        "responsible": responsible, "whereabouts": ibis.coalesce(three["whereabouts"], responsible),
        "treated": three["treated"],
    }  # fmt: skip
    if place:
        is_place = rows["unit"].notnull() | rows["county"].notnull() | own("group").notnull()
        where = ibis.coalesce(rows["_group_path"], rows["_unit_path"], rows["_county_path"])
        told = {
            name: ibis.cases((is_place, nowhere if name == "treated" else where), else_=held)
            for name, held in told.items()
        }
    rows = rows.mutate(**told)
    asked_of = {"recorded": rows["_recorded"], "whereabouts": rows["whereabouts"], "treated": rows["treated"]}
    if of is None:
        branches = [(rows["wants"] == name, held) for name, held in asked_of.items()]
        asked = ibis.cases(*branches, else_=rows["responsible"])
    else:
        asked = asked_of.get(of.owes.by.area, rows["responsible"])
    kept = [name for name in (*owed.columns, *THREE) if name not in ("area", "wants")]
    return rows.select(*kept, _from=ibis.coalesce(asked, rows["responsible"]))


def owned(rows: ir.Table, of: Rule | None = None) -> ir.Table:
    """Who owes: the unit that the fact names, else the nearest of a kind on the way up, the kinds in their order."""
    every, whole = units(), rows
    if names_owner(of):
        own = every.select(_n_code="code", _n_kind="kind", _n_path="path")
        whole = rows.left_join(own, rows["named"] == own["_n_code"])
    owners = table_of("owners").rename(_rule="rule", _kind="kind")
    if of is not None:
        owners = owners.filter(owners["_rule"] == of.id)
    fitting = every.filter(every["path"].notnull())
    fitting = fitting.join(owners, fitting["kind"] == owners["_kind"])
    fitting = fitting.filter(fitting["level"].isnull() | (fitting["level"] == fitting["area_level"]))
    fitting = fitting.select("_rule", "rank", _u_path="path", _u_kind="kind", _u_code="code")
    up = ancestors().select(_up="path", _above="above_path")
    above = up.join(fitting, up["_above"] == fitting["_u_path"])
    order = [above["rank"], ibis.desc(above["_u_path"].length()), above["_u_code"]]
    above = above.mutate(_number=ibis.row_number().over(group_by=["_rule", "_up"], order_by=order))
    nearest = above.filter(above["_number"] == 0).select("_rule", "_up", "_u_code", "_u_kind", "_u_path")
    # Of one rule alone all owners are its own.
    same = [whole["_from"] == nearest["_up"], *([] if of is not None else [whole["rule"] == nearest["_rule"]])]
    whole = whole.left_join(nearest, same)
    found = whole["_u_code"].notnull()
    kept = [name for name in rows.columns if name not in ("named", "_from", "first_kind")]
    owed_by, kinds, areas_ = whole["_u_code"], [(found, whole["_u_kind"])], [(found, whole["_u_path"])]
    if names_owner(of):
        named = whole["_n_code"].notnull()
        owed_by = ibis.coalesce(whole["_n_code"], owed_by)
        kinds, areas_ = [(named, whole["_n_kind"]), *kinds], [(named, whole["_n_path"]), *areas_]
    return whole.select(
        *kept,
        owed_by=owed_by,
        owed_kind=ibis.cases(*kinds, else_=whole["first_kind"] if of is None else _first_kind(of)),
        area=ibis.cases(*areas_, else_=whole["_from"]),
    )


def _first_kind(rule: Rule) -> Any:
    return ibis.literal(rule.owes.by.kinds[0] if rule.owes.by.kinds else None, "string")


def owed_whole(found: ir.Table) -> ir.Table:
    """The episodes of all rules, each with who owes it and where."""
    return owned(placed(owed_once(found).join(table_of("rules"), "rule")))


def owed_each_time(whole: ir.Table) -> ir.Table:
    """Each time that an episode is owed, under the duty's key."""
    rows = occurrences(whole)
    text: Any = rows["plan"] + "|" + rows["rule"] + "|" + rows["subject"] + "|" + rows["original"] + "|"
    return rows.mutate(key=md5(text + rows["occurrence"].cast("string"))).drop("fact", "original", "kind")


def owed_by(rule: Rule, plan: Plan, episodes: ir.Table, placing: bool = True) -> ir.Table:
    """The same of one rule alone: what it says stands as constants, and the engine leaves out what is not asked.

    `episodes` has of the causes' columns those in which this rule says something. Without `placing` nothing is said of
    where a duty is owed and by whom, and nothing is looked up for it.
    """
    said = {"rule": rule.id, "plan": plan.id, "disease": plan.disease}
    unsaid = [name for name in ("named", "outbreak", "area", *ABOUT) if name not in episodes.columns]
    rows = episodes.mutate(
        **{name: ibis.literal(told, "string") for name, told in said.items()},
        **dict.fromkeys(unsaid, ibis.null("string")),
    )
    rows = occurrences(owned(placed(rows, rule), rule) if placing else rows, rule.owes.schedule.how)
    once = rule.owes.schedule.how == "once"
    number: Any = ibis.literal("|1") if once else "|" + rows["occurrence"].cast("string")
    # Joined at once and not piece by piece, which costs as much as the digest.
    original = rows["original" if "original" in episodes.columns else "fact"]
    return rows.mutate(key=md5(joined(f"{plan.id}|{rule.id}|", rows["subject"], "|", original, number)))


def met(rule: Rule, owed: ir.Table) -> ir.Table | None:
    """The first fact that meets each duty of a rule: `key, met, met_kind, met_by`; None where nothing meets it."""
    found = []
    columns = ("key", "opened", "due", "ends", "anchor", "day", "unit", "person", "case", "county", "group", "subject")
    own = owed.filter(owed["rule"] == rule.id).select(*columns)
    for meeting in rule.owes.met_by:
        since = moment(_edge(meeting.since, own)) if meeting.since else own["opened"]
        until = moment(_edge(meeting.until, own)) if meeting.until else own["ends"]
        windows = own.mutate(_since=since, _until=until)
        where = meeting.where.expression if meeting.where else None
        by_members = meeting.same == "group" and meeting.kind not in words.PLACED
        tie = meeting.same if not by_members else "case" if words.by_case(meeting.kind) else "person"
        facts = table(meeting.kind, {"id", tie, meeting.moment, *names(where)}).drop("_row")
        facts = facts.rename({f"_c_{name}": name for name in facts.columns})
        if by_members:
            inside = members().select(_in="group", _member=tie).distinct()
            windows = windows.join(inside, windows["group"] == inside["_in"])
            rows = windows.join(facts, windows["_member"] == facts[f"_c_{tie}"])
        else:
            rows = windows.join(facts, windows[tie] == facts[f"_c_{tie}"])
        rows = rows.mutate(_when=moment(rows[f"_c_{meeting.moment}"]))
        rows = rows.filter(
            (rows["_when"] >= rows["_since"]) & (rows["_until"].isnull() | (rows["_when"] < rows["_until"]))
        )
        if meeting.where is not None:
            answers = Answers(rows)
            condition = answers.ask(meeting.where.expression, _beside)
            rows = answers.rows.filter(condition)
        found.append(rows.select("key", met="_when", met_kind=ibis.literal(meeting.kind), met_by="_c_id"))
    if not found:
        return None
    every = ibis.union(*found) if len(found) > 1 else found[0]
    number = ibis.row_number().over(group_by="key", order_by=[every["met"], every["met_kind"], every["met_by"]])
    every = every.mutate(_number=number)
    return every.filter(every["_number"] == 0).drop("_number")


def _edge(formula: Formula, owed: ir.Table) -> Any:
    return Answers(owed).ask(formula.expression, bare)


def _beside(joined: ir.Table) -> Cell:
    """Names of the meeting fact bare, of the duty behind `this.`."""
    return lambda name, of: joined[name] if of == "this" else joined[f"_c_{name}"]
