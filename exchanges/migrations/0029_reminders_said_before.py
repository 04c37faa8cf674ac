"""Write down what was said before there was a table of it, so that nobody is told again."""

from django.db import migrations

FILL = """
  INSERT INTO exchanges_reminder (bank_id, rule, about, occasion, said_at, path)
  SELECT bank_id, 'PLAN_TOMORROW', id, planned_on || ' ' || coalesce(planned_at_time::varchar, ''), now(), ''
    FROM exchanges_exchange
   WHERE state = 'AGREED' AND reminders_sent >= 1 AND planned_on IS NOT NULL
   UNION ALL
  SELECT bank_id, 'DID_IT_HAPPEN', id, planned_on::varchar, now(), ''
    FROM exchanges_exchange
   WHERE state = 'AGREED' AND reminders_sent >= 2 AND planned_on IS NOT NULL
   UNION ALL
  SELECT bank_id, 'ANSWER', id, stage.days || ' ' || state_since::varchar, state_since + stage.days * interval '1 day', ''
    FROM exchanges_exchange, (VALUES (1, 3), (2, 7)) stage (sent, days)
   WHERE state = 'LOGGED' AND reminders_sent >= stage.sent
   UNION ALL
  SELECT side.bank_id, 'ANSWER_BETWEEN', side.id, stage.days || ' ' || shared.state_since::varchar,
         shared.state_since + stage.days * interval '1 day', ''
    FROM exchanges_crossexchange shared
    JOIN exchanges_crossside side ON side.exchange_id = shared.id AND side.agreed_at IS NULL,
         (VALUES (1, 3), (2, 7)) stage (sent, days)
   WHERE shared.state = 'LOGGED' AND shared.reminders_sent >= stage.sent
   UNION ALL
  SELECT bank_id, 'EVENT_TOMORROW', id, "on"::varchar, reminded_at, ''
    FROM exchanges_event
   WHERE reminded_at IS NOT NULL AND "on" >= reminded_at::date
   UNION ALL
  SELECT bank_id, 'LISTING_ENDS', id, expires_on || ' ' || warned_days, now(), ''
    FROM exchanges_listing
   WHERE warned_days IS NOT NULL AND expires_on IS NOT NULL
   UNION ALL
  SELECT member.bank_id, 'CHECK_EXPIRES', seen.id, seen.expires_on || ' ' || seen.warned_days, now(), ''
    FROM members_check seen
    JOIN members_member member ON member.id = seen.member_id
   WHERE seen.warned_days IS NOT NULL AND seen.expires_on IS NOT NULL
      ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0028_reminders"), ("members", "0029_index_whole_words")]

    operations = [migrations.RunSQL(FILL, "DELETE FROM exchanges_reminder")]
