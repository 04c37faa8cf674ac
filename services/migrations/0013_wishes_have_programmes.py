"""A wish is always for a programme."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0012_programmes_of_wishes")]

    operations = [
        migrations.AlterField(
            model_name="partwish",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="services.programme"
            ),
        ),
    ]
