from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0006_notice_moot_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="of_kind",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="notice",
            name="of_path",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=Q(("of_path", ""), _negated=True), fields=["bank", "of_path"], name="notice_copy_about_page"
            ),
        ),
    ]
