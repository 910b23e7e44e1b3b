"""A county of any size, for measuring pages: the demonstration's, and its people and duties many times over.

Rows are written straight into the tables as the machine, under row-level security. Whoever the story gives duties is
copied whole, with the cases, contacts, duties and causes, to somebody new; the copies live in all grids alike, and
their duties are owed by the grids, towns and isolation sites where they live. The ledger gets only the person facts of
the new people: their pages tell no history, and the facts that caused their duties are told by nobody.
"""

from collections.abc import Callable

from django.db import connection, connections

Say = Callable[[str], object]
# A county of a million isolates in more than two houses.
SITES_A_TOWN = 5
# People whom the demonstration makes before they are multiplied, and the fewest that it can make.
BASE, SMALLEST = 60_000, 20_000


def base_of(people: int) -> int:
    """How many of the people are the demonstration's own."""
    return BASE if people >= 2 * BASE else SMALLEST


def grow(people: int, duties: int, say: Say = print) -> dict[str, int]:
    """Brings the demonstration's county to so many people and at least so many duties; answers what is there then."""
    from lianfang.access.session import machine_session
    from lianfang.demonstration.areas import COUNTY
    from lianfang.facts import clock
    from lianfang.places.models import Area
    from lianfang.places.tree import install_areas, install_units
    from lianfang.situation.counting import recounted
    from lianfang.situation.long_over import mark_long_over

    with machine_session():
        towns = list(Area.objects.filter(level="town", parent=COUNTY).order_by("code"))
        install_units(
            {
                "code": f"{town.code}-GL{n}",
                "kind": "isolation_site",
                "name": f"{town.name}第{n}隔离点",
                "area": town.code,
            }
            for town in towns
            for n in range(1, SITES_A_TOWN + 1)
        )
        _templates()
        _people(people)
        say(f"people: {_count('situation_personstatus'):,}")
        while (there := _count("situation_duty")) < duties:
            already = _scalar("SELECT coalesce(max(round), 0) FROM copied")
            a_round = _scalar("SELECT count(*) FROM template_duty")
            wanted = max(1, -(-(duties - there) // a_round))
            possible = _scalar("SELECT count(*) FROM newcomer") // _scalar("SELECT count(*) FROM template_person")
            if already + wanted > possible:
                wanted = possible - already
            if wanted <= 0:
                break
            _stories(already, already + wanted)
        say(f"duties: {_count('situation_duty'):,}")
        rest = {"population": people}
        install_areas([{"code": COUNTY, **_told(COUNTY), **rest}])
        recounted(clock.now())
        mark_long_over(clock.now())
        made = _made()
    connections["default"].close()
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections["owner"].close()
    return made


def kept(people: int) -> dict[str, int] | None:
    """What is there of a county of so many people that an earlier run made and kept; None where there is none."""
    from lianfang.access.session import machine_session
    from lianfang.demonstration.areas import COUNTY
    from lianfang.places.models import Area

    with machine_session():
        return _made() if Area.objects.filter(code=COUNTY, population=people).exists() else None


def _made() -> dict[str, int]:
    from lianfang.places.models import Unit

    tables = ("personstatus", "casestatus", "contact", "duty", "dutycause", "count")
    return {table: _count(f"situation_{table}") for table in tables} | {"units": Unit.objects.count()}


def _told(code: str) -> dict[str, object]:
    from lianfang.places.models import Area

    area = Area.objects.get(code=code)
    return {"parent": area.parent_id, "level": area.level, "name": area.name, "short_name": area.short_name}


def _templates() -> None:
    """The story's people with duties, numbered; their duties; and the places where copies may live."""
    _run(
        "CREATE TEMPORARY TABLE template_person AS SELECT person, row_number() OVER (ORDER BY person) - 1 AS n"
        " FROM (SELECT DISTINCT person FROM situation_duty WHERE person IS NOT NULL) story",
        "CREATE TEMPORARY TABLE template_duty AS SELECT * FROM situation_duty"
        " WHERE person IS NOT NULL AND subject_kind IN ('person', 'case')",
        "CREATE TEMPORARY TABLE copied (round integer)",
        "CREATE TEMPORARY TABLE home AS SELECT grid.path, town.path AS town, town.code AS town_code,"
        " row_number() OVER (ORDER BY grid.path) - 1 AS n, min(grid_unit.code) AS grid_unit,"
        " min(command.code) AS command FROM places_area grid"
        " JOIN places_area village ON village.code = grid.parent_id"
        " JOIN places_area town ON town.code = village.parent_id"
        " JOIN places_unit grid_unit ON grid_unit.path = grid.path AND grid_unit.kind = 'grid'"
        " JOIN places_unit command ON command.path = town.path AND command.kind = 'command'"
        " WHERE grid.level = 'grid' GROUP BY grid.path, town.path, town.code",
        "ANALYZE template_person, template_duty, home",
    )


def _people(people: int) -> None:
    """New people like the old ones, each in the next grid, with the fact that tells of them."""
    last = max(people - _count("situation_personstatus"), 0) - 1
    _run("CREATE TEMPORARY TABLE number AS SELECT generate_series(0, %(last)s) AS g", last=last)
    _run(
        "CREATE TEMPORARY TABLE old AS SELECT *, row_number() OVER (ORDER BY person) - 1 AS n"
        " FROM situation_personstatus",
        "CREATE TEMPORARY TABLE newcomer AS SELECT g AS n, md5('newcomer ' || g)::uuid AS person, old.person AS like_,"
        # Names repeat, as they do in a county of a million; births move on by some weeks, so that people do not.
        " old.name, old.sex, old.birth - (37 * (1 + g / (SELECT count(*) FROM old)))::integer AS birth,"
        " old.age, home.path, home.town, home.town_code, home.grid_unit, home.command"
        " FROM number"
        " JOIN old ON old.n = g % (SELECT count(*) FROM old)"
        " JOIN home ON home.n = (g * 7919::bigint) % (SELECT count(*) FROM home)",
        "CREATE INDEX ON newcomer (n)",
        "ANALYZE newcomer",
        "INSERT INTO situation_personstatus (person, name, sex, birth, age, responsible, whereabouts)"
        " SELECT person, name, sex, birth, age, path, path FROM newcomer",
        "INSERT INTO facts_person (id, subject, person, occurred_from, known_at, recorded_at, recorded_by, source,"
        " area, area_path, withdrawn, request, key, content, name, name_key, sex, birth, residence)"
        " SELECT md5('fact ' || new.n)::uuid, new.person, new.person, told.occurred_from, told.known_at,"
        " told.recorded_at, told.recorded_by, told.source, told.area, told.area_path, false, told.request,"
        " md5('key ' || new.n)::uuid, md5('content ' || new.n)::uuid, told.name, told.name_key, told.sex, new.birth,"
        " split_part(new.path, '/', -2)"
        " FROM newcomer new"
        " JOIN LATERAL (SELECT * FROM facts_person fact WHERE fact.subject = new.like_ LIMIT 1) told ON true",
    )


_STORY = """
CREATE TEMPORARY TABLE part AS
SELECT round, template.person AS old_person, new.* FROM generate_series({first}, {last}) round
CROSS JOIN template_person template
JOIN newcomer new ON new.n = (round - 1) * (SELECT count(*) FROM template_person) + template.n;
CREATE INDEX ON part (old_person, round);
ANALYZE part;
INSERT INTO situation_casestatus ("case", person, number, disease, outbreak, classification, classified, severity,
  outcome, ended, onset, origin, generation, suspected, clinical, confirmed, asymptomatic, excluded, counted_in,
  responsible, whereabouts, treated)
SELECT md5(old."case"::text || ' ' || part.round)::uuid, part.person, old.number || '-' || part.round, old.disease,
  old.outbreak, classification, classified, severity, outcome, ended, onset, origin, generation, suspected, clinical,
  confirmed, asymptomatic, excluded, counted_in, part.town, coalesce(old.treated, part.path), old.treated
FROM situation_casestatus old JOIN part ON part.old_person = old.person;
INSERT INTO situation_contact (person, "case", disease, outbreak, grade, first_exposed, last_exposed, judged, told,
  carried, received, released, ground_fell, responsible, whereabouts)
SELECT part.person, md5(old."case"::text || ' ' || part.round)::uuid, disease, outbreak, grade, first_exposed,
  last_exposed, judged, told, carried, received, released, ground_fell, part.path, part.path
FROM situation_contact old JOIN part ON part.old_person = old.person;
INSERT INTO situation_duty (key, plan, rule, disease, outbreak, subject_kind, subject, person, owed_by, owed_kind, area,
  responsible, whereabouts, treated, occurrence, opened, due, ends, met, met_by, met_kind, waived, waived_by,
  waiver_reason, assigned_to)
SELECT md5(old.key || ' ' || part.round), plan, rule, disease, outbreak, subject_kind,
  CASE subject_kind WHEN 'case' THEN md5(subject::text || ' ' || part.round)::uuid ELSE part.person END, part.person,
  CASE owed_kind WHEN 'grid' THEN part.grid_unit WHEN 'command' THEN part.command
    WHEN 'isolation_site' THEN part.town_code || '-GL' || 1 + part.n % {sites} ELSE owed_by END, owed_kind,
  CASE WHEN owed_kind = 'grid' THEN part.path WHEN owed_kind IN ('command', 'isolation_site') THEN part.town
    ELSE area END,
  part.path, part.path, treated, occurrence, opened, due, ends, met, met_by, met_kind, waived, waived_by, waiver_reason,
  assigned_to
FROM template_duty old JOIN part ON part.old_person = old.person;
INSERT INTO situation_dutycause (duty, fact, kind, since, until)
SELECT md5(cause.duty || ' ' || part.round), md5(cause.fact || ' ' || part.round)::uuid, cause.kind,
  cause.since, cause.until
FROM situation_dutycause cause JOIN template_duty old ON old.key = cause.duty JOIN part ON part.old_person = old.person;
INSERT INTO copied SELECT {last};
DROP TABLE part;
"""


def _stories(told: int, until: int) -> None:
    """The story told again for the rounds after ``told`` up to ``until``, each time of other people."""
    statements = _STORY.format(first=told + 1, last=until, sites=SITES_A_TOWN).split(";")
    _run(*(statement for statement in statements if statement.strip()))


def _run(*statements: str, **values: int) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values or None)


def _scalar(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def _count(table: str) -> int:
    return _scalar(f"SELECT count(*) FROM {table}")  # noqa: S608 (names of our own tables)
