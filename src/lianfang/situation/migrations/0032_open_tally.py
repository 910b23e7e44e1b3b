"""Open duties counted, and whom each unit owes: both kept by the database, by the triggers of migration 0030 made anew.

Their twins in plain words stand in `situation/tallying.py`. Duties that became long over leave the count of those open.
What was met of what is due today gets an index.
"""

from importlib import import_module
from typing import Any

from django.db import migrations, models

from lianfang.access.row_level_security import readable_by_retention
from lianfang.situation.policies import kept_policies

by_day: Any = import_module("lianfang.situation.migrations.0030_duty_tally")

ALIKE = "plan, rule, disease, owed_by, area, responsible, whereabouts, treated, opened, due, ends"
MOMENTS_FIRST = (
    "due", "opened", "ends", "rule", "owed_by", "responsible", "whereabouts", "treated", "area", "plan", "disease",
)  # fmt: skip


def open_counted(duties: str, sign: str) -> str:
    return f"""
    INSERT INTO situation_opentally AS kept ({ALIKE}, of_people, number)
    SELECT {ALIKE}, {sign}count(person), {sign}count(*) FROM {duties} duty
    WHERE met IS NULL AND waived IS NULL AND NOT long_over
    GROUP BY {ALIKE}"""  # noqa: S608 (names of our own)


def owed_counted(duties: str, sign: str) -> str:
    return f"""
    INSERT INTO situation_owedperson AS kept (owed_by, person, number)
    SELECT owed_by, person, {sign}count(*) FROM {duties} duty
    WHERE owed_by IS NOT NULL AND person IS NOT NULL
    GROUP BY owed_by, person"""  # noqa: S608


NUMBER = "number = kept.number + excluded.number"
COUNTED = (
    (by_day.counted, by_day.ALIKE, NUMBER, "situation_dutytally"),
    (open_counted, ALIKE, f"{NUMBER}, of_people = kept.of_people + excluded.of_people", "situation_opentally"),
    (owed_counted, "owed_by, person", NUMBER, "situation_owedperson"),
)


def added(duties: str, sign: str) -> str:
    return "".join(
        f"{counted(duties, sign)} ON CONFLICT ({alike}) DO UPDATE SET {numbers};"
        for counted, alike, numbers, _table in COUNTED
    )


GONE, COME = added("gone", "-"), added("come", "")
OF_NONE = "".join(f"DELETE FROM {table} WHERE number = 0;" for *_counted, table in COUNTED)  # noqa: S608

TALLIED = f"""
CREATE OR REPLACE FUNCTION situation_duties_tallied() RETURNS trigger LANGUAGE plpgsql AS $tallied$
BEGIN
    IF TG_OP <> 'INSERT' THEN {GONE} END IF;
    IF TG_OP <> 'DELETE' THEN {COME} END IF;
    IF TG_OP <> 'INSERT' THEN {OF_NONE} END IF;
    RETURN NULL;
END
$tallied$;
CREATE TRIGGER situation_duties_changed AFTER UPDATE ON situation_duty REFERENCING OLD TABLE AS gone NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION situation_duties_tallied();
"""

# Duties that stood there before the tables did.
OF_OLD = f"""
SELECT set_config('app.role', 'machine', true), set_config('app.area', '/', true);
{open_counted("situation_duty", "")};
{owed_counted("situation_duty", "")};
"""


def columns(*names: str, kind: Any, **told: Any) -> list[tuple[str, Any]]:
    return [(name, kind(**told)) for name in names]


def number() -> list[tuple[str, Any]]:
    row = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
    return [("id", row), ("number", models.IntegerField())]


class Migration(migrations.Migration):
    dependencies = [("situation", "0030_duty_tally")]
    operations = [
        migrations.CreateModel(
            name="OpenTally",
            fields=[
                *number(),
                *columns("plan", "rule", kind=models.TextField),
                *columns("disease", "owed_by", kind=models.TextField, null=True),
                *columns(
                    "area", "responsible", "whereabouts", "treated", kind=models.TextField, db_collation="C", null=True
                ),
                *columns("opened", "due", "ends", kind=models.DateTimeField, null=True),
                *columns("of_people", kind=models.IntegerField),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=MOMENTS_FIRST, name="one_open_tally", nulls_distinct=False)
                ],
                "indexes": [
                    models.Index(fields=["opened"], name="open_tally_opened"),
                    models.Index(fields=["ends"], name="open_tally_ends"),
                    models.Index(fields=["number"], name="open_tally_of_none", condition=models.Q(number=0)),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwedPerson",
            fields=[
                *number(),
                *columns("owed_by", kind=models.TextField),
                *columns("person", kind=models.UUIDField),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["owed_by", "person"], name="one_owed_person")],
                "indexes": [models.Index(fields=["number"], name="owed_person_of_none", condition=models.Q(number=0))],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in kept_policies()),
        # Whoever removes what is due sees cases and people, and through their policies asks whom a unit owes.
        migrations.RunSQL(readable_by_retention("situation_owedperson"), migrations.RunSQL.noop),
        migrations.RunSQL(TALLIED, migrations.RunSQL.noop),
        migrations.RunSQL(OF_OLD, migrations.RunSQL.noop),
        migrations.AddIndex(
            "duty",
            models.Index(fields=["due"], name="duty_due_met", condition=models.Q(met__isnull=False)),
        ),
    ]
