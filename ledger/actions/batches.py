"""Batches: an event through its own account, and many like postings of which each stands for itself."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from ledger.actions.postings import Posting, post, post_together, row_of
from ledger.actions.protocol import insert_all, lock
from ledger.actions.refusals import LedgerRefused
from ledger.actions.settlements import pot_of
from ledger.models import Account
from timebank.lib.transactions import atomic_with_retry


@dataclass(frozen=True)
class Share:
    """What one account pays into an event, or is paid from it, in minutes."""

    account_id: int
    minutes: int


@dataclass(frozen=True)
class EventHours:
    """The register of an event: who received and who helped. `pot_pays_minutes` is the most the pot may add.

    `reference` names the event, such as 'event:7'. `pot_id` is the account that is its pot; None is the book's own.
    """

    key: uuid.UUID
    account_id: int
    received: tuple[Share, ...]
    helped: tuple[Share, ...]
    pot_pays_minutes: int
    reference: str
    happened_on: datetime.date
    recorded_by: str
    words: str = ""
    booked_on: datetime.date | None = None  # for the demo bank alone
    pot_id: int | None = None


class PotMayNotPay(LedgerRefused):
    """Those who helped are to get more than those who received gave, and more than the pot may add."""

    code = "over_limit"


@dataclass(frozen=True)
class Refused:
    """A posting that the ledger does not take, and its reason."""

    posting: Posting
    refusal: LedgerRefused


def post_event(event: EventHours) -> list[int]:
    """Post an event in one batch: in come the hours of those who received, out go those of who helped.

    What is left over goes to the pot, and the pot adds what is missing as far as it may, so that the event's account
    ends at zero. Nothing is split or rounded here: each share is posted as it is. Raises PotMayNotPay or OverLimit.
    """
    return post_together(postings_of_event(event))


def postings_of_event(event: EventHours) -> list[Posting]:
    """Write down an event's postings in their order: in before out, so that its account never goes below zero."""
    pot_id = event.pot_id or pot_of(Account.objects.values_list("book_id", flat=True).get(pk=event.account_id))
    missing = sum(share.minutes for share in event.helped) - sum(share.minutes for share in event.received)
    if missing > event.pot_pays_minutes:
        raise PotMayNotPay(_("More hours were given than received, and the pot may not add so many."))
    postings = [
        _share(event, "received", payer_id=share.account_id, payee_id=event.account_id, minutes=share.minutes)
        for share in event.received
    ]
    if missing > 0:
        postings.append(_share(event, "pot", payer_id=pot_id, payee_id=event.account_id, minutes=missing))
    postings += [
        _share(event, "helped", payer_id=event.account_id, payee_id=share.account_id, minutes=share.minutes)
        for share in event.helped
    ]
    if missing < 0:
        postings.append(_share(event, "pot", payer_id=event.account_id, payee_id=pot_id, minutes=-missing))
    return postings


@transaction.atomic
def would_be_refused(postings: Sequence[Posting]) -> list[Refused]:
    """Try postings in their order and say which the ledger would refuse; nothing of it stays."""
    refused = _post_each(postings)[1]
    transaction.set_rollback(True)
    return refused


@atomic_with_retry
def post_each_that_fits(postings: Sequence[Posting]) -> tuple[list[int], list[Refused]]:
    """Post those that the ledger takes in one transaction, and say which it refused: a levy, or lapsed hours."""
    return _post_each(postings)


def _post_each(postings: Sequence[Posting]) -> tuple[list[int], list[Refused]]:
    """Post all in one call where all fit, which they mostly do; else one by one."""
    lock(account for posting in postings for account in (posting.payer_id, posting.payee_id))
    try:
        with transaction.atomic():
            return insert_all([row_of(posting) for posting in postings]), []
    except LedgerRefused:
        return _post_one_by_one(postings)


def _post_one_by_one(postings: Sequence[Posting]) -> tuple[list[int], list[Refused]]:
    posted: list[int] = []
    refused: list[Refused] = []
    for posting in postings:
        try:
            posted.append(post(posting))
        except LedgerRefused as refusal:
            refused.append(Refused(posting, refusal))
    return posted, refused


def _share(event: EventHours, part: str, *, payer_id: int, payee_id: int, minutes: int) -> Posting:
    account_id = payee_id if payer_id == event.account_id else payer_id
    cause = f"{event.reference}/{part}:{account_id}"
    return Posting(
        key=uuid.uuid5(event.key, cause),
        kind="EVENT",
        payer_id=payer_id,
        payee_id=payee_id,
        minutes=minutes,
        reference=cause,
        happened_on=event.happened_on,
        recorded_by=event.recorded_by,
        words=event.words,
        booked_on=event.booked_on,
        batch=uuid.uuid5(event.key, "batch"),
    )
