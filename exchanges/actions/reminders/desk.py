"""Reminders for coordinators: what waits to be approved, and new members with whom nothing has happened yet."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchanges.access import approvable_by, approvers
from exchanges.actions.reminders.rule import MORNING, Rows, Said, moment, with_occasion
from exchanges.models import Event, Exchange, LastExchange
from exchanges.reads.events import registers_to_approve
from members.models import Bank, Member, Role

A_DAY = datetime.timedelta(days=1)
NEW_DAYS = (7, 21)
LAST = datetime.timedelta(days=42)  # from then on they are no longer new


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
        runs = Member.objects.of(bank).approved().filter(roles__overlap=[Role.COORDINATOR, Role.ADMIN])
        return with_occasion(runs.filter(Exists(waits) | Exists(registers)), Value(str(bank.day(at))))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Say how many exchanges and registers wait for this one, never counting what they may not approve."""
        holders, desk = approvers(bank), reverse("exchanges:desk", args=[bank.slug])
        theirs = {f"of_{member.pk}": Count("pk", filter=approvable_by(member, holders)) for member in rows}
        exchanges = Exchange.objects.filter(bank=bank, state=Exchange.State.CONFIRMED).aggregate(**theirs)
        registers = registers_to_approve(bank, [member for member in rows if member.is_coordinator])
        for member in rows:
            counts = exchanges[f"of_{member.pk}"], registers.get(member.pk, 0)
            if count := sum(counts):
                subject = ngettext("%(count)d thing waits for your yes", "%(count)d things wait for your yes", count)
                body = _waiting(*counts)
                yield Said(member, member, subject % {"count": count}, body, desk)

    def moot_at(self, bank: Bank, row: Any) -> datetime.datetime | None:  # noqa: ANN401  # a member with an occasion
        """Give the end of its day: on the next it is counted anew."""
        return moment(bank, datetime.date.fromisoformat(row.occasion) + A_DAY)


class NewMemberAlone:
    """A week and three weeks after somebody joined, the coordinators hear that nothing has happened with them yet."""

    name = "NEW_MEMBER"
    kind = "NEW_MEMBER"
    hours = MORNING
    is_suggestion = False

    def due(self, bank: Bank, at: datetime.datetime) -> Rows:
        """Give the new people who have neither exchanged hours nor have a plan, with how many days it is since."""
        soon, late = NEW_DAYS
        new = (
            Member.objects.of(bank)
            .trading()
            .filter(kind=Member.Kind.PERSON, joined_at__lte=at - soon * A_DAY, joined_at__gt=at - LAST)
        )
        begun = Exchange.objects.exclude(state__in=Exchange.ENDED)
        theirs = Q(giver=OuterRef("pk")) | Q(receiver=OuterRef("pk"))
        alone = new.filter(~Exists(LastExchange.objects.filter(member=OuterRef("pk"))), ~Exists(begun.filter(theirs)))
        is_late = When(joined_at__lte=at - late * A_DAY, then=Value(f"{late} "))
        which = Case(is_late, default=Value(f"{soon} "), output_field=CharField())
        return with_occasion(alone, Concat(which, Cast("joined_at", CharField())))

    def say(self, bank: Bank, rows: Sequence[Member], at: datetime.datetime) -> Iterator[Said]:
        """Tell the coordinators, but not of themselves."""
        coordinators = list(Member.objects.of(bank).coordinating())
        for member in rows:
            subject = _("%(name)s has not begun yet") % {"name": member.name}
            body = _("They joined %(days)d days ago. A call, or somebody to meet, often helps.") % {
                "days": (bank.day(at) - bank.day(member.joined_at or at)).days
            }
            for coordinator in coordinators:
                if coordinator.pk != member.pk:
                    path = reverse("exchanges:member", args=[bank.slug, member.number])
                    yield Said(member, coordinator, subject, body, path)

    def moot_at(self, bank: Bank, row: Member) -> datetime.datetime | None:
        """It does no harm later."""
        return None


def _waiting(exchanges: int, registers: int) -> str:
    """Say what it is, each kind in its own words."""
    said = []
    if exchanges:
        said.append(ngettext("%(count)d exchange that both agreed", "%(count)d exchanges that both agreed", exchanges))
    if registers:
        said.append(ngettext("%(count)d register of an event", "%(count)d registers of events", registers))
    counts = [count for count in (exchanges, registers) if count]
    listed = _(" and ").join(words % {"count": count} for words, count in zip(said, counts, strict=True))
    return _("On the desk: %(what)s.") % {"what": listed}
