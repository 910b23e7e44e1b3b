"""A contact was reached, refuses, has left, or answers nobody: what was heard of them last."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("situation", "0007_groups")]
    operations = [
        migrations.AddField("contact", "called", models.DateTimeField(null=True)),
        migrations.AddField("contact", "unanswered", models.IntegerField(null=True)),
        migrations.AddField("contact", "refused", models.DateTimeField(null=True)),
        migrations.AddField("contact", "left", models.DateTimeField(null=True)),
    ]
