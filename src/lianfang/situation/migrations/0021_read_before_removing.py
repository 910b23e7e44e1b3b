"""The role that removes what is due reads who is involved, and what the policies of facts ask of the situation."""

from django.db import migrations

_READABLE = """
DO $$ DECLARE found record;
BEGIN
    IF to_regrole('lianfang_retention') IS NULL THEN RETURN; END IF;
    FOR found IN SELECT relname FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND (starts_with(relname, 'situation_') OR starts_with(relname, 'places_'))
    LOOP EXECUTE format('GRANT SELECT ON %I TO lianfang_retention', found.relname); END LOOP;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("situation", "0018_unnamed_contacts"),
        ("facts", "0022_what_was_removed"),
        ("places", "0001_initial"),
    ]
    operations = [migrations.RunSQL(_READABLE, migrations.RunSQL.noop)]
