"""Letters that came back after a mail server had taken them."""

import logging
import re
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare

from notices.actions.dead_letters import give_up
from notices.actions.letters import letter_key
from notices.actions.refusing import is_no_such_address, refuse_address
from notices.models import Notice
from timebank.lib.bounces import Bounce

logger = logging.getLogger(__name__)

COMES_BACK_WITHIN = timedelta(days=30)
OUR_OWN = re.compile(r"notice\.([0-9]{1,18})\.[0-9a-f]{24}(?=@|$)")


@transaction.atomic
def take_bounce(bounce: Bounce, *, at: datetime) -> Notice | None:
    """Let the desk tell what came back, and write no more to an address that does not exist. Again does no harm.

    Answers whose letter it was; None where it is none of ours, or its key is not the one we sent: who forges a report
    would have to know it.
    """
    notice = _sent(bounce.message_id, at=at)
    if notice is None:
        return None
    together = Notice.objects.filter(Q(pk=notice.pk) | Q(carrier=notice.pk), sent_at=notice.sent_at, failed_at=None)
    code = next((each for each in bounce.codes if is_no_such_address(each)), bounce.codes[0])
    logger.warning("Notice %s came back: %s", notice.pk, code)
    if is_no_such_address(code):
        refuse_address(notice.recipient)
    give_up(together.order_by("pk"), failure=f"Bounced {code}", at=at)
    return notice


def _sent(message_id: str, *, at: datetime) -> Notice | None:
    """Find the letter, if it went to the address they have now and the key is right to the last sign."""
    ours = OUR_OWN.match(message_id)
    if ours is None:
        return None
    sent = Notice.objects.filter(delivery=Notice.Delivery.EMAIL, failed_at=None, sent_at__gt=at - COMES_BACK_WITHIN)
    found = sent.select_for_update(no_key=True, of=("self",)).select_related("recipient").filter(pk=int(ours[1]))
    notice = found.first()
    return notice if notice is not None and constant_time_compare(ours[0], letter_key(notice)) else None
