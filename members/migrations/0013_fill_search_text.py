"""Write down what the members who are there already are found by: only what they show to others."""

from django.db import migrations

FILL = """
  UPDATE members_member AS member SET search_text = unaccent(lower(btrim(regexp_replace(concat_ws(' ', name,
    CASE WHEN 'ABOUT' = ANY (shows) THEN about END,
    CASE WHEN 'AREA' = ANY (shows) THEN area END,
    CASE WHEN 'GIFTS' = ANY (shows) THEN thanked_for END,
    CASE WHEN 'GIFTS' = ANY (shows) THEN
      (SELECT string_agg(words, ' ' ORDER BY id) FROM members_gift WHERE member_id = member.id) END
  ), '\\s+', ' ', 'g'))))
   WHERE search_text = ''
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0012_conversation_begun")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop, elidable=True)]
