from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0025_cross_reminders_sent"),
    ]

    operations = [
        migrations.AlterField(
            model_name="crossstep",
            name="kind",
            field=models.CharField(
                choices=[
                    ("LOGGED", "wrote it down"),
                    ("AGREED", "agreed"),
                    ("RESTATED", "wrote another time"),
                    ("APPROVED", "approved their side"),
                    ("POSTED", "the hours were posted in both time banks"),
                    ("REFUSED", "the hours could not be posted"),
                    ("RETURNED", "asked both to look again"),
                    ("DISPUTED", "said that something is not right"),
                    ("PROPOSED", "said how it can be settled"),
                    ("SETTLED", "both time banks settled it"),
                    ("CANCELLED", "cancelled it"),
                    ("REVERSED", "the hours were taken back in both time banks"),
                    ("THANKED", "said thank you"),
                ],
                max_length=10,
            ),
        ),
    ]
