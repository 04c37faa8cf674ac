"""Since when a programme is for somebody who only helped in it before."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("services", "0013_wishes_have_programmes")]

    operations = [
        migrations.AddField(
            model_name="participation",
            name="served_from",
            field=models.DateField(null=True),
        ),
    ]
