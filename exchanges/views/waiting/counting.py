"""How much waits on the desk, whole."""

import datetime
from dataclasses import dataclass, replace

from django.db.models import Count, Q, Sum

from exchanges.access import Approvers, acts_for_neither, approvable_by, is_apart
from exchanges.models import Exchange
from exchanges.reads.asking import unanswered
from members.models import Bank, Member
from notices.models import Notice

State = Exchange.State


@dataclass(frozen=True)
class Counts:
    """How much waits at the bank, how much of it for the asker, and the hours both sides have agreed."""

    disputed: int
    to_approve: int
    to_approve_minutes: int
    silent: int
    applications: int
    to_review: int
    to_pass_on: int
    unanswered: int
    for_asker: int
    to_post: int = 0  # of what is to pass on
    reported: int = 0
    elsewhere: int = 0  # at events, at the pot, with other banks and with public services
    disputed_elsewhere: int = 0  # of these, what the two do not agree on
    pressing_errands: int = 0

    @property
    def for_others(self) -> int:
        """What somebody else has to do."""
        exchanges = self.disputed + self.to_approve + self.silent
        people = self.applications + self.to_review + self.to_pass_on + self.unanswered
        return exchanges + people + self.reported + self.elsewhere - self.for_asker

    @property
    def pressing(self) -> int:
        """What cannot wait: two who do not agree, what somebody reported, and some with public services."""
        return self.disputed + self.reported + self.disputed_elsewhere + self.pressing_errands

    def with_errands(self, all_of_them: int, pressing: int) -> "Counts":
        """Add what waits with public services, for whoever asks, and how much of it is pressing."""
        elsewhere, for_asker = self.elsewhere + all_of_them, self.for_asker + all_of_them
        return replace(self, elsewhere=elsewhere, for_asker=for_asker, pressing_errands=pressing)

    def with_more(self, *, reported: int, elsewhere: int, disputed_elsewhere: int, of_others: int) -> "Counts":
        """Add what the asker finds in other lists of the desk, of which some is for others to do."""
        more = {"reported": reported, "elsewhere": self.elsewhere + elsewhere, "disputed_elsewhere": disputed_elsewhere}
        return replace(self, **more, for_asker=self.for_asker + reported + elsewhere - of_others)


def counts(asker: Member, holders: Approvers, at: datetime.datetime) -> Counts:
    """Count every list of the desk, whole, with four queries."""
    disputed, confirmed = Q(state=State.DISPUTED), Q(state=State.CONFIRMED)
    silent = Q(state=State.LOGGED, state_since__lte=at - datetime.timedelta(days=asker.bank.silent_after_days))
    waiting = Exchange.objects.filter(disputed | confirmed | silent, bank=asker.bank)
    found = waiting.aggregate(
        disputed=Count("pk", filter=disputed),
        to_approve=Count("pk", filter=confirmed),
        to_approve_minutes=Sum("minutes", filter=confirmed, default=0),
        silent=Count("pk", filter=silent),
        approvable=Count("pk", filter=confirmed & approvable_by(asker, holders)),
        settles=Count("pk", filter=disputed & is_apart(asker.pk) | silent & acts_for_neither(asker.pk)),
    )
    people = _people(asker.bank, asker.bank.day(at))
    told = (
        Notice.objects.to_pass_on(asker.bank.slug)
        .still_of_use(at)
        .aggregate(all=Count("pk"), by_post=Count("pk", filter=Q(is_by_post=True)))
    )
    to_pass_on, to_post = told["all"], told["by_post"]
    asked = unanswered(asker.bank, at).count()
    for_asker = sum(people.values()) + to_pass_on + asked + found.pop("approvable")
    settles = found.pop("settles")
    if asker.is_coordinator:
        for_asker += settles
    return Counts(**found, **people, to_pass_on=to_pass_on, to_post=to_post, unanswered=asked, for_asker=for_asker)


def _people(bank: Bank, today: datetime.date) -> dict[str, int]:
    """Count who would like to join, and whose suspension is to be looked at again."""
    members = Member.objects.of(bank)
    states = members.filter(state__in=[Member.State.APPLICANT, Member.State.SUSPENDED])
    found: dict[str, int] = states.aggregate(
        applications=Count("pk", filter=Q(state=Member.State.APPLICANT)),
        to_review=Count("pk", filter=Q(review_on__lte=today)),
    )
    return found
