"""An address or a number that does not exist, as a mail server or a gateway says: we leave it alone until told."""

import re
from collections.abc import Collection

from django.db import transaction

from notices.models import Channel, Recipient

# RFC 3463: no such mailbox (5.1.1) or domain (5.1.2), no address at all (5.1.3), moved (5.1.6), takes no mail (5.1.10)
# or no longer (5.2.1). Asking again will not make it. 5.1.7 and 5.1.8 are about our own address, 5.2.2 is one full.
NO_SUCH_ADDRESS = re.compile(r"5\.(1\.(1|2|3|6|10)|2\.1)(?![0-9])")


def is_no_such_address(words: str) -> bool:
    """Whether a server's words begin with a code that says so."""
    return NO_SUCH_ADDRESS.match(words) is not None


def refuse_address(tried: Recipient) -> None:
    """Write no more to the address that was tried, unless they have another by now."""
    Recipient.objects.filter(pk=tried.pk, address=tried.address).update(refused_address=tried.address)


def refuse_number(tried: Recipient) -> None:
    """Send no more texts to the number that was tried, unless they have another by now."""
    theirs = Recipient.objects.filter(pk=tried.pk, telephone=tried.telephone)
    theirs.update(refused_number=tried.number_for_texts)


@transaction.atomic
def resume(key: str, channels: Collection[Channel]) -> None:
    """Write again to an address, or to a number, that a server once refused: its holder says that it works.

    The same address is written to again under each key.
    """
    theirs = Recipient.objects.get(key=key)
    if Channel.EMAIL in channels and theirs.address:
        Recipient.objects.filter(refused_address=theirs.address).update(refused_address="")
    if Channel.SMS in channels and theirs.refused_number:
        Recipient.objects.filter(refused_number=theirs.refused_number).update(refused_number="")
