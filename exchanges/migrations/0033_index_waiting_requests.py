"""Find the requests that have waited longest without reading all of them and every exchange."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0032_reminders_end_with_their_notices")]

    operations = [
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(
                fields=["bank", "created_at", "id"],
                condition=Q(("kind", "REQUEST"), ("state", "OPEN")),
                name="listing_waiting",
            ),
        ),
    ]
