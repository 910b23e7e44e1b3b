"""Every address and who may open it: the table that the tests of this folder walk.

A new page is one line here: its name in the urlconf, how it is asked for, and the roles that may open it. The roles
are written out by hand and not computed from the table of rights, so that a change of either is seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

COMMANDER, CLINIC, CDC, LABORATORY = "commander", "fever_clinic", "cdc", "laboratory"
CHECKPOINT, SITE, GRID_WORKER, TOWN = "checkpoint", "isolation_site", "grid_worker", "town"
PREFECTURE, PROVINCE = "prefecture", "province"
AUDITOR, ADMINISTRATOR, PROTECTION = "auditor", "administrator", "data_protection_officer"

NOBODY: frozenset[str] = frozenset()
# Who works with people, and who stands above the counties.
DESKS = frozenset({COMMANDER, CLINIC, CDC, LABORATORY, CHECKPOINT, SITE, GRID_WORKER, TOWN, PREFECTURE, PROVINCE})
ABOVE = frozenset({PREFECTURE, PROVINCE})
EVERYBODY = DESKS | {AUDITOR, ADMINISTRATOR, PROTECTION}

# What a page is about, which decides what an account of another area is told: 404, or a page without our people.
ONE, MANY, NO_ONE = "one", "many", "no one"


@dataclass(frozen=True, slots=True)
class Page:
    """How an address is asked for. ``given`` makes its arguments from the story's subjects, ``asked`` its query."""

    roles: frozenset[str]
    about: str = MANY
    method: str = "get"
    given: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda story: {})
    asked: Callable[[dict[str, Any]], dict[str, Any]] = field(default=lambda story: {})


def _of(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda story: {name: story[name]}


PAGES: dict[str, Page] = {
    "home": Page(EVERYBODY, NO_ONE),
    "nothing": Page(EVERYBODY, NO_ONE),
    # Only a demonstration has a clock to step; the tests run without one.
    "step_clock": Page(NOBODY, NO_ONE, "post"),
    # The clinic may read figures, cases and sign-offs, and so opens the command's page of its own county.
    "commander:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE),
    "commander:rows": Page(
        frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE,
        asked=lambda story: {"figure": "new_confirmed", "day": "2021-01-08", "disease": "covid19"},
    ),
    "commander:report": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE),
    "cdc:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    "cdc:cases": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    "cdc:assign_cases": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, method="post"),
    "cdc:contacts": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE, GRID_WORKER}) | ABOVE),
    "cdc:act_on_contacts": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE, GRID_WORKER}) | ABOVE, method="post"),
    "areas:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE),
    "areas:sign_offs": Page(DESKS - {GRID_WORKER}),
    "areas:sign": Page(DESKS - {GRID_WORKER}, method="post"),
    "dossier:person": Page(DESKS | {PROTECTION}, ONE, given=_of("person")),
    "dossier:sealed": Page(
        DESKS | {PROTECTION}, ONE, given=lambda story: {"person": story["person"], "kind": "telephone"}
    ),
    "dossier:case": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, ONE, given=_of("case")),
    "dossier:reclassify": Page(frozenset({CDC, CLINIC}), ONE, "post", given=_of("case")),
    "dossier:place": Page(DESKS, ONE, given=lambda story: {"code": story["unit"]}),
    "dossier:duty": Page(DESKS, ONE, asked=lambda story: {"key": story["duty"]}),
    "duties:list": Page(DESKS),
    "duties:act": Page(DESKS, method="post"),
    "tasks:list": Page(DESKS),
    "tasks:give": Page(DESKS, method="post"),
    "tasks:task": Page(DESKS, ONE, given=_of("task")),
    "tasks:apply": Page(DESKS, ONE, "post", given=_of("task")),
    "tasks:answer": Page(frozenset({COMMANDER}) | ABOVE, ONE, "post", given=_of("task")),
    # Every desk may record something that stands in files; which kinds is asked of the table of rights.
    "loading:today": Page(DESKS, NO_ONE),
    # A file is its account's alone: what nobody sent is not there for anybody.
    "loading:file": Page(NOBODY, NO_ONE, given=lambda story: {"token": "x" * 32}),
    "loading:record": Page(NOBODY, NO_ONE, "post", given=lambda story: {"token": "x" * 32}),
    "merging:today": Page(frozenset({CDC, COMMANDER})),
    "merging:decide": Page(frozenset({CDC}), method="post"),
    "merging:undo": Page(frozenset({CDC}), method="post"),
    "plans:list": Page(EVERYBODY, NO_ONE),
    "plans:plan": Page(EVERYBODY, NO_ONE, given=lambda story: {"plan": story["plan"]}),
}

# The lists of the API, by name: /api/v1/<name>. Elsewhere than on the pages, a role without the right is told 403.
LISTS: dict[str, frozenset[str]] = {
    "duties": DESKS,
    "cases": frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE,
    "contacts": frozenset({COMMANDER, CDC, CLINIC, SITE, GRID_WORKER, TOWN}) | ABOVE,
    "people": DESKS | {PROTECTION},
}
# Asked for in tests of their own, each with a token.
API = frozenset({"api-v1:layouts", "api-v1:record", "api-v1:facts_known", "api-v1:listed"})
# Open without sign-in: they tell of no person and of no account.
OPEN = frozenset({"healthz", "set_language", "javascript-catalog", "account_login", "account_logout"})
# What allauth brings for one's own account (password, second factor), and the API's own description.
OF_LIBRARIES = (
    "account_", "mfa_", "api-v1:openapi-json", "api-v1:openapi-view", "api-v1:api-root",
)  # fmt: skip
