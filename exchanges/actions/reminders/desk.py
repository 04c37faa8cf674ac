"""Reminders for coordinators: what waits to be approved, what nobody answers, and who has not begun yet."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.access import approvable_by, approvers
from exchanges.access.crossing import how_many_to_approve
from exchanges.actions.reminders.listings import path_of
from exchanges.actions.reminders.rule import MORNING, Rows, Said, moment, with_occasion
from exchanges.models import CrossExchange, CrossSide, Event, Exchange, LastExchange, Reminder
from exchanges.reads.asking import UNANSWERED_AFTER, unanswered
from exchanges.reads.events import registers_to_approve
from members.models import Bank, Member, Role

A_DAY = datetime.timedelta(days=1)
NEW_DAYS = (7, 21)
LAST = datetime.timedelta(days=42)  # from then on they are no longer new
LOOKS_BACK = datetime.timedelta(days=14)  # what came up earlier stands on the desk anyway


class ApprovalWaits:
    """Each morning every coordinator is told once how much they may approve; an admin only where no coordinator may."""

    name = "APPROVAL_WAITS"
    kind = "APPROVAL_WAITS"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give those who run a bank where something waits."""
        waits = Exchange.objects.filter(bank=OuterRef("bank"), state=Exchange.State.CONFIRMED)
        registers = Event.objects.filter(bank=OuterRef("bank"), state=Event.State.REGISTERED)
        elsewhere = CrossSide.objects.filter(bank=OuterRef("bank"), approved_at=None)
        crosses = elsewhere.filter(exchange__state=CrossExchange.State.CONFIRMED)
        runs = Member.objects.of(bank).approved().filter(roles__overlap=[Role.COORDINATOR, Role.ADMIN])
        return with_occasion(runs.filter(Exists(waits) | Exists(registers) | Exists(crosses)), Value(str(bank.day(at))))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Say how much waits for this one, never counting what they may not approve."""
        holders, desk = approvers(bank), reverse("exchanges:desk", args=[bank.slug])
        theirs = {f"of_{member.pk}": Count("pk", filter=approvable_by(member, holders)) for member in rows}
        exchanges = Exchange.objects.filter(bank=bank, state=Exchange.State.CONFIRMED).aggregate(**theirs)
        registers = registers_to_approve(bank, [member for member in rows if member.is_coordinator])
        crosses = how_many_to_approve(bank, rows)
        for member in rows:
            counts = exchanges[f"of_{member.pk}"], crosses[member.pk], registers.get(member.pk, 0)
            if count := sum(counts):
                subject = ngettext("%(count)d thing waits for your yes", "%(count)d things wait for your yes", count)
                body = _waiting(*counts)
                yield Said(member, member, subject % {"count": count}, body, desk)

    def moot_at(self, bank: Bank, row: Any) -> datetime.datetime | None:  # noqa: ANN401  # a member with an occasion
        """Give the end of its day: on the next it is counted anew."""
        return moment(bank, datetime.date.fromisoformat(row.occasion) + A_DAY)


class RequestsUnanswered:
    """A request that nobody has answered for a week is brought to the coordinators, who know whom to ring.

    Each of them hears once a morning of those that have become so since the last time, but of none of their own.
    """

    name = "REQUESTS_UNANSWERED"
    kind = "REQUEST_UNANSWERED"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the coordinators for whom there is one."""
        after = F("created_at") + UNANSWERED_AFTER
        news = unanswered(bank, at).alias(after=after).filter(after__gt=OuterRef("last_said"))
        return _coordinators(bank, self.name, at).filter(Exists(news.exclude(member=OuterRef("pk"))))

    def say(self, bank: Bank, rows: Sequence[Any], at: datetime.datetime) -> Iterator[Said]:
        """Say who asks for what, or how many there are."""
        since = min((row.last_said for row in rows), default=at) - UNANSWERED_AFTER
        found = list(unanswered(bank, at).filter(created_at__gt=since).select_related("member"))
        for row in rows:
            news = [each for each in found if each.member_id != row.pk]
            news = [each for each in news if each.created_at + UNANSWERED_AFTER > row.last_said]
            if len(news) == 1:
                subject = _("Nobody has answered yet: %(title)s") % {"title": news[0].title}
                body = _("%(name)s asked for this a week ago. Do you know somebody?") % {"name": news[0].member.name}
                yield Said(row, row, subject, body, path_of(bank, news[0]))
            elif news:
                subject = _("Nobody has answered %(count)d requests yet") % {"count": len(news)}
                body = _("They were asked a week ago. Do you know somebody? The desk shows them.")
                yield Said(row, row, subject, body, reverse("exchanges:desk", args=[bank.slug]))

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """Only an answer makes it so."""
        return None


class NewMembersAlone:
    """A week and three weeks after somebody joined, the coordinators hear that nothing has happened with them yet.

    Each of them hears once a morning of all for whom it is so long since the last time.
    """

    name = "NEW_MEMBERS"
    kind = "NEW_MEMBER"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the coordinators for whom there is one; who has a plan is not alone."""
        due = Q(pk=None)
        for days in NEW_DAYS:
            due |= Q(joined_at__lte=at - days * A_DAY, joined_at__gt=OuterRef("last_said") - days * A_DAY)
        news = _alone(bank, at).filter(due)
        return _coordinators(bank, self.name, at).filter(Exists(news.exclude(pk=OuterRef("pk"))))

    def say(self, bank: Bank, rows: Sequence[Any], at: datetime.datetime) -> Iterator[Said]:
        """Say who it is, or how many, but nobody of themselves."""
        found = list(_alone(bank, at))
        for row in rows:
            news = [each for each in found if each.pk != row.pk and _has_come(each, row.last_said, at)]
            if len(news) == 1:
                subject = _("%(name)s has not begun yet") % {"name": news[0].name}
                body = _("They joined %(days)d days ago. A call, or somebody to meet, often helps.") % {
                    "days": (bank.day(at) - bank.day(news[0].joined_at or at)).days
                }
                yield Said(row, row, subject, body, reverse("exchanges:member", args=[bank.slug, news[0].number]))
            elif news:
                subject = _("%(count)d new members have not begun yet") % {"count": len(news)}
                body = _("A call, or somebody to meet, often helps. The board shows who is on their own.")
                yield Said(row, row, subject, body, reverse("exchanges:match_board", args=[bank.slug]))

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """It does no harm later."""
        return None


def _coordinators(bank: Bank, rule: str, at: datetime.datetime) -> Rows:
    """Give a bank's coordinators, each with when a rule last spoke to them, or else how far it looks back."""
    said = Reminder.objects.by(rule).filter(about=OuterRef("pk"), said_at__gt=at - LOOKS_BACK).order_by("-said_at")
    last_said = Coalesce(Subquery(said.values("said_at")[:1]), Value(at - LOOKS_BACK))
    found = Member.objects.of(bank).coordinating().annotate(last_said=last_said)
    return with_occasion(found, Value(str(bank.day(at))))


def _alone(bank: Bank, at: datetime.datetime) -> Rows:
    """Give the new people who have neither exchanged hours nor have a plan."""
    new = Member.objects.of(bank).trading().filter(kind=Member.Kind.PERSON, joined_at__gt=at - LAST)
    begun = Exchange.objects.exclude(state__in=Exchange.ENDED)
    theirs = Q(giver=OuterRef("pk")) | Q(receiver=OuterRef("pk"))
    found: Rows = new.filter(~Exists(LastExchange.objects.filter(member=OuterRef("pk"))), ~Exists(begun.filter(theirs)))
    return found


def _has_come(member: Member, since: datetime.datetime, at: datetime.datetime) -> bool:
    joined = member.joined_at or at
    return any(since < joined + days * A_DAY <= at for days in NEW_DAYS)


def _waiting(exchanges: int, crosses: int, registers: int) -> str:
    """Say what it is, each kind in its own words."""
    between = ngettext(
        "%(count)d exchange with another time bank", "%(count)d exchanges with other time banks", crosses
    )
    words = (
        (exchanges, ngettext("%(count)d exchange that both agreed", "%(count)d exchanges that both agreed", exchanges)),
        (crosses, between),
        (registers, ngettext("%(count)d register of an event", "%(count)d registers of events", registers)),
    )
    listed = [said % {"count": count} for count, said in words if count]
    return _("On the desk: %(what)s.") % {"what": get_text_list(listed, _("and"))}
