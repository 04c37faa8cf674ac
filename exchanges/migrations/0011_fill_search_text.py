"""Write down what the listings that are there already are found by."""

from django.db import migrations

FILL = """
  UPDATE exchanges_listing AS listing SET search_text = unaccent(lower(concat_ws(' ', title, body, area,
    (SELECT concat_ws(' ', category.name, main.name) FROM exchanges_category AS category
       LEFT JOIN exchanges_category AS main ON main.id = category.parent_id
      WHERE category.id = listing.category_id))))
   WHERE search_text = ''
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0010_index_newest_listings")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
