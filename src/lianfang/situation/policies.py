"""Who sees which row of the situation and, through it, of the ledger: the SQL for the first migration.

A duty carries the right to see what it needs: the person it is about is seen by the unit that owes it and by the area
in which that unit acts.
"""

from collections.abc import Iterable

from lianfang import vocabulary
from lianfang.access.row_level_security import IS_MACHINE, opened, owed, policies, seen, seen_by, within
from lianfang.vocabulary import Kind

# Kinds of fact whose tables a later migration made.
CAME_LATER = frozenset(
    {
        "card", "meeting", "handover", "responsibility", "signal_answer", "letter_name", "letter_reply",
        "letter_passing", "plan_proposal", "plan_signature", "unanswered", "cut_link", "consent", "handling",
    }
)  # fmt: skip

THREE_AREAS = ("responsible", "whereabouts", "treated")


def situation_policies() -> list[str]:
    """Statements for the derived tables: seen in any of the three areas, or by whoever owes; written by the machine."""
    duties = policies("situation_duty", paths=(*THREE_AREAS, "area"), unit="owed_by", written_by="machine")
    # A cause tells no more than identifiers; its duty's policy decides who sees it.
    causes = policies(
        "situation_dutycause", paths=(), extra=_seen_duty("situation_dutycause.duty"), written_by="machine"
    )
    owed_person = owed("person", "situation_duty", "person", "owed_by")
    people = policies("situation_personstatus", paths=THREE_AREAS, extra=owed_person, written_by="machine")
    cases = policies("situation_casestatus", paths=THREE_AREAS, extra=owed_person, written_by="machine")
    contacts = policies("situation_contact", paths=THREE_AREAS, extra=owed_person, written_by="machine")
    counts = policies("situation_count", paths=("path",), written_by="machine")
    return [*duties, *causes, *people, *cases, *contacts, *counts]


def tally_policies() -> list[str]:
    """Statements for the duties of a day counted, by a migration of their own: seen where the duties are."""
    return policies("situation_dutytally", paths=("responsible", "area"), written_by="machine")


def kept_policies() -> list[str]:
    """Statements for what else the database counts of the duties, and by which whom a unit owes is seen through it.

    Open duties are counted where the duties are seen. Each unit sees whom it owes: the tables of people no longer ask
    the duties, of which there are many for each of these people.
    """
    open_ = policies("situation_opentally", paths=(*THREE_AREAS, "area"), unit="owed_by", written_by="machine")
    # The machine counts what stands there already.
    owing = policies("situation_owedperson", paths=(), unit="owed_by", extra=IS_MACHINE, written_by="machine")
    owed_person = owed("person", "situation_owedperson", "person", "owed_by")
    tables = ("personstatus", "casestatus", "contact", "healthcode")
    people = [seen_by(f"situation_{table}", paths=THREE_AREAS, extra=owed_person) for table in tables]
    return [*open_, *owing, *people]


def group_policies() -> list[str]:
    """Statements for groups: seen in their area and by their unit; of their members by whoever sees the case."""
    groups = policies("situation_group", paths=("responsible",), unit="unit", written_by="machine")
    members = policies(
        "situation_groupmember", paths=(), written_by="machine",
        extra=seen("situation_casestatus seen", 'seen."case" = situation_groupmember."case"'),
    )  # fmt: skip
    return [*groups, *members]


def level_policies() -> list[str]:
    """Statements for the levels of areas, by a migration of their own: seen like counts, also by who sees no person."""
    statements = []
    for table in ("situation_level", "situation_levelfigure"):
        statements += policies(table, paths=("path",), written_by="machine")
        condition = within("path", "app.figures")
        statements.append(f"CREATE POLICY {table}_figures ON {table} FOR SELECT USING {condition}")
    return statements


def code_policies() -> list[str]:
    """Statements for the health codes, by a migration of their own: seen by whoever sees the person."""
    owed_person = owed("person", "situation_duty", "person", "owed_by")
    return policies("situation_healthcode", paths=THREE_AREAS, extra=owed_person, written_by="machine")


def proposal_policies() -> list[str]:
    """Statements for the proposed classifications, by a migration of their own: seen by whoever sees the case."""
    case = seen("situation_casestatus seen", 'seen."case" = situation_caseproposal."case"')
    return policies("situation_caseproposal", paths=(), extra=f"{IS_MACHINE} OR {case}", written_by="machine")


def ledger_policies(kinds: Iterable[Kind] | None = None) -> list[str]:
    """Statements by which the facts about a person are seen by all who see that person's status.

    Without ``kinds`` those of the first migration: each kind that came later has a migration of its own.
    """
    statements = []
    for kind in kinds if kinds is not None else (kind for kind in vocabulary.kinds() if kind.name not in CAME_LATER):
        table = "facts_" + kind.name.replace("_", "")
        if any(column.name == "person" for column in kind.columns):
            condition = seen("situation_personstatus seen", f"seen.person = {table}.person")
        elif any(column.name == "persons" for column in kind.columns):
            condition = seen("situation_personstatus seen", f"seen.person = ANY ({table}.persons)")
        elif kind.subject == "specimen":
            condition = seen("facts_specimen seen", f"seen.subject = {table}.subject")
        elif kind.name in ("declaration", "reported_count"):
            # What was announced to everybody is seen by everybody who signed in.
            condition = "nullif(current_setting('app.area', true), '') IS NOT NULL"
        elif kind.subject == "duty":
            condition = _seen_duty(f"{table}.duty")
        elif kind.name == "task":
            # Whoever owes a task sees it, wherever it was given.
            condition = _owned_here(f"{table}.owner")
        elif kind.subject == "task":
            condition = seen("facts_task seen", f"seen.subject = {table}.subject")
        elif any(column.name == "unit" for column in kind.columns):
            condition = seen("places_unit unit", f"unit.code = {table}.unit AND {within('unit.path')}")
        else:
            continue
        statements.append(f"CREATE POLICY {table}_of_seen ON {table} FOR SELECT USING ({condition})")
    return statements


def letter_policies() -> list[str]:
    """Statements by which whoever sees a duty about a name in a letter sees that name, its answer and its letter.

    So a town to which a name was given sees that name and no other of the letter.
    """
    name = "facts_lettername"
    conditions = {
        name: seen("situation_duty seen", f"seen.subject = {name}.subject"),
        "facts_letter": seen(f"{name} seen", "seen.letter = facts_letter.subject"),
        "facts_letteranswer": seen(f"{name} seen", "seen.subject = facts_letteranswer.subject"),
        "facts_letterpassing": seen(f"{name} seen", "seen.subject = facts_letterpassing.subject"),
        "facts_letterreply": seen("facts_letter seen", "seen.subject = facts_letterreply.subject"),
    }
    return [f"CREATE POLICY {table}_of_duty ON {table} FOR SELECT USING ({each})" for table, each in conditions.items()]


def plan_policies() -> list[str]:
    """Statements for the versions of plans, by a migration of their own: whoever signed in reads what obliges them."""
    return policies("situation_planversion", paths=(), extra="true", written_by="machine")


def encounter_policies() -> list[str]:
    """Statements for the encounters: who sees a contact sees what it rests on."""
    same = 'seen.person = situation_encounter.person AND seen."case" = situation_encounter."case"'
    condition = seen("situation_contact seen", same)
    # The machine writes them before the contacts that follow from them.
    extra = f"{IS_MACHINE} OR {condition}"
    return policies("situation_encounter", paths=(), extra=extra, written_by="machine")


def unnamed_policies() -> list[str]:
    """Statements for contacts whom nobody can name: seen by whoever sees the case."""
    table = "situation_unnamedcontact"
    condition = seen("situation_casestatus seen", f'seen."case" = {table}."case"')
    return policies(table, paths=(), extra=f"{IS_MACHINE} OR {condition}", written_by="machine")


def _seen_duty(column: str) -> str:
    return seen("situation_duty seen", f"seen.key = {column}")


def _owned_here(column: str) -> str:
    mine = "unit.code = nullif(current_setting('app.unit', true), '')"
    here = f"unit.code = {column} AND ({within('unit.path')} OR {mine})"
    return seen("places_unit unit", here)


def opened_policies() -> list[str]:
    """Statements by which a person's rows are seen by whoever opened that file in an emergency, until it closes."""
    tables = ("personstatus", "casestatus", "contact", "duty", "healthcode")
    return [
        f"CREATE POLICY situation_{table}_opened ON situation_{table} FOR SELECT USING ({opened('person')})"
        for table in tables
    ]
