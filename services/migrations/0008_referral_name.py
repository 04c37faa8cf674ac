"""The name under which somebody was introduced: what the service goes on reading."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0007_wishes_and_free_sessions")]

    operations = [
        migrations.AddField(
            model_name="referral",
            name="name",
            field=models.CharField(blank=True, default="", max_length=150),
            preserve_default=False,
        ),
    ]
