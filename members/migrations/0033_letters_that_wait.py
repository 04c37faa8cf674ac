"""Mark what waits at desks for people who are told by post: new notices are marked as they are told."""

from django.db import migrations

MARK = """
UPDATE notices_notice notice SET is_by_post = true
  FROM notices_recipient recipient
 WHERE recipient.id = notice.recipient_id AND recipient.channel = 'POST'
   AND notice.delivery = 'BY_HAND' AND notice.told_at IS NULL AND notice.read_at IS NULL
"""
UNMARK = "UPDATE notices_notice SET is_by_post = false WHERE is_by_post"


class Migration(migrations.Migration):
    dependencies = [("members", "0032_event_kind_introduced")]

    operations = [migrations.RunSQL(MARK, UNMARK)]
