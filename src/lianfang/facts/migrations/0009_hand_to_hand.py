"""Both ends of a transfer see all of it; who goes with a child; of a secondary contact, whose contact they are."""

from django.db import migrations, models

from lianfang.access.row_level_security import seen, within

# Else whoever handed a person on would see its own end for ever and never the receipt: with the receipt the person is
# another area's.
_END = (
    "unit.code IN (facts_transfer.from_unit, facts_transfer.to_unit)"
    f" AND ({within('unit.path')} OR unit.code = nullif(current_setting('app.unit', true), ''))"
)
_ENDS = migrations.RunSQL(
    f"CREATE POLICY facts_transfer_ends ON facts_transfer FOR SELECT USING ({seen('places_unit unit', _END)})",
    "DROP POLICY facts_transfer_ends ON facts_transfer",
)


class Migration(migrations.Migration):
    dependencies = [("facts", "0008_places_as_told"), ("places", "0001_initial")]
    operations = [
        migrations.AddField("transfer", "companion", models.TextField(null=True)),
        migrations.AddField("observation", "companion", models.TextField(null=True)),
        migrations.AddField("exposure", "via", models.UUIDField(null=True)),
        migrations.AddIndex(
            "exposure",
            models.Index(fields=["via"], name="exposure_via", condition=models.Q(via__isnull=False)),
        ),
        _ENDS,
    ]
