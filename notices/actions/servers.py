"""A server that does not answer is left alone for a while, by all that would go through it."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.db import transaction

from notices.models import SilentServer
from timebank.lib.texting import GatewayAway, NotSent

logger = logging.getLogger(__name__)

FIRST_REST = timedelta(minutes=1)
REST_GROWS_BY = 2
LONGEST_REST = timedelta(minutes=5)  # who has just asked for a code waits no longer than that once it is back
CLOSES = 421  # RFC 5321: it takes no more now, whatever it was asked
OF_THE_LETTER = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError, NotSent)


def is_silent(fault: OSError | ValueError) -> bool:
    """Whether a fault is the server's, so that no other letter would go through it now either."""
    if isinstance(fault, GatewayAway) or CLOSES in _codes(fault):
        return True
    return isinstance(fault, OSError) and not isinstance(fault, OF_THE_LETTER)


@transaction.atomic
def note_silence(delivery: str, *, at: datetime) -> None:
    """Leave a server alone, longer each time; what is due waits, and none of it counts that as an attempt."""
    row = SilentServer(delivery=delivery, silent_since=at, rests_until=at)
    # A row that is there is written, too: so it is locked, and nobody who gets an answer just now takes it away.
    SilentServer.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["delivery"], update_fields=["delivery"]
    )
    server = SilentServer.objects.select_for_update(no_key=True).get(delivery=delivery)
    if server.rests_until > at:  # another worker has just found the same
        return
    rest = min(FIRST_REST * REST_GROWS_BY**server.times, LONGEST_REST)
    if rest < LONGEST_REST:  # no number grows for ever
        server.times += 1
    server.rests_until = at + rest
    server.save(update_fields=["times", "rests_until"])
    logger.warning("What goes by %s waits %s: its server does not answer", delivery, rest)


def note_answer(delivery: str) -> None:
    """Take a server for well again."""
    SilentServer.objects.filter(delivery=delivery).delete()


def _codes(fault: OSError | ValueError) -> set[int]:
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return {code for code, _words in fault.recipients.values()}
    return {fault.smtp_code} if isinstance(fault, smtplib.SMTPResponseException) else set()
