"""A wish to take part may be for oneself, without a role."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("services", "0010_newest_referrals_of_a_bank")]

    operations = [
        migrations.RemoveConstraint(model_name="rolewish", name="rolewish_once_at_a_time"),
        migrations.RemoveConstraint(model_name="rolewish", name="rolewish_answered_has_time"),
        migrations.RenameModel("RoleWish", "PartWish"),
        migrations.AlterModelOptions(
            name="partwish",
            options={
                "ordering": ["pk"],
                "verbose_name": "wish to take part",
                "verbose_name_plural": "wishes to take part",
            },
        ),
        migrations.AddField(
            model_name="partwish",
            name="programme",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wishes",
                to="services.programme",
            ),
        ),
        migrations.AlterField(
            model_name="partwish",
            name="role",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="wishes",
                to="services.programmerole",
            ),
        ),
        migrations.AddConstraint(
            model_name="partwish",
            constraint=models.UniqueConstraint(
                fields=["role", "member"], condition=Q(answered_at=None), name="partwish_role_once_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="partwish",
            constraint=models.UniqueConstraint(
                fields=["programme", "member"],
                condition=Q(answered_at=None, role=None),
                name="partwish_for_oneself_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="partwish",
            constraint=models.CheckConstraint(
                condition=Q(answered_at__isnull=False) | Q(is_yes=None), name="partwish_answered_has_time"
            ),
        ),
    ]
