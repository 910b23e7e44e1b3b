"""Facts whose time is over are removed by a role of its own, which may do just that; what it removed is written down."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from lianfang.access.row_level_security import (
    IS_MACHINE,
    RETENTION,
    insert_only,
    policies,
    readable_by_retention,
    refused_to_web,
    removable,
    sealed_anew,
    seen,
)

# The kinds that name people, and what is encrypted.
_PEOPLE = (
    "person", "membership", "vaccination", "contraindication", "symptom", "case", "severity", "outcome", "admission",
    "referral", "decision", "appeal", "action", "unanswered", "card", "exposure", "notice", "attempt", "transfer",
    "lettername", "letteranswer", "journey", "visit", "specimen", "testresult", "observation", "healthcheck", "merge",
)  # fmt: skip
_SEALED = {
    "person": ("identity_number", "telephone", "guardian_telephone", "address"), "card": ("cells",),
    "lettername": ("identity_number", "telephone", "address"), "household": ("address",), "evidence": ("file",),
    "shift": ("telephone",), "responsibility": ("telephone",),
}  # fmt: skip
_WRITTEN = ("facts_removal", "facts_removed", "facts_closing", "facts_touched")
_TO_WRITE = (
    f"DO $$ BEGIN IF to_regrole('{RETENTION}') IS NOT NULL THEN"
    f" EXECUTE format('GRANT CONNECT ON DATABASE %I TO {RETENTION}', current_database());"
    f" GRANT USAGE ON SCHEMA public TO {RETENTION};"
    f" GRANT INSERT ON {', '.join(_WRITTEN)} TO {RETENTION};"
    f" GRANT USAGE ON SEQUENCE facts_touched_id_seq TO {RETENTION};"
    f" GRANT SELECT, DELETE ON facts_numberedperson TO {RETENTION}; END IF; END $$"
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0020_visits_traced"), ("access", "0003_rows_that_are_due")]
    operations = [
        migrations.CreateModel(
            name="Removal",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("rule", models.TextField()),
                ("rule_zh", models.TextField()),
                ("rule_en", models.TextField()),
                ("clause", models.TextField()),
                ("closing", models.UUIDField(null=True)),
                ("kind", models.TextField()),
                ("day", models.DateField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C", db_index=True)),
                ("facts", models.IntegerField()),
                ("people", models.IntegerField()),
                ("months", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("digest", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["day", "kind"], name="removal_day")]},
        ),
        migrations.CreateModel(
            name="Removed",
            fields=[
                ("fact", models.UUIDField(primary_key=True, serialize=False)),
                ("subject", models.UUIDField(db_index=True)),
                (
                    "removal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="facts_gone", to="facts.removal"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Closing",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("second", models.TextField()),
                ("outbreak", models.TextField()),
                ("disease", models.TextField()),
                ("area", models.TextField(db_collation="C")),
                ("area_path", models.TextField(db_collation="C", db_index=True)),
                ("persons", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("figures", models.JSONField()),
                ("kept", models.JSONField()),
                ("digest", models.TextField()),
                ("signature", models.TextField()),
            ],
        ),
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in (
                *policies("facts_removal", written_by="machine"),
                *policies(
                    "facts_removed",
                    paths=(),
                    extra=f"{IS_MACHINE} OR {seen('facts_removal seen', 'seen.id = facts_removed.removal_id')}",
                    written_by="machine",
                ),
                *policies("facts_closing", written_by="machine"),
                *(line for table in ("removal", "removed", "closing") for line in insert_only(f"facts_{table}")),
                # A closing lets facts be removed: it too is written by that role alone.
                *(refused_to_web(f"facts_{table}", "INSERT") for table in ("removal", "removed", "closing")),
                _TO_WRITE,
                *(removable(f"facts_{table}") for table in _PEOPLE),
                *(sealed_anew(f"facts_{table}", columns) for table, columns in _SEALED.items()),
                # Whom and what the policies of these ask of others.
                readable_by_retention(
                    "facts_closing", "facts_removal", "facts_removed", "facts_clockoffset", "facts_letter",
                    "facts_letterreply", "facts_letterpassing", "facts_task", "facts_acceptance",
                ),
            )
        ),
    ]  # fmt: skip
