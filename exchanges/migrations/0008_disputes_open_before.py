"""Exchanges about which the two sides do not agree get the row of their dispute, from the step that says so."""

from django.db import migrations

DISPUTES = """
  INSERT INTO exchanges_dispute (exchange_id, opened_by_id, opened_at, state, state_since, takes_back, outcome,
                                 is_by_agreement)
  SELECT exchange.id, coalesce(step.on_behalf_of_id, step.by_id), step.at, 'OPENED', step.at, false, '', false
    FROM exchanges_exchange AS exchange
    JOIN LATERAL (SELECT * FROM exchanges_step WHERE exchange_id = exchange.id AND to_state = 'DISPUTED'
                   ORDER BY id DESC LIMIT 1) AS step ON true
   WHERE exchange.state = 'DISPUTED' AND step.by_id IS NOT NULL
"""
FIRST_STEPS = """
  INSERT INTO exchanges_disputestep (dispute_id, kind, at, by_id, on_behalf_of_id, channel, words)
  SELECT dispute.id, 'OPENED', step.at, step.by_id, step.on_behalf_of_id, step.channel, step.reason
    FROM exchanges_dispute AS dispute
    JOIN LATERAL (SELECT * FROM exchanges_step WHERE exchange_id = dispute.exchange_id AND to_state = 'DISPUTED'
                   ORDER BY id DESC LIMIT 1) AS step ON true
"""


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0007_disputes")]

    operations = [
        migrations.RunSQL(DISPUTES, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(FIRST_STEPS, migrations.RunSQL.noop, elidable=True),
    ]
