"""Tables kept in parts, one a month: how migrations make them, and how a month comes into being when first needed.

Rights are granted on the whole table only: a part read directly would escape the policies of the whole.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, migrations

MAKE_MONTH = """
CREATE FUNCTION lianfang_make_month(whole text, month date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE part text := whole || to_char(month, '_YYYY_MM');
BEGIN
    IF whole NOT IN ('facts_visit', 'facts_healthcheck') THEN
        RAISE EXCEPTION '% is not kept by month', whole;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext(part));
    IF to_regclass('public.' || quote_ident(part)) IS NULL THEN
        EXECUTE format(
            'CREATE TABLE public.%I PARTITION OF public.%I FOR VALUES FROM (%L) TO (%L)',
            part, whole,
            month::timestamp AT TIME ZONE 'UTC', (month + interval '1 month')::timestamp AT TIME ZONE 'UTC'
        );
        EXECUTE format('REVOKE ALL ON public.%I FROM lianfang_web', part);
    END IF;
END $$;
REVOKE ALL ON FUNCTION lianfang_make_month(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lianfang_make_month(text, date) TO lianfang_web;
"""


class CreateMonthly(migrations.CreateModel):
    """Creates the model's table partitioned by the month of ``occurred_from``."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        sql, parameters = schema_editor.table_sql(model)
        schema_editor.execute(f"{sql} PARTITION BY RANGE (occurred_from)", parameters or None)


def make_months(table: str, moments: Iterable[datetime]) -> None:
    """Sees to it that the months in which these moments (UTC) fall have their part of the table."""
    months = {moment.strftime("%Y-%m-01") for moment in moments}
    with connection.cursor() as cursor:
        for month in sorted(months):
            cursor.execute("SELECT lianfang_make_month(%s, %s::date)", [table, month])
