"""Let staff who have neither a role nor anybody to act for belong no longer: their last role or mandate ended before."""

from django.db import migrations

LEAVE = """
  UPDATE members_member AS member SET state = 'LEFT', left_at = now()
   WHERE kind = 'STAFF' AND state = 'APPROVED' AND roles = '{}'
     AND NOT EXISTS (SELECT FROM members_mandate WHERE holder_id = member.id AND ended_at IS NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0015_member_former_names")]

    operations = [migrations.RunSQL(LEAVE, migrations.RunSQL.noop, elidable=True)]
