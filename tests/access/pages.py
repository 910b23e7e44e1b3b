"""Every address and who may open it: the table that the tests of this folder walk.

A new page is one line here: its name in the urlconf, how it is asked for, and the roles that may open it. The roles
are written out by hand and not computed from the table of rights, so that a change of either is seen.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import cast

COMMANDER, CLINIC, CDC, LABORATORY = "commander", "fever_clinic", "cdc", "laboratory"
CHECKPOINT, SITE, GRID_WORKER, TOWN = "checkpoint", "isolation_site", "grid_worker", "town"
PREFECTURE, PROVINCE = "prefecture", "province"
AUDITOR, ADMINISTRATOR, PROTECTION = "auditor", "administrator", "data_protection_officer"

NOBODY: frozenset[str] = frozenset()
# Who works with people, and who stands above the counties.
DESKS = frozenset({COMMANDER, CLINIC, CDC, LABORATORY, CHECKPOINT, SITE, GRID_WORKER, TOWN, PREFECTURE, PROVINCE})
ABOVE = frozenset({PREFECTURE, PROVINCE})
EVERYBODY = DESKS | {AUDITOR, ADMINISTRATOR, PROTECTION}

AT_DOORS = frozenset({GRID_WORKER, CDC, TOWN, CHECKPOINT})

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
    "cards:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    "cards:card": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, ONE, given=_of("case")),
    # The form is filled in by whoever records journeys and exposures beside the case.
    "investigation:form": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE, ONE, given=_of("case")),
    "investigation:fill": Page(frozenset({CDC, CLINIC}), ONE, "post", given=_of("case")),
    "investigation:paper": Page(
        frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE,
        ONE,
        "post",
        given=_of("case"),
        asked=lambda story: {"form": "docx"},
    ),
    "paper:counted": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE, NO_ONE),
    "appeals:today": Page(frozenset({COMMANDER, CDC, PROTECTION})),
    # Nobody appeals in this story; the tests of the citizen's page answer one.
    "appeals:appeal": Page(NOBODY, NO_ONE, given=lambda story: {"appeal": story["person"]}),
    "appeals:counter": Page(frozenset({CDC, TOWN}), ONE, given=_of("person")),
    # Nobody in this story is a child; the tests of the citizen's page ask a guardian.
    "appeals:consent": Page(NOBODY, NO_ONE, given=_of("person")),
    "decisions:today": Page(frozenset({COMMANDER, CDC, CLINIC}) | ABOVE),
    "decisions:write": Page(frozenset({CDC, CLINIC}), method="post"),
    "decisions:lift": Page(frozenset({CDC, CLINIC}), method="post"),
    "letters:today": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "letters:read": Page(frozenset({CDC, TOWN}) | ABOVE),
    "letters:write": Page(frozenset({CDC, TOWN}) | ABOVE, method="post"),
    # A letter is its county's: a town does not see what the county was asked.
    "letters:letter": Page(frozenset({COMMANDER, CDC}) | ABOVE, ONE, given=_of("letter")),
    "letters:about": Page(frozenset({COMMANDER, CDC}) | ABOVE, ONE, given=lambda story: {"subject": story["letter"]}),
    "letters:answer": Page(frozenset({CDC}) | ABOVE, ONE, "post", given=_of("letter")),
    "letters:reply": Page(frozenset({CDC}) | ABOVE, ONE, "post", given=_of("letter")),
    "letters:reply_file": Page(frozenset({CDC}) | ABOVE, ONE, "post", given=_of("letter")),
    "letters:paper": Page(
        frozenset({COMMANDER, CDC}) | ABOVE, ONE, given=lambda story: {"letter": story["letter"], "form": "docx"}
    ),
    "decisions:papers": Page(frozenset({COMMANDER, CDC, CLINIC}) | ABOVE, method="post"),
    "cdc:cases": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    "cdc:assign_cases": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, method="post"),
    "cdc:contacts": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE, GRID_WORKER}) | ABOVE),
    "cdc:act_on_contacts": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE, GRID_WORKER}) | ABOVE, method="post"),
    # The numbers of those to be called are opened there: for whoever records calls and reads contacts.
    "cdc:calls": Page(frozenset({CDC, TOWN, CLINIC, SITE, GRID_WORKER})),
    # What is between two hands concerns whoever reads transfers; whoever signs an end may answer and send.
    "transfers:today": Page(DESKS - {LABORATORY}),
    "transfers:act": Page(DESKS - {LABORATORY} - ABOVE, method="post"),
    "transfers:papers": Page(DESKS - {LABORATORY}, method="post"),
    "transfers:send": Page(DESKS - {LABORATORY} - ABOVE, method="post"),
    "dossier:movements": Page(frozenset({COMMANDER, CDC}), ONE, given=_of("case")),
    "chains:chains": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    # No case of this story infected another: the tests of the page rule links out.
    "chains:link": Page(NOBODY, NO_ONE, given=lambda story: {"infector": story["person"], "infected": story["case"]}),
    "goods:found": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, NO_ONE),
    # No batch of this story was sampled: the test of the page follows one.
    "goods:batch": Page(NOBODY, NO_ONE),
    "collected:today": Page(frozenset({COMMANDER, CDC}), NO_ONE),
    "dossier:encounters": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, ONE, given=_of("case")),
    "areas:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC}) | ABOVE),
    "areas:sign_offs": Page(DESKS - {GRID_WORKER}),
    "areas:sign": Page(DESKS - {GRID_WORKER}, method="post"),
    "levels:today": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE, NO_ONE),
    "levels:declare": Page(
        frozenset({COMMANDER}) | ABOVE, ONE, given=lambda story: {"scale": "place_risk", "area": cast.TOWN}
    ),
    "auditing:today": Page(frozenset({AUDITOR, PROTECTION}), NO_ONE),
    "auditing:lines": Page(frozenset({AUDITOR, PROTECTION}), NO_ONE),
    "auditing:anchor": Page(frozenset({AUDITOR, PROTECTION}), NO_ONE),
    # The auditor and the protector of data see who has an account, and change none.
    "administration:today": Page(frozenset({ADMINISTRATOR, AUDITOR, PROTECTION}), NO_ONE),
    "administration:give": Page(frozenset({ADMINISTRATOR}), NO_ONE, "post"),
    "administration:account": Page(frozenset({ADMINISTRATOR, AUDITOR, PROTECTION}), ONE, given=_of("account")),
    "administration:act": Page(frozenset({ADMINISTRATOR}), ONE, "post", given=_of("account")),
    "own_sessions": Page(EVERYBODY, NO_ONE),
    # The installation has no name in this story: files and papers of it are tested with the desk.
    "nodes:files": Page(frozenset({COMMANDER, CDC}) | ABOVE, NO_ONE),
    "nodes:taken": Page(NOBODY, NO_ONE, given=lambda story: {"file": 1}),
    "nodes:handed": Page(NOBODY, NO_ONE, "post", given=lambda story: {"file": 1}),
    "nodes:looked": Page(NOBODY, NO_ONE, given=lambda story: {"token": "0" * 32}),
    "nodes:keys": Page(frozenset({ADMINISTRATOR, AUDITOR, PROTECTION}), NO_ONE),
    "nodes:paper": Page(frozenset({ADMINISTRATOR, AUDITOR, PROTECTION}), NO_ONE),
    "nodes:act": Page(frozenset({ADMINISTRATOR}), NO_ONE, "post"),
    "emergency:ask": Page(frozenset({CLINIC, CDC}), NO_ONE, "post"),
    "analysis:area": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "analysis:briefing": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "analysis:delays": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "analysis:clusters": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "analysis:rates": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "analysis:signals": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    # No signal was raised in this story: it is not there for anybody; the tests of the desk ask with one.
    "analysis:signal": Page(NOBODY, NO_ONE, given=lambda story: {"signal": story["person"]}),
    "analysis:answer": Page(NOBODY, NO_ONE, "post", given=lambda story: {"signal": story["person"]}),
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
    # The story's task has no evidence yet: whose file is seen is tested with the desk.
    "tasks:file": Page(
        NOBODY, NO_ONE, given=lambda story: {"task": story["task"], "evidence": "00000000-0000-4000-8000-000000000000"}
    ),
    "tasks:answer": Page(frozenset({COMMANDER}) | ABOVE, ONE, "post", given=_of("task")),
    "meetings:list": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE, NO_ONE),
    "meetings:briefing": Page(frozenset({COMMANDER, CDC, TOWN}) | ABOVE),
    "meetings:hold": Page(frozenset({COMMANDER, TOWN}) | ABOVE),
    # Without a meeting of one's own there is none to see.
    "meetings:meeting": Page(NOBODY, NO_ONE, given=lambda story: {"meeting": "00000000-0000-4000-8000-000000000000"}),
    "handover:today": Page(DESKS - {GRID_WORKER}),
    "handover:sign": Page(DESKS - {GRID_WORKER}, NO_ONE, "post"),
    "handover:rota": Page(DESKS - {GRID_WORKER}, NO_ONE),
    "handover:add": Page(DESKS - {GRID_WORKER}, NO_ONE, "post"),
    "responsible:list": Page(DESKS),
    "responsible:unit": Page(DESKS, ONE, given=lambda story: {"code": story["unit"]}),
    "responsible:change": Page(
        frozenset({COMMANDER, TOWN}) | ABOVE, ONE, "post", given=lambda story: {"code": story["unit"]}
    ),
    "responsible:move": Page(
        frozenset({COMMANDER, CDC, TOWN, PREFECTURE}), ONE, "post", given=lambda story: {"code": story["unit"]}
    ),
    # Whoever records at doors: temperatures, tellings, attempts, home observation, journeys.
    "grid:today": Page(AT_DOORS),
    "grid:answer": Page(AT_DOORS, method="post"),
    "grid:door": Page(AT_DOORS, method="post"),
    # Without a fact of one's own there is nothing to take back.
    "grid:undo": Page(NOBODY, NO_ONE, "post"),
    "grid:sheet": Page(AT_DOORS, method="post", asked=lambda story: {"form": "docx"}),
    "grid:sheets": Page(AT_DOORS),
    "grid:typed": Page(AT_DOORS),
    "grid:register": Page(AT_DOORS, NO_ONE),
    "grid:people": Page(AT_DOORS),
    "grid:seen": Page(AT_DOORS, ONE, "post", given=_of("person"), asked=lambda story: {"answer": "well"}),
    # Only for whoever works at an isolation site, whatever else a role may read.
    "isolation:today": Page(frozenset({SITE})),
    "isolation:receive": Page(frozenset({SITE})),
    "isolation:arrive": Page(frozenset({SITE}), asked=lambda story: {"q": "李"}),
    "isolation:temperatures": Page(frozenset({SITE})),
    # A temperature of another site's is not there, nor is one that nobody took.
    "isolation:correct": Page(NOBODY, NO_ONE, given=lambda story: {"fact": story["person"]}),
    "isolation:specimens": Page(frozenset({SITE})),
    "isolation:release": Page(frozenset({SITE})),
    "isolation:send": Page(frozenset({SITE})),
    "isolation:register": Page(frozenset({SITE})),
    "isolation:sheet": Page(frozenset({SITE})),
    "arrivals:today": Page(frozenset({COMMANDER, CDC, CHECKPOINT, TOWN}) | ABOVE),
    "arrivals:find": Page(frozenset({CDC, CHECKPOINT, TOWN}), method="post"),
    "arrivals:register": Page(frozenset({CDC, CHECKPOINT, TOWN})),
    "arrivals:registered": Page(
        frozenset({COMMANDER, CDC, CHECKPOINT, TOWN}) | ABOVE, ONE, given=lambda story: {"person": story["arrived"]}
    ),
    # No person is told of: whether a place is at risk is known to all who may read it.
    "arrivals:origin": Page(frozenset({COMMANDER, CDC, CHECKPOINT, TOWN}) | ABOVE, NO_ONE),
    "arrivals:group": Page(frozenset({CDC, CHECKPOINT, TOWN})),
    "arrivals:list": Page(frozenset({COMMANDER, CDC, CHECKPOINT, TOWN}) | ABOVE),
    "arrivals:flows": Page(frozenset({COMMANDER, CDC, CHECKPOINT, TOWN}) | ABOVE),
    "laboratory:today": Page(DESKS),
    "laboratory:find": Page(DESKS),
    "laboratory:rows": Page(DESKS, asked=lambda story: {"what": "sampled", "day": "2021-01-10"}),
    "laboratory:register": Page(frozenset({CLINIC, CDC, LABORATORY, CHECKPOINT, SITE, GRID_WORKER})),
    "laboratory:type_results": Page(frozenset({CDC, LABORATORY, CHECKPOINT})),
    "laboratory:load_file": Page(frozenset({CDC, LABORATORY, CHECKPOINT}), NO_ONE),
    # A kept file is its account's own, and nobody has one here; the tests of the desk ask with one.
    "laboratory:confirm": Page(NOBODY, NO_ONE, "post"),
    "laboratory:rest": Page(NOBODY, NO_ONE, given=lambda story: {"token": "none"}),
    "laboratory:mend": Page(NOBODY, NO_ONE, "post", given=lambda story: {"token": "none"}),
    "laboratory:specimen": Page(DESKS, ONE, given=lambda story: {"subject": story["specimen"]}),
    "laboratory:add_result": Page(
        frozenset({CDC, LABORATORY, CHECKPOINT}), ONE, "post", given=lambda story: {"subject": story["specimen"]}
    ),
    "laboratory:correct": Page(
        frozenset({CDC, LABORATORY}), ONE, "post", given=lambda story: {"subject": story["specimen"]}
    ),
    # Of the others each corrects the tubes that it registered itself.
    "laboratory:correct_persons": Page(
        frozenset({CDC, LABORATORY, CLINIC}), ONE, "post", given=lambda story: {"subject": story["specimen"]}
    ),
    # Every desk may record something that stands in files; which kinds is asked of the table of rights.
    "loading:today": Page(DESKS, NO_ONE),
    # A file is its account's alone: what nobody sent is not there for anybody.
    "loading:file": Page(NOBODY, NO_ONE, given=lambda story: {"token": "x" * 32}),
    "loading:record": Page(NOBODY, NO_ONE, "post", given=lambda story: {"token": "x" * 32}),
    "disputes:today": Page(DESKS),
    # Nobody disputes in this story; who may correct what is disputed is asked of the dispute.
    "disputes:decide": Page(DESKS, method="post"),
    "merging:today": Page(frozenset({CDC, COMMANDER})),
    "merging:decide": Page(frozenset({CDC}), method="post"),
    "merging:undo": Page(frozenset({CDC}), method="post"),
    # Whoever may record visits and journeys alike.
    "itinerary:paste": Page(frozenset({CDC}), ONE, given=_of("case")),
    "itinerary:confirm": Page(frozenset({CDC}), ONE, "post", given=_of("case")),
    "plans:list": Page(EVERYBODY, NO_ONE),
    "plans:plan": Page(EVERYBODY, NO_ONE, given=lambda story: {"plan": story["plan"]}),
    "plans:propose": Page(frozenset({COMMANDER, CDC}) | ABOVE, NO_ONE),
    # Nothing is proposed here; the tests of the page propose, sign, and ask as a neighbour.
    "plans:proposal": Page(NOBODY, NO_ONE, given=lambda story: {"proposal": story["person"]}),
    "plans:sign": Page(NOBODY, NO_ONE, "post", given=lambda story: {"proposal": story["person"]}),
    # The clinic's first page shows each desk its own clocks; its forms are for those who tell of cases.
    "clinic:today": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE),
    "clinic:patient": Page(frozenset({CDC, CLINIC})),
    "clinic:suspected": Page(frozenset({CDC, CLINIC}), ONE, asked=_of("person")),
    "clinic:triage": Page(frozenset({CDC, CLINIC, SITE}), ONE, asked=_of("person")),
    "clinic:slip": Page(frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE, ONE, given=_of("case")),
    "clinic:report": Page(frozenset({CDC, CLINIC}), ONE, "post", given=_of("case")),
    "clinic:specimen": Page(frozenset({CDC, CLINIC, SITE}), ONE, "post", given=_of("case")),
    "clinic:single_room": Page(frozenset({CDC, CLINIC, SITE}), ONE, "post", given=_of("case")),
    # Whoever is carried to a unit is received by that unit alone.
    "clinic:receive": Page(frozenset({CLINIC}), ONE, "post", given=_of("transfer")),
}

# The lists of the API, by name: /api/v1/<name>. Elsewhere than on the pages, a role without the right is told 403.
LISTS: dict[str, frozenset[str]] = {
    "duties": DESKS,
    "cases": frozenset({COMMANDER, CDC, TOWN, CLINIC, SITE}) | ABOVE,
    "contacts": frozenset({COMMANDER, CDC, CLINIC, SITE, GRID_WORKER, TOWN}) | ABOVE,
    "people": DESKS | {PROTECTION},
}
# Asked for in tests of their own, each with a token.
API = frozenset(
    {
        "api-v1:layouts",
        "api-v1:record",
        "api-v1:facts_known",
        "api-v1:listed",
        "api-v1:visits_collected",
        "api-v1:disputes",
    }
)
# Open without sign-in: they tell of no person and of no account; one's own page opens by a code alone.
OPEN = frozenset(
    {
        "healthz",
        "metrics",
        "set_language",
        "javascript-catalog",
        "account_login",
        "account_logout",
        "verify",
        "verify_paper",
        # For whoever holds an invitation's code, which 192 random bits guard.
        "invitation",
        "citizen:enter",
        "citizen:record",
        "citizen:appeal",
        "citizen:consent",
        "citizen:leave",
        "citizen:kept",
    }
)
# What allauth brings for one's own account (password, second factor), and the API's own description.
OF_LIBRARIES = (
    "account_", "mfa_", "usersessions_", "api-v1:openapi-json", "api-v1:openapi-view", "api-v1:api-root",
)  # fmt: skip
