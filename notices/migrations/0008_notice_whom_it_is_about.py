from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0007_notice_of_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="about_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddField(
            model_name="notice",
            name="of_key",
            field=models.CharField(blank=True, max_length=80),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=Q(("of_key", ""), _negated=True), fields=["of_key"], name="notice_copy_for"),
        ),
    ]
