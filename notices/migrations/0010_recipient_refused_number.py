from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0009_silent_servers"),
    ]

    operations = [
        migrations.AddField(
            model_name="recipient",
            name="refused_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
