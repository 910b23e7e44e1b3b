"""Invitations, and files opened outside one's area: who sees that they were, and that nobody opens one for longer."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from lianfang.access.row_level_security import ACCOUNT, IS_MACHINE, insert_only, within

# Told to whoever opened, to the commands of both areas, and to those who read the audit of either.
_TOLD = " OR ".join(within(path, area) for area in ("app.area", "app.audit") for path in ("area_path", "person_path"))
_POLICIES = (
    "ALTER TABLE access_opening ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE access_opening FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY access_opening_seen ON access_opening FOR SELECT"
    f" USING (account = {ACCOUNT} OR {IS_MACHINE} OR {_TOLD})",
    # In one's own name, and a minute more than three hours at most: two clocks may differ.
    f"CREATE POLICY access_opening_added ON access_opening FOR INSERT"
    f" WITH CHECK (account = {ACCOUNT} AND until <= clock_timestamp() + interval '181 minutes')",
    *insert_only("access_opening"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("given_by", models.CharField(max_length=60)),
                (
                    "given_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-given_at"],
            },
        ),
        migrations.CreateModel(
            name="Opening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.UUIDField()),
                ("name", models.CharField(max_length=60)),
                ("role", models.CharField(max_length=30)),
                ("area_path", models.TextField(db_collation="C")),
                ("person", models.UUIDField()),
                ("person_path", models.TextField(db_collation="C")),
                ("reason", models.CharField(max_length=20)),
                ("told", models.CharField(max_length=500)),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "indexes": [models.Index(fields=["account", "until"], name="opening_by_account")],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in _POLICIES),
    ]
