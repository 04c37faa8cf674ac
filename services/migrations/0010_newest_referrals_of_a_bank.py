from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0009_sponsors_pots"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["bank", "-id"], name="referral_newest_of_bank"),
        ),
    ]
