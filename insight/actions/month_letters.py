"""The letter about a month: its figures, and the seal that admins and auditors keep outside the database."""

import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from insight.access import told_of_faults
from insight.models import MonthLetter
from insight.reads.month_letters import letter_due
from insight.reads.reports import report
from ledger import actions as ledger
from ledger import reads
from members.models import Bank
from notices import actions as notices
from timebank.lib.durations import hours_in_words


def send_month_letter(bank: Bank, *, at: datetime.datetime) -> None:
    """Tell admins and auditors once of the month that is over in the bank's zone, under a new seal.

    Sealing is no part of the transaction: it keeps every writer out for an instant, and waits for none.
    """
    month = letter_due(bank, at)
    if month is None or MonthLetter.objects.filter(bank=bank, month_on=month.first_on).exists():
        return
    ledger.seal_book(bank.book_id)
    seal = reads.latest_seal(bank.book_id)
    if seal is None:  # a book is opened with its accounts, which the first seal holds
        raise LookupError(f"Book {bank.book_id} holds nothing that could be sealed")
    found = report(bank, month)
    letter = MonthLetter(
        bank=bank,
        month_on=month.first_on,
        at=at,
        given_minutes=found.given.minutes,
        transfers_count=found.moved_total.transfers,
        balances_minutes=found.total.closing_minutes,
        seal_number=seal.number,
        seal_hash=seal.hash,
    )
    _send(letter)


@transaction.atomic
def _send(letter: MonthLetter) -> None:
    """Write it and tell of it; nothing where another worker was faster."""
    MonthLetter.objects.bulk_create([letter], ignore_conflicts=True)
    words = {"month": formats.date_format(letter.month_on, "F Y"), "bank": letter.bank.name}
    for member in told_of_faults(letter.bank):
        notices.tell(
            notices.Message(
                recipient_key=member.actor_key,
                bank=letter.bank.slug,
                kind="MONTH_LETTER",
                subject=_("%(month)s in the books of %(bank)s: please keep this letter") % words,
                body="\n\n".join(_paragraphs(letter)),
                path=reverse("insight:proof", args=[letter.bank.slug]),
                dedupe_key=f"month-letter:{letter.month_on}",
            ),
            at=letter.at,
        )


def _paragraphs(letter: MonthLetter) -> list[str]:
    return [
        _moved(letter),
        _sum(letter),
        _seal(letter),
        _(
            "Why keep this letter? The seal is worked out from every line in the books up to now. If anybody ever "
            "changes one of those lines, even in secret, the books will no longer give this seal. With your letter "
            "you can show it. So keep it where nobody who runs the site can reach it, or print it."
        ),
        _("On the page of proof you can save the seal as a file, and compare one you kept with the books."),
    ]


def _seal(letter: MonthLetter) -> str:
    return _("The books are sealed. Seal number %(number)s is:\n%(hash)s") % {
        "number": letter.seal_number,
        "hash": letter.seal_hash,
    }


def _moved(letter: MonthLetter) -> str:
    return _("Given in exchanges: %(hours)s. Transfers of every kind: %(transfers)s.") % {
        "hours": hours_in_words(letter.given_minutes),
        "transfers": formats.number_format(letter.transfers_count, force_grouping=True),
    }


def _sum(letter: MonthLetter) -> str:
    if letter.balances_minutes == 0:
        return _("At the end of the month all balances together come to 0, as they must.")
    return _(
        "At the end of the month all balances together do not come to 0. That must not be. Please ring the people "
        "who run the site, and do not rely on the figures until they have looked."
    )
