from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0008_notice_whom_it_is_about"),
    ]

    operations = [
        migrations.CreateModel(
            name="SilentServer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("delivery", models.CharField(max_length=12, unique=True)),
                ("silent_since", models.DateTimeField()),
                ("times", models.PositiveSmallIntegerField(default=0)),
                ("rests_until", models.DateTimeField()),
            ],
        ),
    ]
