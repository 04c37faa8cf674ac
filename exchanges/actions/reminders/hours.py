"""Kind suggestions about hours: to whom can owe hardly more, and to whom has hours that nobody helped with for long."""

import datetime
from collections.abc import Iterator, Sequence

from django.db.models import Exists, OuterRef, Q, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from exchanges.actions.reminders.rule import MORNING, Rows, Said, with_occasion
from exchanges.models import Attendee, CrossExchange, CrossSide, Exchange, Reminder
from ledger import reads as ledger
from members.models import Bank, Member
from timebank.lib.durations import hours_in_words

QUARTER = datetime.timedelta(days=91)  # at most so often, whichever of the two it is
UNSPENT_FOR = datetime.timedelta(days=90)
HARDLY_ANY_MINUTES = 60  # less than one ordinary exchange takes
WORTH_ASKING_MINUTES = 120
NEW_FOR = datetime.timedelta(days=30)  # who is new is looked after by a coordinator
PLANNED = (Exchange.State.PROPOSED, Exchange.State.AGREED, *Exchange.UNSETTLED)


class NearFloor:
    """Who can owe hardly more is told what others ask for; not who is about to give, nor who has just joined."""

    name = "NEAR_FLOOR"
    kind = "NEAR_FLOOR"
    hours = MORNING
    is_suggestion = True

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give those whose account is open and has room for less than an hour."""
        near = ledger.has_little_left("account", minutes=HARDLY_ANY_MINUTES)
        found = _people(bank, at, since=NEW_FOR).filter(near)
        gives = Exchange.objects.filter(giver=OuterRef("pk"), state__in=PLANNED)
        return with_occasion(found.filter(~Exists(gives)), Value(str(bank.day(at))))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Say that others could use their help."""
        subject = _("Somebody here could use what you can do")
        body = _("You have had a lot of help, and that is what it is for. An hour you give lets you ask for another.")
        for member in rows:
            yield Said(member, member, subject, body, reverse("exchanges:listings", args=[bank.slug]))

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """It does no harm later."""
        return None


class HoursUnspent:
    """Who has two hours or more, and has had no help for ninety days, is told that people like to be asked."""

    name = "UNSPENT"
    kind = "UNSPENT"
    hours = MORNING
    is_suggestion = True

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give those who have hours and had no help for so long, here, with another bank or at an event."""
        since, me = bank.day(at) - UNSPENT_FOR, OuterRef("pk")
        helped = Exchange.objects.filter(Q(happened_on__gt=since) | Q(state__in=PLANNED), receiver=me)
        elsewhere = CrossSide.objects.filter(member=me, gives=False, exchange__happened_on__gt=since)
        elsewhere = elsewhere.exclude(exchange__state=CrossExchange.State.CANCELLED)
        came = Attendee.objects.filter(member=me, received_minutes__gt=0, event__on__gt=since)
        found = _people(bank, at, since=UNSPENT_FOR).filter(
            ledger.has_at_least("account", minutes=WORTH_ASKING_MINUTES)
        )
        found = found.filter(~Exists(helped.exclude(state__in=Exchange.ENDED)), ~Exists(elsewhere), ~Exists(came))
        return with_occasion(found, Value(str(bank.day(at))))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Say how many hours they have, and what they are for."""
        held = ledger.balances([member.account_id for member in rows if member.account_id is not None])
        body = _("People here like to be asked. Is there something you would like a hand with, or like to learn?")
        for member in rows:
            hours = hours_in_words(held.get(member.account_id or 0, 0))
            subject = _("You have %(hours)s. What would you like help with?") % {"hours": hours}
            yield Said(member, member, subject, body, reverse("exchanges:listings", args=[bank.slug]))

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """It does no harm later."""
        return None


def _people(bank: Bank, at: datetime.datetime, *, since: datetime.timedelta) -> Rows:
    """Give grown-up people who belong now and have for so long, and whom neither rule has spoken to this quarter."""
    people: Rows = Member.objects.of(bank).in_directory().filter(kind=Member.Kind.PERSON, joined_at__lte=at - since)
    for rule in (NearFloor.name, HoursUnspent.name):
        people = people.filter(~Exists(Reminder.objects.about_row(rule, at - QUARTER)))
    return people
