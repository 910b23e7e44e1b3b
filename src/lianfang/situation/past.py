"""The situation as it followed from what was known at a past moment: for one transaction it stands in today's place.

Temporary tables of the same names come first on PostgreSQL's search path, so that every page, list and figure asks its
usual question and is answered from the past. They carry the same policies of row-level security.
"""

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Lock

import polars as pl
from django.db import connection, models, transaction

from lianfang.access.session import machine_session
from lianfang.derive.counts import counts, spells_of_cases, spells_of_contacts, spells_of_tests
from lianfang.facts import known_by
from lianfang.facts.models import Request
from lianfang.places.frames import areas_frame, units_frame
from lianfang.situation.levelling import proposals
from lianfang.situation.meeting import withdrawn_cases
from lianfang.situation.models import (
    CaseProposal,
    CaseStatus,
    Contact,
    Count,
    Duty,
    DutyCause,
    DutyTally,
    Encounter,
    Group,
    GroupMember,
    HealthCode,
    Level,
    LevelFigure,
    OpenTally,
    OwedPerson,
    PersonStatus,
)
from lianfang.situation.policies import (
    code_policies,
    encounter_policies,
    group_policies,
    kept_policies,
    level_policies,
    proposal_policies,
    situation_policies,
    tally_policies,
)
from lianfang.situation.refresh import derivable, derived_from
from lianfang.situation.tallying import open_tallies, owed_persons, tallies
from lianfang.situation.writing import added, fitted

Rows = dict[type[models.Model], pl.DataFrame]
TABLES: tuple[type[models.Model], ...] = (
    Duty, DutyTally, OpenTally, OwedPerson, DutyCause, Contact, Encounter, PersonStatus, CaseStatus, Count, Group,
    GroupMember, Level, LevelFigure, HealthCode, CaseProposal,
)  # fmt: skip
# Somebody who looks at the past turns from page to page of one moment.
_KEPT = 2
_kept: OrderedDict[tuple[object, ...], Rows] = OrderedDict()
_lock = Lock()


@contextmanager
def past(at: datetime) -> Iterator[None]:
    """Within: duties, contacts, people, cases and counts as they followed at ``at`` from what was known by then.

    Derives from the whole ledger, which takes seconds for a county; the same moment again is answered at once until
    somebody records.
    """
    with transaction.atomic():
        with machine_session():
            rows = _rows(at)
            for model in TABLES:
                _stand_in(model, rows[model])
            _without_facts(at)
            with connection.cursor() as cursor:
                policies = (
                    *situation_policies(), *group_policies(), *level_policies(), *code_policies(), *tally_policies(),
                    *encounter_policies(), *proposal_policies(), *kept_policies(),
                )  # fmt: skip
                for statement in policies:
                    cursor.execute(statement)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                # Their policies name one another: they go together.
                tables = ", ".join(f'pg_temp."{model._meta.db_table}"' for model in TABLES)
                with connection.cursor() as cursor:
                    cursor.execute(f"DROP TABLE {tables}")


def _rows(at: datetime) -> Rows:
    recorded = Request.objects.aggregate(number=models.Count("pk"), last=models.Max("recorded_at"))
    version = (at, recorded["number"], recorded["last"])
    with _lock:
        if version in _kept:
            _kept.move_to_end(version)
            return _kept[version]
    made = _followed(at)
    with _lock:
        _kept[version] = made
        while len(_kept) > _KEPT:
            _kept.popitem(last=False)
    return made


def _followed(at: datetime) -> Rows:
    """What followed at a moment. Of whom nothing but the person is known, nothing follows: they are left out here."""
    tables = known_by(at, [kind for kind in (*derivable(), "visit") if kind != "person"])
    about = [frame[name] for frame in tables.values() for name in ("person",) if name in frame.columns]
    about.append(tables["specimen"]["persons"].explode(empty_as_null=True))
    persons = pl.concat(about).drop_nulls().unique().to_list()
    areas = areas_frame()
    tables |= known_by(at, ["person"], {"person": persons}) | {"areas": areas, "units": units_frame()}
    derived = derived_from(tables | {"case_withdrawn": withdrawn_cases(at)}, at)
    spells = pl.concat(
        [
            spells_of_cases(derived.cases, tables["admission"]),
            spells_of_contacts(derived.contacts, areas),
            spells_of_tests(tables["specimen"], derived.people, areas),
        ]
    )
    paths = areas.select(pl.col("code").alias("area"), "path")
    duties = fitted(Duty, derived.duties)
    rows: Rows = {
        Duty: duties,
        DutyTally: tallies(duties),
        OpenTally: open_tallies(duties),
        OwedPerson: owed_persons(duties),
        DutyCause: derived.causes,
        Contact: derived.contacts,
        PersonStatus: derived.people,
        CaseStatus: derived.cases,
        Group: derived.groups,
        GroupMember: derived.members,
        HealthCode: derived.codes,
        CaseProposal: derived.proposals,
        Encounter: derived.encounters,
        Count: counts(spells, at).join(paths, on="area", how="inner"),
        **proposals(at, areas, derived.cases),
    }
    return {model: fitted(model, frame) for model, frame in rows.items()}


def _stand_in(model: type[models.Model], rows: pl.DataFrame) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE "{table}" (LIKE public."{table}" INCLUDING ALL) ON COMMIT DROP')
    if rows.height:
        added(model, rows)


def _without_facts(at: datetime) -> None:
    """People of whom only who they are was known: they stand as they do today, for nothing else was told of them."""
    table = PersonStatus._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" SELECT today.* FROM public."{table}" today'  # noqa: S608 — our own tables' names
            " WHERE EXISTS (SELECT 1 FROM facts_person told WHERE told.subject = today.person AND told.known_at <= %s)"
            f' AND NOT EXISTS (SELECT 1 FROM "{table}" then_ WHERE then_.person = today.person)',
            [at],
        )
