"""Who was at a place in a window, and who rode in a vehicle, each one indexed question."""

from django.db import migrations, models

from lianfang.facts.places_visited import NUMBERS_OF

_VEHICLES = (("facts_visit", "visit_vehicle_numbers"), ("facts_journey", "journey_vehicle_numbers"))


class Migration(migrations.Migration):
    dependencies = [("facts", "0012_letters")]
    operations = [
        migrations.AddIndex("visit", models.Index(fields=["place", "occurred_from"], name="visit_place")),
        migrations.AddIndex("visit", models.Index(fields=["place_name", "occurred_from"], name="visit_place_name")),
        *(
            migrations.RunSQL(
                f"CREATE INDEX {name} ON {table} USING gin (({NUMBERS_OF})) WHERE vehicle IS NOT NULL",
                f"DROP INDEX {name}",
            )
            for table, name in _VEHICLES
        ),
    ]
