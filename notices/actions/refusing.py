"""An address or a number that does not exist, as a mail server or a gateway says: we leave it alone until told."""

import re
from collections.abc import Iterable

from notices.models import Recipient

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


def resume_mail(keys: Iterable[str]) -> None:
    """Write again to an address that a mail server once refused: somebody says that it works, by whatever key."""
    theirs = list(Recipient.objects.filter(key__in=list(keys)).exclude(address="").values_list("address", flat=True))
    Recipient.objects.filter(refused_address__in=theirs).update(refused_address="")


def resume_texts(keys: Iterable[str]) -> None:
    """Send texts again to a number that a gateway once refused, by whatever key."""
    theirs = Recipient.objects.filter(key__in=list(keys)).exclude(refused_number="")
    numbers = list(theirs.values_list("refused_number", flat=True))
    Recipient.objects.filter(refused_number__in=numbers).update(refused_number="")
