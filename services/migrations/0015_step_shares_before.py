"""What a service might learn before the person said otherwise: figures of months that were over stay as they were."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0014_part_served_from")]

    operations = [
        migrations.AddField(
            model_name="referralstep",
            name="shares_before",
            field=models.CharField(
                blank=True,
                choices=[
                    ("NOTHING", "nothing"),
                    ("JOINED", "whether I joined"),
                    ("STEPS", "how it goes: joining, my first help and my first gift"),
                ],
                max_length=7,
            ),
        ),
    ]
