"""What is given up, and sent again on the word of an admin or an operator."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from notices.actions.ways import SENT, by_hand, way_to
from notices.models import URGENT, Notice, Recipient
from notices.models.outbox import NoticeQuerySet
from timebank.lib.errors import WrongState


class CannotRetry(WrongState):
    """It is no dead letter any more, or nothing leads to its recipient."""


def give_up(letter: NoticeQuerySet, *, failure: str, at: datetime) -> None:
    """What was in a letter could not be sent: from now on it waits on the bank's desk to be passed on."""
    for each in letter:
        way = by_hand(each.bank, each.matter)
        if way.delivery == Notice.Delivery.BY_HAND and not each.is_moot(at):
            each.delivery = way.delivery
        each.sent_at, each.failed_at, each.failure, each.next_attempt_at = None, at, failure, None
        each.save(update_fields=["delivery", "sent_at", "failed_at", "failure", "next_attempt_at"])


@transaction.atomic
def retry(notice: Notice, *, at: datetime) -> Notice:
    """Send what was given up once more, as often as at first, also to an address or a number that was refused.

    A second key would let it arrive twice, so it keeps its own.
    """
    notice = Notice.objects.select_for_update(no_key=True, of=("self",)).select_related("recipient").get(pk=notice.pk)
    if notice.is_moot(at):
        raise CannotRetry(_("It is too late to tell them this."))
    if not notice.is_dead:
        raise CannotRetry(_("They know it by now, or it is on its way already."))
    Recipient.objects.filter(pk=notice.recipient_id).update(refused_address="", refused_number="")
    notice.recipient.refused_address = notice.recipient.refused_number = ""
    way = way_to(notice.recipient, bank=notice.bank, kind=notice.matter)
    if way.delivery not in SENT:
        raise CannotRetry(_("We have no address or number to send this to. The desk passes it on."))
    notice.delivery, notice.attempts, notice.failed_at, notice.failure = way.delivery, 0, None, ""
    notice.is_gathered, notice.is_by_post, notice.carrier, notice.claimed_at = False, False, None, None
    notice.next_attempt_at = at if notice.kind in URGENT else notice.recipient.awake_at(at)
    notice.save()
    return notice
