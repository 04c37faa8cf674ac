"""Write the last day of every member who has exchanged hours, or came to an event, before this was kept."""

from django.db import migrations

FILL = """
  INSERT INTO exchanges_lastexchange (member_id, bank_id, happened_on)
  SELECT member.id, member.bank_id, max(day.happened_on)
    FROM (SELECT giver_id AS member_id, happened_on FROM exchanges_exchange
           WHERE transfer_id IS NOT NULL AND state <> 'REVERSED'
           UNION ALL
          SELECT receiver_id, happened_on FROM exchanges_exchange
           WHERE transfer_id IS NOT NULL AND state <> 'REVERSED'
           UNION ALL
          SELECT side.member_id, shared.happened_on
            FROM exchanges_crossside side
            JOIN exchanges_crossexchange shared ON shared.id = side.exchange_id
           WHERE shared.posted_at IS NOT NULL AND shared.state <> 'REVERSED'
           UNION ALL
          SELECT attendee.member_id, event."on"
            FROM exchanges_attendee attendee
            JOIN exchanges_event event ON event.id = attendee.event_id AND event.state = 'POSTED'
           WHERE attendee.came) day
    JOIN members_member member ON member.id = day.member_id
   GROUP BY member.id
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0022_last_exchanges")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
