from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0009_categories_get_codes")]

    operations = [
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(condition=models.Q(("state", "OPEN")), fields=["bank", "-id"], name="listing_newest"),
        ),
    ]
