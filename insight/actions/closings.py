"""Closing months: an admin's word that the books of a month are final."""

import datetime

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from insight.reads.periods import Period
from ledger import actions as ledger
from members.actions import must_be_admin
from members.models import Bank, Member
from notices import actions as notices
from timebank.lib.transactions import atomic_with_retry


@atomic_with_retry
def close_month(bank: Bank, month: Period, *, by: Member, at: datetime.datetime) -> None:
    """Book nothing in a month or before it any more, and tell those who answer for the books.

    What is settled or put right later goes into the open month. Raises the ledger's MonthNotOver and MonthClosed.
    """
    must_be_admin(bank, by)
    ledger.close_through(bank.book_id, day=month.last_on, by=by.actor_key)
    words = {"month": formats.date_format(month.first_on, "F Y"), "bank": bank.name, "name": by.name}
    for member in Member.objects.of(bank).answering_for_the_books():
        notices.tell(
            notices.Message(
                recipient_key=member.actor_key,
                bank=bank.slug,
                kind="MONTH_CLOSED",
                subject=_("%(month)s is closed in the books of %(bank)s") % words,
                body=_(
                    "%(name)s closed it. Its figures stay as they are now. What is settled or put right later is "
                    "booked in the month that is open then. A closed month cannot be opened again."
                )
                % words,
                path=reverse("insight:closing", args=[bank.slug]),
                dedupe_key=f"month-closed:{month.last_on}",
            ),
            at=at,
        )
