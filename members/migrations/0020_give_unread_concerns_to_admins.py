"""Let admins go on reading what they could read so far: concerns that no safeguarding lead may read."""

from django.db import migrations

GIVE = """
  UPDATE members_concern AS concern SET is_for_admins = true
   WHERE NOT EXISTS (
     SELECT FROM members_member AS lead
      WHERE lead.bank_id = concern.bank_id AND lead.state = 'APPROVED' AND lead.roles @> ARRAY['SAFEGUARDING']::varchar[]
        AND NOT EXISTS (
          SELECT FROM members_concern_about WHERE concern_id = concern.id AND member_id = lead.id))
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0019_concern_is_for_admins")]

    operations = [migrations.RunSQL(GIVE, migrations.RunSQL.noop, elidable=True)]
