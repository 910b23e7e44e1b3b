"""Figures are seen by whoever may read them, also where they may see no person: auditors."""

from django.db import migrations

_FIGURES = "nullif(current_setting('app.figures', true), '')"
_COUNTS = f"path >= {_FIGURES} AND path < {_FIGURES} || '~'"
# What was announced or reported to everybody is seen by everybody who may read figures.
_TOLD = f"{_FIGURES} IS NOT NULL"


def _policy(table: str, condition: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE POLICY {table}_figures ON {table} FOR SELECT USING ({condition})",
        f"DROP POLICY {table}_figures ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("situation", "0004_seen_one_by_one"), ("facts", "0003_lookups_of_desks")]
    operations = [_policy("situation_count", _COUNTS), _policy("facts_reportedcount", _TOLD)]
