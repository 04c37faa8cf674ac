"""What a page says of a referral: what the service may learn now, what the person reads, and how many there are."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from members.models import Bank, Member
from services.models import UNTOUCHED, Referral, ReferralGift, ReferralStep


@dataclass(frozen=True)
class Seen:
    """What a service may read of one referral now: nothing that the consent does not say, whoever the person is."""

    referral: Referral
    state: str = ""
    steps: list[tuple[str, datetime.date]] = field(default_factory=list)
    hopes: str = ""
    gifts: list[str] = field(default_factory=list)
    reason: str = ""


class Happened(NamedTuple):
    """One line of all that happened since somebody was introduced. What was not written down has a day and no `at`."""

    what: str
    on: datetime.date
    at: datetime.datetime | None = None
    words: str = ""
    by: Member | None = None


@dataclass(frozen=True)
class Figures:
    """How many referrals a bank has had in the last year: for who may know no more."""

    sent: int
    waiting: int
    in_touch: int
    ended: int


def seen_by_service(referral: Referral, gifts: Iterable[ReferralGift] = ()) -> Seen:
    """Say what the service sees. `referral` is read with its progress; `gifts` are its own, where the page shows them.

    Words are shown to the service as it wrote them; what the person put in their place is the person's.
    """
    wrote = referral.referred_by_id
    return Seen(
        referral,
        state=_state(referral),
        steps=_steps(referral),
        hopes=referral.hopes if referral.hopes_by_id == wrote else "",
        gifts=[gift.words for gift in gifts if gift.by_id == wrote],
        reason=referral.reason if referral.may_tell_steps else "",
    )


def all_that_happened(referral: Referral, steps: Iterable[ReferralStep]) -> list[Happened]:
    """Give every dated step, for the person and the desk, whatever the service may learn.

    `referral` is read with its progress: to what was written down come joining, first help and first gift. Who was on
    the other side, and at which event it was, is not said.
    """
    bank, progress = referral.bank, _progress(referral)
    found = [
        Happened(str(step.get_kind_display()), bank.day(step.at), step.at, words=step.words, by=step.by)
        for step in steps
    ]
    joined_on = bank.day(progress.joined_at) if progress.joined_at else None
    firsts = [(_("joined"), joined_on), *_firsts(referral)]
    found += [Happened(words, day) for words, day in firsts if day]
    return sorted(found, key=lambda each: each.on)


def figures(bank: Bank, since: datetime.datetime) -> Figures:
    """Count a bank's referrals with one query."""
    found = Referral.objects.filter(bank=bank, sent_at__gte=since)
    row = found.aggregate(
        sent=Count("pk"),
        waiting=Count("pk", filter=Q(state__in=[Referral.State.SENT, Referral.State.TRIAGED])),
        in_touch=Count("pk", filter=Q(state=Referral.State.IN_TOUCH)),
        ended=Count("pk", filter=Q(state__in=[Referral.State.DECLINED, Referral.State.CLOSED])),
    )
    return Figures(**row)


def how_many_wait(bank: Bank, at: datetime.datetime) -> tuple[int, int]:
    """Count those that wait at a desk, and those of them that nobody has taken on in three days, with one query."""
    waiting = Referral.objects.filter(bank=bank).waiting().order_by()
    untouched = Count("pk", filter=Q(state=Referral.State.SENT, sent_at__lte=at - UNTOUCHED))
    row = waiting.aggregate(count=Count("pk"), untouched=untouched)
    return row["count"], row["untouched"]


def _progress(referral: Referral) -> Any:  # noqa: ANN401 - the moments are added by the query, not columns
    return referral


def _state(referral: Referral) -> str:
    """Say in a few words how it stands, as far as the service may learn it."""
    if not referral.may_tell_joined:
        return str(_("They chose to tell you nothing more."))
    if _progress(referral).joined_at:
        return str(_("Has joined"))
    if not referral.may_tell_steps:
        return str(_("Has not joined yet"))
    return str(referral.get_state_display()).capitalize()


def _steps(referral: Referral) -> list[tuple[str, datetime.date]]:
    """Give the dated steps that the service may learn, in the order in which they happen.

    First help and first gift are told from joining on: of who was a member before, nothing of before is told.
    """
    bank, found = referral.bank, [(str(_("Introduced")), referral.sent_on)]
    progress = _progress(referral)
    joined_on = bank.day(progress.joined_at) if progress.joined_at else None
    if referral.may_tell_steps and referral.called_at:
        found.append((str(_("Welcome call")), bank.day(referral.called_at)))
    if referral.may_tell_joined and joined_on:
        found.append((str(_("Joined")), joined_on))
    if referral.may_tell_steps and joined_on:
        found += [(words.capitalize(), max(day, joined_on)) for words, day in _firsts(referral) if day]
    if referral.may_tell_steps and referral.ended_at:
        found.append((str(referral.get_state_display()).capitalize(), bank.day(referral.ended_at)))
    return found


def _firsts(referral: Referral) -> list[tuple[str, datetime.date | None]]:
    progress = _progress(referral)
    return [(_("was first helped"), progress.first_receipt_on), (_("first gave"), progress.first_gift_on)]
