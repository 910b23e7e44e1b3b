"""Groups and their members; and the indexes by which a refresh finds who shares a class, a school, a ward with whom."""

from django.db import migrations, models

from lianfang.situation.policies import group_policies

_MEMBERSHIPS = (
    ("membership_person_kind", "person, group_kind"), ("membership_unit_group", 'group_kind, unit, "group"'),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("situation", "0006_cards"), ("facts", "0008_places_as_told")]
    operations = [
        migrations.CreateModel(
            name="Group",
            fields=[
                ("group", models.UUIDField(primary_key=True, serialize=False)),
                *(
                    (name, models.TextField(null=True))
                    for name in (
                        "plan",
                        "definition",
                        "disease",
                        "outbreak",
                        "share",
                        "unit",
                        "place",
                    )
                ),
                *(
                    (name, models.DateTimeField(null=True))
                    for name in (
                        "founded",
                        "recognised",
                        "first",
                        "last",
                        "closes",
                    )
                ),
                ("cases", models.IntegerField(null=True)),
                ("evidence", models.UUIDField(null=True)),
                ("responsible", models.TextField(db_collation="C", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["disease", "recognised"], name="group_recognised"),
                    models.Index(fields=["responsible"], name="group_responsible"),
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("group", models.UUIDField()),
                ("case", models.UUIDField()),
                ("person", models.UUIDField(null=True)),
                ("since", models.DateTimeField(null=True)),
                ("fact", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["group", "case"], name="one_member", nulls_distinct=False)
                ],
                "indexes": [
                    models.Index(fields=["case"], name="group_member_case"),
                    models.Index(fields=["person"], name="group_member_person"),
                ],
            },
        ),
        *(migrations.RunSQL(statement, migrations.RunSQL.noop) for statement in group_policies()),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON facts_membership ({columns})", f"DROP INDEX {name}")
            for name, columns in _MEMBERSHIPS
        ),
    ]
