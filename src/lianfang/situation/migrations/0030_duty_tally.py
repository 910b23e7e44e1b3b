"""Duties of each full day, counted by how they stood when it ended; the database keeps them by triggers on the duties.

The bits of `standing` and the twin of this SQL stand in `situation/tallying.py`. One statement adds with a sign, so
that what a statement took away and what it put in its place meet in the same rows. A report asks too for the contacts
whose observation ended: they get an index.
"""

from django.conf import settings
from django.db import migrations, models

from lianfang.situation.policies import tally_policies

ALIKE = "day, rule, disease, owed_by, responsible, area, standing"
STANDING = """1
    + CASE WHEN met <= due THEN 2 WHEN met <= cut THEN 4 ELSE 0 END
    + CASE WHEN ends < due THEN 8 WHEN ends <= cut THEN 16 ELSE 0 END
    + CASE WHEN waived <= cut THEN 32 ELSE 0 END"""


def counted(duties: str, sign: str) -> str:
    zone = settings.TIME_ZONE
    return f"""
    INSERT INTO situation_dutytally AS kept ({ALIKE}, number)
    SELECT {ALIKE}, {sign}count(*) FROM (
        SELECT day, rule, disease, owed_by, responsible, area, {STANDING} AS standing
        FROM {duties} duty,
        LATERAL (SELECT ((due AT TIME ZONE '{zone}') - interval '1 microsecond')::date AS day) dated,
        LATERAL (SELECT (day + 1)::timestamp AT TIME ZONE '{zone}' AS cut) ended
        WHERE due IS NOT NULL
    ) standing_so
    GROUP BY {ALIKE}"""  # noqa: S608 (names of our own, and the settings' time zone)


MET_IN_THE_SAME_ROW = f"ON CONFLICT ({ALIKE}) DO UPDATE SET number = kept.number + excluded.number"

TALLIED = f"""
CREATE OR REPLACE FUNCTION situation_duties_tallied() RETURNS trigger LANGUAGE plpgsql AS $tallied$
BEGIN
    IF TG_OP = 'INSERT' THEN {counted("come", "")} {MET_IN_THE_SAME_ROW};
    ELSE
        {counted("gone", "-")} {MET_IN_THE_SAME_ROW};
        DELETE FROM situation_dutytally WHERE number = 0;
    END IF;
    RETURN NULL;
END
$tallied$;
CREATE TRIGGER situation_duties_come AFTER INSERT ON situation_duty REFERENCING NEW TABLE AS come
    FOR EACH STATEMENT EXECUTE FUNCTION situation_duties_tallied();
CREATE TRIGGER situation_duties_gone AFTER DELETE ON situation_duty REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION situation_duties_tallied();
"""  # noqa: S608

# Duties that stood there before the table did.
OF_OLD = f"""
SELECT set_config('app.role', 'machine', true), set_config('app.area', '/', true);
{counted("situation_duty", "")}
"""


class Migration(migrations.Migration):
    dependencies = [("situation", "0029_long_over")]
    operations = [
        migrations.CreateModel(
            name="DutyTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("rule", models.TextField()),
                ("disease", models.TextField(null=True)),
                ("owed_by", models.TextField(null=True)),
                ("responsible", models.TextField(db_collation="C", null=True)),
                ("area", models.TextField(db_collation="C", null=True)),
                ("standing", models.IntegerField()),
                ("number", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["day", "rule", "disease", "owed_by", "responsible", "area", "standing"],
                        name="one_duty_tally",
                        nulls_distinct=False,
                    )
                ],
                "indexes": [models.Index(fields=["number"], name="duty_tally_of_none", condition=models.Q(number=0))],
            },
        ),
        migrations.AddIndex(
            "contact",
            models.Index(fields=["released"], name="contact_released", condition=models.Q(released__isnull=False)),
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in tally_policies()),
        migrations.RunSQL(TALLIED, migrations.RunSQL.noop),
        migrations.RunSQL(OF_OLD, migrations.RunSQL.noop),
    ]
