"""Guests who did not join are forgotten in time."""

import datetime

from exchanges.models import Guest

GUESTS_KEPT = datetime.timedelta(days=90)


def forget_old_guests(*, at: datetime.datetime) -> int:
    """Clear names and ways to reach guests ninety days after they were written down. Answers how many."""
    old = Guest.objects.filter(forgotten_at=None, said_yes_at__lt=at - GUESTS_KEPT)
    return int(old.update(name="", contact="", forgotten_at=at))
