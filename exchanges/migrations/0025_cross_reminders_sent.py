from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchanges", "0024_event_said_before"),
    ]

    operations = [
        migrations.AddField(
            model_name="crossexchange",
            name="reminders_sent",
            field=models.PositiveSmallIntegerField(default=0),
        ),
    ]
