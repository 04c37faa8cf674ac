"""Write into the outbox how each member is reached, and in which bank's name: members know it, notices do not."""

from django.db import migrations

FILL = """
UPDATE notices_recipient recipient
   SET channel = member.channel,
       telephone = member.telephone,
       has_postal_address = member.postal_address <> '',
       sender = bank.name,
       zone = bank.zone,
       address = CASE WHEN member.person_id IS NULL THEN member.contact_email ELSE coalesce(person.email, '') END
  FROM members_member member
  JOIN members_bank bank ON bank.id = member.bank_id
  LEFT JOIN members_person person ON person.id = member.person_id
 WHERE recipient.key = 'member:' || member.id AND NOT recipient.is_forgotten
"""
# Until now who is not reached by e-mail had no address here.
EMPTY = """
UPDATE notices_recipient SET address = '', is_on_site_only = (channel = 'SITE')
 WHERE channel <> 'EMAIL' AND key LIKE 'member:%'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0029_index_whole_words"),
        ("notices", "0005_choices_and_ways"),
    ]

    operations = [migrations.RunSQL(FILL, EMPTY)]
