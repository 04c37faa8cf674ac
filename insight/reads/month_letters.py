"""Which banks' admins and auditors have not had their letter about the month that is over."""

import datetime

from insight.models import MonthLetter
from insight.reads.periods import Period, month_before
from members.models import Bank

TWO_MONTHS = datetime.timedelta(days=62)  # no zone is further than a day from ours, no month that is over older


def letter_due(bank: Bank, at: datetime.datetime) -> Period | None:
    """Give the month that is over in the bank's zone; None where the bank was founded after it."""
    month = month_before(bank.day(at))
    return month if bank.day(bank.created_at) <= month.last_on else None


def banks_without_letter(at: datetime.datetime) -> list[int]:
    """Name the banks whose letter about the month that is over has not been written."""
    written = set(MonthLetter.objects.filter(month_on__gte=at.date() - TWO_MONTHS).values_list("bank_id", "month_on"))
    due = ((bank, letter_due(bank, at)) for bank in Bank.objects.order_by("pk"))
    return [bank.pk for bank, month in due if month and (bank.pk, month.first_on) not in written]
