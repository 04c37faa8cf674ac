from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0005_choices_and_ways"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="moot_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=Q(
                    ("moot_at__isnull", False),
                    ("read_at", None),
                    ("sent_at", None),
                    ("told_at", None),
                ),
                fields=["moot_at"],
                name="notice_moot",
            ),
        ),
    ]
