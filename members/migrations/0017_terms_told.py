"""When all members had been told of a wording. Those that stand already count as told."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0016_let_dismissed_staff_leave"),
    ]

    operations = [
        migrations.AddField(
            model_name="termsversion",
            name="told_at",
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="termsversion",
            index=models.Index(condition=Q(("told_at", None)), fields=["id"], name="terms_to_tell"),
        ),
    ]
