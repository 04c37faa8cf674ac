"""Who began a conversation and when, so that nobody begins too many in a day. There are none yet."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0011_rules_of_keeping_at_first")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="begun_by",
            field=models.ForeignKey(
                db_index=False,
                default=0,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.member",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="conversation",
            name="begun_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["begun_by", "begun_at"], name="conversation_begun"),
        ),
    ]
