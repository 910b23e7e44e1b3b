"""What the desks look up by: the unit that reported, received or keeps somebody, and the time of what came."""

from django.db import migrations, models

INDEXES = (
    ("case", "case_reported_by", ["reported_by", "occurred_from"]),
    ("healthcheck", "healthcheck_place", ["place", "occurred_from"]),
    ("journey", "journey_occurred_from", ["occurred_from"]),
    ("observation", "observation_site", ["site", "occurred_from"]),
    ("referral", "referral_to_unit", ["to_unit", "occurred_from"]),
    ("specimen", "specimen_occurred_from", ["occurred_from"]),
    ("testresult", "testresult_occurred_from", ["occurred_from"]),
    ("transfer", "transfer_to_unit", ["to_unit", "occurred_from"]),
    ("transfer", "transfer_from_unit", ["from_unit", "occurred_from"]),
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_first_tellings")]
    operations = [migrations.AddIndex(model, models.Index(fields=fields, name=name)) for model, name, fields in INDEXES]
