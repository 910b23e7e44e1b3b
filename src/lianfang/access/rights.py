"""The table of rights: role × kind of fact or derived table × relation to its row × what may be done.

The table is read as a person reads it; `may` answers from it; `lianfang.access.rights_document` writes it into
docs/security.md, and a test keeps both and the vocabulary in step. Row-level security stands beneath it: whatever the
table says, the database shows nothing outside an account's area and its unit's duties.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from lianfang import vocabulary
from lianfang.access.roles import MACHINE, NAMES

Action = Literal["read", "record", "correct", "export"]
ACTIONS: tuple[Action, ...] = ("read", "record", "correct", "export")

# How an account stands to a row: its area is responsible for the person, has the person, treats the person; or its
# unit owes the person a duty. Rows about no person (a count, a shift) are `responsible` by the area that they tell of.
RELATIONS: tuple[str, ...] = ("responsible", "whereabouts", "treated", "assigned")

# Every kind of fact, every derived table and what the house keeps of itself, in groups that share their rights.
GROUPS: dict[str, tuple[str, ...]] = {
    "people": ("person", "household", "membership", "consent", "person_status"),
    "merging": ("merge",),
    "health": ("symptom", "vaccination", "contraindication"),
    # What is done because of a case (its network report, review, disinfection) is told by whoever may tell of the case.
    "cases": (
        "case",
        "card",
        "severity",
        "outcome",
        "action",
        "cut_link",
        "unanswered",
        "case_status",
        "group",
        "group_member",
        "case_proposal",
    ),
    "care": ("admission", "referral"),
    "decisions": ("decision",),
    "appeals": ("appeal",),
    # Given at a counter to whoever asks for their own page.
    "entry_codes": ("entry_code",),
    "exposures": ("exposure", "handling", "contact", "encounter", "unnamed_contact", "health_code"),
    "tracing": ("notice", "attempt"),
    "transfers": ("transfer",),
    "letters": ("letter", "letter_name", "letter_answer", "letter_reply", "letter_passing"),
    "journeys": ("journey",),
    "visits": ("visit",),
    "specimens": ("specimen",),
    "results": ("test_result",),
    "observation": ("observation", "health_check"),
    "duties": ("duty", "duty_cause", "open_tally", "owed_person"),
    "assignments": ("assignment",),
    "waivers": ("waiver",),
    "tasks": ("task", "evidence"),
    "acceptances": ("acceptance",),
    "meetings": ("meeting",),
    "inspections": ("inspection", "finding", "rectification"),
    "sign-offs": ("sign_off", "lowered_figure"),
    "figures": ("reported_count", "count", "duty_tally", "level", "level_figure"),
    "signals": ("signal", "signal_answer", "measurement"),
    "declarations": ("declaration",),
    "supplies": ("stock", "consignment"),
    "shifts": ("shift", "handover"),
    "responsibility": ("responsibility",),
    "plans": ("plan_proposal", "plan", "plan_version"),
    "plan_signatures": ("plan_signature",),
    "accounts": ("account", "api_token"),
    # A person's file opened outside one's area: who records it may open one, who reads it is told.
    "openings": ("opening",),
    "audit": ("audit",),
    # Other installations whose signed files are read here, by their keys; and the files, which name people.
    "nodes": ("node",),
    "node_files": ("node_file",),
}

# Computed from facts, or written by the house itself: no role records or corrects these, whatever its group may.
NEVER_BY_HAND = frozenset({table.name for table in vocabulary.derived_tables()} | {"audit", "lowered_figure"})

# Groups whose rows tell of no person: who reads only these gets no area in the database's session.
IMPERSONAL = frozenset(
    {
        "figures",
        "declarations",
        "plans",
        "plan_signatures",
        "accounts",
        "openings",
        "audit",
        "signals",
        "supplies",
        "nodes",
    }
)

_ALL = "responsible whereabouts treated assigned"
_OWN = "responsible"
_HERE = "responsible whereabouts"
_HELD = "whereabouts assigned"
_VISITED = "responsible whereabouts assigned"


@dataclass(frozen=True, slots=True)
class Right:
    """What a role may do with the kinds of some groups, for rows to which it stands in one of some relations."""

    groups: tuple[str, ...]
    relations: tuple[str, ...]
    actions: tuple[Action, ...]


def _right(actions: str, groups: str, relations: str = _ALL) -> Right:
    return Right(tuple(groups.split()), tuple(relations.split()), tuple(a for a in ACTIONS if a in actions.split()))


RIGHTS: dict[str, tuple[Right, ...]] = {
    "commander": (
        _right("read export", "people cases care exposures tracing transfers letters journeys"),
        _right("read export", "specimens results observation duties decisions appeals"),
        _right("read", "health merging visits"),
        _right("read record correct export", "assignments tasks acceptances inspections shifts supplies", _OWN),
        _right("read record correct export", "meetings responsibility", _OWN),
        _right("read record", "waivers transfers sign-offs declarations", _OWN),
        _right("read export", "figures sign-offs signals plans", _OWN),
        _right("read record export", "node_files", _OWN),
        _right("read", "openings", _OWN),
        _right("record", "plans", _OWN),
        _right("read record", "plan_signatures", _OWN),
    ),
    "fever_clinic": (
        _right("read record correct", "people health cases care specimens tracing transfers"),
        _right("read", "results exposures journeys observation decisions"),
        _right("record", "decisions exposures journeys observation"),
        _right("read", "duties figures plans"),
        _right("record", "openings", _OWN),
        _right("read record correct", "sign-offs shifts supplies tasks", _OWN),
        _right("read", "responsibility", _OWN),
    ),
    "cdc": (
        _right("read record correct export", "people merging health cases care decisions exposures tracing"),
        _right("read record correct export", "transfers letters journeys specimens observation"),
        _right("read export", "results duties appeals visits"),
        _right("record correct", "results visits appeals"),
        _right("record", "entry_codes"),
        _right("read record", "assignments waivers"),
        _right("read record correct export", "sign-offs figures signals tasks inspections shifts supplies", _OWN),
        _right("read", "declarations plans plan_signatures meetings responsibility", _OWN),
        _right("read record export", "node_files", _OWN),
        _right("record", "plans openings", _OWN),
    ),
    "laboratory": (
        _right("read record correct export", "specimens results"),
        _right("read record", "people"),
        _right("read", "duties plans"),
        _right("read record correct", "sign-offs shifts supplies tasks", _OWN),
        _right("read", "responsibility", _OWN),
    ),
    "checkpoint": (
        _right("read record correct export", "journeys", _HERE),
        _right("read record", "people observation tracing transfers specimens results"),
        _right("read", "duties plans declarations"),
        _right("read record correct", "sign-offs shifts tasks", _OWN),
        _right("read", "responsibility", _OWN),
    ),
    "isolation_site": (
        _right("read record correct export", "observation", _HELD),
        _right("read record", "people health transfers specimens tracing care", _HELD),
        _right("read", "cases exposures results duties", _HELD),
        _right("read", "plans responsibility", _OWN),
        _right("read record correct", "sign-offs shifts supplies tasks", _OWN),
    ),
    "grid_worker": (
        _right("read record", "people observation tracing journeys transfers specimens", _VISITED),
        _right("correct", "observation tracing journeys", _VISITED),
        _right("read", "exposures results duties", _VISITED),
        _right("read", "plans responsibility", _OWN),
        _right("read record", "tasks", _OWN),
    ),
    "town": (
        _right("read record correct export", "people journeys tracing observation", _HERE),
        _right("read record", "transfers exposures", _ALL),
        _right("record", "entry_codes", _HERE),
        _right("read export", "duties", _ALL),
        _right("read", "cases care results specimens letters"),
        _right("read record", "assignments waivers letters", _OWN),
        _right("read record correct", "sign-offs tasks inspections shifts supplies", _OWN),
        _right("read record correct export", "meetings responsibility", _OWN),
        _right("read export", "figures sign-offs", _OWN),
        _right("read", "declarations plans signals", _OWN),
    ),
    "prefecture": (
        _right("read", "people cases care exposures transfers journeys results specimens observation duties decisions"),
        _right("read record", "letters assignments waivers decisions"),
        _right("read record correct export", "sign-offs tasks acceptances inspections shifts supplies signals", _OWN),
        _right("read record correct export", "figures meetings responsibility", _OWN),
        _right("read record", "declarations plans plan_signatures", _OWN),
        _right("read record export", "node_files", _OWN),
        _right("read", "openings", _OWN),
    ),
    "province": (
        _right("read", "people cases care exposures transfers journeys results specimens observation duties decisions"),
        _right("read record", "letters decisions"),
        _right("read record correct export", "sign-offs tasks acceptances inspections shifts supplies signals", _OWN),
        _right("read record correct export", "figures meetings responsibility", _OWN),
        _right("read record", "declarations plans plan_signatures", _OWN),
        _right("read record export", "node_files", _OWN),
        _right("read", "openings", _OWN),
    ),
    "auditor": (_right("read export", "audit", _OWN), _right("read", "plans figures accounts openings nodes", _OWN)),
    "administrator": (_right("read record correct", "accounts nodes", _OWN), _right("read", "plans", _OWN)),
    "data_protection_officer": (
        _right("read export", "audit people", _ALL),
        _right("read record", "appeals", _ALL),
        _right("read", "visits plans figures accounts openings nodes", _OWN),
    ),
}


class Holder(Protocol):
    """Whoever has a role: an account."""

    role: str


def kinds() -> Iterator[str]:
    """Every kind of the table, in its order."""
    for group in GROUPS.values():
        yield from group


def group_of(kind: str) -> str:
    """The group of the table in which `kind` stands; raises KeyError for a kind that nobody placed."""
    for group, members in GROUPS.items():
        if kind in members:
            return group
    raise KeyError(f"no right mentions {kind!r}: place it in GROUPS of lianfang/access/rights.py")


def relations(role: str, action: Action, kind: str) -> frozenset[str]:
    """The relations by which `role` may do `action` with rows of `kind`; empty where it may not at all.

    Raises KeyError for an unknown kind or action, so that a misspelt name is never a quiet refusal or a quiet consent.
    """
    if action not in ACTIONS:
        raise KeyError(action)
    group = group_of(kind)
    if kind in NEVER_BY_HAND and action in ("record", "correct"):
        return frozenset()
    if role == MACHINE:
        return frozenset(RELATIONS)
    if role not in NAMES:
        return frozenset()
    return frozenset(
        relation
        for right in RIGHTS[role]
        if group in right.groups and action in right.actions
        for relation in right.relations
    )


def may(account: Holder, action: Action, kind: str, relation: str | None = None) -> bool:
    """Whether `account` may read, record, correct or export rows of `kind`, by any relation or by the one named."""
    allowed = relations(account.role, action, kind)
    return bool(allowed) if relation is None else relation in allowed


def exports(role: str) -> bool:
    """Whether `role` may take any kind of row out of the house."""
    return any("export" in right.actions for right in RIGHTS.get(role, ()))


def sees_figures(role: str) -> bool:
    """Whether `role` may read figures, which tell of no person."""
    return role == MACHINE or "responsible" in relations(role, "read", "count")


def sees_people(role: str) -> bool:
    """Whether `role` may read any row that tells of a person."""
    return role == MACHINE or any(
        "read" in right.actions and any(group not in IMPERSONAL for group in right.groups)
        for right in RIGHTS.get(role, ())
    )
