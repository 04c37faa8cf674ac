"""From when on a reminder is of no use is kept with its notices."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0031_rounds")]

    operations = [
        migrations.RemoveIndex(model_name="reminder", name="reminder_moot"),
        migrations.RemoveField(model_name="reminder", name="moot_at"),
        migrations.AlterField(model_name="reminder", name="path", field=models.CharField(default="", max_length=300)),
        migrations.RemoveField(model_name="reminder", name="path"),
    ]
